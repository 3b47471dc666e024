from alerts.cause import Cause
from tests.scenarios.world import World, commune, inventory_of, line, portal


def _province() -> World:
    """40 communes: 24 with VNPT, 8 of them behind one cable, and 16 with Viettel; five have a backup."""
    communes = [
        commune(
            number,
            isp="vnpt" if number < 24 else "viettel",
            upstream="cap-a" if number < 8 else "cap-b" if number < 24 else None,
            backup="fpt" if number % 8 == 0 else None,
        )
        for number in range(40)
    ]
    world = World(inventory_of(communes))
    world.run(60)
    return world


def test_all_is_well_at_first() -> None:
    world = _province()
    assert set(world.causes().values()) == {Cause.NORMAL}
    assert world.open() == []


def test_one_line() -> None:
    world = _province()
    world.cut(line(3))
    world.run(95)
    assert world.open() == [("line_down", {"commune": "19003"})]
    assert world.verdict(3).cause is Cause.LINE_DOWN
    world.mend(line(3))
    world.run(140)
    assert world.open() == []
    assert world.told("opened") == world.told("closed") == ["line_down"]


def test_an_isp() -> None:
    world = _province()
    world.cut(*(line(n) for n in range(24, 40)))
    world.run(100)
    assert world.open() == [("isp_outage", {"isp": "viettel"})]
    assert world.told("opened") == ["isp_outage"]
    assert world.verdict(25).cause is Cause.ISP_OUTAGE
    assert world.verdict(24).cause is Cause.BACKUP_AVAILABLE
    assert world.verdict(1).cause is Cause.NORMAL
    world.mend(*(line(n) for n in range(24, 40)))
    world.run(160)
    assert world.told("closed") == ["isp_outage"]


def test_a_cable() -> None:
    world = _province()
    world.cut(*(line(n) for n in range(8)))
    world.run(100)
    assert world.open() == [("upstream_outage", {"isp": "vnpt", "upstream": "cap-a"})]


def test_the_province() -> None:
    world = _province()
    world.cut(*(line(n) for n in range(40)))
    world.run(100)
    assert [one[0] for one in world.open()] == ["province_outage"]
    assert world.told("opened") == ["province_outage"]


def test_the_portal() -> None:
    world = _province()
    world.cut(portal())
    world.run(200)
    assert world.open() == [("service_outage", {"service": "dvc0"})]
    assert set(world.causes().values()) == {Cause.SERVICE_OUTAGE}


def test_the_hub_is_blind() -> None:
    world = _province()
    world.dark = True
    world.run(120)
    assert world.open() == [("monitor_blind", {})]
    world.dark = False
    world.run(200)
    assert world.told("opened") == world.told("closed") == ["monitor_blind"]
