from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.scenarios.acts import Act, Cut, Darken, Drop, Lighten, Mend, Restart, SetClock
from tests.scenarios.judged import check_laws
from tests.scenarios.provinces import Place, commune, inventory_of, line, portal
from tests.scenarios.world import World

LINES = [line(number) for number in range(12)] + [line(number, "phu") for number in (0, 4, 8)]
THINGS = (*LINES, portal())
TARGETS = st.lists(st.sampled_from(THINGS), min_size=1, max_size=8).map(tuple)
SECONDS = st.integers(5, 120)
ACTS = st.one_of(
    st.builds(Cut, TARGETS),
    st.builds(Mend, TARGETS),
    st.builds(Drop, TARGETS, st.integers(4, 40), st.integers(60, 200)),
    st.builds(Darken),
    st.builds(Lighten),
    st.builds(Restart, SECONDS),
    st.builds(SetClock, st.sampled_from([-7200.0, 0.0, 7200.0])),
)
EVENTS = st.lists(st.tuples(ACTS, SECONDS), max_size=12)
WELL_AFTER = 2400.0
LONG = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a shrunk story is not worth an hour
)


def _world(folder: Path) -> World:
    communes = [
        commune(number, isp="viettel" if number < 6 else "vnpt", backup="fpt" if number % 4 == 0 else None)
        for number in range(12)
    ]
    world = World(Place(inventory_of(communes)), folder)
    world.run(60)
    return world


def _run(world: World, seconds: float) -> None:
    until = world.now + seconds
    while world.now < until:
        world.run(min(world.now + 7, until))
        check_laws(world.judgement)


def _tell(events: Sequence[tuple[Act, int]]) -> None:
    """Whatever happens: the laws hold, a restart forgets nothing, and all that opened closes once all is well."""
    with TemporaryDirectory() as folder:
        world = _world(Path(folder))
        for act, seconds in events:
            before = list(world.incidents.open_incidents())
            world.do(act)
            if isinstance(act, Restart):
                assert list(world.incidents.open_incidents()) == before
            _run(world, seconds)
        world.do(Lighten())
        world.do(Mend(THINGS))
        world.run(world.now + 15)  # what was on its way when all was mended has arrived
        told_before = len(world.told)
        world.run(world.now + WELL_AFTER)

        check_laws(world.judgement)
        assert world.judgement.incidents == []
        late = [told for told in world.told[told_before:] if told.startswith("opened")]
        assert all(told.startswith("opened line_flapping") for told in late)


@settings(LONG, max_examples=4)
@given(EVENTS)
def test_whatever_happens_every_incident_closes_and_nobody_is_well_with_one_open(
    events: Sequence[tuple[Act, int]],
) -> None:
    _tell(events)


@pytest.mark.long
@pytest.mark.timeout(1800)
@settings(LONG, max_examples=20)
@given(EVENTS)
def test_that_holds_for_many_timelines(events: Sequence[tuple[Act, int]]) -> None:
    _tell(events)
