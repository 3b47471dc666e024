"""Whatever happens in whatever order: each hub has every committed observation that it is owed, or knows of its drop."""

import random
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from exporter.delivery.envelope import Dropped, Item
from exporter.delivery.outbox import Outbox
from tests.exporter.delivery.outbox.boxes import DEAD, WELL, crash, disk_full, put
from tests.fakes.boot import FakeBoot
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub, Key

Said = tuple[Sequence[Item], Sequence[Dropped]]


class Walk:
    """An outbox, its hubs, and what each of them is owed."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.path = path
        self.chance = chance
        self.clock = FakeClock(monotonic=100_000.0)
        self.boot = FakeBoot(self.clock)
        self.hubs = {"a": FakeHub(lambda: self.clock.wall)}
        self.owed: dict[str, set[Key]] = {"a": set()}
        self.put: set[Key] = set()
        self.answers: list[tuple[str, Said]] = []
        self.most_bytes = chance.choice([5_000, 20_000, 1 << 20])
        self.begin()

    def begin(self) -> None:
        self.box = Outbox(self.path, tuple(self.hubs), self.clock, self.boot, self.most_bytes)
        self.number = 0
        self.answers.clear()

    def step(self) -> None:
        acts = [self.look] * 4 + [self.commit] * 3 + [self.live, self.backlog] * 3 + [self.pass_time]
        acts += [self.repeat] + [self.full] * (self.chance.random() < 0.3)
        acts += [self.crash] * (self.chance.random() < 0.3) + [self.other_hubs] * (self.chance.random() < 0.1)
        self.chance.choice(acts)()

    def look(self) -> None:
        for _ in range(self.chance.randint(1, 12)):
            self.number += 1
            self.put.add((self.box.epoch, self.number))
            put(self.box, self.chance.choice([WELL, WELL, WELL, DEAD]), target=self.chance.choice("xyz"))

    def commit(self) -> None:
        if self.box.commit():
            for owed in self.owed.values():
                owed |= self.put
            self.put.clear()

    def full(self) -> None:
        with disk_full():
            self.look()
            self.commit()
            self.live()

    def live(self) -> None:
        hub = self.chance.choice(list(self.hubs))
        self.deliver(hub, self.box.live(hub, self.chance.randint(1, 40)))

    def backlog(self) -> None:
        hub = self.chance.choice(list(self.hubs))
        self.deliver(hub, (self.box.backlog(hub, self.chance.randint(1, 40)), ()))

    def deliver(self, hub: str, said: Said) -> None:
        if self.chance.random() < 0.2:
            return  # lost on its way
        self.hubs[hub].take(tuple(said[0]), tuple(said[1]))
        if self.chance.random() < 0.2:
            return  # its answer is lost
        self.answers.append((hub, said))
        self.chance.shuffle(self.answers)
        with disk_full() if self.chance.random() < 0.05 else nullcontext():
            while self.answers and self.chance.random() < 0.7:
                hub, (items, dropped) = self.answers.pop()
                self.box.settled(hub, items, dropped)

    def repeat(self) -> None:
        if self.answers:
            hub, (items, dropped) = self.chance.choice(self.answers)
            self.hubs[hub].take(tuple(items), tuple(dropped))
            self.box.settled(hub, items, dropped)

    def pass_time(self) -> None:
        self.clock.advance(self.chance.choice([1, 50, 100, 500]))
        self.clock.step_wall(self.chance.choice([0, 0, 7200, -7200]))

    def crash(self) -> None:
        crash(self.box)
        self.put.clear()
        if self.chance.random() < 0.3:
            self.boot = FakeBoot(self.clock, f"boot-{self.clock.monotonic}", self.clock.monotonic)
        self.begin()

    def other_hubs(self) -> None:
        self.crash()
        if len(self.hubs) > 1 and self.chance.random() < 0.5:
            gone = self.chance.choice(list(self.hubs))
            del self.hubs[gone], self.owed[gone]
        else:
            name = f"hub-{self.clock.monotonic}-{self.chance.random()}"
            self.hubs[name] = FakeHub(lambda: self.clock.wall)
            self.owed[name] = set()
        self.begin()
        self.number = 1
        self.put.add((self.box.epoch, 1))
        put(self.box, WELL)
        self.commit()

    def end(self) -> None:
        self.commit()
        for name, hub in self.hubs.items():
            while self.box.waiting(name)[0] or self.box.live(name)[1]:
                items, dropped = self.box.backlog(name), self.box.live(name)[1]
                hub.take(items, dropped)
                self.box.settled(name, items, dropped)
                self.box.commit()
        crash(self.box)


@pytest.mark.parametrize(
    ("seed", "walks"), [(1, 40), pytest.param(2, 300, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
)
def test_each_hub_knows_of_everything_that_it_is_owed(seed: int, walks: int, tmp_path: Path) -> None:
    for number in range(walks):
        walk = Walk(tmp_path / f"{number}.sqlite", random.Random(f"{seed}-{number}"))
        for _ in range(120):
            walk.step()
        walk.end()
        for name, hub in walk.hubs.items():
            unknown = [key for key in walk.owed[name] if not hub.knows(*key)]
            assert (number, name, unknown, hub.twofold) == (number, name, [], [])
        for file in tmp_path.glob(f"{number}.sqlite*"):
            file.unlink()
