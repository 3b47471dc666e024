"""From a hub's metrics to the messages that people get: our rules in Debian's Prometheus, our routes in its Alertmanager.

All the waiting that we prescribe passes `pace` times faster; what is waited for, and in which order, stays as it is.
Error budgets are left out: days of looks cannot be hurried.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from alerts.alertmanager import configuration
from alerts.rules import rule_files
from probes.inventory.model import Inventory
from probes.inventory.values import seconds_of, text_of_seconds
from tests.peers import alertmanager, prometheus
from tests.peers.alertmanager import Alertmanager, Sink
from tests.peers.prometheus import Prometheus

TOKEN = "token"  # noqa: S105  # a test's
"""What every team's receiver shows."""

_EVERY_SECONDS = 15.0
_WAITS = {
    *("scrape_interval", "scrape_timeout", "evaluation_interval", "interval", "for", "keep_firing_for"),
    *("group_wait", "group_interval"),
}


Alert = frozenset[tuple[str, str]]
"""The labels that an alert is known by, when it begins and when it ends."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The chain behind a hub."""

    prometheus: Prometheus
    alertmanager: Alertmanager
    sink: Sink

    def told(self, status: str) -> list[Alert]:
        """The alerts that are `firing` or `resolved` by a message, in the order of the messages."""
        return [
            frozenset(alert["labels"].items())
            for message in list(self.sink.notifications)
            for alert in message.body["alerts"]
            if message.body["status"] == status
        ]

    def counts(self) -> Counter[tuple[str, str]]:
        """How many alerts of each name have been firing and resolved."""
        return Counter(
            (status, dict(alert)["alertname"])
            for status in ("firing", "resolved")
            for alert in self.told(status)
        )

    def cpu_seconds(self) -> float:
        """What Alertmanager has used of a processor."""
        (found,) = re.findall(
            r"^process_cpu_seconds_total (\S+)", self.alertmanager.client.get("/metrics").text, re.MULTILINE
        )
        return float(found)

    def answer_seconds(self) -> float:
        """How long Alertmanager takes to name all its alerts."""
        began = time.monotonic()
        assert self.alertmanager.client.get("/api/v2/alerts").status_code == 200
        return time.monotonic() - began


@contextmanager
def telling(
    folder: Path, inventory: Inventory, metrics: int, pace: float, relay: int | None = None
) -> Iterator[Telling]:
    """Prometheus scrapes the hub at this port of 127.0.0.1; what Alertmanager then sends to the teams is kept, or goes to
    the relay at that port."""
    rules = folder / "rules"
    rules.mkdir(parents=True)
    files = rule_files(inventory.settings)
    for name in ("incidents.yml", "monitoring.yml"):
        (rules / name).write_text(_hurried(files[name], pace), encoding="utf-8")
    with (
        alertmanager.sink() as sink,
        alertmanager.running(
            folder, _hurried(_routes(inventory, relay or sink.port, folder), pace)
        ) as sender,
        prometheus.running(
            folder / "prometheus",
            _hurried(_scrapes(metrics, sender.client.base_url.port or 0), pace),
            "--rules.alert.resend-delay=5s",
        ) as scraper,
    ):
        yield Telling(scraper, sender, sink)


def _routes(inventory: Inventory, port: int, folder: Path) -> str:
    for team in inventory.teams:
        (folder / f"{team.id}.token").write_text(TOKEN, encoding="utf-8")
    alerting = inventory.settings.alerting.model_copy(
        update={"relay": f"http://127.0.0.1:{port}", "relay_tokens": str(folder)}
    )
    settings = inventory.settings.model_copy(update={"alerting": alerting})
    document = yaml.safe_load(configuration(inventory.model_copy(update={"settings": settings}), 2026))
    for hours in document["time_intervals"]:  # whenever the test runs
        hours["time_intervals"] = [{"weekdays": ["sunday:saturday"]}]
    return yaml.safe_dump(document)


def _scrapes(metrics: int, alertmanager: int) -> str:
    every = f"{_EVERY_SECONDS:g}s"
    document = {
        "global": {"scrape_interval": every, "scrape_timeout": every, "evaluation_interval": every},
        "rule_files": ["../rules/*.yml"],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{alertmanager}"]}]}]},
        "scrape_configs": [
            {
                "job_name": "thongsuot",
                "honor_labels": True,
                "static_configs": [{"targets": [f"127.0.0.1:{metrics}"]}],
            }
        ],
    }
    return yaml.safe_dump(document)


def _hurried(text: str, pace: float) -> str:
    """The same file, each wait in it divided by `pace`."""
    return yaml.safe_dump(_shorter(yaml.safe_load(text), pace))


def _shorter(value: Any, pace: float) -> Any:
    if isinstance(value, list):
        return [_shorter(each, pace) for each in value]
    if isinstance(value, dict):
        return {
            name: _divided(each, pace) if name in _WAITS else _shorter(each, pace)
            for name, each in value.items()
        }
    return value


def _divided(duration: str, pace: float) -> str:
    return duration if duration == "0s" else text_of_seconds(round(seconds_of(duration) / pace, 3))
