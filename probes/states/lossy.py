"""Whether a line loses more packets than chance explains: the proof that an incident takes, beside the display's windows.

A one-sided CUSUM (Page 1954): of every round that answers, the logarithm of how much likelier it is under `LOSSY_RATIO`
than under `TOLERATED_RATIO` is added to a sum that never falls below 0. Counted in answered packets a lost one weighs 19,
so that the sum grows by 20 for each lost packet and falls by 1 for each sent: it drifts upwards from 5 % loss on.

Of independent losses 2 % reaches `PROVEN` on less than one line in 10^15 days, even when all rounds were `confirm_every`
apart; that is the bound of 10^-7 with room for what is not independent. Packets lost together: no round of five counts
for more than two losses, and 2 % loss in which they always go two by two, the worst there is then, stays below
10^-7 too. Of 10 % loss at the default rhythm 99.7 % is proven within 20 minutes, half of it within 9; two by two 99 %.
What comes in longer bursts is proven later or never, and is shown all the same. tests/probes/states/test_lossy.py computes
each of these figures. With fewer than five packets a round the proof takes longer; with one there is none, since a
round that is lost whole says nothing of loss: that is an outage, or flapping.
"""

from math import log
from typing import Final

from probes.states.degraded import LOSS

LOSSY: Final = "lossy"

TOLERATED_RATIO: Final = 0.02
"""What a poor line loses by chance, day after day, and nobody can mend by being woken."""

LOSSY_RATIO: Final = 0.10
"""From here on forms and video calls fail: it must be found within 20 minutes."""

_WEIGHT: Final = 1 + round(
    log(LOSSY_RATIO / TOLERATED_RATIO) / log((1 - TOLERATED_RATIO) / (1 - LOSSY_RATIO))
)
PROVEN: Final = 25 * _WEIGHT
"""25 lost packets more than one in twenty."""

SUSPICIOUS: Final = 3 * _WEIGHT
"""From here on it pays to look more often: of lines that lose 2 %, one in 270 is above it at any time."""


def counted(excess: int, sent: int, lost: int) -> int:
    """The sum after a round that was answered at least in part, from 0 to `PROVEN`: beyond that it would only end later."""
    weighed = min(lost, (2 * sent + 4) // 5)
    return min(PROVEN, max(0, excess + _WEIGHT * weighed - sent))


def settled(causes: frozenset[str], excess: int) -> frozenset[str]:
    """The causes at this sum: `lossy` begins when it is proven, and ends when the sum is 0 and `loss` has ended.

    Until then `loss` stands beside it, so that no page calls a line well while an incident is open on it.
    """
    if excess >= PROVEN or (excess > 0 and LOSSY in causes):
        return causes | {LOSS, LOSSY}
    if LOSSY in causes and LOSS not in causes:
        return causes - {LOSSY}
    return causes


def is_suspicious(causes: frozenset[str], excess: int) -> bool:
    """Whether more looks would tell sooner: not when it is proven already."""
    return excess >= SUSPICIOUS and LOSSY not in causes
