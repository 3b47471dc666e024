import random

from exporter.delivery.envelope import Dropped
from exporter.delivery.outbox.ranges import holds, merged, without


def of(*pairs: tuple[int, int], epoch: str = "a") -> tuple[Dropped, ...]:
    return tuple(Dropped(epoch, first, last) for first, last in pairs)


def test_neighbours_become_one_but_not_across_epochs() -> None:
    assert merged((*of((5, 6), (1, 2), (3, 4)), *of((7, 7), epoch="b"))) == (
        *of((1, 6)),
        *of((7, 7), epoch="b"),
    )


def test_what_is_taken_out_leaves_the_rest() -> None:
    assert without(of((1, 10)), of((3, 4), (6, 6), (10, 20))) == of((1, 2), (5, 5), (7, 9))
    assert without(of((1, 10)), of((1, 10), epoch="b")) == of((1, 10))


def test_they_are_the_sets_they_stand_for() -> None:
    chance = random.Random(5)

    def some() -> tuple[Dropped, ...]:
        return tuple(
            Dropped(chance.choice("ab"), first, first + chance.randrange(6))
            for first in (chance.randrange(1, 40) for _ in range(chance.randrange(8)))
        )

    def members(ranges: tuple[Dropped, ...]) -> set[tuple[str, int]]:
        return {(one.epoch, number) for one in ranges for number in range(one.first, one.last + 1)}

    for _ in range(2000):
        one, other = some(), some()
        left = without(one, other)
        assert members(merged(one)) == members(one)
        assert members(left) == members(one) - members(other)
        assert left == merged(left)
        held = {(epoch, number) for epoch in "ab" for number in range(50) if holds(left, epoch, number)}
        assert held == members(left)
