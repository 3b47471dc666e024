"""When each fault of the demo's story really began and ended: the story is reckoned anew, and the demo's own words are heard."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exporter.demo.cast import cast_of
from exporter.demo.faults import Fault
from exporter.demo.story import Turn, sentence, turns, write_story
from probes.inventory.model import Inventory
from tests.exporter.demo.running import Demo

SEED = 46

_TURN = re.compile(r"^\[[\d:]+\] (BEGINS |ENDS   ) (.*)$")


@dataclass(frozen=True, slots=True)
class Played:
    """A fault that was played, in unix seconds."""

    fault: Fault
    began: float
    ended: float


class HeardDemo(Demo):
    """A demo of which is known when it said what."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.heard: list[tuple[float, str]] = []
        super().__init__(folder, *options)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in iter(self.process.stdout.readline, ""):
            self.heard.append((time.time(), line))
            self.said.append(line)


def began(heard: Sequence[tuple[float, str]], inventory: Inventory, speed: float) -> float:
    """When the story began, unix seconds: each turn is said when it comes or later, never before.

    Fails when the demo tells another story than the one that is reckoned here.
    """
    cast = cast_of(inventory)
    told = [(when, match) for when, line in heard if (match := _TURN.match(line)) is not None]
    expected = turns(write_story(cast, SEED))
    found: list[float] = []
    for (when, match), turn in zip(told, expected, strict=False):
        said = ("BEGINS " if turn.begins else "ENDS   ", sentence(turn.fault, cast.called).en)
        assert match.groups() == said, (match[0], said)
        found.append(when - turn.after_seconds / speed)
    assert found, heard
    return min(found)


def played(began: float, inventory: Inventory, speed: float) -> tuple[Played, ...]:
    """The faults of the first loop, in the order they begin."""

    def at(seconds: float) -> float:
        return began + seconds / speed

    return tuple(
        Played(fault, at(fault.at_seconds), at(fault.until_seconds))
        for fault in write_story(cast_of(inventory), SEED)
    )


def last_turn(inventory: Inventory) -> Turn:
    """What ends the story, before it begins anew."""
    story = write_story(cast_of(inventory), SEED)
    return max(
        (turn for turn, _ in zip(turns(story), range(2 * len(story)), strict=False)),
        key=lambda turn: turn.after_seconds,
    )
