"""What `thongsuot probe http` shows people about one look."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from exporter.cli.probe import chain, show
from exporter.cli.probe.one_look import Look
from exporter.cli.probe.show import Line, Style
from probes.kinds.http import REACHABLE, HttpTarget
from probes.language import Language, Text
from probes.pki import CertificateFacts
from probes.reasons import Reason

_DAY = 86400
_RENEW_SOON_DAYS = 30
_TRUST_REASONS = frozenset(
    {Reason.TLS_EXPIRED, Reason.TLS_NOT_YET_VALID, Reason.TLS_UNTRUSTED, Reason.TLS_WRONG_HOST}
)
_NOT_COMPARED = Text("chưa so", "not compared")


def explain(
    target: HttpTarget, seen: Look, presented: Sequence[CertificateFacts], language: Language
) -> list[Line]:
    """The whole page for people."""
    lines = [Line(f"{target.method} {target.url}", Style.TITLE), *_facts(target, seen, language)]
    lines += show.phases(seen.result, language)
    if presented:
        title = Text("Chuỗi chứng chỉ TLS", "TLS chain")
        bad = {0} if seen.result.reason in _TRUST_REASONS else set()
        lines += chain.lines(title, urlsplit(target.url).hostname or "", presented, seen.began, language, bad)
    lines.append(Line(Text("Mong đợi", "Expected").in_(language), Style.TITLE))
    lines += _expectations(target, seen, language)
    return [*lines, *show.conclusion(seen.result, _good(seen), language), *_renewal(seen, language)]


def _facts(target: HttpTarget, seen: Look, language: Language) -> list[Line]:
    measures = seen.result.measures
    status, size = measures.get("http_status_code"), measures.get("http_body_bytes")
    redirects, wait = int(measures.get("http_redirects", 0)), measures.get("retry_after_seconds")
    bytes_read = "" if size is None else show.decimal(f"{int(size):,}", language)
    rows = [
        (Text("Gửi với tên", "Sent as"), target.user_agent),
        (Text("Địa chỉ", "Address"), ", ".join(seen.places)),
        (Text("Mã hóa", "Encryption"), seen.result.facts.get("tls_version", "")),
        (Text("Mã trạng thái", "Status"), "" if status is None else str(int(status))),
        (Text("Số byte đã đọc", "Bytes read"), bytes_read),
        (Text("Chuyển hướng", "Redirects"), str(redirects) if redirects else ""),
        (Text("Hẹn thử lại sau", "Retry after"), "" if wait is None else f"{wait:.0f} s"),
    ]
    return show.fields(rows, language)


def _expectations(target: HttpTarget, seen: Look, language: Language) -> Iterator[Line]:
    """Each with whether it was met. They are compared in this order, and the first that is not met ends the look."""
    checks = [(_wanted_status(target), frozenset({Reason.HTTP_STATUS}))]
    if target.headers:
        words = ", ".join(f"{name}: {text}" for name, text in target.headers)
        checks.append((Text(f"tiêu đề {words}", f"header {words}"), frozenset({Reason.HEADER_MISMATCH})))
    body_reasons = frozenset({Reason.BODY_MISMATCH, Reason.HTTP_TOO_LARGE})
    if target.body_absent is not None:
        absent = Text(f"không có “{target.body_absent}”", f"does not contain “{target.body_absent}”")
        checks.append((absent, body_reasons))
    if target.body is not None:
        checks.append((Text(f"có “{target.body}”", f"contains “{target.body}”"), body_reasons))
    reasons = frozenset[Reason]().union(*(reasons for _, reasons in checks))
    compared = seen.result.success or seen.result.reason in reasons
    failed = False
    for said, reasons_here in checks:
        if not compared or failed:
            yield Line(f"  – {said.in_(language)} ({_NOT_COMPARED.in_(language)})", Style.FAINT)
        elif seen.result.reason in reasons_here:
            failed = True
            yield Line(f"  ✗ {said.in_(language)}", Style.BAD)
        else:
            yield Line(f"  ✓ {said.in_(language)}", Style.GOOD)


def _wanted_status(target: HttpTarget) -> Text:
    if target.statuses:
        codes = ", ".join(map(str, target.statuses))
        return Text(f"mã trạng thái {codes}", f"status {codes}")
    codes = ", ".join(map(str, sorted(REACHABLE)))
    return Text(f"mã trạng thái 2xx, 3xx, hoặc {codes}", f"status 2xx, 3xx, or {codes}")


def _good(seen: Look) -> Text:
    took = {lang: show.milliseconds(seen.result.duration_seconds, lang) for lang in Language}
    return Text(
        f"Trả lời đúng như mong đợi, sau {took[Language.VI]}",
        f"Answers as expected, after {took[Language.EN]}",
    )


def _renewal(seen: Look, language: Language) -> list[Line]:
    ends = seen.result.measures.get("tls_chain_not_after_timestamp_seconds")
    days = None if ends is None else int((ends - seen.began) // _DAY)
    if not seen.result.success or days is None or days > _RENEW_SOON_DAYS:
        return []
    soon = Text(
        "Chứng chỉ TLS của máy chủ chỉ {left}: nhắc đơn vị vận hành thay trước ngày đó",
        "The server's TLS chain ends soon ({left}): remind its operator to replace it in time",
    )
    left = chain.days_left(days)
    return [show.hint(Text(soon.vi.format(left=left.vi), soon.en.format(left=left.en)), language)]
