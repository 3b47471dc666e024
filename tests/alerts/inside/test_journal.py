import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.inside.journal import (
    MOST_RUNS,
    PING_GAP_SECONDS,
    RETENTION_SECONDS,
    SCHEMA,
    SERVICE_GAP_SECONDS,
    Boot,
    SiteJournal,
    keep,
    read_inside,
)
from probes.observation import Observation
from probes.reasons import Reason
from tests.alerts.inside.kept import GATEWAY, HUB, SITE, database, look, looks, rows, together
from tests.alerts.report.made import at

PORTAL = "portal/http-1"
WHYS = (None, Reason.TIMEOUT, Reason.NO_REPLY)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(database(tmp_path / "agents.sqlite")) as opened:
        yield opened


def found(path: Path) -> SiteJournal:
    return read_inside(path / "agents.sqlite", at("00:00"), at("24:00"))[SITE]


def told(journal: SiteJournal) -> list[tuple[str, Reason | None, float, float, int]]:
    return [(run.target, run.reason, run.began, run.ended, run.looks) for run in journal.runs]


def kept_as(batches: list[list[Observation]]) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(SCHEMA)
        for batch in batches:
            keep(fresh, SITE, batch, None)
        return rows(fresh)


_looked = st.builds(
    look,
    target=st.sampled_from([GATEWAY, HUB, PORTAL]),
    observed=st.integers(0, 3000).map(lambda seconds: at("09:00") + seconds),
    reason=st.sampled_from(WHYS),
    received=st.none() | st.just(at("11:00")) | st.just(at("12:00")),
)


@given(st.data())
def test_in_whatever_order_and_portions_looks_come_the_runs_are_those_of_one_sorted_pass(
    data: st.DataObject,
) -> None:
    sorted_pass = sorted(data.draw(st.lists(_looked, max_size=40)), key=lambda one: one.observed)
    shuffled = data.draw(st.permutations(sorted_pass))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=8)))
    batches = [shuffled[a:b] for a, b in pairwise([0, *cuts, len(shuffled)])]

    assert kept_as(batches) == kept_as([[one] for one in sorted_pass]) == kept_as([sorted_pass])


def test_a_cut_told_live_first_and_then_from_the_oldest_on_is_one_run(
    made: sqlite3.Connection, tmp_path: Path
) -> None:
    cut = together(
        looks(GATEWAY, "09:02", "10:00", Reason.NO_REPLY, received="10:45"),
        looks(GATEWAY, "10:00", "10:41", Reason.NO_REPLY, received="10:46"),
    )
    with made:
        keep(made, SITE, looks(GATEWAY, "08:00", "09:02"), None)
        keep(made, SITE, looks(GATEWAY, "10:41", "10:50"), None)
        for place in range(0, len(cut), 50):
            keep(made, SITE, cut[place : place + 50], None)

    journal = found(tmp_path)

    assert told(journal) == [
        (GATEWAY, None, at("08:00"), at("09:02") - 15, 62 * 4),
        (GATEWAY, Reason.NO_REPLY, at("09:02"), at("10:41") - 15, 99 * 4),
        (GATEWAY, None, at("10:41"), at("10:50") - 15, 9 * 4),
    ]
    assert [run.learnt for run in journal.runs] == [None, at("10:46"), None]


@pytest.mark.parametrize(("target", "gap"), [(GATEWAY, PING_GAP_SECONDS), (PORTAL, SERVICE_GAP_SECONDS)])
def test_looks_too_far_apart_say_nothing_of_the_time_between(
    target: str, gap: float, made: sqlite3.Connection
) -> None:
    keep(made, SITE, [look(target, 0), look(target, gap), look(target, 2 * gap + 1)], None)

    assert [row[3:6] for row in rows(made)] == [(0, gap, 2), (2 * gap + 1, 2 * gap + 1, 1)]


def test_a_batch_touches_one_row_of_each_target_while_nothing_changes(made: sqlite3.Connection) -> None:
    keep(made, SITE, together(looks(GATEWAY, "09:00", "09:05"), looks(HUB, "09:00", "09:05")), None)
    before = made.total_changes

    keep(made, SITE, together(looks(GATEWAY, "09:05", "09:10"), looks(HUB, "09:05", "09:10")), None)

    assert made.total_changes - before == 2


def test_what_is_the_agent_s_own_fault_is_left_out_but_that_it_had_no_network(
    made: sqlite3.Connection, tmp_path: Path
) -> None:
    with made:
        keep(made, SITE, [look(GATEWAY, at("09:00"), why) for why in Reason if why.ours], None)

    assert [run.reason for run in found(tmp_path).runs] == [Reason.NETWORK_DOWN_HERE]


def test_one_boot_is_one_however_the_clocks_creep(made: sqlite3.Connection, tmp_path: Path) -> None:
    with made:
        for minute in range(60):
            keep(made, SITE, [look(GATEWAY, at("09:00") + 60 * minute)], at("08:55") + 15 * minute)
        keep(made, SITE, [look(GATEWAY, at("11:00"))], at("10:58"))

    assert found(tmp_path).boots == [
        Boot(at("08:55"), at("09:00") + 1),
        Boot(at("10:58"), at("11:00") + 1),
    ]


def test_a_site_that_makes_too_many_runs_loses_its_oldest_and_nobody_else_s(made: sqlite3.Connection) -> None:
    keep(made, "19753/tt", [look("19753/tt/gateway", 0)], None)
    far_apart = [look(GATEWAY, 1000.0 * number) for number in range(MOST_RUNS + 5)]

    keep(made, SITE, far_apart[:10], None)
    keep(made, SITE, far_apart[10:], None)

    ours = [row for row in rows(made) if row[0] == SITE]
    assert (len(ours), ours[0][3]) == (MOST_RUNS, 5000.0)
    assert len(rows(made)) == MOST_RUNS + 1


def test_what_is_older_than_400_days_is_forgotten(made: sqlite3.Connection) -> None:
    keep(made, SITE, [look(GATEWAY, 0.0)], 0.0)
    keep(made, SITE, [look(GATEWAY, RETENTION_SECONDS - 10)], None)
    assert len(rows(made)) == 2

    keep(made, SITE, [look(HUB, RETENTION_SECONDS + 10)], None)

    assert [row[1] for row in rows(made)] == [GATEWAY, HUB]
    assert made.execute("SELECT count(*) FROM inside_boot").fetchone() == (0,)


def test_only_what_touches_the_time_asked_for_is_read(made: sqlite3.Connection, tmp_path: Path) -> None:
    with made:
        keep(made, SITE, together(looks(GATEWAY, "09:00", "10:00"), looks(HUB, "11:00", "12:00")), None)

    read = read_inside(tmp_path / "agents.sqlite", at("09:30"), at("11:00"))

    assert [run.target for run in read[SITE].runs] == [GATEWAY]


def test_of_some_sites_only_they_are_read(made: sqlite3.Connection, tmp_path: Path) -> None:
    with made:
        for site in ("19753/tt", "19753/phu", SITE):
            keep(made, site, [look(f"{site}/gateway", at("09:00"))], at("08:00"))

    read = read_inside(tmp_path / "agents.sqlite", 0.0, at("24:00"), ["19753/tt", SITE, "19753/absent"])

    assert {site: (len(of.runs), len(of.boots)) for site, of in read.items()} == {
        "19753/tt": (1, 1),
        SITE: (1, 1),
    }


def test_a_reason_of_a_later_version_is_left_out(made: sqlite3.Connection, tmp_path: Path) -> None:
    with made:
        keep(made, SITE, [look(GATEWAY, at("09:00"), why) for why in (Reason.TIMEOUT, Reason.NO_REPLY)], None)
        made.execute("UPDATE inside_run SET reason = 'gremlins' WHERE reason = 'timeout'")

    assert [run.reason for run in found(tmp_path).runs] == [Reason.NO_REPLY]


def test_where_no_agent_ever_reported_nothing_is_known(tmp_path: Path) -> None:
    assert read_inside(tmp_path / "agents.sqlite", 0.0, 1e10) == {}
