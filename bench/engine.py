"""What the engine costs: CPU per observation, a snapshot, the windows of a scrape, memory per line.

.venv/bin/python -m bench.engine
"""

import gc
import time
import tracemalloc
from collections.abc import Callable

from probes.clock import Instant
from probes.observation import HUB, Observation, Origin, Result
from probes.policy import Policy
from probes.states.core import Core
from probes.targets import Target
from tests.simulation.province import Province

LINES = 3321
ROUNDS = 40
BAR_MICROSECONDS = 25.0


def main() -> int:
    """Measure and print; 1 when the bar is missed."""
    simulated = _simulated_microseconds()
    core, bytes_per_line = _filled_core()
    applied = _applied_microseconds(core)
    print(f"{LINES} lines; CPU, and the bar where there is one")
    print(f"an observation in the simulated province   {simulated:6.1f} us  <= {BAR_MICROSECONDS:.0f}")
    print(f"an observation through Core.apply           {applied:6.1f} us")
    print(f"a snapshot                                  {_microseconds(core.snapshot, 50):6.0f} us")
    print(f"the windows of every line, read once        {_windows_milliseconds(core):6.1f} ms")
    print(f"memory of a line with a full window         {bytes_per_line:6.0f} bytes")
    return int(simulated > BAR_MICROSECONDS)


def _simulated_microseconds() -> float:
    """Everything in: making the looks, the clock, the core; 1 % loss, so that windows are judged and suspicions open."""
    province = Province(lines=LINES, loss=0.01)
    province.run(60)
    looks = province.looks
    began = time.process_time()
    province.run(60 + 15 * ROUNDS)
    return (time.process_time() - began) / (province.looks - looks) * 1e6


def _filled_core() -> tuple[Core, float]:
    policy = Policy(interval=15)
    core = Core(
        Target(
            id=f"line-{number}",
            kind="ping",
            spec=number,
            interval_seconds=15,
            timeout_seconds=2.8,
            policy=policy,
        )
        for number in range(LINES)
    )
    core.restore(())
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for round_ in range(ROUNDS):
        _round(core, round_)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return core, (after - before) / LINES


def _applied_microseconds(core: Core) -> float:
    taken = sum(_round(core, round_) for round_ in range(ROUNDS, 2 * ROUNDS))
    return taken / (ROUNDS * LINES) * 1e6


def _round(core: Core, number: int) -> float:
    """One observation of each line; the CPU seconds that taking them in took, without making them."""
    at = 15.0 * number
    looks = [_look(line, number, at) for line in range(LINES)]
    now = Instant(1e9 + at, at)
    began = time.process_time()
    for look in looks:
        core.apply(look, now)
    return time.process_time() - began


def _look(line: int, number: int, at: float) -> Observation:
    trips = tuple(0.001 * (1 + (line * 7 + number * 13 + packet * 3) % 10) for packet in range(5))
    result = Result(None, 0.81, "", trips)
    return Observation(f"line-{line}", HUB, "e", number + 1, 1e9 + at, 1e9 + at, Origin.LIVE, result)


def _windows_milliseconds(core: Core) -> float:
    windows = [state.window for state in core.snapshot().states.values()]
    began = time.process_time()
    for window in windows:
        if window is not None:
            _ = window.rtt_p95
    return (time.process_time() - began) * 1e3


def _microseconds(act: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - began) / times * 1e6


if __name__ == "__main__":
    raise SystemExit(main())
