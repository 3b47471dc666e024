"""The tcp kind against real ports on loopback."""

import socket

import pytest

from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.tcp import TcpTarget, observe
from probes.network import Family
from probes.reasons import ProbeFailed, Reason
from probes.runner import look
from tests.fakes.network import FakeNetwork
from tests.servers.hostile import never_answers
from tests.servers.loopback import serving

GENEROUS = 30.0
SHORT = 0.4


@pytest.mark.parametrize(("host", "protocol"), [("127.0.0.1", 4), ("::1", 6), ("localhost", 4)])
def test_an_open_port_accepts(host: str, protocol: int, gate: RealGate) -> None:
    with serving(never_answers, host) as port:
        family: Family = "ipv6" if protocol == 6 else "ipv4"
        result = look(KINDS["tcp"], TcpTarget(host=host, port=port, family=family), gate, GENEROUS)

    assert result.success, result.detail
    assert result.measures["ip_protocol"] == protocol
    assert {"phase_resolve_seconds", "phase_connect_seconds"} <= result.measures.keys()


def test_a_closed_port_is_refused(gate: RealGate) -> None:
    with serving(never_answers) as port:
        pass  # nobody listens there any more

    result = look(KINDS["tcp"], TcpTarget(host="127.0.0.1", port=port), gate, GENEROUS)

    assert result.reason is Reason.REFUSED


def test_a_port_whose_queue_is_full_ends_with_the_deadline(gate: RealGate) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]  # nobody accepts them: the next SYN is dropped
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(("127.0.0.1", port))
        result = look(KINDS["tcp"], TcpTarget(host="127.0.0.1", port=port), gate, SHORT)
        for sock in waiting:
            sock.close()

    assert result.reason is Reason.TIMEOUT
    assert result.duration_seconds >= SHORT


def test_an_address_of_the_other_family_is_no_address(gate: RealGate) -> None:
    result = look(KINDS["tcp"], TcpTarget(host="127.0.0.1", port=1, family="ipv6"), gate, GENEROUS)

    assert result.reason is Reason.NAME_NO_ADDRESS


def test_a_name_that_is_not_there_is_not_connected_to() -> None:
    network = FakeNetwork({"khong.example": Reason.NAME_NOT_FOUND})

    with pytest.raises(ProbeFailed) as failed:
        observe(TcpTarget(host="khong.example", port=443), network)

    assert failed.value.reason is Reason.NAME_NOT_FOUND
    assert network.asked == []


def test_only_the_first_address_is_tried() -> None:
    network = FakeNetwork({"hai.example": ("127.0.0.8", "127.0.0.9")}, refuses=Reason.UNREACHABLE)

    with pytest.raises(ProbeFailed) as failed:
        observe(TcpTarget(host="hai.example", port=443), network)

    assert failed.value.reason is Reason.UNREACHABLE
    assert network.asked == [("127.0.0.8", 443)]
