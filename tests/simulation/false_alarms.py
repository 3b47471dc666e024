"""Days of random loss with a few cuts in them: what is called down, what becomes an incident, and nothing else."""

from collections.abc import Mapping, Sequence
from math import ceil
from random import Random

from alerts.cause import Cause
from alerts.incident import Incident
from alerts.incidents import Incidents
from probes.clock import Instant
from probes.inventory import model
from probes.inventory.model import Commune, Inventory, Isp, Link, Site
from probes.states.state import Status
from tests.simulation.province import WALL, Province

WORST_BAR_SECONDS = 30.0


def with_cuts(province: Province, cuts: int, until: float) -> dict[str, float]:
    """So many cuts of 40 s, each of another line, at random moments before `until`."""
    random = Random(province.seed)
    began = {id_: random.uniform(60, until - 60) for id_ in random.sample(province.ids, cuts)}
    for id_, at in began.items():
        province.cut(id_, at, 40)
    return began


def only_the_cuts_are_down(province: Province, began: dict[str, float]) -> None:
    """Each cut was called down once, within the bar, and nothing else ever was."""
    down = province.down()
    slowest = max((flip.at - WALL - began.get(flip.target, 0.0) for flip in down), default=0.0)
    print(  # noqa: T201  # shown by -s and on failure
        f"{province.looks} looks, {len(down)} down of {len(began)} cut, the slowest after {slowest:.1f} s; "
        f"degraded now {degraded_now(province)}, ever {ever_degraded(province)}"
    )
    assert sorted(flip.target for flip in down) == sorted(began)
    assert slowest <= WORST_BAR_SECONDS


def ever_degraded(province: Province) -> int:
    """How many lines were degraded at any time."""
    return len({flip.target for flip in province.flips if flip.after is Status.DEGRADED} & set(province.ids))


def degraded_now(province: Province) -> int:
    """How many lines are."""
    snapshot = province.core.snapshot()
    return sum(snapshot.status(id_, "hub", province.now) is Status.DEGRADED for id_ in province.ids)


def judged(province: Province, until: float, began: Mapping[str, float]) -> Sequence[Incident]:
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


def only_the_cuts_are_incidents(incidents: Sequence[Incident], began: Mapping[str, float]) -> None:
    """An incident for each cut, within the bar, and no other."""
    opened = {f"{one.ids['commune']}/tt/chinh": one.opened - WALL for one in incidents}
    waits = sorted(at - began.get(id_, 0.0) for id_, at in opened.items())
    print(f"{len(incidents)} incidents, {waits[len(waits) // 2]:.1f} s median, {waits[-1]:.1f} s worst")  # noqa: T201
    assert [one.cause for one in incidents] == [Cause.LINE_DOWN] * len(began)
    assert set(opened) == set(began)
    assert waits[-1] <= WORST_BAR_SECONDS
