"""The parts of the stage that need no stage: the script's times, the past's values, the rules in a hurry."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
import yaml

from exporter.demo.cast import cast_of
from exporter.demo.certificates import write_certificates
from exporter.demo.folder import write_folder
from exporter.demo.servers import PREFERRED_PORTS
from exporter.demo.signing import authority_url
from exporter.demo.story import Turn, sentence, turns, write_story
from probes.inventory.load import load
from probes.inventory.model import Inventory
from tests.grafana.stage.past import RUSH_LOSS, Past, is_rush, loss_of_busy
from tests.grafana.stage.scrapes import configuration
from tests.grafana.stage.script import SEED, began, last_turn, played

_RULES = Path(__file__).parents[2] / "alerts" / "rules"

HOUR, DAY = 3600.0, 86400.0
MIDNIGHT = 1_795_626_000.0
"""Of 2026-11-26 in Vietnam."""
PAST = Past("a/b/c", "d/e/f", "g/h/i", (), "s", MIDNIGHT - 34 * DAY, MIDNIGHT + 7 * HOUR)


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    folder = tmp_path_factory.mktemp("province")
    write_certificates(folder / "certificates", authority_url(PREFERRED_PORTS.authority), tls_services=())
    write_folder(folder, PREFERRED_PORTS, public="127.0.0.1:1", operations="127.0.0.1:2", speed=5, agents=3)
    return load(folder)


def said(inventory: Inventory, speed: float, late: float) -> Iterator[tuple[float, str]]:
    """The first turns of a story that begins at 1000, each `late`, the second not."""
    cast = cast_of(inventory)
    for number, turn in enumerate(islice(turns(write_story(cast, SEED)), 5)):
        yield 1000.0 + turn.after_seconds / speed + (0 if number == 1 else late), _line(turn, inventory)


def _line(turn: Turn, inventory: Inventory) -> str:
    what = sentence(turn.fault, cast_of(inventory).called).en
    return f"[00:12] {'BEGINS ' if turn.begins else 'ENDS   '} {what}\n"


def test_the_story_began_when_its_most_punctual_turn_says(inventory: Inventory) -> None:
    heard = [(999.0, "SIMULATION\n"), *said(inventory, 5.0, 0.7)]

    assert began(heard, inventory, 5.0) == pytest.approx(1000.0)


def test_another_story_is_not_taken_for_ours(inventory: Inventory) -> None:
    heard = [(when, line.replace("cut", "gone")) for when, line in said(inventory, 5.0, 0.0)]

    with pytest.raises(AssertionError):
        began(heard, inventory, 5.0)


def test_faults_are_played_as_fast_as_the_story(inventory: Inventory) -> None:
    faults = played(1000.0, inventory, 5.0)

    assert [each.fault for each in faults] == list(write_story(cast_of(inventory), SEED))
    first = faults[0]
    assert (first.began, first.ended) == (
        1000 + first.fault.at_seconds / 5,
        1000 + first.fault.until_seconds / 5,
    )
    assert last_turn(inventory).after_seconds == max(each.fault.until_seconds for each in faults)


def test_the_past_s_days_are_vietnam_s() -> None:
    assert PAST.day(0) == MIDNIGHT
    assert [is_rush(MIDNIGHT + at * HOUR) for at in (7.99, 8, 9.99, 10)] == [False, True, True, False]
    assert [loss_of_busy(MIDNIGHT + at * HOUR) for at in (8, 11, 12, 13, 14, 15)] == [
        RUSH_LOSS,
        0,
        0.005,
        0.03,
        0.3,
        0,
    ]


def test_the_past_s_outages_are_on_their_days_alone() -> None:
    out = [ago for ago in range(34) if PAST.is_out(PAST.day(ago) + 9 * HOUR)]

    assert out == [5, 12, 19]
    assert not PAST.is_out(PAST.day(5) + 7.99 * HOUR)
    assert not PAST.is_out(PAST.day(5) + 13 * HOUR)


def test_an_incident_of_the_past_is_told_of_for_a_day_after_its_end() -> None:
    hours = (7.9, 8, 12.9, 13, 36.9, 37)

    assert [PAST.incident(PAST.day(5) + at * HOUR) for at in hours] == [None, 1, 1, 0, 0, None]


def test_rules_are_evaluated_every_second_and_wait_as_long_as_ever(tmp_path: Path) -> None:
    written = yaml.safe_load(configuration(tmp_path / "rules", prometheus=1, hub=2, relay=3, alertmanager=4))

    for name in map(Path, written["rule_files"]):
        (hurried,) = yaml.safe_load(name.read_text(encoding="utf-8"))["groups"]
        (committed,) = yaml.safe_load((_RULES / name.name).read_text(encoding="utf-8"))["groups"]
        assert hurried == committed | {"interval": "1s"}
    assert len(written["rule_files"]) == 4
    jobs = [job["job_name"] for job in written["scrape_configs"]]
    assert jobs == ["thongsuot", "thongsuot-relay", "alertmanager", "prometheus"]
