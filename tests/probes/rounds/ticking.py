"""A program of its own for test_wall_clock: runs one round a second and prints the monotonic time of each."""

import sys
import time
from ipaddress import ip_address
from threading import Event
from typing import cast

from probes.clock import SystemClock
from probes.kinds.ping import PingTarget
from probes.network import Gate
from probes.observation import Observation
from probes.policy import Policy
from probes.reasons import Reason
from probes.rounds.recorder import Recorder
from probes.rounds.rounds import Rounds
from probes.targets import Target
from tests.fakes.pinger import OneGate


class Silent:
    """Rounds tell their metrics here; nobody listens."""

    def round_finished(self, kind: str, *, duration_seconds: float, late_seconds: float) -> None:
        del kind, duration_seconds, late_seconds

    def look_failed(self, kind: str, reason: Reason) -> None:
        del kind, reason


def ignore(observation: Observation) -> None:
    del observation


def main(seconds: float) -> None:
    gate = OneGate()
    clock = SystemClock()
    rounds = Rounds(cast(Gate, gate), Recorder(ignore, clock), clock, Silent())
    target = Target(
        id="a",
        kind="ping",
        spec=PingTarget(address=ip_address("127.0.0.1")),
        interval_seconds=1.0,
        timeout_seconds=1.0,
        policy=Policy(interval=1.0),
    )
    rounds.start()
    rounds.replace([target])
    seen = 0
    pause = Event()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pause.wait(0.02)
        if len(gate.pinger.submitted) > seen:
            seen = len(gate.pinger.submitted)
            gate.pinger.answer()
            print(f"{time.monotonic():.3f} {time.time():.0f}", flush=True)  # noqa: T201
    rounds.stop()


main(float(sys.argv[1]))
