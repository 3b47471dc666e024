"""The real core, desk and ledger see a line go down for 99 minutes; the commune's agent tells afterwards what it saw meanwhile."""

from contextlib import closing
from pathlib import Path

import pytest

from alerts.hours import Calendar
from alerts.inside.correction import Found, corrections
from alerts.inside.journal import AGENTS, keep
from alerts.report.history import STATES, read_history
from alerts.report.month import month_sheet
from probes.reasons import Reason
from tests.alerts.inside.kept import database, look
from tests.scenarios.acts import Restart, cut, mend
from tests.scenarios.provinces import TWENTY, line
from tests.scenarios.world import WALL, World

CUT, MENDED, BACK = 120, 120 + 99 * 60, 120 + 103 * 60
"""As 09:02, 10:41 and 10:45 are to nine o'clock; seconds."""


def tell(folder: Path, site: str, gateway: Reason | None) -> None:
    """What is live first, then the backlog from the oldest on. gateway: what became of it in the cut."""

    def looks(
        name: str, began: int, ended: int, reason: Reason | None = None, received: float | None = None
    ) -> None:
        made = [look(f"{site}/{name}", WALL + at, reason, received) for at in range(began, ended, 15)]
        with agents:
            keep(agents, site, made, None)

    with closing(database(folder / AGENTS)) as agents:
        for name in ("gateway", "hub"):
            looks(name, 0, CUT)
            looks(name, MENDED, BACK)
        for began in range(CUT, MENDED, 900):
            ended = min(began + 900, MENDED)
            looks("gateway", began, ended, gateway, WALL + BACK)
            looks("hub", began, ended, Reason.NO_REPLY, WALL + BACK)


@pytest.mark.parametrize(("gateway", "found"), [(Reason.NO_REPLY, Found.LAN), (None, Found.LINE)])
def test_a_line_that_was_down_is_explained_afterwards_and_its_incident_stays_as_it_was(
    gateway: Reason | None, found: Found, tmp_path: Path
) -> None:
    world = World(TWENTY, tmp_path)
    world.run(CUT)
    world.do(cut(line(3)))
    world.run(MENDED)
    world.do(mend(line(3)))
    world.run(BACK)
    told = list(world.told)
    world.do(Restart(0))
    (tmp_path / STATES).symlink_to(tmp_path / "states.sqlite")
    before = read_history(tmp_path, world.inventory, WALL, WALL + world.now)
    commune = world.inventory.communes[3]

    tell(tmp_path, f"{commune.code}/{commune.sites[0].id}", gateway)

    after = read_history(tmp_path, world.inventory, WALL, WALL + world.now)
    (incident,) = after.incidents
    (correction,) = corrections(after.incidents, world.inventory, after.inside, after.ended).values()
    assert (correction.found, correction.learnt) == (found, WALL + BACK)
    assert correction.since == pytest.approx(incident.since, abs=30)
    assert correction.until == pytest.approx(WALL + MENDED, abs=30)
    assert [line.split()[:2] for line in told] == [["opened", "line_down"], ["closed", "line_down"]]
    assert (after.incidents, world.told) == (before.incidents, told)
    (struck,) = month_sheet(commune, world.inventory, after, Calendar(world.inventory)).interruptions
    assert struck.inside is not None
    assert struck.inside.found is found
