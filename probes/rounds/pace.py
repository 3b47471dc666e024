"""Which moment of a round belongs to which target: pure."""

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")

FIRST_SWEEP_SECONDS = 5.0
WANDER_SECONDS = 1.0


def shuffled(ids: Sequence[str]) -> list[str]:
    """The ids in an order that is the same at every start and keeps neighbours apart.

    Targets of one ISP or POP stand together in an inventory. Looked at one after the other they would fail in one
    burst at one moment of the round; mixed, the first failure shows within a fraction of the round.
    """
    return sorted(ids, key=lambda id_: (crc32(id_.encode()), id_))


def spread_seconds(interval: float, tail: float, *, first: bool) -> float:
    """Over how many seconds a round starts its looks, so that the last one ends within the interval.

    `tail`: how long one look may last. The first round after a start hurries, because nothing is known yet.
    """
    room = max(interval - tail, interval * 0.1)
    return min(FIRST_SWEEP_SECONDS, room) if first else room


def starts(count: int, begin: float, spread: float, passes: int = 0) -> list[float]:
    """`count` moments evenly over `spread` seconds from `begin`, each a second later with every pass, and round again.

    A line that drops for 8 s every 2 minutes drops every eighth round of 15 s. Asked at the same moment of each round,
    it would be caught every time or never; so the moments wander, and within a few minutes meet the drop.
    """
    step = spread / count if count else 0.0
    turn = passes * WANDER_SECONDS
    return [begin + (index * step + turn) % spread for index in range(count)]
