"""What a hub tells an agent leads to the public Internet, the agent's own networks and the hub, and nowhere else."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import ip_address, ip_network

import pytest

from exporter.agent.guard import GuardedGate
from probes.clock import SystemClock
from probes.gate import RealGate
from probes.inventory.values import IPAddress
from probes.kinds import KINDS
from probes.kinds.http import HttpTarget
from probes.kinds.tcp import TcpTarget
from probes.reasons import Reason
from probes.runner import look
from tests.fakes.pinger import FakePinger
from tests.servers.trap import trap

HERE = ip_address("127.0.0.1")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def gate(stack: ExitStack, *networks: str, hub: IPAddress | None = None, **names: str) -> GuardedGate:
    def lookup(host: str, family: str) -> list[IPAddress]:
        del family
        return [ip_address(names[host])]

    real = RealGate(FakePinger(), SystemClock(), lookup)
    stack.callback(real.close)
    return GuardedGate(real, [ip_network(network) for network in networks], hub)


def test_an_address_inside_is_refused_before_a_packet_is_sent(stack: ExitStack) -> None:
    port = stack.enter_context(trap()).port
    seen = look(KINDS["tcp"], TcpTarget(host="127.0.0.1", port=port), gate(stack), 2)

    assert seen.reason is Reason.ADDRESS_REFUSED


def test_a_name_that_leads_inside_is_refused_too(stack: ExitStack) -> None:
    port = stack.enter_context(trap()).port
    guarded = gate(stack, portal="127.0.0.1")
    seen = look(KINDS["http"], HttpTarget(url=f"http://portal:{port}/"), guarded, 2)

    assert seen.reason is Reason.ADDRESS_REFUSED


def test_its_own_networks_are_open(stack: ExitStack) -> None:
    listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    target = TcpTarget(host="127.0.0.1", port=listening.getsockname()[1])

    assert look(KINDS["tcp"], target, gate(stack, "127.0.0.0/8"), 2).success


def test_the_hub_is_open_wherever_it_is(stack: ExitStack) -> None:
    listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    target = TcpTarget(host="127.0.0.1", port=listening.getsockname()[1])

    assert look(KINDS["tcp"], target, gate(stack, hub=HERE), 2).success


def test_the_name_server_of_the_machine_is_asked_for_names_and_nothing_else(
    stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exporter.agent.guard.system_server", lambda: HERE)
    with gate(stack).look(2) as network:
        network.datagram(HERE, 53).close()
    target = TcpTarget(host="127.0.0.1", port=stack.enter_context(trap()).port)

    assert look(KINDS["tcp"], target, gate(stack), 2).reason is Reason.ADDRESS_REFUSED
