"""What a scrape costs: CPU to write the exposition, time to its first byte through the real server, and memory.

.venv/bin/python -m bench.metrics
"""

import json
import resource
import socket
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from itertools import count
from statistics import median

from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.server import serve
from probes.observation import Result
from probes.targets import Target
from tests.fakes.source import FakeSource, province

RENDER_BAR_SECONDS = 0.25
FIRST_BYTE_BAR_SECONDS = 0.05
# Two lines a commune and the commune's own series: 29 a commune.
SIZES = {"100k": 3_450, "300k": 10_350}
TIMES = 7


def main() -> int:
    """Measure each size in a process of its own, and print; 1 when a bar is missed."""
    if len(sys.argv) > 1:
        print(json.dumps(_measured(int(sys.argv[1]))))
        return 0
    results = {
        name: json.loads(
            subprocess.run(
                [sys.executable, "-m", "bench.metrics", str(communes)], check=True, capture_output=True
            ).stdout
        )
        for name, communes in SIZES.items()
    }
    small, large = results.values()
    print(f"{TIMES} times each; the median, and the worst in brackets; the bar is for 100k series")
    print(f"{'':42}{'100k series':>18}{'300k series':>18}   bar")
    for row, bar in _ROWS:
        cells = "".join(f"{_cell(result[row]):>18}" for result in (small, large))
        print(f"{row:42}{cells}   {'' if bar is None else f'<= {bar}'}")
    met = small[_RENDER][0] <= RENDER_BAR_SECONDS and small[_FIRST_BYTE][0] <= FIRST_BYTE_BAR_SECONDS
    print("bars met" if met else "BARS MISSED")
    return int(not met)


_RENDER, _FIRST_BYTE = "every state new: CPU s", "first byte, through the server: s"
_ROWS = (
    ("series", None),
    ("bytes", None),
    ("first scrape after a start: CPU s", RENDER_BAR_SECONDS),
    (_RENDER, RENDER_BAR_SECONDS),
    ("a tenth of the states new: CPU s", None),
    ("nothing new: CPU s", None),
    ("gzip level 1: CPU s", None),
    (_FIRST_BYTE, FIRST_BYTE_BAR_SECONDS),
    ("last byte, through the server: s", None),
    ("memory that the renderer adds: MB", None),
)


def _cell(values: list[float]) -> str:
    middle, worst = values
    if middle >= 1000:
        return f"{middle:,.0f}"
    return f"{middle:.3f}" if middle == worst else f"{middle:.3f} ({worst:.3f})"


def _measured(communes: int) -> dict[str, tuple[float, float]]:
    source = province([(f"{number:05d}", f"Xã thứ {number}") for number in range(communes)])
    before = _peak_mb()
    kept = Renderer(source, View(source), SelfMetrics(["ping"]))
    _cpu(kept)
    added = _peak_mb() - before
    body = _body(kept)
    first = [_cpu(Renderer(source, View(source), SelfMetrics(["ping"]))) for _ in range(TIMES)]
    every, tenth, none = [], [], []
    for _ in range(TIMES):
        _renew(source, 1)
        every.append(_cpu(kept))
        _renew(source, 10)
        tenth.append(_cpu(kept))
        source.clock.advance(1)  # ages are judged again
        none.append(_cpu(kept))
    first_bytes, last_bytes = _through_the_server(source)
    lines = sum(1 for line in body.splitlines() if not line.startswith(b"#"))
    return {
        "series": (lines, lines),
        "bytes": (len(body), len(body)),
        "first scrape after a start: CPU s": _summary(first),
        _RENDER: _summary(every),
        "a tenth of the states new: CPU s": _summary(tenth),
        "nothing new: CPU s": _summary(none),
        "gzip level 1: CPU s": _summary([_packing(body) for _ in range(TIMES)]),
        _FIRST_BYTE: _summary(first_bytes),
        "last byte, through the server: s": _summary(last_bytes),
        "memory that the renderer adds: MB": (added, added),
    }


def _renew(source: FakeSource, every: int) -> None:
    """Give every nth target a state of its own, as a round does; the clock stands still, so that nothing grows old."""
    turn = count()
    states = {
        key: replace(state, packets_sent=state.packets_sent + 5) if next(turn) % every == 0 else state
        for key, state in source.known.states.items()
    }
    source.known = replace(source.known, states=states)


def _body(renderer: Renderer) -> bytes:
    return b"".join(renderer.chunks(openmetrics=False))


def _cpu(renderer: Renderer) -> float:
    began = time.process_time()
    for _ in renderer.chunks(openmetrics=False):
        pass
    return time.process_time() - began


def _packing(body: bytes) -> float:
    began = time.process_time()
    zlib.compress(body, 1)
    return time.process_time() - began


def _through_the_server(source: FakeSource) -> tuple[list[float], list[float]]:
    """Seconds from the request to the first byte of the body, and to the last, with gzip, every state new each time."""

    def never(_target: Target, _seconds: float) -> Result:
        raise AssertionError("nobody asks for a look here")

    renderer = Renderer(source, View(source), SelfMetrics(["ping"]))
    running = serve(operations_app(source, View(source), renderer, never), "127.0.0.1:0")
    first, last = [], []
    for _ in range(TIMES):
        _renew(source, 1)
        with socket.create_connection(("127.0.0.1", running.port)) as connection:
            began = time.monotonic()
            connection.sendall(
                b"GET /metrics HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
            )
            head = b""
            while b"\r\n\r\n" not in head or head.endswith(b"\r\n\r\n"):
                head += connection.recv(65536)
            first.append(time.monotonic() - began)
            while connection.recv(1 << 20):
                pass
            last.append(time.monotonic() - began)
    running.stop()
    return first, last


def _summary(values: list[float]) -> tuple[float, float]:
    return (median(values), max(values))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main())
