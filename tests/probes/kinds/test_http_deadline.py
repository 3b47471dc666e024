"""An answer that the deadline cuts off is no answer, wherever the server fell silent."""

import socket
from threading import Event

import pytest

from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.http import HttpTarget
from probes.reasons import Reason
from probes.runner import look
from tests.servers.loopback import serving
from tests.servers.plain import hear

SHORT = 1.5


@pytest.mark.parametrize(
    "begun",
    [
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nServer: ng",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n<h1>Xin",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<h1>",
    ],
)
def test_a_server_that_falls_silent_is_a_timeout(gate: RealGate, begun: bytes) -> None:
    def script(connection: socket.socket, over: Event) -> None:
        hear(connection)
        connection.sendall(begun)
        over.wait()

    with serving(script) as port:
        result = look(KINDS["http"], HttpTarget(url=f"http://127.0.0.1:{port}/"), gate, SHORT)

    assert result.reason is Reason.TIMEOUT, result.detail
    assert "phase_transfer_seconds" not in result.measures
    assert "phase_processing_seconds" in result.measures
