"""A UPS as Debian's own NUT server tells it, and what servers that are none may send."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from exporter.agent.ups import NoUps, ups_of, ups_state
from exporter.delivery.envelope import Ups
from tests.exporter.agent.hub import until
from tests.peers.nut import nut, upsc
from tests.servers.loopback import serving

REAL = pytest.mark.needs("root", "upsd", "upsc")


def says(name: str) -> Ups | None:
    try:
        return ups_state(name)
    except NoUps:
        return None


@REAL
def test_on_the_mains_as_nut_itself_says(tmp_path: Path) -> None:
    told = {"ups.status": "OL CHRG", "battery.charge": "87", "battery.runtime": "1800"}
    with nut(tmp_path, told) as there:
        assert ups_state(there.name) == Ups(on_battery=False, charge=0.87, runtime=1800.0)
        assert upsc(there.name, "battery.charge") == "87"


@REAL
def test_on_its_battery(tmp_path: Path) -> None:
    with nut(tmp_path, {"ups.status": "OB LB", "battery.charge": "9"}) as there:
        assert ups_state(there.name) == Ups(on_battery=True, charge=0.09)


@REAL
def test_a_ups_that_nobody_knows_is_none(tmp_path: Path) -> None:
    with nut(tmp_path, {"ups.status": "OL"}) as there, pytest.raises(NoUps, match="UNKNOWN-UPS"):
        ups_state(there.name.replace("ups@", "other@"))


@REAL
def test_without_its_driver_nothing_is_told_that_is_not_fresh(tmp_path: Path) -> None:
    with nut(tmp_path, {"ups.status": "OL"}) as there:
        there.driver.kill()
        until(lambda: says(there.name) is None)


@contextmanager
def answering(answer: bytes, *, endless: bool = False) -> Iterator[str]:
    def meet(connection: socket.socket, over: Event) -> None:
        connection.recv(100)
        connection.sendall(answer)
        while endless and not over.is_set():
            connection.sendall(answer)

    with serving(meet) as port:
        yield f"ups@127.0.0.1:{port}"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"BEGIN LIST VAR ups\n",
        b"\xff\xfe\n",
        b"VAR\nVAR ups\nEND LIST VAR ups\n",
        b"HTTP/1.1 400\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_no_ups(answer: bytes) -> None:
    with answering(answer) as name, pytest.raises(NoUps):
        ups_state(name, 1.0)


def test_an_answer_without_an_end_is_left() -> None:
    with answering(b'VAR ups a "b"\n' * 100, endless=True) as name, pytest.raises(NoUps, match="too long"):
        ups_state(name)


def test_a_server_that_says_nothing_is_left_in_time() -> None:
    def meet(_connection: socket.socket, over: Event) -> None:
        over.wait()

    with serving(meet) as port, pytest.raises(NoUps, match="timed out"):
        ups_state(f"ups@127.0.0.1:{port}", 0.2)


def test_a_server_that_drips_is_left_in_time() -> None:
    def meet(connection: socket.socket, over: Event) -> None:
        while not over.wait(0.05):
            connection.sendall(b"x")

    with serving(meet) as port, pytest.raises(NoUps, match="timed out"):
        ups_state(f"ups@127.0.0.1:{port}", 0.3)


def test_numbers_that_are_none_are_left_out() -> None:
    assert ups_of({"ups.status": "OL", "battery.charge": "full", "battery.runtime": "nan"}) == Ups(False)
    assert ups_of({"ups.status": "OB", "battery.charge": "250"}) == Ups(on_battery=True, charge=1.0)
