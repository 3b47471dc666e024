"""Whose clock is wrong, ours or the server's: what an answer's Date header says of it (RFC 9110 section 6.6.1)."""

from collections.abc import Callable

from probes.fetch.exchange import Answer
from probes.fetch.freshness import age_seconds
from probes.pki.times import CLOCK_TOLERANCE_SECONDS
from probes.reasons import ProbeFailed, Reason


def require_our_clock(answer: Answer, moment: float, right: Callable[[float], bool]) -> None:
    """Doubt our own clock where the content of an answer is `right` by its server's and not by ours.

    moment: ours, unix seconds. Raises ProbeFailed MONITOR_CLOCK.
    """
    if answer.date is None:
        return
    theirs = answer.date + age_seconds(answer.headers)  # a cache in between sends an old date on
    off = moment - theirs
    if abs(off) > CLOCK_TOLERANCE_SECONDS and right(theirs):
        ahead = "ahead of" if off > 0 else "behind"
        raise ProbeFailed(Reason.MONITOR_CLOCK, f"{abs(off):.0f} s {ahead} the server's clock")
