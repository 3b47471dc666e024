from collections.abc import Callable, Iterable, Iterator

import pytest

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from tests.peers.acts import SCENES, Scene, of
from tests.peers.prometheus import Prometheus, eventually
from tests.peers.stage import CALM, NEVER, Act, Stage, set_up
from tests.peers.stage_gate import Trouble

pytestmark = [pytest.mark.needs("root", "promtool"), pytest.mark.timeout(300)]


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

    assert told == known


def test_a_line_that_has_never_answered_has_no_state(province: tuple[Stage, Prometheus]) -> None:
    stage, prometheus = province
    failing = f"{of(catalogue.PROBE_SUCCESS, NEVER)} == 0"
    state = of(catalogue.TARGET_STATE, NEVER)
    _all_hold(prometheus, [failing, f"absent({state})", f"absent(last_over_time({state}[1h]))"])

    stage.play(Act(Trouble()))
    _all_hold(prometheus, [f"{state} == 0", of(catalogue.LINK_LOSS, NEVER)])
    stage.play(CALM)


def test_prometheus_found_nothing_to_complain_about(province: tuple[Stage, Prometheus]) -> None:
    _, prometheus = province

    assert prometheus.complaints() == []
