"""The uninterruptible power supply, as a NUT server tells it: the text protocol of RFC 9271, LIST VAR and nothing else."""

import logging
import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from exporter.delivery.envelope import Ups

log = logging.getLogger(__name__)

NUT_PORT = 3493
ASK_SECONDS = 3.0
_LARGEST_BYTES = 64 << 10
_PERCENT = 100.0


class NoUps(Exception):
    """No answer from the NUT server, or none about a UPS."""


def ups_state(name: str, seconds: float = ASK_SECONDS) -> Ups:
    """What the server says of `<ups>@<host>[:<port>]`, asked over one connection. Raises NoUps."""
    ups, host, port = _place(name)
    end = time.monotonic() + seconds
    try:
        with socket.create_connection((host, port), seconds) as connection:
            connection.sendall(f"LIST VAR {ups}\n".encode("ascii"))
            variables = dict(variables_in(_lines(connection, end)))
            with suppress(OSError):
                connection.sendall(b"LOGOUT\n")
    except (OSError, UnicodeError) as error:
        raise NoUps(f"{name}: {error}") from error
    return ups_of(variables)


def ups_of(variables: Mapping[str, str]) -> Ups:
    """The meaning of a UPS's variables. Raises NoUps for one whose server has lost it, as its status is then old."""
    status = variables.get("ups.status", "").split()
    if "OB" not in status and "OL" not in status:
        raise NoUps(f"ups.status is {variables.get('ups.status')!r}")
    charge, runtime = _number(variables.get("battery.charge")), _number(variables.get("battery.runtime"))
    return Ups(
        on_battery="OB" in status,
        charge=None if charge is None else min(charge / _PERCENT, 1.0),
        runtime=runtime,
    )


def _place(name: str) -> tuple[str, str, int]:
    ups, _, server = name.partition("@")
    host, colon, port = server.rpartition(":")
    if colon and port.isascii() and port.isdigit() and (":" not in host or host.endswith("]")):
        return ups, host.strip("[]"), int(port)
    return ups, server.strip("[]"), NUT_PORT


def variables_in(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each `VAR <ups> <name> "<value>"` of an answer, up to its END. Raises NoUps for an error, and what `lines` raises."""
    for line in lines:
        if line.startswith("ERR "):
            raise NoUps(line[:80])
        if line.startswith("END LIST VAR"):
            return
        words = line.split(" ", 3)
        if words[0] == "VAR" and len(words) == 4:
            yield words[2], words[3].strip('"').replace('\\"', '"').replace("\\\\", "\\")


def _lines(connection: socket.socket, end: float) -> Iterator[str]:
    kept = b""
    taken = 0
    while piece := _received(connection, end):
        taken += len(piece)
        if taken > _LARGEST_BYTES:
            raise NoUps("too long an answer")
        *lines, kept = (kept + piece).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace").rstrip("\r")
    raise NoUps("the answer ends in the middle")


def _received(connection: socket.socket, end: float) -> bytes:
    """What comes next, before `end`, monotonic seconds. Raises TimeoutError: a server may drip."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    connection.settimeout(left)
    return connection.recv(4096)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None
