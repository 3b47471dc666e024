from alerts.cause import Cause
from tests.scenarios.world import World, commune, inventory_of, line

FOUND_SECONDS, WELL_SECONDS = 1200.0, 1800.0


def _losing(ratio: float, seconds: float) -> World:
    world = World(inventory_of(commune(number) for number in range(6)))
    world.run(60)
    world.lose(line(2), ratio)
    world.run(60 + seconds)
    return world


def test_a_line_that_loses_a_tenth_is_told_once_and_closed_when_it_is_well() -> None:
    world = _losing(0.10, FOUND_SECONDS)
    assert world.open() == [
        ("line_lossy", {"commune": "19002", "site": "tt", "link": "chinh", "isp": "vnpt"})
    ]
    world.mend(line(2))
    world.run(60 + FOUND_SECONDS + WELL_SECONDS)
    assert world.told("opened") == world.told("closed") == ["line_lossy"]
    assert world.verdict(2).cause is Cause.NORMAL


def test_a_line_that_loses_one_in_thirty_is_shown_and_told_to_nobody() -> None:
    world = _losing(0.03, 2 * FOUND_SECONDS)
    assert world.verdict(2).cause is Cause.LINE_LOSSY
    assert world.told("opened") == []
