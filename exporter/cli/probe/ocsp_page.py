"""What `thongsuot probe ocsp` shows to people: what was answered, by whom, until when, and what to do."""

from exporter.cli.probe import chain, show
from exporter.cli.probe.one_look import Look
from exporter.cli.probe.show import Line, Style
from probes.kinds.ocsp import NO_ADDRESS
from probes.language import Language, Text
from probes.pki import day
from probes.pki.crl import HOLD, reason_value
from probes.signing.revocation import Revocation, Standing
from probes.signing.service_state import ServiceState
from probes.signing.words import revocation_words

_DAY = 86400
_SENT = Text(
    "câu hỏi về số hiệu của một chứng thư, không có họ tên",
    "a question about a certificate's number, no name",
)
_STATUS = {
    "good": Text("không bị thu hồi", "not revoked"),
    "unknown": Text("không biết chứng thư này", "does not know this certificate"),
}
_SIGNED_BY = {
    "issuer": Text("chính tổ chức đã cấp chứng thư", "the certificate's issuer itself"),
    "delegate": Text("nơi được tổ chức đó ủy quyền", "whom that issuer appointed"),
}
_NONCES = {
    "match": Text("trùng với câu hỏi", "the one that was sent"),
    "absent": Text(
        "không có (được phép: câu trả lời làm sẵn)", "none, which is allowed: answers made in advance"
    ),
    "mismatch": Text("của một câu hỏi khác", "of another question"),
}
_HINTS = {
    ServiceState.NONCE_REPLAY: Text(
        "Câu trả lời đúng và còn hạn nhưng được làm cho câu hỏi khác: báo tổ chức chứng thực, hoặc xem bộ nhớ đệm ở giữa",
        "The answer is right and fresh, but was made for another question: tell the authority, or look for a cache in between",
    ),
    ServiceState.SIGNER_EXPIRING: Text(
        "Chứng thư của nơi trả lời sắp hết hạn: báo tổ chức chứng thực thay trước ngày đó",
        "The responder's own certificate ends soon: tell the authority to replace it before that day",
    ),
    ServiceState.MALFORMED_STRICT: Text(
        "Câu trả lời đúng nhưng viết không đúng chuẩn, có phần mềm ký sẽ không đọc được: báo tổ chức chứng thực",
        "The answer is right but not written by the standard, and some software cannot read it: tell the authority",
    ),
}
_NOT_FOR_SIGNING = Text(
    "Không dùng chứng thư này để ký; xem lý do và xin cấp mới nếu cần",
    "Do not sign with this certificate; see why, and ask for a new one if needed",
)
_GIVE_THE_ADDRESS = Text(
    "Nếu tổ chức chứng thực có dịch vụ OCSP thì ghi địa chỉ của dịch vụ bằng --url",
    "If the authority has an OCSP service, give its address with --url",
)
_UNKNOWN_HINT = Text(
    "Hỏi tổ chức chứng thực: nơi trả lời này có đúng là của tổ chức đã cấp chứng thư không",
    "Ask the authority whether this responder is the right one for the certificate",
)


def explain(file: str, seen: Look, language: Language) -> list[Line]:
    """The whole page for people."""
    title = Line(f"{Text('Hỏi OCSP về', 'OCSP about').in_(language)} {file}", Style.TITLE)
    asked = [(Text("Gửi", "Sent"), _SENT.in_(language))] if seen.places else []
    return [
        title,
        *show.fields(
            [*asked, (Text("Địa chỉ", "Address"), ", ".join(seen.places)), *_answer(seen, language)], language
        ),
        *show.phases(seen.result, language),
        *_end(seen, language),
    ]


def _answer(seen: Look, language: Language) -> list[tuple[Text, str]]:
    """What was answered, as far as it was verified; of an answer that is out of date too."""
    facts, measures = seen.result.facts, seen.result.measures
    rows = []
    if "status" in facts:
        rows.append((Text("Trả lời", "Answer"), _said(seen).in_(language)))
    for name, measure in (
        (Text("Tình trạng lúc", "As of"), "ocsp_this_update_timestamp_seconds"),
        (Text("Có giá trị đến", "Valid until"), "ocsp_next_update_timestamp_seconds"),
    ):
        if measure in measures:
            rows.append((name, show.moment(measures[measure], language)))
    if "signed_by" in facts:
        rows.append((Text("Người ký", "Signed by"), _signer(seen).in_(language)))
    if facts.get("nonce") in _NONCES:
        rows.append((Text("Số ngẫu nhiên", "Nonce"), _NONCES[facts["nonce"]].in_(language)))
    return rows


def _said(seen: Look) -> Text:
    facts, measures = seen.result.facts, seen.result.measures
    if facts["status"] in _STATUS:
        return _STATUS[facts["status"]]
    reason = reason_value(facts.get("revocation_reason"))
    standing = Standing.SUSPENDED if reason == HOLD else Standing.REVOKED
    at = measures.get("ocsp_revoked_timestamp_seconds")
    if at is not None and at > seen.began:
        standing = Standing.SCHEDULED
    return revocation_words(Revocation(standing, at=at, reason=reason, source="ocsp"), 0)


def _signer(seen: Look) -> Text:
    who = _SIGNED_BY[seen.result.facts["signed_by"]]
    ends = seen.result.measures["ocsp_signer_not_after_timestamp_seconds"]
    days = int((ends - seen.began) // _DAY)
    left = chain.days_left(days) if days >= 0 else Text("đã hết hạn", "expired")
    until = day(ends)
    return Text(
        f"{who.vi}, chứng thư đến ngày {until.vi}, {left.vi}",
        f"{who.en}, certificate until {until.en}, {left.en}",
    )


def _end(seen: Look, language: Language) -> list[Line]:
    result = seen.result
    if not result.success:
        if result.detail == NO_ADDRESS.en:
            return show.names_no_address(result.detail, _GIVE_THE_ADDRESS, language)
        return show.conclusion(result, Text("", ""), language)
    status, state = result.facts["status"], result.facts.get("state")
    hints = [_HINTS[ServiceState(state)]] if state in _HINTS else []
    said = _said(seen)
    if status == "good":
        good = Text("Trả lời đúng và còn hạn: không bị thu hồi", "A true and fresh answer: not revoked")
        return [*show.conclusion(result, good, language), *(show.hint(hint, language) for hint in hints)]
    told = Text(f"Trả lời đúng và còn hạn: {said.vi}", f"A true and fresh answer: {said.en}")
    hints.insert(0, _UNKNOWN_HINT if status == "unknown" else _NOT_FOR_SIGNING)
    return [
        Line(f"! {told.in_(language)}", Style.WARNING),
        *(show.hint(hint, language) for hint in hints),
    ]
