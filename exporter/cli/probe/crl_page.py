"""What `thongsuot probe crl` shows to people: what the list says of itself, who signed it, and what to do."""

from dataclasses import replace

from exporter.cli.probe import show
from exporter.cli.probe.one_look import Look
from exporter.cli.probe.show import Line, Style
from probes.kinds.crl import CrlTarget
from probes.language import Language, Text
from probes.observation import Result
from probes.reasons import Reason
from probes.signing.named_lists import NO_ADDRESS

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_WORN = 0.8  # of a list's time: the next one should be out long before its end
_SENT = Text(
    "yêu cầu tải danh sách, không gửi thông tin của ai", "a request for the list, nothing about anybody"
)
_SIGNATURES = {
    True: Text("đúng, của tổ chức chứng thực", "right, by the authority"),
    False: Text(
        "chưa kiểm tra: không có chứng thư của tổ chức phát hành (dùng --trust hoặc --chain)",
        "not checked: the issuer's certificate is not given (use --trust or --chain)",
    ),
}
_GOOD = Text("Danh sách đúng và còn hạn", "A true and fresh list")
_DATED = Text("Danh sách còn hạn, chữ ký chưa kiểm tra", "A fresh list; its signature was not checked")
_GIVE_THE_ADDRESS = Text(
    "Hỏi tổ chức chứng thực địa chỉ của danh sách, rồi ghi địa chỉ ấy thay cho --from",
    "Ask the authority for the list's address, and give that in place of --from",
)
_SOON = Text(
    "Danh sách sắp hết hạn mà chưa có bản mới: hỏi tổ chức chứng thực nếu một giờ nữa vẫn vậy",
    "The list runs out soon and there is no new one yet: ask the authority if that is still so in an hour",
)


def explain(target: CrlTarget, seen: Look, language: Language) -> list[Line]:
    """The whole page for people."""
    what = target.urls[0] if target.urls else target.certificates[0]
    title = Text("Danh sách thu hồi", "Revocation list")
    if not target.urls:
        title = Text("Danh sách thu hồi ghi trong", "Revocation list named by")
    asked = [(Text("Gửi", "Sent"), _SENT.in_(language))] if seen.places else []
    return [
        Line(f"{title.in_(language)} {what}", Style.TITLE),
        *show.fields(
            [*asked, (Text("Địa chỉ", "Address"), ", ".join(seen.places)), *_list(target, seen, language)],
            language,
        ),
        *show.phases(seen.result, language),
        *_end(target, seen, language),
    ]


def _list(target: CrlTarget, seen: Look, language: Language) -> list[tuple[Text, str]]:
    """What the list says of itself, as far as it was believed."""
    measures = seen.result.measures
    if "crl_this_update_timestamp_seconds" not in measures:
        return []
    digest = seen.result.facts.get("digest", "").upper()
    signature = _SIGNATURES[target.verify].in_(language)
    rows = [
        (Text("Chữ ký", "Signature"), f"{signature} ({digest})" if digest and target.verify else signature),
        (
            Text("Phát hành lúc", "Issued"),
            show.moment(measures["crl_this_update_timestamp_seconds"], language),
        ),
    ]
    due = measures.get("crl_next_update_timestamp_seconds")
    if due is not None:
        left = _left(due - seen.began).in_(language)
        rows.append((Text("Có giá trị đến", "Valid until"), f"{show.moment(due, language)}, {left}"))
    if "crl_number" in measures:
        rows.append((Text("Số thứ tự bản", "Number"), f"{measures['crl_number']:.0f}"))
    for name, measure in (
        (Text("Số mục", "Entries"), "crl_entries"),
        (Text("Số byte", "Bytes"), "crl_bytes"),
    ):
        rows.append((name, show.decimal(f"{measures[measure]:,.0f}", language)))
    rows.append((Text("Phạm vi", "Scope"), seen.result.facts.get("scope", "")))
    return rows


def _end(target: CrlTarget, seen: Look, language: Language) -> list[Line]:
    result = seen.result
    if not result.success:
        if result.detail.startswith(NO_ADDRESS.en):
            return show.names_no_address(result.detail, _GIVE_THE_ADDRESS, language)
        return show.conclusion(_undated(result), Text("", ""), language)
    hints = [show.hint(_SOON, language)] if _is_worn(seen) else []
    if not target.verify:
        return [Line(f"! {_DATED.in_(language)}", Style.WARNING), *hints]
    return [*show.conclusion(result, _GOOD, language), *hints]


def _is_worn(seen: Look) -> bool:
    measures = seen.result.measures
    made = measures["crl_this_update_timestamp_seconds"]
    due = measures.get("crl_next_update_timestamp_seconds")
    return due is not None and seen.began > made + _WORN * (due - made)


def _undated(result: Result) -> Result:
    """Without how old the list is: that stands above as dates."""
    if result.reason in {Reason.ANSWER_STALE, Reason.ANSWER_FUTURE}:
        return replace(result, detail="")
    return result


def _left(seconds: float) -> Text:
    """How long a list still holds, or for how long it has not: in days from two on, else hours, else minutes."""
    amount = abs(seconds)
    size, vi, en = next(unit for unit in _UNITS if amount >= 2 * unit[0] or unit[0] == _MINUTE)
    count = int(amount // size)
    if seconds < 0:
        return Text(f"quá hạn {count} {vi}", f"{count} {en} overdue")
    return Text(f"còn {count} {vi}", f"{count} {en} left")


_UNITS = ((_DAY, "ngày", "days"), (_HOUR, "giờ", "hours"), (_MINUTE, "phút", "minutes"))
