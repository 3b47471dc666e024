"""Names become addresses in time, or the look hears why not."""

import socket
import threading
from collections.abc import Sequence
from contextlib import closing
from ipaddress import ip_address
from threading import Event

import pytest

from probes.clock import SystemClock
from probes.gate import RealGate
from probes.gate.resolver import Lookup, Resolver, system_lookup
from probes.inventory.values import IPAddress
from probes.network import Family
from probes.reasons import ProbeFailed, Reason
from tests.fakes.pinger import FakePinger
from tests.servers.leaks import nothing_left_open

HERE = ip_address("127.0.0.1")
GENEROUS = 30.0
SHORT = 0.3


def gate_with(lookup: Lookup) -> closing[RealGate]:
    return closing(RealGate(FakePinger(), SystemClock(), lookup))


def test_a_literal_address_is_itself_and_asks_nobody() -> None:
    def lookup(host: str, family: Family) -> Sequence[IPAddress]:
        raise AssertionError(f"asked for {host} {family}")

    with gate_with(lookup) as gate, gate.look(GENEROUS) as network:
        assert network.resolve("127.0.0.9") == (ip_address("127.0.0.9"),)
        assert network.resolve("::1", "ipv6") == (ip_address("::1"),)
        with pytest.raises(ProbeFailed) as failed:
            network.resolve("::1", "ipv4")

    assert failed.value.reason is Reason.NAME_NO_ADDRESS


def test_the_system_knows_this_machine() -> None:
    with gate_with(system_lookup) as gate, gate.look(GENEROUS) as network:
        assert HERE in network.resolve("localhost", "ipv4")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), Reason.NAME_NOT_FOUND),
        (socket.gaierror(socket.EAI_NODATA, "No address associated"), Reason.NAME_NO_ADDRESS),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), Reason.RESOLVER_FAILED),
        (socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure"), Reason.RESOLVER_FAILED),
        (socket.gaierror(socket.EAI_MEMORY, "Memory allocation failure"), Reason.NO_RESOURCES),
        (OSError(24, "Too many open files"), Reason.NO_RESOURCES),
        (UnicodeError("label too long"), Reason.NAME_NOT_FOUND),
    ],
)
def test_what_the_resolver_says_has_its_reason(error: Exception, reason: Reason) -> None:
    def lookup(host: str, family: Family) -> Sequence[IPAddress]:
        del host, family
        raise error

    with gate_with(lookup) as gate, gate.look(GENEROUS) as network, pytest.raises(ProbeFailed) as failed:
        network.resolve("cong.example")

    assert failed.value.reason is reason


def test_a_name_no_rule_allows_does_not_exist() -> None:
    with (
        gate_with(system_lookup) as gate,
        gate.look(GENEROUS) as network,
        pytest.raises(ProbeFailed) as failed,
    ):
        network.resolve("x" * 64 + ".example")

    assert failed.value.reason is Reason.NAME_NOT_FOUND


def test_a_crash_of_the_lookup_reaches_its_asker() -> None:
    def lookup(host: str, family: Family) -> Sequence[IPAddress]:
        del host, family
        raise ZeroDivisionError

    with gate_with(lookup) as gate, gate.look(GENEROUS) as network, pytest.raises(ZeroDivisionError):
        network.resolve("cong.example")


def test_a_resolver_that_hangs_costs_each_look_its_deadline_and_comes_back() -> None:
    stuck = Event()
    asked: list[str] = []

    def lookup(host: str, family: Family) -> Sequence[IPAddress]:
        del family
        asked.append(host)
        stuck.wait(GENEROUS)
        return (HERE,)

    with nothing_left_open(), gate_with(lookup) as gate:
        reasons = []

        def ask() -> None:
            with gate.look(SHORT) as network, pytest.raises(ProbeFailed) as failed:
                network.resolve("cong.example")
            reasons.append(failed.value.reason)

        askers = [threading.Thread(target=ask) for _ in range(300)]  # more than the resolver has threads
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        threads = sum(thread.name == "resolver" for thread in threading.enumerate())
        stuck.set()
        with gate.look(GENEROUS) as network:
            answer = network.resolve("portal.example")

    assert reasons == [Reason.TIMEOUT] * 300
    assert threads == 128
    assert answer == (HERE,)
    assert asked.count("cong.example") == 128  # nobody waits for the others' answers any more


def test_a_name_that_hangs_does_not_hold_up_the_next_one_though_only_one_thread_was_idle() -> None:
    asked, released = Event(), Event()

    def lookup(host: str, family: Family) -> Sequence[IPAddress]:
        del family
        if host == "stuck.test":
            asked.set()
            released.wait(GENEROUS)
        return (HERE,)

    resolver = Resolver(lookup)
    resolver.resolve("first.test", "any", GENEROUS)
    while not resolver._waiting:  # its thread is free again, a moment after its answer
        Event().wait(0.01)
    stuck = threading.Thread(target=resolver.resolve, args=("stuck.test", "any", GENEROUS))
    stuck.start()
    try:
        assert asked.wait(GENEROUS)
        assert resolver.resolve("second.test", "any", GENEROUS / 2) == (HERE,)
    finally:
        released.set()
        stuck.join()
        resolver.stop()
