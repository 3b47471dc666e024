"""What a kind is: one function from a target and a network to what was seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from probes.language import Text
from probes.network import Network


@dataclass(frozen=True, slots=True)
class Seen:
    """What a good look saw; see `probes.observation.Result` for the meaning of each part."""

    measures: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""
    round_trips: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to look.

    target: the type of the spec that `observe` takes.
    observe: looks once. Returns what it saw or raises ProbeFailed; the runner owns deadline, clock and catch-all.
    question: what it answers, for people.
    local: that it meets no host, but looks at what this machine has: it waits for nobody else, and nobody for it.
    """

    name: str
    target: type
    observe: Callable[[Any, Network], Seen]
    question: Text
    local: bool = False
