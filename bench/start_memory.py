"""What the whole country costs a running hub: seconds to its first full round, memory, CPU, lateness, packets lost.

.venv/bin/python -m bench.start_memory [--minutes 6] [--incidents 20000]

3,321 communes with two lines each, and seals to make 100,000 series: `thongsuot run` on loopback, in a network
namespace, scraped every 15 s as Prometheus would. Needs root. A line's window of five minutes is full after five.
--incidents: so many of the last 90 days lie in its data folder, of which it makes the bars of the pages.
"""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.country import LINES_PER_COMMUNE, SERVICES, SERVICES_PORT, write_country
from bench.history import fill
from bench.namespace import in_namespace
from bench.process import Process, running, until
from bench.scraping import scrape
from bench.tls_server import READY, write_certificates
from probes.inventory.official import official_communes

START_BAR_SECONDS = 10.0
MEMORY_BAR_MB = 200.0

LISTEN = ("127.0.0.1:9740", "127.0.0.1:9741")
_SCRAPE_SECONDS = 15.0
_LOOK_SECONDS = 0.5
_SETTLED_SECONDS = 60.0


def main() -> int:
    """Measure and print; 1 when a bar is missed."""
    in_namespace("bench.start_memory")
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--incidents", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        communes = _prepare(folder)
        if asked.incidents:
            data = folder / "data"
            data.mkdir()
            fill(data, list(official_communes()), asked.incidents, time.time())
        server = [sys.executable, "-m", "bench.tls_server", str(SERVICES_PORT), str(folder / "tls")]
        tls = stack.enter_context(running(server, folder / "tls.log"))
        until(lambda: READY in tls.log.read_text(encoding="utf-8"), 30, "the TLS server")
        command = [sys.executable, "-m", "exporter", "run", "--config", str(folder / "inventory")]
        hub = stack.enter_context(running(command, folder / "hub.log"))
        return _measure(hub, communes, asked.minutes)


def _prepare(folder: Path) -> int:
    for part in ("tls", "inventory"):
        (folder / part).mkdir()
    write_certificates(folder / "tls", SERVICES)
    return write_country(folder / "inventory", folder / "tls", LISTEN)


def _measure(hub: Process, communes: int, minutes: float) -> int:
    lines = communes * LINES_PER_COMMUNE
    began = time.monotonic()
    until(lambda: scrape(LISTEN[1]) is not None, 30, "the first answer of /metrics")
    answered = time.monotonic() - began
    until(lambda: _states_shown() >= lines, 60, "a state for every line", _LOOK_SECONDS)
    shown = time.monotonic() - began
    print(
        f"{communes} communes, {lines} lines, first answer after {answered:.1f} s, CPU {hub.cpu_seconds:.1f} s"
    )
    late = []
    settled: tuple[float, float] | None = None
    last = None
    while (now := time.monotonic()) - began < minutes * 60:
        if settled is None and now - began >= _SETTLED_SECONDS:
            settled = (now, hub.cpu_seconds)
        last = scrape(LISTEN[1]) or last
        if last is not None:
            late += last.values("thongsuot_probe_round_late_seconds", 'kind="ping"')
        time.sleep(_SCRAPE_SECONDS)
    assert last is not None, "one scrape at least"
    assert settled is not None, "more than a minute"
    sent = sum(last.values("thongsuot_link_packets_sent_total"))
    lost = sent - sum(last.values("thongsuot_link_packets_received_total"))
    busy = (hub.cpu_seconds - settled[1]) / (time.monotonic() - settled[0])
    errors = sum(last.values("thongsuot_probe_errors_total"))
    met = shown <= START_BAR_SECONDS and hub.peak_mb <= MEMORY_BAR_MB and lost == 0
    print(f"every line shown after   {shown:6.1f} s     bar <= {START_BAR_SECONDS:g}")
    print(
        f"memory, peak             {hub.peak_mb:6.0f} MB    bar <= {MEMORY_BAR_MB:g}, at {last.series} series"
    )
    print(f"memory, after {minutes:g} minutes {hub.resident_mb:6.0f} MB")
    print(f"CPU, of one core         {100 * busy:6.1f} %     {sent:.0f} packets sent since the start")
    print(f"packets lost             {lost:6.0f}       bar 0; looks that failed: {errors:.0f}")
    print(f"ping rounds late         {1000 * max(late):6.1f} ms at most")
    print("bars met" if met else "BARS MISSED")
    return int(not met)


def _states_shown() -> int:
    shown = scrape(LISTEN[1])
    return 0 if shown is None else len(shown.values("thongsuot_target_state", 'link="'))


if __name__ == "__main__":
    raise SystemExit(main())
