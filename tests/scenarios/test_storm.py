"""A third of the country at once, and back: the real core, desk and ledger, told by Debian's Prometheus and Alertmanager."""

import resource
from pathlib import Path

import pytest

from probes.inventory.model import Inventory, Team
from tests.peers.telling import telling
from tests.scenarios.acts import cut, mend
from tests.scenarios.paced import paced
from tests.scenarios.provinces import Place, commune, inventory_of, lines

pytestmark = [pytest.mark.long, pytest.mark.timeout(400), pytest.mark.needs("promtool", "amtool")]

COMMUNES, PROVINCES = 3321, 34
ISPS = ("vnpt", "viettel", "fpt")
PACE = 10.0
AFTERWARDS_SECONDS = 60.0
"""Of simulated time, for what must not come."""


def country() -> Inventory:
    """Every commune of the country; each province has as many lines of each ISP."""
    inventory = inventory_of(
        commune(number, isp=ISPS[number // PROVINCES % 3], province=f"{number % PROVINCES + 1:02d}")
        for number in range(COMMUNES)
    )
    teams = tuple(Team(id=team, name=f"Tổ {team}") for team in ("ha_tang_wan", "nha_mang", "tthc"))
    return inventory.model_copy(update={"teams": teams})


STORMS = {
    "an ISP in every province": ([n for n in range(COMMUNES) if n // PROVINCES % 3 == 1], 1),
    "eleven provinces": ([n for n in range(COMMUNES) if n % PROVINCES < 11], 11),
}
"""Who is hit, a third of all, and how many causes that is."""


@pytest.mark.parametrize("storm", STORMS)
def test_a_storm_is_one_message_per_cause_and_one_at_its_end(
    storm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Five lines that it hits were down and told before, and five that it does not."""
    hit, causes = STORMS[storm]
    spared = sorted(set(range(COMMUNES)) - set(hit))
    before = hit[:700:140] + spared[:700:140]
    inventory = country()
    with (
        paced(Place(inventory), tmp_path, PACE) as watching,
        telling(tmp_path / "told", inventory, watching.port, PACE) as told,
    ):
        world = watching.world
        world.do(cut(*lines(*before)))
        watching.run_until(lambda: len(told.told("firing")) >= len(before), told.counts)

        world.do(cut(*lines(*hit)))
        after_cut = watching.run_until(lambda: len(told.told("firing")) >= len(before) + causes, told.counts)
        watching.run(AFTERWARDS_SECONDS)
        answer_seconds = told.answer_seconds()
        muted = told.alertmanager.suppressed_alerts()

        world.do(mend(*lines(*hit, *spared)))
        after_mend = watching.run_until(
            lambda: set(told.told("resolved")) >= set(told.told("firing")) - muted, told.counts
        )
        watching.run(AFTERWARDS_SECONDS)

        firing, resolved = told.told("firing"), told.told("resolved")
        opened = [one for one in world.told if one.startswith("opened")]
        assert len(set(firing)) == len(firing) == len(opened) == len(before) + causes
        assert len(set(resolved)) == len(resolved)
        assert set(resolved) <= set(firing)
        assert told.alertmanager.known() <= {"Watchdog"}
        assert len(world.told) == 2 * len(opened)
        minutes = world.now / 60
        with capsys.disabled():
            print(  # noqa: T201
                f"\n{storm}: {len(hit)} of {COMMUNES} communes, {causes} causes\n"
                f"  told: {len(firing)} firing ({len(before)} of them before it), {len(resolved)} resolved\n"
                f"  from the cut to its last message {after_cut:.0f} s, from its end {after_mend:.0f} s (simulated)\n"
                f"  Alertmanager: {told.cpu_seconds():.1f} s of CPU, its API answered in {answer_seconds * 1000:.0f} ms\n"
                f"  the hub with its simulated network: {watching.cpu_seconds / minutes:.1f} s of CPU a minute, "
                f"at most {_most_megabytes():.0f} MB"
            )


def _most_megabytes() -> float:
    """What this process, tests and all, has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
