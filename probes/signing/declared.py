"""What can be said of a signer of whom only the declared end is known."""

from probes.language import Text
from probes.pki import day
from probes.signing.state import SigningState
from probes.signing.verdict import Finding, Rules, windows_of


def declared(ends: float, moment: float, rules: Rules) -> tuple[Finding, ...]:
    """Findings at `moment`, worst first. `ends`: the declared end, unix seconds."""
    if moment > ends:
        ended = Text(
            f"theo ngày đã khai, đã hết hạn {day(ends).vi}",
            f"by the declared date it ended on {day(ends).en}",
        )
        return Finding(SigningState.EXPIRED, 0, ended), Finding(SigningState.DECLARED, 0, _UNSEEN)
    end = Text(
        f"theo ngày đã khai, hết hạn {day(ends).vi}", f"by the declared date it ends on {day(ends).en}"
    )
    return *windows_of(ends, moment, rules), Finding(SigningState.DECLARED, 0, end)


_UNSEEN = Text("chưa xem được chứng thư", "the certificate itself was not seen")
