"""A hub that is killed: what an agent repeats is applied once."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from alerts.inside.journal import AGENTS, read_inside
from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.delivery.envelope import OBSERVATIONS_PATH, Batch, batch_to_json
from probes.clock import SystemClock
from tests.fakes.batches import SITE, batch, item

pytestmark = pytest.mark.needs("root")

TOKEN = "a" * 43
HOUR = 3600.0

INVENTORY = """
settings:
  data_dir: data
  listen: {public: "127.0.0.1:0", operations: "127.0.0.1:0"}
  rhythm: {link_interval: 3s, link_timeout: 500ms, link_gap: 20ms, witness_interval: 2s}
  remote_write: [{id: nowhere, url: "http://127.0.0.1:1/api/v1/write"}]
provinces: [{code: "46", name: Thành phố Huế}]
communes: [{code: "19789", name: Phường Phú Xuân, province: "46", sites: [{id: centre, agent: yes}]}]
witnesses: [{id: w1, address: 127.46.255.1}, {id: w2, address: 127.46.255.2}, {id: w3, address: 127.46.255.3}]
"""

DYING = """
import os, signal
from {module} import {thing}

whole = {thing}.{method}

def dies(*said):
    if {when}:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*said)

{thing}.{method} = dies
"""
"""A hub that is killed at a certain call."""
INSIDE = DYING.format(
    module="exporter.delivery.ingest.settling", thing="receipts", method="bound", when="True"
)
BEFORE_IT_ANSWERS = DYING.format(
    module="probes.engine", thing="Engine", method="put", when="said[1].vantage != 'hub'"
)


@contextmanager
def hub(config: Path, first: str = "") -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """`thongsuot run` as a process; `first`: what else it does before."""
    program = f"{first}\nfrom exporter.cli import main\nmain()\n"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "--lang", "en", "run", "--config", str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r":(\d+)/", line)
        assert found is not None, line
        with httpx.Client(base_url=f"http://127.0.0.1:{found[1]}", timeout=20) as client:
            yield process, client
    finally:
        process.kill()
        process.communicate()


def send(client: httpx.Client, sent: Batch) -> int:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return client.post(OBSERVATIONS_PATH, json=batch_to_json(sent), headers=headers).status_code


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.yml"
    path.write_text(INVENTORY)
    with closing(agents_file(tmp_path / "data")) as disk:
        now = SystemClock().now().wall
        code = disk.write(lambda database: registry.new_code(database, SITE, now))
        disk.write(lambda database: registry.enrol(database, code, TOKEN, frozenset({SITE}), now))
    return path


def kept(config: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{config.parent}/data/{AGENTS}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def test_a_hub_killed_inside_the_transaction_has_nothing_of_it(config: Path) -> None:
    with hub(config, INSIDE) as (process, client):
        with pytest.raises(httpx.TransportError):
            send(client, batch([item(1)]))
        assert process.wait() == -9

    assert kept(config, "SELECT first, last FROM receipt") == []


def test_a_hub_killed_between_the_disk_and_the_answer_applies_nothing_twice(config: Path) -> None:
    sent = batch([item(1, 9 * HOUR), item(2, 8 * HOUR), item(3, 1.0)])
    with hub(config, BEFORE_IT_ANSWERS) as (process, client):
        with pytest.raises(httpx.TransportError):
            send(client, sent)
        assert process.wait() == -9
    assert kept(config, "SELECT first, last FROM receipt") == [(1, 3)]

    with hub(config) as (_, client):
        assert send(client, sent) == 200
        assert send(client, batch([item(3, 20.0), item(4, 1.0)])) == 200

    assert kept(config, "SELECT first, last FROM receipt") == [(1, 4)]
    late = kept(config, "SELECT json_extract(observation, '$.number') FROM replay_waiting ORDER BY 1")
    assert late == [(1,), (2,)]
    now = SystemClock().now().wall
    runs = read_inside(config.parent / "data" / AGENTS, now - 24 * HOUR, now)[SITE].runs
    assert sum(run.looks for run in runs) == 4
