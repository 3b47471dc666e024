from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as read_text

from alerts.judgement import Judge
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from probes.inventory.model import Commune, Link, Province, Site, Team
from probes.observation import HUB
from probes.states.state import Status
from tests.fakes.clock import NOON
from tests.fakes.everything import everything
from tests.fakes.source import GOOD_HTTP, FakeSource, line_state, province, state_of

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def source() -> FakeSource:
    return province([("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")], [("portal", "Cổng")])


def _renderer(source: FakeSource) -> Renderer:
    return Renderer(source, View(source), SelfMetrics(["ping", "http"]))


def _text(renderer: Renderer) -> str:
    return b"".join(renderer.chunks(openmetrics=False)).decode()


def _series(text: str) -> Series:
    series: Series = {}
    for family in read_text(text):
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in series, f"twice: {key}"
            series[key] = sample.value
    return series


def _read_openmetrics(text: str) -> list[Metric]:
    return list(text_string_to_metric_families(text))  # type: ignore[no-untyped-call]  # the library leaves it untyped


def _of(series: Series, name: str, /, **labels: str) -> Iterator[float]:
    for (each, pairs), value in series.items():
        if each == name and labels.items() <= dict(pairs).items():
            yield value


def test_a_line_carries_the_labels_of_its_target(source: FakeSource) -> None:
    text = _text(_renderer(source))

    assert (
        'probe_success{instance="19753/centre/main",kind="ping",vantage="hub",province="46",commune="19753",'
        'site="centre",link="main",isp="vnpt"} 1\n'
    ) in text


def test_every_family_is_written_once_and_in_one_piece(source: FakeSource) -> None:
    lines = _text(_renderer(source)).splitlines()

    types = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    owners = [line.split("{")[0].split(" ")[0] for line in lines if not line.startswith("#")]
    changes = [name for name, before in zip(owners, ["", *owners], strict=False) if name != before]
    assert len(types) == len(set(types))
    assert len(changes) == len(set(changes))


def test_two_scrapes_of_the_same_moment_are_the_same_bytes(source: FakeSource) -> None:
    renderer = _renderer(source)

    assert _text(renderer) == _text(renderer)


def test_series_stand_in_the_order_of_their_targets(source: FakeSource) -> None:
    source.known = replace(source.known, states=dict(reversed(list(source.known.states.items()))))

    instances = [
        line.split('"')[1]
        for line in _text(_renderer(source)).splitlines()
        if line.startswith("probe_success")
    ]

    assert instances == sorted(instances)


def test_openmetrics_says_the_same_and_ends(source: FakeSource) -> None:
    renderer = _renderer(source)
    openmetrics = b"".join(renderer.chunks(openmetrics=True)).decode()

    families = _read_openmetrics(openmetrics)

    told = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }
    assert openmetrics.endswith("# EOF\n")
    assert openmetrics.count("# EOF") == 1
    assert "# TYPE thongsuot_link_packets_sent counter" in openmetrics
    assert told == _series(_text(renderer))


def test_a_new_state_is_told_and_the_others_stay(source: FakeSource) -> None:
    renderer = _renderer(source)
    before = _series(_text(renderer))

    source.see(line_state("19774/centre/spare", Status.DOWN))

    after = _series(_text(renderer))
    assert list(_of(after, "thongsuot_target_state", instance="19774/centre/spare")) == [2]
    assert list(_of(after, "probe_failure_info", instance="19774/centre/spare", reason="no_reply")) == [1]
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    told_of = {dict(labels).get("instance") or dict(labels).get("commune") for _, labels in changed}
    assert told_of == {"19774/centre/spare", "19774", None}


def test_a_state_that_grew_old_keeps_its_packet_counters_alone(source: FakeSource) -> None:
    renderer = _renderer(source)
    source.clock.advance(45 + 1)
    source.see(line_state("19753/centre/main", last_seen=source.clock.monotonic))

    series = _series(_text(renderer))

    stale = {name for (name, labels) in series if ("instance", "19774/centre/main") in labels}
    assert stale == {"thongsuot_link_packets_sent_total", "thongsuot_link_packets_received_total"}
    assert list(_of(series, "probe_success", instance="19753/centre/main")) == [1]
    assert list(_of(series, "thongsuot_commune_status", commune="19774", status="unknown")) == [1]


def test_three_intervals_are_still_fresh(source: FakeSource) -> None:
    source.clock.advance(44)

    series = _series(_text(_renderer(source)))

    assert list(_of(series, "thongsuot_target_state", instance="19774/centre/main")) == [0]


def test_a_blind_hub_tells_what_it_measured_and_no_state(source: FakeSource) -> None:
    source.known = replace(source.known, blind=True)

    series = _series(_text(_renderer(source)))

    assert list(_of(series, "thongsuot_target_state")) == []
    assert len(list(_of(series, "probe_success"))) == 5
    assert set(_of(series, "thongsuot_commune_status", status="unknown")) == {1}


def test_a_target_that_left_the_inventory_leaves_the_metrics(source: FakeSource) -> None:
    renderer = _renderer(source)
    _text(renderer)
    targets = {name: target for name, target in source.known.targets.items() if not name.startswith("19774")}

    source.known = replace(source.known, targets=targets)

    assert not any("19774/" in dict(labels).get("instance", "") for _, labels in _series(_text(renderer)))


def test_a_target_that_moved_gets_its_new_labels(source: FakeSource) -> None:
    renderer = _renderer(source)
    _text(renderer)
    target = source.known.targets["19753/centre/main"]
    moved = replace(target, labels=dict(target.labels) | {"isp": "viettel"})

    source.known = replace(source.known, targets=dict(source.known.targets) | {target.id: moved})

    series = _series(_text(renderer))
    assert len(list(_of(series, "probe_success", instance=target.id, isp="viettel"))) == 1
    assert list(_of(series, "probe_success", instance=target.id, isp="vnpt")) == []


def test_one_target_from_two_vantages_is_two_series(source: FakeSource) -> None:
    seen_there = replace(state_of("portal/http", GOOD_HTTP), vantage="agent/19753/centre")

    source.see(seen_there)

    series = _series(_text(_renderer(source)))
    assert len(list(_of(series, "probe_success", instance="portal/http"))) == 2
    assert len(list(_of(series, "probe_success", instance="portal/http", vantage=HUB))) == 1


def test_each_commune_has_one_status_and_the_province_counts_them(source: FakeSource) -> None:
    source.see(line_state("19753/centre/main", Status.DOWN), line_state("19753/centre/spare", Status.DOWN))

    series = _series(_text(_renderer(source)))

    assert list(_of(series, "thongsuot_commune_status", commune="19753", status="outage")) == [1]
    assert sum(_of(series, "thongsuot_commune_status", commune="19753")) == 1
    assert list(_of(series, "thongsuot_communes", province="46", status="outage")) == [1]
    assert list(_of(series, "thongsuot_communes", province="46", status="normal")) == [1]
    assert list(_of(series, "thongsuot_communes", province="46", status="degraded")) == [0]


def test_names_stand_in_the_info_series(source: FakeSource) -> None:
    teams = (Team(id="line-1", name="Tổ trực 1"),)
    source.known_inventory = source.known_inventory.model_copy(update={"teams": teams})

    text = _text(_renderer(source))

    assert (
        'thongsuot_commune_info{province="46",commune="19753",name="Phường Phú Xuân",'
        'province_name="Thành phố Huế"} 1\n'
    ) in text
    assert 'thongsuot_team_info{team="line-1",name="Tổ trực 1"} 1\n' in text


def test_a_commune_that_was_renamed_has_its_new_name_alone(source: FakeSource) -> None:
    renderer = _renderer(source)
    _text(renderer)
    renamed = tuple(
        commune.model_copy(update={"name": f"{commune.name} (mới)"})
        for commune in source.known_inventory.communes
    )

    source.known_inventory = source.known_inventory.model_copy(update={"communes": renamed})
    text = _text(renderer)

    assert 'name="Phường Phú Xuân (mới)"' in text
    assert 'name="Phường Phú Xuân"' not in text


def test_witnesses_and_the_queue_are_told(source: FakeSource) -> None:
    source.known = replace(source.known, witnesses_up={"w1": True, "w2": False})
    source.queue = 7

    series = _series(_text(_renderer(source)))

    assert list(_of(series, "thongsuot_witness_up", witness="w1")) == [1]
    assert list(_of(series, "thongsuot_witness_up", witness="w2")) == [0]
    assert list(_of(series, "thongsuot_engine_queue_length")) == [7]


def test_a_poisoned_name_breaks_nothing() -> None:
    poison = 'x"} 1\nprobe_success{instance="forged"} 0\n\\'
    site = Site.model_construct(id="centre", links=(Link.model_construct(id="main", isp=poison),))
    commune = Commune.model_construct(code="19753", name=poison, province="46", sites=(site,))
    source = province([])
    source.known_inventory = source.known_inventory.model_copy(
        update={"provinces": (Province.model_construct(code="46", name=poison),), "communes": (commune,)}
    )
    whole = province([("19753", "x")]).known
    target = whole.targets["19753/centre/main"]
    poisoned = replace(target, labels=dict(target.labels) | {"isp": poison})
    source.known = replace(whole, targets=dict(whole.targets) | {target.id: poisoned})

    text = _text(_renderer(source))
    openmetrics = b"".join(_renderer(source).chunks(openmetrics=True)).decode()

    series = _series(text)
    assert len(list(_of(series, "probe_success", isp=poison))) == 1
    assert list(_of(series, "probe_success", instance="forged")) == []
    assert len(list(_of(series, "thongsuot_commune_info", name=poison, province_name=poison))) == 1
    assert _read_openmetrics(openmetrics)


def test_an_empty_inventory_has_no_target_family() -> None:
    text = _text(_renderer(FakeSource()))

    assert "probe_success" not in text
    assert "thongsuot_build_info" in text


def test_an_open_incident_began_when_its_trouble_did_and_not_when_it_was_opened() -> None:
    source = everything()
    (incident,) = View(source).now().incidents
    assert incident.opened == NOON - 40

    series = _series(_text(_renderer(source)))

    assert list(_of(series, "thongsuot_incident_start_timestamp_seconds", commune="19774")) == [NOON - 60]


def test_an_incident_that_closed_has_no_beginning_any_more() -> None:
    source = everything()
    (incident,) = View(source).now().incidents
    over = replace(incident, closed=NOON - 5)
    source.judged = Judge(0.0).judge(source.known_inventory, source.known, source.clock.now(), closed=[over])

    series = _series(_text(_renderer(source)))

    assert list(_of(series, "thongsuot_incident_open", commune="19774")) == [0]
    assert not list(_of(series, "thongsuot_incident_start_timestamp_seconds", commune="19774"))
