"""Authorities: whether they answer, how fresh their answers are, what is trusted; and tokens."""

from exporter.metrics import catalogue
from grafana import label_words, scale
from grafana.colours import BAD, GOOD, UNSTABLE
from grafana.limits import Limits
from grafana.panel import Panel
from grafana.panels import Column, bars, stat, table, timeline, timeseries
from grafana.query import DAY, Query, least, most, of
from grafana.words import NO_DATA
from probes.language import Text

_A = {"authority": "$authority"}
_SERVICES = "crl|ocsp|timestamp|trust"
_OF_ITSELF = {"authority": "$authority", "signer": "", "kind": _SERVICES}


def authorities(limits: Limits) -> tuple[Panel, ...]:
    """Whether they answer, how fast, and what is wrong if not."""
    families = (catalogue.CRL_STATE, catalogue.OCSP_STATE, catalogue.TSA_STATE)
    states = " or ".join(
        most(of(family, signer="", **_A), "authority", "kind", "state") for family in families
    )
    return (
        timeline(
            Text("Dịch vụ của tổ chức chứng thực", "Services of authorities"),
            Text(
                "Danh sách thu hồi (crl), hỏi trạng thái (ocsp), dấu thời gian (timestamp), chuỗi tin cậy (trust).",
                "Revocation list (crl), status questions (ocsp), timestamps (timestamp), chain of trust (trust).",
            ),
            Query(
                most(of(catalogue.TARGET_STATE, **_OF_ITSELF), "authority", "kind"), "{{authority}} {{kind}}"
            ),
            mappings=scale.target_state(),
            width=14,
            height=8,
        ),
        table(
            Text("Tình trạng từng dịch vụ", "State of each service"),
            Text(
                "Lần xem gần nhất. Mỗi tình trạng nghĩa là gì và phải làm gì: docs/signing.md.",
                "At the last look. What each state means, and what to do: docs/signing.md.",
            ),
            Query(states, table=True),
            columns=(
                Column(source="authority", title=Text("Tổ chức chứng thực", "Authority")),
                Column(source="kind", title=Text("Dịch vụ", "Service"), width=120),
                Column(
                    source="state",
                    title=Text("Tình trạng", "State"),
                    mappings=label_words.service_states(),
                    width=190,
                ),
            ),
            width=10,
            height=8,
        ),
        timeseries(
            Text("Trả lời mất bao lâu", "How long answers take"),
            Text("Cả phép đo, từng dịch vụ.", "The whole look, each service."),
            Query(
                most(
                    of(
                        catalogue.PROBE_DURATION, authority="$authority", signer="", kind="crl|ocsp|timestamp"
                    ),
                    "authority",
                    "kind",
                ),
                "{{authority}} {{kind}}",
            ),
            unit="s",
            width=8,
        ),
        timeseries(
            Text("Dấu thời gian mất bao lâu", "How long a timestamp takes"),
            Text(
                f"Từ lúc hỏi đến khi đã kiểm tra chữ ký. Chậm không phải là hỏng: dưới {limits.stamp_slow:g} giây vẫn dùng được.",
                f"From the question to a verified stamp. Slow is not down: under {limits.stamp_slow:g} s it serves.",
            ),
            Query(most(of(catalogue.TSA_REQUEST, **_A), "authority"), "{{authority}}"),
            unit="s",
            limits=scale.steps(GOOD, (limits.stamp_slow, UNSTABLE)),
            width=8,
        ),
        timeseries(
            Text("Đồng hồ của dịch vụ dấu thời gian", "Clock of the timestamp service"),
            Text(
                "Nhanh hơn đồng hồ của máy giám sát bao nhiêu, ngoài thời gian đi về.",
                "How far it is ahead of ours, beyond what the exchange took.",
            ),
            Query(most(of(catalogue.TSA_CLOCK_OFFSET, **_A), "authority"), "{{authority}}"),
            unit="s",
            least=None,
            width=8,
        ),
    )


def lists() -> tuple[Panel, ...]:
    """How old answers are, and how long they still hold."""

    def left(family: catalogue.Family) -> str:
        return f"({least(of(family, signer='', **_A), 'authority')} - time()) / 3600"

    def age(family: catalogue.Family) -> str:
        return f"(time() - {least(of(family, signer='', **_A), 'authority')}) / 3600"

    return (
        timeseries(
            Text("Câu trả lời còn hiệu lực mấy giờ", "How many hours answers still hold"),
            Text(
                "Dưới 0 là đã quá hạn: không dùng để kết luận được nữa.",
                "Below 0 it is past its end, and nothing can be concluded from it.",
            ),
            Query(left(catalogue.CRL_NEXT_UPDATE), "{{authority}} crl"),
            Query(left(catalogue.OCSP_NEXT_UPDATE), "{{authority}} ocsp"),
            unit="none",
            decimals=1,
            least=None,
            limits=scale.steps(BAD, (0, GOOD)),
            width=8,
        ),
        timeseries(
            Text("Câu trả lời cũ mấy giờ rồi", "How many hours old answers are"),
            Text("Từ lúc tổ chức chứng thực lập ra.", "Since the authority made them."),
            Query(age(catalogue.CRL_THIS_UPDATE), "{{authority}} crl"),
            Query(age(catalogue.OCSP_THIS_UPDATE), "{{authority}} ocsp"),
            unit="none",
            decimals=1,
            least=None,
            width=8,
        ),
        table(
            Text("Danh sách thu hồi", "Revocation lists"),
            Text("Số của danh sách không bao giờ được giảm.", "A list's number must never fall."),
            *(
                Query(most(of(family, signer="", **_A), "authority"), table=True)
                for family in (catalogue.CRL_NUMBER, catalogue.CRL_ENTRIES, catalogue.CRL_BYTES)
            ),
            columns=(
                Column(source="authority", title=Text("Tổ chức chứng thực", "Authority")),
                Column(source="Value #A", title=Text("Số", "Number"), width=90),
                Column(source="Value #B", title=Text("Bị thu hồi", "Revoked"), width=100),
                Column(source="Value #C", title=Text("Cỡ", "Size"), unit="bytes", width=90),
            ),
            width=8,
            height=8,
        ),
        table(
            Text("Chứng thư được xét bằng bằng chứng cũ nhất", "Certificates judged by the oldest evidence"),
            Text(
                "Bằng chứng thu hồi và lần đọc của mỗi chứng thư cũ bao lâu rồi; 20 cái cũ nhất.",
                "How old the evidence of revocation and the last reading of each certificate are; the oldest 20.",
            ),
            Query(
                f"topk (20, time() - {least(of(catalogue.SIGN_REVOCATION_EVIDENCE, **_A), 'instance', 'source')})",
                table=True,
            ),
            Query(f"time() - {least(of(catalogue.SIGN_OBSERVED, **_A), 'instance')}", table=True),
            columns=(
                Column(source="instance", title=Text("Chứng thư", "Certificate")),
                Column(source="source", title=Text("Bằng chứng", "Evidence"), width=140),
                Column(
                    source="Value #A",
                    title=Text("Bằng chứng cũ", "Age of evidence"),
                    unit="dtdhms",
                    width=160,
                ),
                Column(source="Value #B", title=Text("Đọc cách đây", "Read ago"), unit="dtdhms", width=140),
            ),
            sort=Text("Bằng chứng cũ", "Age of evidence"),
            width=16,
            height=8,
        ),
        timeseries(
            Text("Cách xét", "How they were judged"),
            Text(
                "Bằng chỉ mục danh sách thu hồi của chương trình, và có hỏi thêm thư viện xét chuỗi.",
                "By our index of lists alone, and those that the path library was asked about too.",
            ),
            Query(most(of(catalogue.SIGN_ROUTES), "route"), "{{route}}"),
            stacked=True,
            width=8,
            height=8,
        ),
    )


def trust() -> tuple[Panel, ...]:
    """What is pinned, what is known to be good, and the tokens in communes."""
    ends = (
        (catalogue.TRUST_ANCHOR_NOT_AFTER, Text("gốc", "anchor")),
        (catalogue.TRUST_CHAIN_NOT_AFTER, Text("trung gian", "intermediate")),
        (catalogue.OCSP_SIGNER_NOT_AFTER, Text("người ký OCSP", "OCSP signer")),
        (catalogue.TSA_SIGNER_NOT_AFTER, Text("người ký dấu thời gian", "stamp signer")),
    )
    return (
        bars(
            Text(
                "Chứng thư của chính tổ chức chứng thực còn bao nhiêu ngày",
                "How many days the authorities' own certificates last",
            ),
            Text(
                "Hết hạn thì mọi chứng thư cấp dưới cũng hỏng theo.",
                "Once one ends, all below it end with it.",
            ),
            *(
                Query(
                    f"({least(of(family, signer='', **_A), 'authority')} - time()) / {DAY}",
                    Text(f"{{{{authority}}}} {word.vi}", f"{{{{authority}}}} {word.en}"),
                    now=True,
                )
                for family, word in ends
            ),
            unit="none",
            decimals=0,
            thresholds=scale.steps(BAD, (30, UNSTABLE), (120, GOOD)),
            width=8,
        ),
        stat(
            Text("Gốc tin cậy nạp được", "Anchors loaded"),
            Text(
                "Chứng thư gốc đã ghim, đọc được và còn hạn.",
                "Pinned anchors that were read and are in date.",
            ),
            Query(least(of(catalogue.TRUST_ANCHORS_LOADED, **_A), "authority"), "{{authority}}"),
            thresholds=scale.steps(BAD, (1, GOOD)),
            empty=NO_DATA,
            width=4,
            height=8,
        ),
        stat(
            Text("Chứng thư mẫu", "Canaries"),
            Text(
                "Chứng thư biết trước kết quả: nếu ra khác thì tổ chức chứng thực, hoặc chính chương trình, đang nói sai.",
                "Certificates whose result is known: if it differs, the authority, or this program, is wrong.",
            ),
            Query(
                least(of(catalogue.TRUST_CANARY_OK, **_A), "authority"),
                Text("{{authority}} tin cậy", "{{authority}} trust"),
            ),
            Query(
                least(of(catalogue.OCSP_CANARY_OK, **_A), "authority", "expect"),
                "{{authority}} ocsp {{expect}}",
            ),
            mappings=scale.success(Text("Đúng", "Right"), Text("Sai", "Wrong")),
            empty=Text("Chưa khai chứng thư mẫu", "None is named"),
            names=True,
            width=6,
            height=8,
        ),
        table(
            Text("USB Token tại xã", "USB tokens in communes"),
            Text(
                "Máy đo tại xã xem token mà không dùng mã PIN. Phải làm gì: docs/signing.md.",
                "Agents look at tokens without a PIN. What to do: docs/signing.md.",
            ),
            Query(
                most(of(catalogue.TOKEN_STATE, province="$province"), "commune", "site", "state"),
                table=True,
            ),
            Query(
                f"time() - {least(of(catalogue.TOKEN_OBSERVED, province='$province'), 'commune', 'site')}",
                table=True,
            ),
            columns=(
                Column(source="commune", title=Text("Mã xã", "Commune"), width=80),
                Column(
                    source="state",
                    title=Text("Tình trạng", "State"),
                    mappings=label_words.token_states(),
                ),
                Column(source="Value #B", title=Text("Xem cách đây", "Seen ago"), unit="dtdhms", width=120),
            ),
            empty=Text("Không có token nào được theo dõi", "No token is watched"),
            width=6,
            height=8,
        ),
    )
