"""The real core, desk and ledger, and what a report makes of what they leave. People are received all day long."""

from pathlib import Path

import pytest

from alerts.hours import Calendar
from alerts.report.history import STATES, read_history
from alerts.report.toll import Lacking, Toll, toll_of
from probes.inventory.calendar import Hours, SpecialDay
from tests.scenarios.acts import Darken, Lighten, Restart, cut, mend
from tests.scenarios.provinces import TWENTY, Place, line, lines
from tests.scenarios.world import WALL, World

ROUND_SECONDS = 20.0
"""How late a change may be seen: a round, and the time a look takes."""


def _world(folder: Path) -> World:
    worked = SpecialDay.model_validate({"day": "2026-11-24", "working": True})  # else it is a day off
    hours = Hours.model_validate({"times": ["00:00-24:00"]})
    inventory = TWENTY.inventory.model_copy(update={"days": (worked,), "hours": (hours,)})
    world = World(Place(inventory), folder)
    world.run(60)
    return world


def _tolls(world: World, folder: Path) -> list[Toll]:
    world.do(Restart(0))
    (folder / STATES).symlink_to(folder / "states.sqlite")
    history = read_history(folder, world.inventory, WALL, WALL + world.now)
    calendar = Calendar(world.inventory)
    return [toll_of(each, history, calendar) for each in world.inventory.communes]


def test_of_an_isp_s_outage_each_commune_is_charged_with_its_own_time(tmp_path: Path) -> None:
    world = _world(tmp_path)
    world.do(cut(*lines(*range(12))))
    world.run(660)
    world.do(mend(line(3)))
    world.run(1260)
    world.do(mend(*lines(*range(12))))
    world.run(1800)

    tolls = _tolls(world, tmp_path)

    assert [told.split()[:2] for told in world.told] == [["opened", "isp_outage"], ["closed", "isp_outage"]]
    assert [tolls[number].lost[Lacking.LINE] for number in (3, 4, 15)] == [
        pytest.approx(600, abs=ROUND_SECONDS),
        pytest.approx(1200, abs=ROUND_SECONDS),
        0,
    ]
    assert [tolls[number].drops for number in (3, 4, 15)] == [1, 1, 0]
    assert tolls[4].reception == 1800
    assert tolls[4].unwatched == 0


def test_while_the_hub_was_away_or_blind_nothing_is_lost_and_nothing_good(tmp_path: Path) -> None:
    world = _world(tmp_path)
    world.do(cut(line(15)))
    world.run(300)
    world.do(Restart(300))
    world.run(900)
    world.do(Darken())
    world.run(1200)
    world.do(Lighten())
    world.run(1800)

    tolls = _tolls(world, tmp_path)

    assert tolls[15].lost[Lacking.LINE] == pytest.approx(1800 - 60 - 600, abs=2 * ROUND_SECONDS)
    assert tolls[14].lost[Lacking.LINE] == 0
    assert tolls[14].unwatched == pytest.approx(600, abs=2 * ROUND_SECONDS)
