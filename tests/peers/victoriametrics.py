"""Debian's VictoriaMetrics, run on loopback, and asked through the API that it shares with Prometheus."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.peers.prometheus import Prometheus, eventually, free_port


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Prometheus]:
    """A VictoriaMetrics with these options and its database in `folder`, until the block ends."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [
                "victoria-metrics",
                f"-storageDataPath={folder / 'data'}",
                f"-httpListenAddr=127.0.0.1:{port}",
                "-memory.allowedBytes=64MB",
                *options,
            ],
            stdout=log,
            stderr=log,
        ) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
    ):
        try:
            peer = Prometheus(client, folder)
            eventually(lambda: _is_up(client), peer.log)
            yield peer
        finally:
            process.terminate()


def _is_up(client: httpx.Client) -> bool:
    try:
        return client.get("/health").status_code == 200
    except httpx.TransportError:
        return False
