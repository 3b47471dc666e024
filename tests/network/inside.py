"""Runs inside a fresh network namespace: a responder, and our sweep against it; the outcome as JSON on standard output.

unshare --net python -m tests.network.inside      with an Order as JSON on standard input
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import Any

from probes.clock import Instant, SystemClock
from probes.echo import open_pinger
from probes.network import EchoReply, EchoRequest
from probes.reasons import ProbeFailed

_NOBODY = 65534
_PING_GROUPS = Path("/proc/sys/net/ipv4/ping_group_range")


def main() -> None:
    """Do what the order says."""
    order = json.load(sys.stdin)
    prepare(datagram=order["datagram"])
    with far_end(order["line"]) as report:
        if order["unprivileged"]:
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        outcome = _sweep(order)
    json.dump(outcome | {"report": report}, sys.stdout)


def prepare(*, datagram: bool) -> None:
    """A loopback interface, and who may open datagram ICMP sockets: everybody or nobody."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    _PING_GROUPS.write_text("0 2147483647" if datagram else "1 0")


@contextmanager
def far_end(line: dict[str, Any], *options: str) -> Iterator[dict[str, Any]]:
    """A responder in a process of its own; what it did is in the mapping after the block."""
    report: dict[str, Any] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.network.responder", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(line) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        yield report
        process.stdin.close()
        report.update(json.loads(process.stdout.read()))


def _sweep(order: dict[str, Any]) -> dict[str, Any]:
    """Every pass of the order, one after the other, through one pinger."""
    try:
        with open_pinger(SystemClock()) as pinger:
            passes = [_one_pass(pinger, requests, order["rate"]) for requests in order["passes"]]
            return {"passes": passes, "spoofed": pinger.spoofed}
    except ProbeFailed as failed:
        return {"failed": failed.reason.value, "detail": failed.detail}


def _one_pass(pinger: Any, requests: list[list[Any]], rate: float) -> list[dict[str, Any]]:
    replies: dict[int, EchoReply] = {}
    done, lock = Event(), Lock()

    def deliver(index: int, reply: EchoReply, began: Instant) -> None:
        del began
        with lock:
            assert index not in replies
            replies[index] = reply
            if len(replies) == len(requests):
                done.set()

    start = monotonic()
    submitted = []
    for address, count, gap, timeout in requests:
        submitted.append((start, EchoRequest(ip_address(address), count, gap, timeout)))
        start += count / rate if rate else 0.0
    pinger.submit(submitted, deliver)
    done.wait()
    return [_told(replies[index]) for index in range(len(requests))]


def _told(reply: EchoReply) -> dict[str, Any]:
    return {
        "address": str(reply.address),
        "round_trips": reply.round_trips,
        "duplicates": reply.duplicates,
        "late": reply.late,
        "corrupted": reply.corrupted,
        "unreachable": reply.unreachable,
        "send_error": reply.send_error,
    }


if __name__ == "__main__":
    main()
