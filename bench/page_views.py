"""5,000 page views a minute beside a running hub: what they wait, what they cost, and whether rounds come late by them.

.venv/bin/python -m bench.page_views [--minutes 3] [--per-minute 5000] [--country]

A hub with the largest province, 168 communes with two lines each (with --country all 3,321), in a network namespace. First as
many minutes without a view, then with them: every view is a new connection that fetches one page compressed, as a phone does.
Most are communes' pages, asked for at random, one in five in English. Needs root.
"""

import argparse
import gzip
import http.client
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from bench.country import SERVICES, SERVICES_PORT, write_country
from bench.namespace import in_namespace
from bench.process import Process, running, until
from bench.scraping import scrape
from bench.tls_server import READY, write_certificates
from probes.inventory.official import official_communes

LATE_BAR_SECONDS = 0.1
PROVINCE = "79"  # Thành phố Hồ Chí Minh: 168 communes, no province has more

LISTEN = ("127.0.0.1:9740", "127.0.0.1:9741")
_SETTLED_SECONDS = 20.0
_SCRAPE_SECONDS = 5.0
_VIEWERS = 24
_PATIENCE_SECONDS = 10.0


@dataclass(slots=True)
class Seen:
    """What viewers saw: how long each waited, seconds; bytes of pages, compressed and plain; who was not served."""

    waited: list[float] = field(default_factory=list)
    compressed: int = 0
    plain: int = 0
    failed: int = 0


def main() -> int:
    """Measure and print; 1 when the bar is missed. As `--view`: be the viewers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--per-minute", type=int, default=5000)
    parser.add_argument("--country", action="store_true")
    parser.add_argument("--view", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.view:
        return _view(asked.minutes * 60, asked.per_minute / 60, _addresses(asked.country))
    in_namespace("bench.page_views")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        for part in ("tls", "inventory"):
            (folder / part).mkdir()
        write_certificates(folder / "tls", SERVICES)
        write_country(
            folder / "inventory", folder / "tls", LISTEN, province=None if asked.country else PROVINCE
        )
        server = [sys.executable, "-m", "bench.tls_server", str(SERVICES_PORT), str(folder / "tls")]
        tls = stack.enter_context(running(server, folder / "tls.log"))
        until(lambda: READY in tls.log.read_text(encoding="utf-8"), 30, "the TLS server")
        command = [sys.executable, "-m", "exporter", "run", "--config", str(folder / "inventory")]
        hub = stack.enter_context(running(command, folder / "hub.log"))
        until(lambda: scrape(LISTEN[1]) is not None, 30, "the first answer of /metrics")
        time.sleep(_SETTLED_SECONDS)
        return _measure(hub, asked.minutes, asked.per_minute, country=asked.country)


def _measure(hub: Process, minutes: float, per_minute: int, *, country: bool) -> int:
    with _watched(hub) as calm:
        time.sleep(minutes * 60)
    viewers = [sys.executable, "-m", "bench.page_views", "--view", "--minutes", str(minutes)]
    viewers += ["--per-minute", str(per_minute), *(["--country"] if country else [])]
    with _watched(hub) as busy:
        viewed = subprocess.run(viewers, check=True, capture_output=True, text=True).stdout
    print(viewed, end="")
    for name, seen in (("without views", calm), ("with views", busy)):
        print(
            f"{name:14} ping rounds late {1000 * max(seen.late):6.1f} ms at most, CPU {100 * seen.busy:5.1f} % of one core,"
            f" memory {hub.peak_mb:.0f} MB at most"
        )
    met = max(busy.late) <= LATE_BAR_SECONDS and "failed: 0;" in viewed
    print(f"bar: no round late by more than {1000 * LATE_BAR_SECONDS:g} ms, every view served:", end=" ")
    print("met" if met else "MISSED")
    return int(not met)


@dataclass(slots=True)
class _Watched:
    late: list[float] = field(default_factory=list)
    busy: float = 0.0


@contextmanager
def _watched(hub: Process) -> Iterator[_Watched]:
    """The lateness of rounds while the block lasts, and the hub's share of a core."""
    seen, over = _Watched(), threading.Event()

    def watch() -> None:
        while not over.wait(_SCRAPE_SECONDS):
            if (shown := scrape(LISTEN[1])) is not None:
                seen.late += shown.values("thongsuot_probe_round_late_seconds", 'kind="ping"')

    began, spent = time.monotonic(), hub.cpu_seconds
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        seen.busy = (hub.cpu_seconds - spent) / (time.monotonic() - began)
        over.set()
        watcher.join()


def _addresses(country: bool) -> Sequence[str]:
    return [
        code for code, commune in official_communes().items() if country or commune.province_code == PROVINCE
    ]


def _view(seconds: float, per_second: float, communes: Sequence[str]) -> int:
    """Ask at a steady pace whatever the answers take, as people do who know nothing of each other."""
    chance, seen, lock = random.Random(7), Seen(), threading.Lock()
    with ThreadPoolExecutor(_VIEWERS) as pool:
        began = time.monotonic()
        for number in range(int(seconds * per_second)):
            due = began + number / per_second
            time.sleep(max(0.0, due - time.monotonic()))
            pool.submit(_one, _path(chance, communes), due, seen, lock)
    waited = quantiles(seen.waited, n=100)
    pages = len(seen.waited)
    print(
        f"{pages} views in {time.monotonic() - began:.0f} s, failed: {seen.failed}; waited {1000 * waited[49]:.0f} ms (p50),"
        f" {1000 * waited[98]:.0f} ms (p99), {1000 * max(seen.waited):.0f} ms at most;"
        f" a page {seen.compressed / pages / 1000:.1f} kB on the line, {seen.plain / pages / 1000:.1f} kB plain"
    )
    return 0


def _path(chance: random.Random, communes: Sequence[str]) -> str:
    path = "/" if chance.random() < 0.2 else f"/xa/{chance.choice(communes)}"
    return path + ("?lang=en" if chance.random() < 0.2 else "")


def _one(path: str, due: float, seen: Seen, lock: threading.Lock) -> None:
    body = b""
    with closing(http.client.HTTPConnection(LISTEN[0], timeout=_PATIENCE_SECONDS)) as connection:
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read() if answer.status == 200 else b""
        except (OSError, http.client.HTTPException):
            body = b""
    waited = time.monotonic() - due
    with lock:
        if not body:
            seen.failed += 1
            return
        seen.waited.append(waited)
        seen.compressed += len(body)
        seen.plain += len(gzip.decompress(body))


if __name__ == "__main__":
    raise SystemExit(main())
