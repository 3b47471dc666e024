from pathlib import Path

from alerts.inside.journal import AGENTS, keep, read_inside
from exporter.delivery.agents_file import agents_file
from probes.reasons import Reason
from tests.alerts.inside.kept import GATEWAY, SITE, looks
from tests.alerts.report.made import at


def test_what_agents_saw_is_kept_there_and_read_while_the_hub_writes(tmp_path: Path) -> None:
    disk = agents_file(tmp_path)
    seen = looks(GATEWAY, "09:02", "10:41", Reason.NO_REPLY, received="10:45")

    disk.write(lambda database: keep(database, SITE, seen[:200], at("08:00")))
    first = read_inside(tmp_path / AGENTS, at("00:00"), at("24:00"))[SITE]
    disk.write(lambda database: keep(database, SITE, seen[200:], at("08:00")))
    second = read_inside(tmp_path / AGENTS, at("00:00"), at("24:00"))[SITE]
    disk.close()

    assert [(run.reason, run.looks) for run in first.runs] == [(Reason.NO_REPLY, 200)]
    assert [(run.reason, run.looks) for run in second.runs] == [(Reason.NO_REPLY, len(seen))]
    assert [boot.at for boot in second.boots] == [at("08:00")]
