from pathlib import Path

from alerts.cause import Cause
from tests.scenarios.acts import Restart, cut, mend
from tests.scenarios.provinces import TWENTY, line
from tests.scenarios.world import World


def _world(folder: Path) -> World:
    world = World(TWENTY, folder)
    world.run(60)
    return world


def test_an_incident_goes_on_after_a_restart_with_all_that_people_did(tmp_path: Path) -> None:
    world = _world(tmp_path)
    world.do(cut(line(15)))
    world.run(100)
    code = world.incident(Cause.LINE_DOWN).code
    world.incidents.acknowledge(code, "Tổ trực 1", world.instant())
    world.incidents.told(code, world.instant().wall - 5, world.instant())  # and no later message changes it
    world.incidents.told(code, world.instant().wall, world.instant())
    world.incidents.isp_ticket(code, "Tổ trực 1", "VNPT-7", world.instant())
    before = list(world.incidents.open_incidents())
    assert before[0].told == world.instant().wall - 5

    world.do(Restart(5))

    assert list(world.incidents.open_incidents()) == before


def test_the_next_opening_of_a_cause_has_the_next_code_even_after_a_restart(tmp_path: Path) -> None:
    world = _world(tmp_path)
    codes = []
    for _ in range(2):
        world.do(cut(line(15)))
        world.run(world.now + 60)
        codes.append(world.incident(Cause.LINE_DOWN).code)
        world.do(mend(line(15)))
        world.run(world.now + 60)
        world.do(Restart(5))

    stem = codes[0].removesuffix("-1")
    assert codes == [f"{stem}-1", f"{stem}-2"]
