"""KINDS: the only list of ways to look. One kind, one file, one question."""

from probes.kind import Kind
from probes.kinds import certificate, crl, dns, http, ocsp, ping, tcp, timestamp, token, trust
from probes.language import Text

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "ping",
            ping.PingTarget,
            ping.observe,
            Text(
                "Đường truyền có trả lời không, mất bao nhiêu gói tin, trễ bao lâu?",
                "Does an address answer pings: how many packets are lost, how slow are they?",
            ),
        ),
        Kind(
            "http",
            http.HttpTarget,
            http.observe,
            Text(
                "Trang có trả lời như mong đợi không, mỗi bước mất bao lâu?",
                "Does a page answer as expected, and how long does each step take?",
            ),
        ),
        Kind(
            "dns",
            dns.DnsTarget,
            dns.observe,
            Text(
                "Tên miền có phân giải được, và đúng như mong đợi không?",
                "Does a name resolve, and to what is expected?",
            ),
        ),
        Kind(
            "tcp",
            tcp.TcpTarget,
            tcp.observe,
            Text("Cổng TCP có nhận kết nối không?", "Does a TCP port accept connections?"),
        ),
        Kind(
            "certificate",
            certificate.CertificateTarget,
            certificate.observe,
            Text(
                "Chứng thư số còn dùng để ký được không, đến bao giờ?",
                "May this certificate sign documents, and for how long?",
            ),
            local=True,
        ),
        Kind(
            "trust",
            trust.TrustTarget,
            trust.observe,
            Text(
                "Chứng thư gốc đã ghim có đủ, và chứng thư mẫu có còn kiểm tra được không?",
                "Are the pinned anchors loaded, and does a known-good certificate still verify?",
            ),
            local=True,
        ),
        Kind(
            "crl",
            crl.CrlTarget,
            crl.observe,
            Text(
                "Danh sách thu hồi có tải được, đúng chữ ký, còn hạn không?",
                "Is the revocation list there, signed and fresh?",
            ),
        ),
        Kind(
            "ocsp",
            ocsp.OcspTarget,
            ocsp.observe,
            Text(
                "Dịch vụ OCSP có trả lời đúng và mới không?",
                "Does the OCSP responder answer truly and freshly?",
            ),
        ),
        Kind(
            "timestamp",
            timestamp.TimestampTarget,
            timestamp.observe,
            Text(
                "Dịch vụ cấp dấu thời gian có đóng dấu đúng không?",
                "Does the timestamp authority stamp our hash?",
            ),
        ),
        Kind(
            "token",
            token.TokenTarget,
            token.observe,
            Text(
                "USB Token có cắm, có bị khóa PIN, có đúng chứng thư không?",
                "Is the USB token there, is its PIN locked, is its certificate the right one?",
            ),
            local=True,
        ),
    )
}
