"""A story: what happens in a province and when, what is open and shown at which moment, and all that is told.

Its twin differs in one thing that happens, and is told otherwise. All times are seconds since the program first ran.
An incident is written as its cause and what it struck: `line_down 19003`, `isp_outage 46/viettel`, `monitor_blind`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from alerts.cause import Cause
from tests.scenarios.acts import Act
from tests.scenarios.provinces import Place


@dataclass(frozen=True, slots=True)
class Step:
    """`act` happens at `seconds`."""

    seconds: float
    act: Act


@dataclass(frozen=True, slots=True)
class Seen:
    """What holds at a moment.

    open: every open incident that stands alone. folded: every one that is part of another one.
    shown: headlines, by number of commune. others: the headline of all the rest; None: not told.
    """

    seconds: float
    open: tuple[str, ...]
    folded: tuple[str, ...] = ()
    shown: Mapping[int, Cause] = field(default_factory=dict)
    others: Cause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """The same story, with `instead` in the place of its step number `step`, and how it is seen and told then."""

    name: str
    step: int = 0
    instead: tuple[Step, ...] = ()
    seen: tuple[Seen, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`told`: all that opened or closed, and as often, as `opened line_down 19003`; when, `seen` says."""

    name: str
    place: Place
    steps: tuple[Step, ...]
    seen: tuple[Seen, ...]
    told: tuple[str, ...] = ()
    twin: Twin | None = None

    def moments(self) -> Sequence[Step | Seen]:
        """All that happens and is seen, in its order."""
        moments: list[Step | Seen] = [*self.steps, *self.seen]
        return sorted(moments, key=lambda moment: moment.seconds)

    def versions(self) -> Iterator["Story"]:
        """The story, and its twin as a story."""
        yield self
        if (twin := self.twin) is not None:
            steps = (*self.steps[: twin.step], *twin.instead, *self.steps[twin.step + 1 :])
            name = f"{self.name}, but {twin.name}"
            yield replace(self, name=name, steps=steps, seen=twin.seen, told=twin.told, twin=None)


def at(seconds: float, act: Act) -> Step:
    """What happens then."""
    return Step(seconds, act)


def when(
    seconds: float,
    *opened: str,
    folded: tuple[str, ...] = (),
    shown: Mapping[int, Cause] | None = None,
    others: Cause | None = None,
) -> Seen:
    """What is open then, and shown."""
    return Seen(seconds, opened, folded, shown or {}, others)


def opened(*incidents: str) -> tuple[str, ...]:
    """That these opened, and nothing else about them, is told."""
    return tuple(f"opened {incident}" for incident in incidents)


def came_and_went(*incidents: str) -> tuple[str, ...]:
    """That each of these opened and closed is told."""
    return tuple(f"{what} {incident}" for incident in incidents for what in ("opened", "closed"))
