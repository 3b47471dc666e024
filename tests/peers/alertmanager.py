"""Debian's Alertmanager, run on loopback with the configuration a test needs, and a sink for what it sends."""

import json
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from tests.peers.prometheus import eventually, is_ready


@dataclass(frozen=True, slots=True)
class Notification:
    """One message as it came: to which path, with which Authorization."""

    path: str
    authorization: str | None
    body: dict[str, Any]

    def told(self) -> tuple[str, str, tuple[str, ...]]:
        """(receiver, firing or resolved, the alerts' names)."""
        names = tuple(alert["labels"]["alertname"] for alert in self.body["alerts"])
        return self.body["receiver"], self.body["status"], names


@dataclass(slots=True)
class Sink:
    """An HTTP server that takes every message and keeps it."""

    port: int
    notifications: list[Notification] = field(default_factory=list)

    def told(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """What has come so far, in its order."""
        return [notification.told() for notification in self.notifications]


@dataclass(frozen=True, slots=True)
class Alertmanager:
    """A running Alertmanager."""

    client: httpx.Client
    folder: Path

    def post(self, *alerts: Mapping[str, str], ended: bool = False) -> None:
        """These labels are an alert from now on; with `ended`, no longer."""
        now = datetime.now(UTC)
        ends = now if ended else now + timedelta(hours=1)
        times = {"startsAt": now.isoformat(), "endsAt": ends.isoformat()}
        body = [{"labels": alert, **times} for alert in alerts]
        assert self.client.post("/api/v2/alerts", json=body).status_code == 200

    def suppressed(self) -> set[str]:
        """The names of the alerts that it does not tell because of others."""
        return {dict(alert)["alertname"] for alert in self.suppressed_alerts()}

    def suppressed_alerts(self) -> set[frozenset[tuple[str, str]]]:
        """The same alerts, by all their labels."""
        return {frozenset(each["labels"].items()) for each in self._alerts() if each["status"]["inhibitedBy"]}

    def known(self) -> set[str]:
        """The names of all its alerts."""
        return {each["labels"]["alertname"] for each in self._alerts()}

    def log(self) -> str:
        """What it has said so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def _alerts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get("/api/v2/alerts").json()
        return found


@contextmanager
def running(folder: Path, configuration: str, port: int | None = None) -> Iterator[Alertmanager]:
    """An Alertmanager with this configuration, alone and with nothing remembered, until the block ends."""
    (folder / "alertmanager.yml").write_text(configuration, encoding="utf-8")
    if port is None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [
                "prometheus-alertmanager",
                f"--config.file={folder / 'alertmanager.yml'}",
                f"--storage.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
                "--cluster.listen-address=",
            ],
            stdout=log,
            stderr=log,
        ) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
    ):
        try:
            alertmanager = Alertmanager(client, folder)
            eventually(lambda: is_ready(client), alertmanager.log)
            yield alertmanager
        finally:
            process.terminate()


@contextmanager
def sink() -> Iterator[Sink]:
    """A sink on a free port of 127.0.0.1."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.notifications.append(Notification(self.path, self.headers["Authorization"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: the test says what came."""

    class Patient(ThreadingHTTPServer):
        request_queue_size = 1024  # a storm comes all at once

    with Patient(("127.0.0.1", 0), Taking) as server:
        found = Sink(server.server_port)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
