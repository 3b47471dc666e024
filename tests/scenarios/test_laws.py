import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alerts.cause import Cause, CommuneStatus
from tests.scenarios.world import World, commune, inventory_of, line, portal

LINES = [line(number) for number in range(12)] + [line(number, "phu") for number in (0, 4, 8)]
THINGS = [*LINES, portal()]
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["cut", "mend", "dark", "light"]),
        st.lists(st.sampled_from(THINGS), min_size=1, max_size=8),
        st.integers(5, 120),
    ),
    max_size=12,
)


def _world() -> World:
    communes = [
        commune(number, isp="viettel" if number < 6 else "vnpt", backup="fpt" if number % 4 == 0 else None)
        for number in range(12)
    ]
    world = World(inventory_of(communes))
    world.run(60)
    return world


def _check(world: World) -> None:
    judged = world.judgement
    keys = [incident.key for incident in judged.incidents]
    assert len(keys) == len(set(keys))
    codes = [incident.code for incident in (*judged.incidents, *judged.closed)]
    assert len(codes) == len(set(codes))
    for incident in judged.incidents:
        code = incident.ids.get("commune")
        if code is not None and incident.cause is not Cause.SATELLITE_DOWN:
            assert judged.verdicts[code].status is not CommuneStatus.NORMAL, incident
        assert incident.parent is None or incident.parent in codes


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a shrunk story is not worth an hour
)
@given(EVENTS)
def test_whatever_happens_every_incident_closes_and_nobody_is_well_with_one_open(
    events: list[tuple[str, list[str], int]],
) -> None:
    world = _world()
    for what, targets, seconds in events:
        if what == "cut":
            world.cut(*targets)
        elif what == "mend":
            world.mend(*targets)
        else:
            world.dark = what == "dark"
        until = world.now + seconds
        while world.now < until:
            world.run(min(world.now + 7, until))
            _check(world)
    world.dark = False
    world.mend(*THINGS)
    world.run(world.now + 15)  # what was on its way when all was mended has arrived
    opened_before = len(world.told("opened"))
    world.run(world.now + 2400)

    _check(world)
    assert world.open() == []
    assert len(world.told("closed")) == len(world.told("opened"))
    assert set(world.told("opened")[opened_before:]) <= {"line_flapping"}
