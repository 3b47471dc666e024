"""What is behind the Prometheus of the stage: Alertmanager by our configuration, and the relay, which writes to a file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from alerts.alertmanager import configuration
from probes.inventory.model import Inventory
from tests.peers import alertmanager
from tests.peers.alertmanager import Alertmanager
from tests.servers.relaying import relay_process

_TOKEN = "token-of-everybody"  # noqa: S105  # a test's


@contextmanager
def telling(
    folder: Path,
    province: Path,
    inventory: Inventory,
    *,
    alertmanager_port: int,
    relay: int,
    hub: int,
    pages: int,
) -> Iterator[Alertmanager]:
    """Both, until the block ends, at these ports of 127.0.0.1. province: where the inventory lies."""
    folder.mkdir()
    for name in ("ack", *(team.id for team in inventory.teams)):
        (folder / f"{name}.token").write_text(_TOKEN, encoding="utf-8")
    config = folder / "relay.yml"
    said = {
        "inventory": str(province),
        "listen": f"127.0.0.1:{relay}",
        "data_dir": "data",
        "alertmanagers": [f"http://127.0.0.1:{alertmanager_port}"],
        "hub": f"http://127.0.0.1:{pages}",
        "hub_operations": {"url": f"http://127.0.0.1:{hub}"},
        "ack_token": "file:ack.token",
        "channels": [{"id": "file", "kind": "file", "path": "messages.jsonl"}],
        "teams": [
            {"team": team.id, "token": f"file:{team.id}.token", "channels": ["file"]}
            for team in inventory.teams
        ],
        "fold": {"wait": "10ms"},
    }
    config.write_text(json.dumps(said), encoding="utf-8")
    routes = _routes(inventory, relay, folder)
    with (
        relay_process(config),
        alertmanager.running(folder, routes, port=alertmanager_port) as running,
    ):
        yield running


def _routes(inventory: Inventory, relay: int, folder: Path) -> str:
    alerting = inventory.settings.alerting.model_copy(
        update={"relay": f"http://127.0.0.1:{relay}", "relay_tokens": str(folder)}
    )
    settings = inventory.settings.model_copy(update={"alerting": alerting})
    document = yaml.safe_load(configuration(inventory.model_copy(update={"settings": settings}), 2026))
    document["route"] |= {"group_wait": "1s", "group_interval": "5s"}  # a story is over in minutes
    for hours in document["time_intervals"]:  # whenever the test runs
        hours["time_intervals"] = [{"weekdays": ["sunday:saturday"]}]
    return yaml.safe_dump(document)
