"""Debian's Prometheus, run on loopback with the configuration a test needs, and asked through its API."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

PATIENCE_SECONDS = 90.0

Series = dict[frozenset[tuple[str, str]], float]


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A running Prometheus."""

    client: httpx.Client
    folder: Path

    def query(self, expression: str) -> Series:
        """What an instant query finds now, by labels."""
        found = self.ask("/api/v1/query", query=expression)["result"]
        return {frozenset(each["metric"].items()): float(each["value"][1]) for each in found}

    def ask(self, path: str, **parameters: str) -> Any:
        """The data of an answer of the API."""
        answer = self.client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def log(self) -> str:
        """What it has said so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def complaints(self) -> list[str]:
        """The lines of its log that are warnings or errors."""
        return [line for line in self.log().splitlines() if "level=warn" in line or "level=error" in line]


@contextmanager
def running(folder: Path, configuration: str, *options: str, port: int | None = None) -> Iterator[Prometheus]:
    """A Prometheus with this configuration and these options, until the block ends.

    Its database is in `folder`: what an earlier one there has kept, this one still has. port: any free one, unless given.
    """
    folder.mkdir(exist_ok=True)
    (folder / "prometheus.yml").write_text(configuration, encoding="utf-8")
    port = port or free_port()
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [
                "prometheus",
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
                *options,
            ],
            stdout=log,
            stderr=log,
        ) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
    ):
        try:
            prometheus = Prometheus(client, folder)
            eventually(lambda: is_ready(client), prometheus.log)
            yield prometheus
        finally:
            process.terminate()


def free_port() -> int:
    """A port of 127.0.0.1 where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def eventually(question: Callable[[], object], why: Callable[[], object]) -> None:
    """Ask until the answer is yes; fail with `why` when patience ends."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not question():
        assert time.monotonic() < ends, why()
        time.sleep(0.2)


def is_ready(client: httpx.Client) -> bool:
    """Whether the Prometheus or Alertmanager behind `client` is up."""
    try:
        return client.get("/-/ready").status_code == 200
    except httpx.TransportError:
        return False
