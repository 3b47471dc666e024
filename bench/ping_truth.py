"""Whether a round trip is true: ours against fping on the same line with injected delay, idle and beside a busy thread.

.venv/bin/python -m bench.ping_truth        (as root; all packets stay in a network namespace of their own)

The line is a TUN device whose far end holds every packet for a few milliseconds. Both programs ping the same 400
addresses at the same pace, in turns, 5 packets each; their medians and 99th percentiles are compared run by run.
"""

import json
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from statistics import median

from probes.echo import sweep
from probes.network import EchoRequest
from tests.network.behaviour import Behaviour, Line
from tests.network.inside import far_end, prepare

TARGETS, COUNT, PACE = 400, 5, 400.0
DELAY_SECONDS = 0.004
TIMES = 4
BARS_US = {"idle": (50, 500), "busy": (300, 3000)}
_TRIP = re.compile(r"[\d.]+|-")


def main() -> int:
    """Measure in a namespace of our own; 1 when a bar is missed."""
    if sys.argv[1:2] == ["--ours"]:
        return _sweep_here(Path(sys.argv[2]), busy=sys.argv[3] == "busy")
    if sys.argv[1:] != ["--inside"]:
        command = ["unshare", "--net", sys.executable, "-m", "bench.ping_truth", "--inside"]
        return subprocess.run(command, check=False).returncode
    prepare(datagram=True)
    addresses = [f"10.0.{number // 250}.{number % 250 + 1}" for number in range(TARGETS)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "addresses"
        file.write_text("".join(f"{address}\n" for address in addresses))
        with far_end(Line(default=Behaviour(delays_seconds=(DELAY_SECONDS,))).to_json(), "--steady"):
            runs = [(_fping(file), _ours(file, "idle"), _ours(file, "busy")) for _ in range(TIMES)]
    return _judge(runs)


def _judge(runs: Sequence[tuple[list[float], list[float], list[float]]]) -> int:
    print(
        f"round trips over a line of {DELAY_SECONDS * 1000:g} ms, microseconds: median / 99th percentile / lost"
    )
    missed = False
    for row in runs:
        print(
            "   ".join(
                f"{name} {_told(trips)}" for name, trips in zip(("fping", "idle", "busy"), row, strict=True)
            )
        )
    for column, (name, bars) in enumerate(BARS_US.items(), 1):
        for what, share, bar in (("median", 0.5, bars[0]), ("p99", 0.99, bars[1])):
            apart = median(_quantile(row[column], share) - _quantile(row[0], share) for row in runs) * 1e6
            missed |= abs(apart) > bar
            print(
                f"{name} {what}: {apart:+.0f} from fping's, bar {bar}  {'MISSED' if abs(apart) > bar else 'met'}"
            )
    lost = sum(TARGETS * COUNT - len(trips) for row in runs for trips in row[1:])
    print(f"false loss: {lost} of {2 * TIMES * TARGETS * COUNT}  {'MISSED' if lost else 'met'}")
    return int(missed or bool(lost))


def _told(trips: list[float]) -> str:
    lost = TARGETS * COUNT - len(trips)
    return f"{_quantile(trips, 0.5) * 1e6:.0f} / {_quantile(trips, 0.99) * 1e6:.0f} / {lost}"


def _quantile(trips: list[float], share: float) -> float:
    return sorted(trips)[int(share * (len(trips) - 1))]


def _fping(file: Path) -> list[float]:
    gap_ms, period_ms = f"{1000 / PACE:g}", f"{1000 * TARGETS / PACE:.0f}"
    command = ["fping", "-q", "-C", str(COUNT), "-i", gap_ms, "-p", period_ms, "-f", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    words = [word for line in said.splitlines() for word in _TRIP.findall(line.partition(" : ")[2])]
    return [float(word) / 1000 for word in words if word != "-"]


def _ours(file: Path, how: str) -> list[float]:
    command = [sys.executable, "-m", "bench.ping_truth", "--ours", str(file), how]
    trips: list[float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return trips


def _sweep_here(file: Path, *, busy: bool) -> int:
    """Sweep in this process, beside a thread that never rests if `busy`; print every round trip."""
    stop = threading.Event()
    if busy:
        threading.Thread(target=_never_rest, args=(stop,), daemon=True).start()
    requests = [EchoRequest(ip_address(line), COUNT) for line in file.read_text().split()]
    replies = sweep(requests, rate=PACE)
    stop.set()
    print(json.dumps([trip for reply in replies for trip in reply.round_trips if trip is not None]))
    return 0


def _never_rest(stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        for _ in range(100_000):
            number += 1


if __name__ == "__main__":
    raise SystemExit(main())
