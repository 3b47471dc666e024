from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.server import Running, serve
from probes.observation import Result
from probes.states.state import Status
from probes.targets import Target
from tests.fakes.everything import everything
from tests.fakes.source import GOOD_HTTP, FakeSource, line_state
from tests.peers.prometheus import Series, eventually, running
from tests.peers.promtool import discovered, said_of_metrics

pytestmark = pytest.mark.needs("promtool")


@pytest.fixture
def source() -> FakeSource:
    return everything()


@pytest.fixture
def operations(source: FakeSource) -> Iterator[Running]:
    def probe(_target: Target, _seconds: float) -> Result:
        return GOOD_HTTP

    own = SelfMetrics(["ping", "http"])
    own.reloaded(successful=True, wall=source.clock.wall)
    own.round_finished("ping", duration_seconds=1.5, late_seconds=0.01)
    listener = serve(
        operations_app(source, View(source), Renderer(source, View(source), own), probe), "127.0.0.1:0"
    )
    yield listener
    listener.stop()


def _configuration(operations: Running) -> str:
    here = f"127.0.0.1:{operations.port}"
    return f"""
global: {{scrape_interval: 500ms, scrape_timeout: 400ms}}
scrape_configs:
  - job_name: thongsuot
    honor_labels: true
    static_configs: [{{targets: ["{here}"]}}]
  - job_name: looks
    metrics_path: /probe
    http_sd_configs: [{{url: "http://{here}/sd/targets", refresh_interval: 1s}}]
    relabel_configs:
      - {{source_labels: [__meta_thongsuot_kind], regex: http, action: keep}}
      - {{source_labels: [__address__], target_label: __param_target}}
      - {{source_labels: [__meta_thongsuot_kind], target_label: __param_module}}
      - {{source_labels: [__param_target], target_label: instance}}
      - {{target_label: __address__, replacement: "{here}"}}
"""


def _exposed(operations: Running) -> Series:
    """What /metrics says, as Prometheus would keep it: read by Prometheus's own rules for labels."""
    text = httpx.get(f"http://127.0.0.1:{operations.port}/metrics", trust_env=False).text
    series: Series = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = {"job": "thongsuot", "instance": f"127.0.0.1:{operations.port}", **sample.labels}
            series[frozenset({"__name__": sample.name, **labels}.items())] = sample.value
    return series


def test_prometheus_keeps_every_series_as_it_was_told(
    source: FakeSource, operations: Running, tmp_path: Path
) -> None:
    exposed = _exposed(operations)
    with running(tmp_path, _configuration(operations)) as prometheus:
        query, log = prometheus.query, prometheus.log
        eventually(lambda: bool(query('up{job="thongsuot"} == 1')), log)

        kept = query('{job="thongsuot",__name__!~"up|scrape_.*"}')
        assert kept == exposed

        source.see(line_state("19774/centre/main"), line_state("19774/centre/spare"))
        down = 'probe_success{instance="19774/centre/main"} == 0 or probe_failure_info{reason="no_reply"}'
        eventually(lambda: not query(down), log)
        source.see(line_state("19753/centre/main", Status.UNKNOWN))
        eventually(lambda: not query('thongsuot_target_state{instance="19753/centre/main"}'), log)
        assert query('thongsuot_target_state{instance="19753/centre/spare"} == 0')


def test_prometheus_finds_the_targets_and_looks_at_them_one_by_one(
    operations: Running, tmp_path: Path
) -> None:
    with running(tmp_path, _configuration(operations)) as prometheus:
        query, log = prometheus.query, prometheus.log
        looked = 'probe_success{job="looks",instance="portal/http"} == 1'
        eventually(lambda: bool(query(looked)), log)

        phases = query('probe_http_duration_seconds{job="looks",instance="portal/http"}')
        assert len(phases) == 5
        assert set(query('up{job="looks"}').values()) == {1}


def test_promtool_has_nothing_to_say_about_the_metrics(operations: Running) -> None:
    text = httpx.get(f"http://127.0.0.1:{operations.port}/metrics", trust_env=False).content

    assert said_of_metrics(text) == (0, b"", b"")


def test_promtool_has_nothing_to_say_about_a_single_look(operations: Running) -> None:
    url = f"http://127.0.0.1:{operations.port}/probe?target=portal/http"
    text = httpx.get(url, trust_env=False).content

    assert said_of_metrics(text) == (0, b"", b"")


def test_promtool_discovers_every_target(source: FakeSource, operations: Running, tmp_path: Path) -> None:
    file = tmp_path / "prometheus.yml"
    file.write_text(
        _configuration(operations).replace(
            "      - {source_labels: [__meta_thongsuot_kind], regex: http, action: keep}\n", ""
        ),
        encoding="utf-8",
    )

    found = discovered(file, "looks")

    assert {labels["instance"] for labels in found} == set(source.known.targets)
    assert all(labels["__address__"].startswith("127.0.0.1:") for labels in found)
