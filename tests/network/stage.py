"""Sweeps a line of a test's making from a network namespace of its own: nothing leaves this machine."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from probes.network import EchoReply, EchoRequest
from tests.network.behaviour import Behaviour, Line

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the pinger said, pass by pass, and what the far end did: per address `seen`, `dropped`, `held`.

    refused: reason and detail when no socket could be opened.
    """

    passes: list[list[EchoReply]]
    report: dict[str, Any]
    spoofed: int = 0
    refused: tuple[str, str] | None = None

    @property
    def replies(self) -> dict[str, EchoReply]:
        """The last pass by address."""
        return {str(reply.address): reply for reply in self.passes[-1]}


def stage(
    requests: Sequence[EchoRequest],
    line: Line | dict[str, Behaviour],
    *,
    datagram: bool = False,
    unprivileged: bool = False,
    rate: float = 0,
    passes: int = 1,
) -> Outcome:
    """Ping `requests` along `line`. datagram: whether the namespace allows datagram ICMP sockets."""
    order = {
        "datagram": datagram,
        "unprivileged": unprivileged,
        "rate": rate,
        "line": (line if isinstance(line, Line) else Line(special=line)).to_json(),
        "passes": [[[str(one.address), one.count, one.gap_seconds, one.timeout_seconds] for one in requests]]
        * passes,
    }
    ran = subprocess.run(
        ["unshare", "--net", sys.executable, "-m", "tests.network.inside"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
    )
    assert ran.returncode == 0, ran.stderr
    assert not ran.stderr, ran.stderr
    told = json.loads(ran.stdout)
    if "failed" in told:
        return Outcome([], told["report"], refused=(told["failed"], told["detail"]))
    return Outcome(
        [[_reply(one) for one in one_pass] for one_pass in told["passes"]], told["report"], told["spoofed"]
    )


def _reply(told: dict[str, Any]) -> EchoReply:
    return EchoReply(
        **told | {"address": ip_address(told["address"]), "round_trips": tuple(told["round_trips"])}
    )
