"""What can happen in a story: values that any player can carry out, on a made-up network or with real packets.

A target is named as the program names it (`tests.scenarios.provinces.line`, `portal`). A later act on a target takes the
place of the one before; `Mend` ends them all.
"""

from dataclasses import dataclass

from alerts.layout import agent_vantage
from probes.observation import HUB


@dataclass(frozen=True, slots=True)
class Cut:
    """Nothing answers there any more, seen from these vantages."""

    targets: tuple[str, ...]
    vantages: tuple[str, ...] = (HUB,)


@dataclass(frozen=True, slots=True)
class Lose:
    """This share of their packets is lost, at random."""

    targets: tuple[str, ...]
    ratio: float


@dataclass(frozen=True, slots=True)
class Delay:
    """Round trips, or answers as a whole, take so many seconds more."""

    targets: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Drop:
    """From now on nothing answers there in the first `silent` seconds of every `every`."""

    targets: tuple[str, ...]
    silent: float
    every: float


@dataclass(frozen=True, slots=True)
class Mend:
    """Everything answers there again, and well, from every vantage."""

    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Darken:
    """The hub's own network is gone: nothing answers the hub, witnesses neither."""


@dataclass(frozen=True, slots=True)
class Lighten:
    """The hub's own network is back."""


@dataclass(frozen=True, slots=True)
class Restart:
    """The program ends in order, and starts again after so many seconds."""

    away: float


@dataclass(frozen=True, slots=True)
class SetClock:
    """The wall clock goes wrong by so many seconds, ahead or (below 0) behind; 0 sets it right."""

    ahead: float


Act = Cut | Lose | Delay | Drop | Mend | Darken | Lighten | Restart | SetClock


def cut(*targets: str) -> Cut:
    """As the hub sees it."""
    return Cut(targets)


def cut_for(agents: tuple[int, ...], *targets: str) -> Cut:
    """As the agents in the centres of these communes see it."""
    return Cut(targets, tuple(agent_vantage(f"{19000 + number}", "tt") for number in agents))


def lose(ratio: float, *targets: str) -> Lose:
    """So many of their packets, 0 to 1."""
    return Lose(targets, ratio)


def delay(seconds: float, *targets: str) -> Delay:
    """So much longer per answer."""
    return Delay(targets, seconds)


def drop(silent: float, every: float, *targets: str) -> Drop:
    """Silent for so many seconds out of every so many."""
    return Drop(targets, silent, every)


def mend(*targets: str) -> Mend:
    """All that was broken there."""
    return Mend(targets)
