"""Debian's blackbox_exporter, run on loopback with the modules a test needs."""

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
import yaml

PROGRAM = "prometheus-blackbox-exporter"


@dataclass(frozen=True, slots=True)
class Blackbox:
    """A running exporter."""

    address: str
    pid: int
    session: requests.Session

    def probe(self, target: str, module: str) -> dict[str, float]:
        """What one probe says: every sample of its answer by its name with labels."""
        answer = self.session.get(
            f"http://{self.address}/probe", params={"target": target, "module": module}, timeout=60
        )
        answer.raise_for_status()
        lines = (line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _, value in lines}


@contextmanager
def running(folder: Path, modules: Mapping[str, object]) -> Iterator[Blackbox]:
    """An exporter with these modules, until the block ends."""
    config = folder / "blackbox.yml"
    config.write_text(yaml.safe_dump({"modules": dict(modules)}), encoding="utf-8")
    address = f"127.0.0.1:{_free_port()}"
    command = [PROGRAM, f"--config.file={config}", f"--web.listen-address={address}", "--log.level=error"]
    with (
        (folder / "blackbox.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,
    ):
        try:
            with closing(requests.Session()) as session:
                session.trust_env = False
                _wait_until_healthy(session, address)
                yield Blackbox(address, process.pid, session)
        finally:
            process.terminate()


def http_module(trust: Path, statuses: tuple[int, ...], timeout: str) -> dict[str, object]:
    """The http prober, told to call good what we call good."""
    return {
        "prober": "http",
        "timeout": timeout,
        "http": {
            "valid_status_codes": list(statuses),
            "preferred_ip_protocol": "ip4",
            "tls_config": {"ca_file": str(trust)},
        },
    }


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait_until_healthy(session: requests.Session, address: str) -> None:
    for _ in range(300):
        try:
            if session.get(f"http://{address}/-/healthy", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError(f"{PROGRAM} does not answer at {address}")
