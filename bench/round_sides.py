"""The two sides of the whole-round benchmark: this program, and Prometheus with blackbox_exporter."""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.process import Process, running, until
from bench.prometheus import Labels, Prometheus, answers, blackbox, prometheus
from bench.sites import Site, write_inventory
from bench.tls_server import TRUST

PACKETS = 5

_KEPT = {
    "icmp": "probe_success;|probe_duration_seconds;|probe_icmp_duration_seconds;rtt",
    "page": (
        "(probe_success|probe_duration_seconds|probe_http_duration_seconds|probe_http_status_code|probe_http_redirects"
        "|probe_http_uncompressed_body_length|probe_dns_lookup_time_seconds|probe_ip_protocol"
        "|probe_ssl_earliest_cert_expiry|probe_tls_version_info);.*"
    ),
}
"""The series that both sides have, as name;phase: no more of them are kept of the peer.

That makes 29 a site, against 31 of ours with those of the line's window and of the commune. Prometheus adds 5 of its
own for each of the peer's 6 scrapes, and cannot be told not to.
"""

Outcome = tuple[bool, bool, float | None]
"""All pings answered, the page as expected, when its chain ends."""


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds."""

    prober: float
    prometheus: float

    @property
    def total(self) -> float:
        """Both programs."""
        return self.prober + self.prometheus

    def __sub__(self, before: "Spent") -> "Spent":
        return Spent(self.prober - before.prober, self.prometheus - before.prometheus)


class Side(Protocol):
    """One way to watch the sites. Once read: `results` by site name, and how many series Prometheus holds of it."""

    results: dict[str, Outcome]
    series: int

    def running(self) -> AbstractContextManager[None]:
        """All of its programs, until the block ends."""
        ...

    def spent(self) -> Spent:
        """Since their start."""
        ...

    def read_results(self) -> None:
        """What its Prometheus says now."""
        ...


class HubSide:
    """`thongsuot run`, scraped once a round."""

    def __init__(self, folder: Path, shared: Path, sites: Sequence[Site]) -> None:
        self._folder = folder
        self._shared = shared
        self._sites = sites
        self._hub: Process
        self._prometheus: Prometheus
        self.results: dict[str, Outcome] = {}
        self.series = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """The hub first: the first scrape finds it there."""
        self._folder.mkdir(parents=True)
        config = self._folder / "inventory.yml"
        write_inventory(config, self._shared, self._sites, ("127.0.0.1:9740", "127.0.0.1:9741"))
        command = [sys.executable, "-m", "exporter", "run", "--config", str(config)]
        job = {
            "job_name": "thongsuot",
            "honor_labels": True,
            "static_configs": [{"targets": ["127.0.0.1:9741"]}],
        }
        with running(command, self._folder / "hub.log") as self._hub:
            until(lambda: answers("http://127.0.0.1:9741/-/healthy"), 30, "the hub")
            with prometheus(self._folder / "prometheus", 9090, [job]) as self._prometheus:
                yield

    def spent(self) -> Spent:
        """The hub and its Prometheus."""
        return _spent(self._hub, self._prometheus)

    def read_results(self) -> None:
        """By commune: its line's state, its page, the end of the chain."""
        pings = {
            labels["commune"]: value == 1
            for labels, value in self._prometheus.ask('probe_success{kind="ping",commune!=""}')
        }
        pages = {
            _check(labels): value == 1 for labels, value in self._prometheus.ask('probe_success{kind="http"}')
        }
        ends = {
            _check(labels): value for labels, value in self._prometheus.ask("probe_ssl_earliest_cert_expiry")
        }
        self.results = {name: (pings[name], pages[name], ends.get(name)) for name in pings}
        self.series = self._prometheus.series()


class BlackboxSide:
    """blackbox_exporter, which sends one packet per scrape: five jobs of pings and one of pages."""

    def __init__(self, folder: Path, shared: Path, sites: Sequence[Site]) -> None:
        self._folder = folder
        self._shared = shared
        self._sites = sites
        self._blackbox: Process
        self._prometheus: Prometheus
        self.results: dict[str, Outcome] = {}
        self.series = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """The exporter first."""
        modules = {
            "icmp": {"prober": "icmp", "timeout": "2s", "icmp": {"preferred_ip_protocol": "ip4"}},
            "page": {
                "prober": "http",
                "timeout": "10s",
                "http": {
                    "preferred_ip_protocol": "ip4",
                    "tls_config": {"ca_file": str(self._shared / "tls" / TRUST)},
                },
            },
        }
        jobs = [self._job(f"ping-{number}", "icmp") for number in range(PACKETS)]
        jobs.append(self._job("page", "page"))
        with (
            blackbox(self._folder / "blackbox", 9115, modules) as self._blackbox,
            prometheus(self._folder / "prometheus", 9091, jobs) as self._prometheus,
        ):
            yield

    def _job(self, name: str, module: str) -> dict[str, object]:
        return {
            "job_name": name,
            "metrics_path": "/probe",
            "params": {"module": [module]},
            "static_configs": [
                {
                    "targets": [site.url if module == "page" else site.address],
                    "labels": {"commune": site.name},
                }
                for site in self._sites
            ],
            "relabel_configs": [
                {"source_labels": ["__address__"], "target_label": "__param_target"},
                {"source_labels": ["__param_target"], "target_label": "instance"},
                {"target_label": "__address__", "replacement": "127.0.0.1:9115"},
            ],
            "metric_relabel_configs": [
                {"source_labels": ["__name__", "phase"], "regex": _KEPT[module], "action": "keep"}
            ],
        }

    def spent(self) -> Spent:
        """The exporter and its Prometheus."""
        return _spent(self._blackbox, self._prometheus)

    def read_results(self) -> None:
        """By commune: all five pings, the page, the end of the chain."""
        pings: dict[str, list[float]] = defaultdict(list)
        for labels, value in self._prometheus.ask('probe_success{job=~"ping-.*"}'):
            pings[labels["commune"]].append(value)
        pages = {
            labels["commune"]: value == 1
            for labels, value in self._prometheus.ask('probe_success{job="page"}')
        }
        ends = {
            labels["commune"]: value
            for labels, value in self._prometheus.ask("probe_ssl_earliest_cert_expiry")
        }
        self.results = {
            name: (sum(seen) == PACKETS, pages[name], ends.get(name)) for name, seen in pings.items()
        }
        self.series = self._prometheus.series()


def _check(labels: Labels) -> str:
    return labels["instance"].removeprefix("page/")


def _spent(prober: Process, server: Prometheus) -> Spent:
    return Spent(prober.cpu_seconds, server.process.cpu_seconds)
