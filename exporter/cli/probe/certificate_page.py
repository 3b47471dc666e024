"""A verdict on a certificate as people read it: state, reasons, chain, dates, what to do next."""

from exporter.cli.probe import chain, show
from exporter.cli.probe.hints import by_hand
from exporter.cli.probe.show import Line, Style
from probes.language import Language, Text
from probes.observation import Result
from probes.pki import CertificateFacts, Trust, day
from probes.signing.revocation import Revocation, Standing
from probes.signing.state import SigningState
from probes.signing.verdict import Finding, Verdict

_DAY = 86400
_TRUST = {
    Trust.TRUSTED: Text("nối được tới chứng thư gốc đã ghim", "leads to a pinned root"),
    Trust.INCOMPLETE: Text(
        "chưa kết luận được: thiếu chứng thư trung gian", "open: an intermediate is missing"
    ),
    Trust.UNTRUSTED: Text("không nối được tới chứng thư gốc đã ghim", "does not lead to a pinned root"),
    Trust.UNCHECKED: Text(
        "chưa kiểm tra: không có chứng thư gốc nào được ghim (dùng --trust)",
        "not checked: no root is pinned (use --trust)",
    ),
}
_STANDINGS = {
    Standing.GOOD: Text("không bị thu hồi", "not revoked"),
    Standing.REVOKED: Text("đã bị thu hồi", "revoked"),
    Standing.SUSPENDED: Text("đang bị tạm dừng", "on hold"),
    Standing.SCHEDULED: Text("đã có lịch thu hồi", "to be revoked"),
    Standing.UNKNOWN: Text("chưa xác định được", "not known"),
}
_TOLD_BY_WHAT_WAS_FOUND = frozenset(
    {
        SigningState.REVOKED,
        SigningState.SUSPENDED,
        SigningState.EXPIRED,
        SigningState.NOT_YET_VALID,
        SigningState.REVOKED_SCHEDULED,
    }
)
_GIVE_A_LIST = Text(
    "Không phải lỗi của chứng thư: đưa danh sách thu hồi còn hạn của tổ chức chứng thực bằng --crl, hoặc chờ có danh sách mới, rồi xem lại",
    "The certificate is not at fault: give a fresh revocation list of the authority with --crl, or wait for a new one, and look again",
)
_SOURCES = {
    "crl": Text("theo danh sách thu hồi ngày {day}", "by the list of {day}"),
    "ocsp": Text("theo OCSP ngày {day}", "by OCSP on {day}"),
}
_USAGES = {
    "digital_signature": Text("ký số", "signatures"),
    "content_commitment": Text("chống chối bỏ", "commitment to content"),
    "key_encipherment": Text("mã hóa khóa", "key encipherment"),
    "data_encipherment": Text("mã hóa dữ liệu", "data encipherment"),
    "key_agreement": Text("thỏa thuận khóa", "key agreement"),
    "key_cert_sign": Text("cấp chứng thư", "issuing certificates"),
    "crl_sign": Text("ký danh sách thu hồi", "signing revocation lists"),
}


def explain(file: str, result: Result, verdict: Verdict | None, at: float, language: Language) -> list[Line]:
    """The whole page for people."""
    title = Line(f"{Text('Chứng thư trong', 'Certificate in').in_(language)} {file}", Style.TITLE)
    if verdict is None:
        return [title, *show.conclusion(result, Text("", ""), language)]
    return [
        title,
        *_facts(verdict, at, language),
        *_chain(verdict, at, language),
        *_end(verdict, at, language),
    ]


def _facts(verdict: Verdict, at: float, language: Language) -> list[Line]:
    facts = verdict.facts
    rows = [
        (Text("Xét tại", "Judged at"), show.moment(at, language)),
        (Text("Vân tay", "Fingerprint"), f"{facts.fingerprint}…"),
        (Text("Khóa", "Key"), _key(facts)),
        (Text("Dùng để", "Usage"), _usage(facts, language)),
        (Text("Tin cậy", "Trust"), _TRUST[verdict.trust].in_(language)),
    ]
    if verdict.revocations:
        rows.append((Text("Thu hồi", "Revocation"), _revocation(verdict.revocations[0], language)))
    first = min(range(len(verdict.chain)), key=lambda position: verdict.chain[position].not_after)
    if first:
        until = Text(
            "{day}, vì chứng thư cấp {level} hết hạn trước", "{day}, when the one at level {level} ends"
        )
        shown = day(verdict.ends).in_(language)
        rows.append(
            (Text("Thực tế đến", "In effect until"), until.format(day=shown, level=first).in_(language))
        )
    return show.fields(rows, language)


def _revocation(known: Revocation, language: Language) -> str:
    said = _STANDINGS[known.standing].in_(language)
    source = _SOURCES.get(known.source)
    if source is None or known.evidence is None or known.standing is Standing.UNKNOWN:
        return said
    return f"{said}, {source.format(day=day(known.evidence).in_(language)).in_(language)}"


def _chain(verdict: Verdict, at: float, language: Language) -> list[Line]:
    title = Text("Chuỗi chứng thực", "Chain")
    first = Text("chứng thư được xét", "this certificate").in_(language)
    bad = {finding.position for finding in verdict.findings if finding.state.reason is not None}
    return chain.lines(title, first, verdict.chain, at, language, bad)


def _end(verdict: Verdict, at: float, language: Language) -> list[Line]:
    """The conclusion: the state with its worst finding, the other findings, and what to do about the worst."""
    state, others = verdict.state, verdict.findings[1:]
    hint = _hint(state, language)
    if state.reason is not None:
        return [
            Line(f"✗ {_said(verdict.findings[0], language)}", Style.BAD),
            *_also(others, Style.BAD, language),
            *hint,
        ]
    days = int((verdict.ends - at) // _DAY)
    left = chain.days_left(days)
    signs = Text(f"Dùng để ký được, {left.vi}", f"It may sign, {left.en}")
    if SigningState.REVOCATION_UNKNOWN in verdict.reasons:
        signs = Text(
            f"Chứng thư còn hiệu lực, {left.vi}, nhưng chưa biết có bị thu hồi hay không",
            f"The certificate is in effect, {left.en}, but whether it has been revoked is not known",
        )
    if state is SigningState.VALID:
        return [Line(f"✓ {signs.in_(language)}", Style.GOOD)]
    return [
        Line(f"! {signs.in_(language)}", Style.WARNING),
        *_also(verdict.findings, Style.WARNING, language),
        *hint,
    ]


def _hint(state: SigningState, language: Language) -> list[Line]:
    """This command fetches nothing: whoever looks by hand has to give it the list."""
    said = state.hint if state.reason is None else by_hand(state.reason)
    if state is SigningState.REVOCATION_UNKNOWN:
        said = _GIVE_A_LIST
    return [] if said is None else [show.hint(said, language)]


def _also(findings: tuple[Finding, ...], style: Style, language: Language) -> list[Line]:
    return [Line(f"  {_said(finding, language)}", style) for finding in findings]


def _said(finding: Finding, language: Language) -> str:
    """The state and what was found, which of some states tells it already, and when."""
    what = finding.what.in_(language)
    if finding.state in _TOLD_BY_WHAT_WAS_FOUND:
        return what[:1].upper() + what[1:]
    return f"{finding.state.sentence.in_(language)}: {what}"


def _key(facts: CertificateFacts) -> str:
    size = "" if facts.key_bits is None else f" {facts.key_bits}"
    return f"{facts.key_type.upper()}{size}, {facts.signature_algorithm}"


def _usage(facts: CertificateFacts, language: Language) -> str:
    return ", ".join(word.in_(language) for bit, word in _USAGES.items() if bit in (facts.usage or ()))
