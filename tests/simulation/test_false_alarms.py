"""Random loss is no outage, and outages are found through it."""

from collections.abc import Mapping, Sequence
from math import ceil
from random import Random

import pytest

from alerts.cause import Cause
from alerts.incident import Incident
from alerts.incidents import Incidents
from probes.clock import Instant
from probes.inventory import model
from probes.inventory.model import Commune, Inventory, Isp, Link, Site
from probes.states.lossy import LOSSY
from probes.states.state import Status
from tests.simulation.province import WALL, Province

DAY = 86400.0
WORST_BAR_SECONDS = 30.0
GLANCE_SECONDS = 600
"""No line is lossy for less: it takes three good windows to end."""


def _with_cuts(province: Province, cuts: int, until: float) -> dict[str, float]:
    """So many cuts of 40 s, each of another line, at random moments before `until`."""
    random = Random(province.seed)
    began = {id_: random.uniform(60, until - 60) for id_ in random.sample(province.ids, cuts)}
    for id_, at in began.items():
        province.cut(id_, at, 40)
    return began


def _only_the_cuts_are_down(province: Province, began: dict[str, float]) -> None:
    down = province.down()
    slowest = max((flip.at - WALL - began.get(flip.target, 0.0) for flip in down), default=0.0)
    print(  # noqa: T201  # shown by -s and on failure
        f"{province.looks} looks, {len(down)} down of {len(began)} cut, the slowest after {slowest:.1f} s; "
        f"degraded now {_degraded_now(province)}, ever {_ever_degraded(province)}"
    )
    assert sorted(flip.target for flip in down) == sorted(began)
    assert slowest <= WORST_BAR_SECONDS


def _ever_degraded(province: Province) -> int:
    return len({flip.target for flip in province.flips if flip.after is Status.DEGRADED} & set(province.ids))


def _degraded_now(province: Province) -> int:
    snapshot = province.core.snapshot()
    return sum(snapshot.status(id_, "hub", province.now) is Status.DEGRADED for id_ in province.ids)


def _run(province: Province, until: float) -> set[str]:
    """Let time pass; the lines whose loss was proven meanwhile, so that an incident would have opened."""
    lossy: set[str] = set()
    for at in range(GLANCE_SECONDS, int(until) + 1, GLANCE_SECONDS):
        province.run(at)
        states = province.core.snapshot().states.values()
        lossy.update(state.target for state in states if LOSSY in state.causes)
    return lossy


def _judged(province: Province, until: float, began: Mapping[str, float]) -> Sequence[Incident]:
    """Let time pass; every incident that opened meanwhile.

    Looked at each second while a cut is to be found, else every two minutes: what is down in between is told by its flips,
    and a line that is lossy stays so for longer.
    """
    incidents = Incidents(_inventory(province), None, Instant(WALL, 0.0))
    found: dict[str, Incident] = {}
    soon = {ceil(at) + after for at in began.values() for after in range(10, 32)}
    for at in sorted({*range(120, int(until) + 1, 120), *soon}):
        province.run(at)
        incidents.judge(province.core.snapshot(), Instant(WALL + at, float(at)))
        found |= {incident.code: incident for incident in incidents.open_incidents()}
    return list(found.values())


def _inventory(province: Province) -> Inventory:
    """A commune for each line, 98 to a province."""
    return Inventory(
        provinces=tuple(
            model.Province(code=f"{number:02d}", name=f"Tỉnh {number}")
            for number in range(province.lines // 98 + 1)
        ),
        isps=tuple(Isp(id=str(number), name=f"ISP {number}") for number in range(3)),
        communes=tuple(
            Commune(
                code=id_[:5],
                name=f"Xã {number}",
                province=f"{number // 98:02d}",
                sites=(
                    Site(
                        id="tt",
                        links=(
                            Link(
                                id="chinh", isp=str(number % 3), address=f"10.0.{number >> 8}.{number & 255}"
                            ),
                        ),
                    ),
                ),
            )
            for number, id_ in enumerate(province.ids)
        ),
    )


def _only_the_cuts_are_incidents(incidents: Sequence[Incident], began: Mapping[str, float]) -> None:
    opened = {f"{one.ids['commune']}/tt/chinh": one.opened - WALL for one in incidents}
    waits = sorted(at - began.get(id_, 0.0) for id_, at in opened.items())
    print(f"{len(incidents)} incidents, {waits[len(waits) // 2]:.1f} s median, {waits[-1]:.1f} s worst")  # noqa: T201
    assert [one.cause for one in incidents] == [Cause.LINE_DOWN] * len(began)
    assert set(opened) == set(began)
    assert waits[-1] <= WORST_BAR_SECONDS


def test_two_hours_of_two_percent_loss_are_shown_and_are_no_outage() -> None:
    province = Province(lines=150, seed=6, loss=0.02)
    began = _with_cuts(province, cuts=20, until=7200)

    lossy = _run(province, 7200)

    _only_the_cuts_are_down(province, began)
    assert lossy == set()
    assert _ever_degraded(province) > 0.5 * province.lines


def test_two_hours_of_loss_in_a_thousand_are_hardly_ever_shown() -> None:
    province = Province(lines=150, seed=7, loss=0.002)
    began = _with_cuts(province, cuts=20, until=7200)

    lossy = _run(province, 7200)

    _only_the_cuts_are_down(province, began)
    assert lossy == set()
    assert _ever_degraded(province) <= 1


def test_ten_percent_loss_is_proven_within_twenty_minutes() -> None:
    provinces = [Province(lines=90, seed=seed, loss=0.1) for seed in (8, 18, 28)]

    found = [len(_run(province, 1200) & set(province.ids)) for province in provinces]

    assert sum(found) >= 0.99 * 3 * 90
    assert [_degraded_now(province) for province in provinces] == [90, 90, 90]


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_day_of_two_percent_loss_on_3321_lines_opens_an_incident_for_each_cut_and_none_else() -> None:
    province = Province(lines=3321, seed=10, loss=0.02)
    began = _with_cuts(province, cuts=50, until=DAY)

    incidents = _judged(province, DAY, began)

    _only_the_cuts_are_down(province, began)
    _only_the_cuts_are_incidents(incidents, began)
    assert _degraded_now(province) > 0.5 * province.lines


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_day_of_loss_in_a_thousand_on_3321_lines_is_shown_on_less_than_one_line_in_a_hundred() -> None:
    province = Province(lines=3321, seed=11, loss=0.002)
    began = _with_cuts(province, cuts=50, until=DAY)

    incidents = _judged(province, DAY, began)

    _only_the_cuts_are_down(province, began)
    _only_the_cuts_are_incidents(incidents, began)
    assert _ever_degraded(province) < 0.01 * province.lines
