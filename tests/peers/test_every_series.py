from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from tests.peers.acts import NOT_WATCHED, SCENES
from tests.peers.change import Scene, of, selector
from tests.peers.prometheus import Prometheus, eventually
from tests.peers.stage import ALWAYS, CALM, NEVER, NEW_LINE, Act, Stage, set_up
from tests.peers.stage_gate import Trouble

pytestmark = [pytest.mark.needs("root", "promtool"), pytest.mark.timeout(300)]

LINE_FAMILIES = (
    catalogue.PROBE_SUCCESS,
    catalogue.PROBE_DURATION,
    catalogue.PROBE_ICMP_DURATION,
    catalogue.PROBE_IP_PROTOCOL,
    catalogue.LINK_SENT,
    catalogue.LINK_RECEIVED,
    catalogue.LINK_LOSS,
    catalogue.LINK_RTT,
    catalogue.LINK_JITTER,
    catalogue.LINK_FLAPPING,
    catalogue.TARGET_STATE,
)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Prometheus]]:
    with set_up(tmp_path_factory.mktemp("province")) as running:
        yield running


def _all_hold(prometheus: Prometheus, expressions: Iterable[str]) -> None:
    wanted = list(expressions)

    def missing() -> list[str]:
        return [expression for expression in wanted if not prometheus.query(expression)]

    eventually(lambda: not missing(), missing)


def _firing(scene: Scene, found: Callable[[str], str] = str) -> list[str]:
    return [
        found(f'ALERTS{{alertname="{alert}",alertstate="firing",instance="{instance}"}}')
        for alert, instance in scene.alerts.items()
    ]


@pytest.mark.parametrize("name", SCENES)
def test_a_fault_changes_what_prometheus_sees_and_recovery_restores_it(
    name: str, province: tuple[Stage, Prometheus]
) -> None:
    stage, prometheus = province
    scene = SCENES[name]
    quiet = _firing(scene, "absent({})".format)
    _all_hold(prometheus, [*(change.calm for change in scene.changes), *quiet])

    stage.play(scene.act)
    try:
        _all_hold(prometheus, [*(change.struck for change in scene.changes), *_firing(scene)])
    finally:
        stage.play(CALM)

    _all_hold(prometheus, [*(change.after or change.calm for change in scene.changes), *quiet])


def test_every_family_has_its_story() -> None:
    told = {change.family.name for scene in SCENES.values() for change in scene.changes}
    known = {family.name for family in vars(catalogue).values() if isinstance(family, Family)}

    assert told == known - {family.name for family in NOT_WATCHED}


def test_a_line_that_has_never_answered_has_no_state(province: tuple[Stage, Prometheus]) -> None:
    stage, prometheus = province
    failing = f"{of(catalogue.PROBE_SUCCESS, NEVER)} == 0"
    state = of(catalogue.TARGET_STATE, NEVER)
    _all_hold(prometheus, [failing, f"absent({state})", f"absent(last_over_time({state}[1h]))"])

    stage.play(Act(Trouble()))
    _all_hold(prometheus, [f"{state} == 0", of(catalogue.LINK_LOSS, NEVER)])
    stage.play(CALM)


def test_what_was_not_looked_at_yet_is_absent_and_what_is_watched_no_more_is_gone(
    province: tuple[Stage, Prometheus],
) -> None:
    stage, prometheus = province
    grown = selector(catalogue.TEAM_INFO, name="Tổ lớn")
    series = [
        *(selector(family, instance=NEW_LINE) for family in LINE_FAMILIES),
        selector(catalogue.WITNESS_UP, witness="w4"),
    ]

    stage.play(Act(replace(ALWAYS, held=True), inventory="grown"))
    known_for_a_while = f"count_over_time({grown}[10s]) >= 6"
    _all_hold(prometheus, [known_for_a_while, *map("absent(last_over_time({}[10s]))".format, series)])
    stage.play(Act(inventory="grown"))
    _all_hold(prometheus, series)
    stage.play(CALM)
    _all_hold(prometheus, map("absent({})".format, series))


def test_prometheus_found_nothing_to_complain_about(province: tuple[Stage, Prometheus]) -> None:
    _, prometheus = province

    assert prometheus.complaints() == []
