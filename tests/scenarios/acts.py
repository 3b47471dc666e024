"""What can happen in a story: values that any player can carry out, on a made-up network or with real packets.

A target is named as the program names it (`tests.scenarios.provinces.line`, `portal`). A later act on a target takes the
place of the one before; `Mend` ends them all.
"""

from dataclasses import dataclass

from alerts.finding import Labels, labelled
from alerts.layout import agent_vantage
from probes.inventory.model import Inventory
from probes.observation import HUB
from probes.signing.state import SigningState


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


@dataclass(frozen=True, slots=True)
class Silence:
    """The agents in the centres of these communes say nothing any more."""

    agents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Speak:
    """They do again."""

    agents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """The agent of this commune delivers what it saw so many seconds ago: three looks that failed."""

    agent: int
    target: str
    ago: float


@dataclass(frozen=True, slots=True)
class Certify:
    """A signer's certificate is in this state from now on, and ends in so many days."""

    signer: str
    state: SigningState
    days: float = 300.0


@dataclass(frozen=True, slots=True)
class Reload:
    """From now on this is the inventory."""

    inventory: Inventory


@dataclass(frozen=True, slots=True)
class Maintain:
    """Planned work begins on whatever has these labels."""

    labels: Labels


@dataclass(frozen=True, slots=True)
class EndMaintenance:
    """All planned work is over."""


@dataclass(frozen=True, slots=True)
class Report:
    """Staff of these communes report that this shared system does not work."""

    communes: tuple[int, ...]
    service: str


@dataclass(frozen=True, slots=True)
class Settle:
    """Somebody on call has dealt with all that these communes have reported."""

    communes: tuple[int, ...]


Act = (
    Cut
    | Lose
    | Delay
    | Drop
    | Mend
    | Darken
    | Lighten
    | Restart
    | SetClock
    | Silence
    | Speak
    | Replay
    | Certify
    | Reload
    | Maintain
    | EndMaintenance
    | Report
    | Settle
)


def agent_of(number: int) -> str:
    """The vantage of the agent in the centre of this commune."""
    return agent_vantage(f"{19000 + number}", "tt")


def cut(*targets: str) -> Cut:
    """As the hub sees it."""
    return Cut(targets)


def cut_for(agents: tuple[int, ...], *targets: str) -> Cut:
    """As the agents in the centres of these communes see it."""
    return Cut(targets, tuple(map(agent_of, agents)))


def cut_for_all(agents: tuple[int, ...], *targets: str) -> Cut:
    """As the hub and the agents in these communes see it."""
    return Cut(targets, (HUB, *map(agent_of, agents)))


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


def maintain(**labels: str) -> Maintain:
    """On all that has these labels."""
    return Maintain(labelled(**labels))


def report(*communes: int, service: str = "dvc0") -> Report:
    """Of the first shared system, if no other is named."""
    return Report(communes, service)
