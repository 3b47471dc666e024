"""Tokens as people read them: slots, each token's state and certificates, what to do next."""

from pathlib import PurePath

from exporter.cli.probe import chain, show
from exporter.cli.probe.hints import by_hand
from exporter.cli.probe.show import Line, Style
from probes.kinds.token import TokenTarget
from probes.language import Language, Text
from probes.observation import Result
from probes.pki import CertificateFacts, day
from probes.tokens.reading import Token, TokenRead, is_called
from probes.tokens.states import TokenState

_THIS_ONE = Text("đúng chứng thư cần tìm", "the one wanted")
_DAY = 86400
_STOP = Text(
    "Dừng nhập PIN: sai liên tiếp 3 lần là khóa", "Enter no more PINs: three wrong ones in a row lock it"
)
_LOOK = Text("Kiểm tra Caps Lock và bộ gõ tiếng Việt", "Check Caps Lock and the Vietnamese keyboard")
_KEEP = Text(
    "Không nhờ ai cài lại hay khởi tạo token: sẽ mất khóa",
    "Have nobody reinstall or initialise the token: its key would be lost",
)
_APPLY = Text(
    "Lập đề nghị khôi phục thiết bị lưu khóa bí mật (Mẫu 06)", "Apply to have it restored (form 06)"
)
_CALL = Text("Gọi tổ trực trước khi thử lại", "Call the support team before another try")
_HUSH = Text(
    "Không đọc mã PIN cho bất kỳ ai, kể cả tổ trực", "Tell nobody the PIN, not even the support team"
)
_STEPS = {
    TokenState.PIN_LOCKED: (_STOP, _LOOK, _KEEP, _APPLY, _HUSH),
    TokenState.PIN_FINAL_TRY: (_STOP, _LOOK, _CALL, _KEEP, _HUSH),
    TokenState.PIN_COUNT_LOW: (_STOP, _LOOK, _KEEP, _HUSH),
}
"""domain.md's card on a locked PIN, as far as it fits the state."""


def explain(
    target: TokenTarget, result: Result, read: TokenRead | None, at: float, language: Language
) -> list[Line]:
    """The whole page for people."""
    name = PurePath(target.module).name
    title = Line(f"{Text('Token qua thư viện', 'Tokens through').in_(language)} {name}", Style.TITLE)
    if read is None:
        return [title, *show.conclusion(result, Text("", ""), language)]
    return [
        title,
        *show.fields(
            [
                (Text("Khe cắm", "Slots"), str(read.slots)),
                (Text("Token", "Tokens"), str(len(read.tokens))),
                (Text("Cần chứng thư", "Wanted"), _wanted(target, read, language)),
            ],
            language,
        ),
        *(line for token in read.tokens for line in _token(token, target, at, language)),
        *_end(read.state(target.fingerprint), language),
    ]


def _wanted(target: TokenTarget, read: TokenRead, language: Language) -> str:
    """Which token holds the certificate that was asked for; empty when none was, or no token is there."""
    if target.fingerprint is None or not read.tokens:
        return ""
    slots = [str(token.slot) for token in read.tokens if token.holds(target.fingerprint)]
    where = Text("không có trên token nào", "on no token")
    if slots:
        where = Text(f"trên token ở khe {', '.join(slots)}", f"on the token in slot {', '.join(slots)}")
    return f"{target.fingerprint[:16]}…: {where.in_(language)}"


def _token(token: Token, target: TokenTarget, at: float, language: Language) -> list[Line]:
    where = Text(f"Khe {token.slot}", f"Slot {token.slot}").in_(language)
    model = f" ({token.model})" if token.model else ""
    lines = [Line(f"{where}{model}: {token.state.sentence.in_(language)}", _style(token.state))]
    for certificate in sorted(token.certificates, key=lambda one: -one.facts.not_after):
        facts = certificate.facts
        wanted = target.fingerprint is not None and is_called(certificate, target.fingerprint)
        mark = f", {_THIS_ONE.in_(language)}" if wanted else ""
        until = _until(facts, at).in_(language)
        lines.append(Line(f"  {facts.fingerprint}…  {until}{mark}", _dated(facts, at)))
    if token.unread:
        left_out = Text("không đọc được {n} chứng thư", "{n} certificates cannot be read").format(
            n=token.unread
        )
        lines.append(Line(f"  {left_out.in_(language)}", Style.WARNING))
    return lines


def _until(facts: CertificateFacts, at: float) -> Text:
    ends = day(facts.not_after)
    if facts.not_after < at:
        return Text(f"đã hết hạn ngày {ends.vi}", f"ended on {ends.en}")
    if facts.not_before > at:
        starts = day(facts.not_before)
        return Text(f"chưa có hiệu lực, từ ngày {starts.vi}", f"not valid yet, from {starts.en}")
    left = chain.days_left(int((facts.not_after - at) // _DAY))
    return Text(f"đến ngày {ends.vi}, {left.vi}", f"until {ends.en}, {left.en}")


def _dated(facts: CertificateFacts, at: float) -> Style:
    return Style.PLAIN if facts.not_before <= at <= facts.not_after else Style.BAD


def _style(state: TokenState) -> Style:
    if state is TokenState.OK:
        return Style.PLAIN
    return Style.WARNING if state.reason is None else Style.BAD


def _end(state: TokenState, language: Language) -> list[Line]:
    """The conclusion, and what to do: for a PIN in danger every step, else one sentence."""
    said = state.sentence.in_(language)
    if state is TokenState.OK:
        return [Line(f"✓ {said}", Style.GOOD)]
    mark, style = ("!", Style.WARNING) if state.reason is None else ("✗", Style.BAD)
    conclusion = Line(f"{mark} {said}", style)
    if steps := _STEPS.get(state):
        numbered = [f"  {number}. {step.in_(language)}" for number, step in enumerate(steps, 1)]
        title = Text("Việc cần làm", "What to do")
        return [conclusion, Line(f"→ {title.in_(language)}:", Style.WARNING), *map(Line, numbered)]
    hint = state.hint if state.reason is None else by_hand(state.reason)
    return [conclusion, *([show.hint(hint, language)] if hint is not None else [])]
