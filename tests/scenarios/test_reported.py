from pathlib import Path

from alerts.cause import Cause
from alerts.ledger import read_events, read_incidents
from tests.scenarios.acts import Restart, cut, mend, report
from tests.scenarios.provinces import SIX, portal
from tests.scenarios.world import WALL, World


def test_what_is_reported_of_an_outage_ends_with_it_and_is_not_released_before(tmp_path: Path) -> None:
    world = World(SIX, tmp_path)
    world.do(report(0, 1, 2))
    world.run(60)
    code = world.incident(Cause.SERVICE_REPORTED).code
    world.do(cut(portal()))
    world.run(400)
    world.do(mend(portal()))
    world.run(600)

    happened = [event.what for event in read_events(tmp_path / "incidents.sqlite", code)]
    assert happened == ["opened", "absorbed", "closed"]
    reported, outage = sorted(
        read_incidents(tmp_path / "incidents.sqlite", WALL, WALL + 600), key=lambda one: one.opened
    )
    assert outage.cause is Cause.SERVICE_OUTAGE
    assert reported.closed == outage.closed


def test_it_is_the_same_incident_after_a_restart_and_goes_on_growing(tmp_path: Path) -> None:
    world = World(SIX, tmp_path)
    world.do(report(0, 1, 2))
    world.run(60)
    before = world.incident(Cause.SERVICE_REPORTED)

    world.do(Restart(120))
    world.do(report(4))
    world.run(200)

    after = world.incident(Cause.SERVICE_REPORTED)
    assert (after.code, after.opened, after.since) == (before.code, before.opened, before.since)
    assert before.affected == ("19000", "19001", "19002")
    assert after.affected == ("19000", "19001", "19002", "19004")
    assert after.evidence == ()
