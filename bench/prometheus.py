"""Debian's Prometheus and blackbox_exporter, as the benchmarks run them: on loopback, in a folder of their own."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.process import Process, running, until

_PATIENCE_SECONDS = 30
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A running server."""

    process: Process
    address: str

    def ask(self, query: str) -> list[tuple[Labels, float]]:
        """The instant vector that `query` gives now."""
        found = self._get("query?" + urllib.parse.urlencode({"query": query}))["result"]
        return [(each["metric"], float(each["value"][1])) for each in found]

    def series(self) -> int:
        """How many it holds in memory."""
        return int(self._get("status/tsdb")["headStats"]["numSeries"])

    def _get(self, path: str) -> Any:
        with _OPENER.open(f"http://{self.address}/api/v1/{path}", timeout=30) as answer:
            return json.load(answer)["data"]


@contextmanager
def prometheus(folder: Path, port: int, jobs: Sequence[Mapping[str, Any]]) -> Iterator[Prometheus]:
    """A server that scrapes `jobs`, each once a minute unless it says otherwise. JSON is YAML."""
    folder.mkdir(parents=True)
    config = folder / "prometheus.yml"
    document = {"global": {"scrape_interval": "60s", "scrape_timeout": "20s"}, "scrape_configs": list(jobs)}
    config.write_text(json.dumps(document), encoding="utf-8")
    address = f"127.0.0.1:{port}"
    command = [
        "prometheus",
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'tsdb'}",
        f"--web.listen-address={address}",
    ]
    with running(command, folder / "prometheus.log") as process:
        until(lambda: answers(f"http://{address}/-/ready"), _PATIENCE_SECONDS, "Prometheus")
        yield Prometheus(process, address)


@contextmanager
def blackbox(folder: Path, port: int, modules: Mapping[str, Any]) -> Iterator[Process]:
    """A blackbox_exporter with these modules."""
    folder.mkdir(parents=True)
    config = folder / "blackbox.yml"
    config.write_text(json.dumps({"modules": dict(modules)}), encoding="utf-8")
    address = f"127.0.0.1:{port}"
    command = [
        "prometheus-blackbox-exporter",
        f"--config.file={config}",
        f"--web.listen-address={address}",
        "--log.level=error",
    ]
    with running(command, folder / "blackbox.log") as process:
        until(lambda: answers(f"http://{address}/-/healthy"), _PATIENCE_SECONDS, "blackbox_exporter")
        yield process


def answers(url: str) -> bool:
    """Whether anybody there says 200."""
    try:
        with _OPENER.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
