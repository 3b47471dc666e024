"""The small province of the tests, in two Prometheus: scraped whole, and looked at through /probe as blackbox_exporter is."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from probes.inventory.load import load
from probes.inventory.model import DnsCheck, HttpCheck, TcpCheck
from tests.grafana.blackbox_mixin import RULE_SETS, About
from tests.grafana.blackbox_queries import OWN_LABELS, Choice, Way
from tests.peers import prometheus
from tests.peers.prometheus import Prometheus, eventually
from tests.peers.stage import LINE, LINE_ADDRESS, NEVER, NEVER_ADDRESS, PAGE, PLAIN, Stage, set_up

# As the hub's own pages say.
_WHOLE = """
global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: [rules.yml]
scrape_configs:
  - job_name: thongsuot
    honor_labels: true
    static_configs: [{{targets: ["{hub}"]}}]
"""

# As people have it who come from blackbox_exporter, with our address where the exporter's was, and the labels that
# some dashboards ask for.
_PROBED = """
global: {{scrape_interval: 3s, scrape_timeout: 3s, evaluation_interval: 1s}}
rule_files: [rules.yml]
scrape_configs:
  - job_name: blackbox
    metrics_path: /probe
    static_configs:
      - {{targets: ["{page}", "{plain}"], labels: {{__param_module: http_2xx, {own}}}}}
      - {{targets: ["{line}", "{never}"], labels: {{__param_module: icmp, {own}}}}}
      - {{targets: ["{port}"], labels: {{__param_module: tcp_connect, {own}}}}}
      - {{targets: ["{name}"], labels: {{__param_module: dns, {own}}}}}
    relabel_configs:
      - {{source_labels: [__address__], target_label: __param_target}}
      - {{source_labels: [__param_target], target_label: instance}}
      - {{source_labels: [__param_target], target_label: target}}
      - {{target_label: __address__, replacement: "{hub}"}}
"""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The stage's services as a user of blackbox_exporter writes them."""

    page: str
    plain: str
    port: str
    name: str
    names: str
    trust: str


@dataclass(frozen=True, slots=True)
class Side:
    """A Prometheus that has our series in one way, what is chosen there, and the instances that the rules are watched on."""

    prometheus: Prometheus
    choice: Choice
    watched: Mapping[str, About]


@dataclass(frozen=True, slots=True)
class Province:
    """The stage, seen in both ways."""

    stage: Stage
    sides: Mapping[Way, Side]
    addresses: Addresses


def _addresses(inventory: Path) -> Addresses:
    page, plain, names, port = load(inventory).services[0].checks
    assert isinstance(page, HttpCheck)
    assert isinstance(plain, HttpCheck)
    assert isinstance(names, DnsCheck)
    assert isinstance(port, TcpCheck)
    server = f"{names.server}:{names.port}"
    return Addresses(page.url, plain.url, f"{port.host}:{port.port}", names.name, server, str(page.trust))


def _rules(way: Way) -> str:
    """Both sets as a file of rules. They are published with up to a minute of patience: here it is a second."""
    groups = [
        {
            "name": name,
            "rules": [
                {
                    "alert": rule.alert,
                    "expr": rule.expression.replace("$job", way.job),
                    "for": "1s",
                    "labels": {"set": name},
                }
                for rule in rules
            ],
        }
        for name, rules in RULE_SETS.items()
    ]
    return yaml.safe_dump({"groups": groups})


@contextmanager
def both_ways(folder: Path) -> Iterator[Province]:
    """The stage and both, once every target was looked at in either way, until the block ends."""
    with ExitStack() as stack:
        stage, _ = stack.enter_context(set_up(folder))
        addresses = _addresses(folder / "inventory")
        filled = {
            "hub": f"127.0.0.1:{stage.port}",
            "page": addresses.page,
            "plain": addresses.plain,
            "port": addresses.port,
            "name": addresses.name,
            "line": LINE_ADDRESS,
            "never": NEVER_ADDRESS,
            "own": ", ".join(f"{label}: {value}" for label, value in OWN_LABELS.items()),
        }

        def running(way: Way, configuration: str) -> Prometheus:
            there = folder / way.job
            there.mkdir()
            (there / "rules.yml").write_text(_rules(way), encoding="utf-8")
            return stack.enter_context(prometheus.running(there, configuration.format(**filled)))

        whole, probed = running(Way.WHOLE, _WHOLE), running(Way.PROBED, _PROBED)
        ours, theirs = Choice(Way.WHOLE, PAGE, LINE), Choice(Way.PROBED, addresses.page, LINE_ADDRESS)
        sides = {
            Way.WHOLE: Side(whole, ours, _watched(PAGE, PLAIN, NEVER)),
            Way.PROBED: Side(probed, theirs, _watched(addresses.page, addresses.plain, NEVER_ADDRESS)),
        }
        for side in sides.values():
            _wait_for_all_targets(side)
        yield Province(stage, sides, addresses)


def _watched(page: str, plain: str, never: str) -> Mapping[str, About]:
    return {page: About.PAGE, plain: About.PLAIN, never: About.NEVER}


def _wait_for_all_targets(side: Side) -> None:
    """Where nothing is to be found, nothing was scraped yet would do too."""
    known = "count(probe_success) >= 6 and count(probe_success == 0) >= 1 and count(probe_http_version) == 2"
    eventually(lambda: side.prometheus.query(known), lambda: side.prometheus.query("probe_success"))
