from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.scenarios.acts import Act, Darken, Lighten, cut, mend
from tests.scenarios.judged import check_laws
from tests.scenarios.provinces import Place, commune, inventory_of, line, portal
from tests.scenarios.world import World

LINES = [line(number) for number in range(12)] + [line(number, "phu") for number in (0, 4, 8)]
THINGS = [*LINES, portal()]
ACTS: dict[str, Callable[[list[str]], Act]] = {
    "cut": lambda targets: cut(*targets),
    "mend": lambda targets: mend(*targets),
    "darken": lambda _: Darken(),
    "lighten": lambda _: Lighten(),
}
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(ACTS)),
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
    world = World(Place(inventory_of(communes)))
    world.run(60)
    return world


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
        world.do(ACTS[what](targets))
        until = world.now + seconds
        while world.now < until:
            world.run(min(world.now + 7, until))
            check_laws(world.judgement)
    world.do(Lighten())
    world.do(mend(*THINGS))
    world.run(world.now + 15)  # what was on its way when all was mended has arrived
    told_before = len(world.told)
    world.run(world.now + 2400)

    check_laws(world.judgement)
    assert world.judgement.incidents == []
    late = [told for told in world.told[told_before:] if told.startswith("opened")]
    assert all(told.startswith("opened line_flapping") for told in late)
