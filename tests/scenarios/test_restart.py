from pathlib import Path

from alerts.cause import Cause
from tests.scenarios.world import World, commune, inventory_of, line


def _world(folder: Path) -> World:
    """20 communes, twelve of them with Viettel."""
    communes = [commune(number, isp="viettel" if number < 12 else "vnpt") for number in range(20)]
    world = World(inventory_of(communes), folder)
    world.run(60)
    return world


def test_an_incident_goes_on_after_a_restart_with_all_that_people_did(tmp_path: Path) -> None:
    world = _world(tmp_path)
    world.cut(line(15))
    world.run(100)
    code = world.incident(Cause.LINE_DOWN).code
    world.incidents.acknowledge(code, "Tổ trực 1", world.instant())
    world.incidents.isp_ticket(code, "Tổ trực 1", "VNPT-7", world.instant())
    before = world.incidents.open_incidents()

    world.restart()
    at_once = list(world.incidents.open_incidents())
    world.run(world.now + 120)

    assert at_once == list(before)
    assert world.incident(Cause.LINE_DOWN).code == code
    assert world.told("opened") == ["line_down"]
    world.mend(line(15))
    world.run(world.now + 60)
    assert world.told("closed") == ["line_down"]


def test_a_line_that_came_back_while_the_program_was_away_closes_its_incident(tmp_path: Path) -> None:
    world = _world(tmp_path)
    world.cut(line(15))
    world.run(100)
    world.mend(line(15))

    world.restart(away=600)
    world.run(world.now + 60)

    assert world.told("closed") == ["line_down"]
    assert world.open() == []


def test_the_next_opening_of_a_cause_has_the_next_code_even_after_a_restart(tmp_path: Path) -> None:
    world = _world(tmp_path)
    codes = []
    for _ in range(2):
        world.cut(line(15))
        world.run(world.now + 60)
        codes.append(world.incident(Cause.LINE_DOWN).code)
        world.mend(line(15))
        world.run(world.now + 60)
        world.restart()

    stem = codes[0].removesuffix("-1")
    assert codes == [f"{stem}-1", f"{stem}-2"]


def test_a_shared_outage_is_one_incident_through_a_restart(tmp_path: Path) -> None:
    world = _world(tmp_path)
    world.cut(*(line(number) for number in range(12)))
    world.run(100)
    assert world.open() == [("isp_outage", {"isp": "viettel"})]

    world.restart()
    world.run(world.now + 300)
    assert world.open() == [("isp_outage", {"isp": "viettel"})]
    world.mend(*(line(number) for number in range(12)))
    world.run(world.now + 60)

    assert world.told("opened") == ["isp_outage"]
    assert world.told("closed") == ["isp_outage"]


def test_the_clock_may_jump_in_mid_incident(tmp_path: Path) -> None:
    for step in (-7200.0, 7200.0):
        world = _world(tmp_path / str(step))
        world.cut(line(15))
        world.run(100)
        world.wall_step = step
        world.run(200)
        world.mend(line(15))
        world.run(300)

        assert world.told("opened") == ["line_down"]
        assert world.told("closed") == ["line_down"]


def test_a_line_that_never_came_back_with_the_others_opens_on_its_own_and_later(tmp_path: Path) -> None:
    world = _world(tmp_path)
    world.cut(*(line(number) for number in range(12)))
    world.run(100)
    world.mend(*(line(number) for number in range(11)))
    world.run(200)
    assert world.open() == [("isp_outage", {"isp": "viettel"})]
    assert world.verdict(11).cause is Cause.ISP_OUTAGE
    assert world.verdict(3).cause is Cause.NORMAL

    world.run(480)

    assert world.open() == [("line_down", {"commune": "19011"})]
    assert world.told("opened") == ["isp_outage", "line_down"]
    assert world.told("closed") == ["isp_outage"]


def test_what_was_open_before_the_wider_outage_is_folded_into_it_and_closes_on_its_own(
    tmp_path: Path,
) -> None:
    world = _world(tmp_path)
    world.cut(line(0))
    world.run(110)
    world.cut(*(line(number) for number in range(1, 12)))
    world.run(170)
    assert world.open() == [("isp_outage", {"isp": "viettel"})]
    child = world.incident(Cause.LINE_DOWN)
    assert child.parent == world.incident(Cause.ISP_OUTAGE).code

    world.mend(line(0))
    world.run(230)
    assert world.told("closed") == ["line_down"]
    world.mend(*(line(number) for number in range(1, 12)))
    world.run(290)

    assert world.told("opened") == ["line_down", "isp_outage"]
    assert world.told("closed") == ["line_down", "isp_outage"]
