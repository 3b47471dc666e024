import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from probes.inventory.load import load
from probes.inventory.model import HttpCheck
from probes.kinds import KINDS
from tests.exporter.demo.running import Demo
from tests.house.markdown import blocks
from tests.peers import prometheus
from tests.peers.prometheus import Prometheus, eventually
from tests.peers.promtool import discovered, said_of_metrics

pytestmark = [pytest.mark.needs("root", "promtool"), pytest.mark.timeout(300)]

_ROOT = Path(__file__).parents[2]
_WRITTEN = "127.0.0.1:9741"

# What a user of blackbox_exporter has, with our address where the exporter's was.
_AS_WITH_BLACKBOX = """
  - job_name: blackbox
    metrics_path: /probe
    params: {{module: [{module}]}}
    static_configs: [{{targets: ["{target}"]}}]
    relabel_configs:
      - {{source_labels: [__address__], target_label: __param_target}}
      - {{source_labels: [__param_target], target_label: instance}}
      - {{target_label: __address__, replacement: "127.0.0.1:9741"}}
"""


class Seen:
    """A demo, and the Prometheus that scrapes it as our own pages say."""

    def __init__(self, demo: Demo, folder: Path) -> None:
        self.address = demo.line(r"Prometheus +http://([\d.]+:\d+)")[1]
        demo.line("Ctrl-C")
        (self.inventory,) = demo.folder.glob("thongsuot-demo-*")
        portal = next(check for check in load(self.inventory).services[0].checks)
        assert isinstance(portal, HttpCheck)
        self.portal = portal.url
        (scrape,) = blocks(_ROOT / "README.md", "yaml")
        _, looks = blocks(_ROOT / "docs" / "metrics.md", "yaml")
        written = scrape.text + looks.text + _AS_WITH_BLACKBOX.format(module="http_2xx", target=self.portal)
        self.configuration = "global: {scrape_interval: 5s, scrape_timeout: 5s}\n" + written.replace(
            _WRITTEN, self.address
        ).replace("scrape_interval: 15s", "scrape_interval: 1s")
        self.folder = folder

    def get(self, path: str, **parameters: str) -> requests.Response:
        """What the operations listener answers."""
        answer = requests.get(f"http://{self.address}{path}", params=parameters, timeout=30)
        assert answer.ok, answer.text
        return answer

    def targets(self) -> dict[str, str]:
        """The kind of each target that is to be discovered, by its id."""
        found = self.get("/sd/targets").json()
        return {each["targets"][0]: each["labels"]["__meta_thongsuot_kind"] for each in found}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    demo = Demo(tmp_path_factory.mktemp("demo"))
    try:
        yield Seen(demo, tmp_path_factory.mktemp("scraped"))
    finally:
        demo.close()


@pytest.fixture(scope="module")
def scraper(seen: Seen) -> Iterator[Prometheus]:
    with prometheus.running(seen.folder, seen.configuration) as running:
        yield running


def _of_job(scraper: Prometheus, job: str) -> dict[str, Any]:
    """The active targets of a job as Prometheus tells of them, by instance."""
    active = scraper.ask("/api/v1/targets", state="active")["activeTargets"]
    return {each["labels"]["instance"]: each for each in active if each["labels"]["job"] == job}


def _all_up(scraper: Prometheus, job: str, count: int) -> bool:
    found = _of_job(scraper, job)
    return len(found) == count and all(
        (each["health"], each["lastError"]) == ("up", "") for each in found.values()
    )


def test_the_scrape_configuration_of_the_front_page_brings_in_every_target_under_its_own_name(
    seen: Seen, scraper: Prometheus
) -> None:
    def instances() -> set[str]:
        series = scraper.query('probe_success{job="thongsuot"}')
        return {dict(labels)["instance"] for labels in series}

    targets = seen.targets()
    # What a revocation list or a kept answer already says of a signer nobody is asked, and no look succeeds or fails.
    perhaps = {target for target, kind in targets.items() if kind == "ocsp" and "/signer/" in target}
    eventually(lambda: instances() | perhaps == set(targets), scraper.log)

    assert _all_up(scraper, "thongsuot", 1)
    assert scraper.query('{exported_instance!=""}') == {}
    assert len(scraper.query('thongsuot_commune_info{job="thongsuot"}')) == 40


def test_the_scrape_is_openmetrics(scraper: Prometheus) -> None:
    # only there is a counter's family named without `_total`
    def known(metric: str) -> list[str]:
        answer = scraper.client.get("/api/v1/targets/metadata", params={"metric": metric})
        return [each["type"] for each in answer.json().get("data") or ()]

    eventually(lambda: known("thongsuot_probe_rounds"), scraper.log)

    assert known("thongsuot_probe_rounds") == ["counter"]
    assert known("thongsuot_probe_rounds_total") == []
    assert set(known("thongsuot_link_rtt_seconds")) == {"summary"}


def test_the_discovery_of_the_metrics_page_looks_at_every_target(seen: Seen, scraper: Prometheus) -> None:
    targets = seen.targets()

    eventually(lambda: _all_up(scraper, "thongsuot-probe", len(targets)), scraper.log)
    assert set(_of_job(scraper, "thongsuot-probe")) == set(targets)
    eventually(
        lambda: len(scraper.query('probe_success{job="thongsuot-probe"}')) == len(targets), scraper.log
    )


def test_a_job_written_for_blackbox_exporter_works_as_it_is(seen: Seen, scraper: Prometheus) -> None:
    found = f'probe_success{{job="blackbox",instance="{seen.portal}"}} == 1'

    eventually(lambda: scraper.query(found), scraper.log)

    phases = scraper.query('probe_http_duration_seconds{job="blackbox"}')
    assert {dict(labels)["phase"] for labels in phases} == {
        "resolve",
        "connect",
        "tls",
        "processing",
        "transfer",
    }
    assert scraper.query('probe_ssl_earliest_cert_expiry{job="blackbox"} > time()')


def test_promtool_has_nothing_to_say(seen: Seen) -> None:
    kinds = {kind: target for target, kind in seen.targets().items()}
    texts = [seen.get("/metrics")]
    texts += [seen.get("/probe", target=target, module=kind) for kind, target in kinds.items()]

    for text in texts:
        assert said_of_metrics(text.content) == (0, b"", b""), text.url
    assert len(texts) == 1 + len(KINDS) - 1  # no token is plugged into the hub


def test_promtool_takes_the_configuration_and_discovers_every_target(seen: Seen, tmp_path: Path) -> None:
    file = tmp_path / "prometheus.yml"
    file.write_text(seen.configuration, encoding="utf-8")

    subprocess.run(["promtool", "check", "config", "--lint-fatal", file], capture_output=True, check=True)
    found = discovered(file, "thongsuot-probe")

    assert {labels["instance"]: labels["__param_module"] for labels in found} == seen.targets()


def test_prometheus_takes_every_sample_and_complains_of_nothing(scraper: Prometheus) -> None:
    whole = 'scrape_samples_scraped{job="thongsuot"}'

    eventually(lambda: scraper.query(f"changes(up[1m]) == 0 and {whole} > 500"), scraper.log)

    eventually(lambda: not scraper.query("up == 0"), scraper.log)
    assert scraper.complaints() == []
