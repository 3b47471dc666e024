"""A relay that runs on loopback, with the relay.yml a test needs."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from alerts.relay.load import RelayConfig, load_relay
from exporter.relay import Relay
from probes.clock import Clock

OF_THE_TEAM = "token-of-the-team"
OF_THOSE_ON_CALL = "token-of-those-on-call"
TEAM = {"id": "ha_tang_wan", "name": "Tổ hạ tầng", "email": "truc@mail.test", "phone": "0901000000"}
LINE = {
    "id": "main",
    "role": "primary",
    "isp": "vnpt",
    "medium": "fiber",
    "address": "10.46.1.1",
    "circuit": "HUE-0042",
}
COMMUNE = {
    "code": "19753",
    "name": "Phường Phú Xuân",
    "province": "46",
    "sites": [{"id": "phu-xuan", "name": "Trung tâm", "links": [LINE]}],
}
INVENTORY = {
    "teams": [TEAM],
    "communes": [COMMUNE],
    "isps": [{"id": "vnpt", "name": "VNPT", "hotline": "1800 1166"}],
    "provinces": [{"code": "46", "name": "Thành phố Huế"}],
    "witnesses": [{"id": f"w{number}", "address": f"10.46.0.{number}"} for number in (1, 2, 3)],
}


@dataclass(frozen=True, slots=True)
class Running:
    """A running relay. client: to its listener."""

    relay: Relay
    client: httpx.Client

    def post(self, body: bytes, bearer: str = OF_THE_TEAM) -> httpx.Response:
        """What Alertmanager does."""
        return posted(self.client, body, bearer)

    def acknowledge(self, code: str, by: str = "Tổ trực 1", bearer: str = OF_THOSE_ON_CALL) -> httpx.Response:
        """What whoever is on duty does."""
        headers = {"Authorization": f"Bearer {bearer}", "Accept-Language": "en"}
        return self.client.post("/v1/ack", json={"code": code, "by": by}, headers=headers)


def relay_yml(folder: Path, channels: list[dict[str, Any]], **changed: Any) -> Path:
    """A relay.yml for one team that is told over these channels, with its inventory and secrets beside it."""
    (folder / "inventory.yml").write_text(json.dumps(INVENTORY), encoding="utf-8")
    (folder / "team.token").write_text(OF_THE_TEAM + "\n", encoding="utf-8")
    (folder / "ack.token").write_text(OF_THOSE_ON_CALL + "\n", encoding="utf-8")
    said = {
        "inventory": "inventory.yml",
        "listen": "127.0.0.1:0",
        "data_dir": "data",
        "ack_token": "file:ack.token",
        "channels": channels,
        "teams": [
            {
                "team": "ha_tang_wan",
                "token": "file:team.token",
                "channels": [each["id"] for each in channels],
            }
        ],
        "fold": {"wait": "10ms"},
        **changed,
    }
    path = folder / "relay.yml"
    path.write_text(json.dumps(said), encoding="utf-8")
    return path


def mail_channel(port: int, **changed: Any) -> dict[str, Any]:
    """A channel of relay.yml that leads to a mail server on loopback."""
    return {
        "id": "mail",
        "kind": "email",
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "sender": "thongsuot@mail.test",
        **changed,
    }


@contextmanager
def relay_process(config: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """The same as a program of its own, which may be killed; it is gone when the block has ended. It logs to relay.log."""
    command = [sys.executable, "-m", "exporter", "--lang", "en", "relay", "--config", str(config), *options]
    with (
        config.with_name("relay.log").open("a", encoding="utf-8") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            listening = re.search(r"http://[^/]+", process.stdout.readline())
            assert listening is not None
            with httpx.Client(base_url=listening[0], trust_env=False, timeout=30) as client:
                yield process, client
        finally:
            process.kill()


def posted(client: httpx.Client, body: bytes, bearer: str = OF_THE_TEAM) -> httpx.Response:
    """What Alertmanager does."""
    headers = {"Authorization": f"Bearer {bearer}"}
    return client.post("/v1/alertmanager/ha_tang_wan", content=body, headers=headers)


@contextmanager
def relaying(config: Path | RelayConfig, clock: Clock | None = None) -> Iterator[Running]:
    """A relay by this configuration, until the block ends."""
    relay = Relay(load_relay(config) if isinstance(config, Path) else config, clock)
    relay.start()
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{relay.listener.port}", trust_env=False, timeout=30
        ) as client:
            yield Running(relay, client)
    finally:
        relay.stop()
