"""Which moment of a round belongs to which target: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")

FIRST_SWEEP_SECONDS = 5.0
WANDER_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How one observer goes through its rounds. first_sweep: seconds over which it starts the first looks of all.

    salt: gives an order of its own to each of many observers of the same targets. luck: moves each look within its share of
    the round, so that observers who began together do not ask together for ever; None: no jitter.
    """

    first_sweep: float = FIRST_SWEEP_SECONDS
    salt: str = ""
    luck: Random | None = None


HUB_PACE = Pace()


def shuffled(ids: Sequence[str], salt: str = "") -> list[str]:
    """The ids in an order that is the same at every start and keeps neighbours apart; for each `salt` another.

    Targets of one ISP or POP stand together in an inventory. Looked at one after the other they would fail in one
    burst at one moment of the round; mixed, the first failure shows within a fraction of the round.
    """
    return sorted(ids, key=lambda id_: (crc32(f"{salt}{id_}".encode()), id_))


def spread_seconds(interval: float, tail: float, *, first: bool, pace: Pace = HUB_PACE) -> float:
    """Over how many seconds a round starts its looks, so that the last one ends within the interval.

    `tail`: how long one look may last. The first round after a start hurries, because nothing is known yet.
    """
    room = max(interval - tail, interval * 0.1)
    return min(pace.first_sweep, room) if first else room


def starts(
    count: int, begin: float, spread: float, passes: int = 0, luck: Random | None = None
) -> list[float]:
    """`count` moments evenly over `spread` seconds from `begin`, each a second later with every pass, and round again.

    luck: each moment is then anywhere in its share of the `spread`.

    A line that drops for 8 s every 2 minutes drops every eighth round of 15 s. Asked at the same moment of each round,
    it would be caught every time or never; so the moments wander, and within a few minutes meet the drop.
    """
    step = spread / count if count else 0.0
    turn = passes * WANDER_SECONDS
    late = [0.0] * count if luck is None else [luck.uniform(0.0, step) for _ in range(count)]
    return [begin + (index * step + late[index] + turn) % spread for index in range(count)]
