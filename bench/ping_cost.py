"""What a ping costs in CPU: ours against fping, icmplib, smokeping_prober and blackbox_exporter, side by side.

.venv/bin/python -m bench.ping_cost        (as root; all packets stay in a network namespace of their own)

3,321 loopback addresses, 5 packets each, whole processes with their start-up taken out: the cost of the same run
with one address. Every figure is a median over runs that alternate, so that other load hits all alike.
"""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.network.inside import prepare

TARGETS, COUNT = 3321, 5
PACE = TARGETS * COUNT / 15  # packets per second of the product: every link every 15 s
FULL_TIMES, PACE_TIMES = 9, 3
FULL_BAR, PACE_BAR, BLACKBOX_BAR = 1.2, 0.6, 1 / 40
_TICK = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Measure in a namespace of our own; 1 when a bar is missed."""
    if sys.argv[1:] != ["--inside"]:
        command = ["unshare", "--net", sys.executable, "-m", "bench.ping_cost", "--inside"]
        return subprocess.run(command, check=False).returncode
    prepare(datagram=True)
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> int:
    many, one = folder / "many", folder / "one"
    many.write_text("".join(f"{address}\n" for address in addresses(TARGETS)))
    one.write_text("127.1.0.1\n")

    ours, fping = _side_by_side(
        FULL_TIMES, many, one, lambda file: _ours(file, 0), lambda file: _fping(file, "-i", "0", "-p", "20")
    )
    gap_ms = f"{1000 / PACE:.3f}"
    period_ms = str(round(TARGETS / PACE * 1000))
    our_pace, fping_pace = _side_by_side(
        PACE_TIMES,
        many,
        one,
        lambda file: _ours(file, PACE),
        lambda file: _fping(file, "-i", gap_ms, "-p", period_ms),
    )
    icmplib = _icmplib()
    smokeping = _smokeping()
    blackbox, blackbox_pace = _blackbox()

    print(
        f"CPU microseconds per ping; {TARGETS} targets x {COUNT}; the product's pace is {PACE:.0f} packets/s"
    )
    for name, full, paced in (
        ("thongsuot", median(ours), median(our_pace)),
        ("fping", median(fping), median(fping_pace)),
        ("icmplib, 100 targets", icmplib, None),
        ("smokeping_prober, 300 targets, 1 s", None, smokeping),
        ("blackbox_exporter (its scrapes not counted)", blackbox, blackbox_pace),
    ):
        print(f"{name:45}{_shown(full)}{_shown(paced)}")
    verdicts = (
        ("full speed / fping", _ratio(ours, fping), FULL_BAR),
        ("own pace / fping", _ratio(our_pace, fping_pace), PACE_BAR),
        ("full speed / blackbox_exporter", median(ours) / blackbox, BLACKBOX_BAR),
        ("own pace / blackbox_exporter", median(our_pace) / blackbox_pace, BLACKBOX_BAR),
    )
    for name, ratio, bar in verdicts:
        print(f"{name:45}{ratio:8.3f}  bar {bar:.3f}  {'met' if ratio <= bar else 'MISSED'}")
    return int(any(ratio > bar for _, ratio, bar in verdicts))


def addresses(number: int) -> list[str]:
    """That many distinct loopback addresses."""
    return [f"127.{1 + index // 62500}.{index // 250 % 250}.{index % 250 + 1}" for index in range(number)]


def _side_by_side(
    times: int, many: Path, one: Path, ours: Callable[[Path], float], theirs: Callable[[Path], float]
) -> tuple[list[float], list[float]]:
    """Microseconds per ping of both, run by run."""
    starts = [(ours(one), theirs(one)) for _ in range(max(times, 5))]
    our_start, their_start = (median(column) for column in zip(*starts, strict=True))
    pings = (TARGETS - 1) * COUNT
    ours_all, theirs_all = [], []
    for _ in range(times):
        ours_all.append((ours(many) - our_start) / pings * 1e6)
        theirs_all.append((theirs(many) - their_start) / pings * 1e6)
    return ours_all, theirs_all


def _ours(file: Path, rate: float) -> float:
    gap = "200ms" if rate and file.name != "one" else "10ms"
    how = ("--count", str(COUNT), "--rate", str(rate), "--gap", gap, "--json")
    return _cpu_seconds([sys.executable, "-m", "exporter", "probe", "ping", "-f", str(file), *how])


def _fping(file: Path, *pace: str) -> float:
    period = ("-i", "0", "-p", "20") if file.name == "one" else pace
    return _cpu_seconds(["fping", "-q", "-c", str(COUNT), *period, "-f", str(file)])


def _icmplib() -> float:
    """multiping over unprivileged sockets, its best case; one socket per host, 50 at a time."""
    pings = (
        "icmplib.multiping(hosts, count=5, interval=0.01, timeout=2, concurrent_tasks=50, privileged=False)"
    )

    def run(number: int) -> float:
        return _cpu_seconds([sys.executable, "-c", f"import icmplib; hosts = {addresses(number)}; {pings}"])

    costs = [(run(100) - run(1)) / (99 * COUNT) * 1e6 for _ in range(3)]
    return median(costs)


def _smokeping() -> float:
    """Three hundred hosts once a second: as many as it serves without falling behind."""
    hosts = addresses(300)
    command = ["prometheus-smokeping-prober", "--web.listen-address=127.0.0.1:9374", "--no-privileged"]
    with _running([*command, "--config.file=", *hosts], 9374) as process:
        time.sleep(2)
        before, pings = _cpu_so_far(process), _smokeping_pings()
        time.sleep(6)
        return (_cpu_so_far(process) - before) / (_smokeping_pings() - pings) * 1e6


def _smokeping_pings() -> float:
    lines = _get(9374, "/metrics").splitlines()
    return sum(
        float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("smokeping_requests_total{")
    )


def _blackbox() -> tuple[float, float]:
    """One ping per probe, one probe after the other; then the same spread over time."""
    command = ["prometheus-blackbox-exporter", "--config.file=/etc/prometheus/blackbox.yml"]
    with _running([*command, "--web.listen-address=127.0.0.1:9115"], 9115) as process:
        figures = []
        for pause, number in ((0.0, 1500), (1 / 221, 1000)):
            before = _cpu_so_far(process)
            client = http.client.HTTPConnection("127.0.0.1", 9115)
            for address in addresses(number):
                client.request("GET", f"/probe?module=icmp&target={address}")
                assert b"probe_success 1" in client.getresponse().read()
                time.sleep(pause)
            client.close()
            figures.append((_cpu_so_far(process) - before) / number * 1e6)
    return figures[0], figures[1]


@contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                try:
                    _get(port, "/")
                    break
                except ConnectionRefusedError:
                    time.sleep(0.1)
            yield process
        finally:
            process.terminate()


def _get(port: int, path: str) -> str:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    client.request("GET", path)
    text = client.getresponse().read().decode()
    client.close()
    return text


def _cpu_so_far(process: subprocess.Popen[bytes]) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _cpu_seconds(command: Sequence[str]) -> float:
    """User and system time of a whole process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return usage.ru_utime + usage.ru_stime


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of neighbouring runs."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))


def _shown(figure: float | None) -> str:
    return f"{'':>10}" if figure is None else f"{figure:10.2f}"


if __name__ == "__main__":
    raise SystemExit(main())
