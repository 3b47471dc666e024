"""The stage on which every query is run: the demo with its agents, scraped through its whole story, and all that tells of it."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from exporter.demo.cast import cast_of
from exporter.demo.faults import Fault
from exporter.demo.story import write_story
from probes.inventory.load import load
from probes.inventory.model import Inventory
from tests.exporter.demo.running import PROGRAM
from tests.grafana.choosing import Ask
from tests.grafana.stage.asking import asker
from tests.grafana.stage.chain import telling
from tests.grafana.stage.past import DAYS, ENDS_BEFORE_SECONDS, STEP_SECONDS, Past, write_past
from tests.grafana.stage.scrapes import configuration
from tests.grafana.stage.script import SEED, HeardDemo, Played, began, last_turn, played
from tests.peers import prometheus
from tests.peers.prometheus import Prometheus, free_port

SPEED = 5.0
"""Such that a dead gateway holds what an agent saw for longer than two minutes: what is late is no news, and is replayed."""
AGENTS = 3

_AFTER_SECONDS = 12.0
_LOOK_EVERY_SECONDS = 3.0
_RECEIVER = "--web.enable-remote-write-receiver"


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that fired, with what its dashboard's address became."""

    name: str
    dashboard: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A story that is over, and the Prometheus that has seen it.

    faults: as they were played. began, ended: of what was scraped, unix seconds. past: what was before. told: what fired.
    """

    prometheus: Prometheus
    ask: Ask
    inventory: Inventory
    faults: tuple[Played, ...]
    past: Past
    began: float
    ended: float
    told: frozenset[Told]


@dataclass(frozen=True, slots=True)
class _Ports:
    prometheus: int
    hub: int
    pages: int
    relay: int
    alertmanager: int


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """The story from its beginning to its end, in about six minutes; then what Prometheus has kept of it."""
    ports = _Ports(*(free_port() for _ in range(5)))
    options = _options(ports)
    province = folder / "province"
    subprocess.run([*PROGRAM, "demo", "--write", province, *options], check=True, capture_output=True)
    inventory = load(province)
    past = _past(inventory)
    data = folder / "prometheus" / "data"
    write_past(past, inventory, f"127.0.0.1:{ports.hub}", folder / "past.txt", data)
    written = configuration(
        folder / "rules",
        prometheus=ports.prometheus,
        hub=ports.hub,
        relay=ports.relay,
        alertmanager=ports.alertmanager,
    )
    with (
        prometheus.running(
            folder / "prometheus",
            written,
            _RECEIVER,
            "--storage.tsdb.retention.time=90d",
            "--rules.alert.resend-delay=5s",
            port=ports.prometheus,
        ) as scraper,
        telling(
            folder / "telling",
            province,
            inventory,
            alertmanager_port=ports.alertmanager,
            relay=ports.relay,
            hub=ports.hub,
            pages=ports.pages,
        ),
    ):
        yield _performed(folder, options, scraper, inventory, past)


def _options(ports: _Ports) -> tuple[str, ...]:
    return (
        *("--port", str(ports.pages), "--ops-port", str(ports.hub)),
        *("--seed", str(SEED), "--speed", f"{SPEED:g}", "--agents", str(AGENTS)),
        *("--remote-write", f"http://127.0.0.1:{ports.prometheus}/api/v1/write"),
    )


def _performed(
    folder: Path, options: tuple[str, ...], scraper: Prometheus, inventory: Inventory, past: Past
) -> Stage:
    temporary = folder / "temporary"
    temporary.mkdir()
    opened = time.time()
    told: set[Told] = set()
    with closing(HeardDemo(temporary, *options)) as demo:
        demo.line("Ctrl-C")
        first = demo.until(lambda: demo.heard if any(" BEGINS " in line for _, line in demo.heard) else None)
        ends = began(first, inventory, SPEED) + last_turn(inventory).after_seconds / SPEED + _AFTER_SECONDS
        while time.time() < ends:
            assert demo.process.poll() is None, demo.said
            told |= _firing(scraper)
            Event().wait(_LOOK_EVERY_SECONDS)
        ended = time.time()
        # what is scraped at that moment must not be cut short by the demo's end
        Event().wait(_LOOK_EVERY_SECONDS)
        faults = played(began(demo.heard, inventory, SPEED), inventory, SPEED)
    shutil.rmtree(temporary, ignore_errors=True)
    return Stage(scraper, asker(scraper.client), inventory, faults, past, opened, ended, frozenset(told))


def _firing(scraper: Prometheus) -> set[Told]:
    alerts = scraper.ask("/api/v1/alerts")["alerts"]
    return {
        Told(alert["labels"]["alertname"], alert["annotations"]["dashboard_url"])
        for alert in alerts
        if alert["state"] == "firing"
    }


def _past(inventory: Inventory) -> Past:
    """Of lines that the story leaves alone, so that nothing else happens to them."""
    cast = cast_of(inventory)
    story: tuple[Fault, ...] = write_story(cast, SEED)
    struck = {fault.whom for fault in story}
    spared = [line for line in cast.sole_lines if line not in struck]
    # whole steps since 1970: a sample then falls on every full hour
    ended = (time.time() - ENDS_BEFORE_SECONDS) // STEP_SECONDS * STEP_SECONDS
    return Past(
        busy=spared[0],
        upgraded=spared[1],
        cut=spared[2],
        others=tuple(spared[3:5]),
        failing=cast.portal,
        began=ended - DAYS * 86400.0,
        ended=ended,
    )
