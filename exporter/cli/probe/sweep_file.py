"""`thongsuot probe ping -f`: sweeps a file of addresses and prints one line for each, in the order of the file."""

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from math import dist, sqrt
from socket import AF_INET, inet_ntoa, inet_pton
from typing import TextIO

import click

from exporter.cli.probe.show import decimal
from probes.echo import sweep
from probes.echo.meaning import why
from probes.inventory.values import IPAddress
from probes.language import Language, Text
from probes.network import EchoReply, EchoRequest

Told = Callable[[int, EchoReply], None]


@dataclass(frozen=True, slots=True)
class EchoShape:
    """How every address is asked."""

    count: int
    gap_seconds: float
    timeout_seconds: float

    @property
    def longest_seconds(self) -> float:
        """How long one address can take."""
        return self.count * (self.gap_seconds + 0.1) + self.timeout_seconds + 1

    def request(self, address: IPAddress) -> EchoRequest:
        """What the pinger is asked to send."""
        return EchoRequest(address, self.count, self.gap_seconds, self.timeout_seconds)


def sweep_file(file: TextIO, shape: EchoShape, rate: float, as_json: bool, language: Language) -> None:
    """Ping every address of `file` at `rate` packets per second (0: as fast as replies can be drained without loss).

    A file with faults is refused whole: every bad line is told, nothing is sent. Raises ProbeFailed when no ICMP
    socket may be opened.
    """
    addresses, faults = read_addresses(file, file.name, language)
    if faults:
        for fault in faults:
            click.echo(fault, err=True)
        raise SystemExit(1)
    gc.disable()  # one short pass that keeps everything it makes: collecting would find nothing
    requests = [shape.request(address) for address in addresses]
    with _progress(len(requests)) as told:
        replies = sweep(requests, rate=rate, told=told)
    lines = [json_line(reply) if as_json else plain_line(reply, language) for reply in replies]
    sys.stdout.write("".join(lines))
    sys.stdout.flush()


def read_addresses(
    lines: Iterable[str], name: str, language: Language
) -> tuple[Sequence[IPAddress], Sequence[str]]:
    """The addresses of `lines`, one each, `#` begins a comment; and every fault as `file:line: ...`."""
    addresses: list[IPAddress] = []
    faults: list[str] = []
    for number, line in enumerate(lines, 1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        try:
            # read by the C library, an IPv4 address takes a quarter of the time
            addresses.append(ip_address(text) if ":" in text else IPv4Address(inet_pton(AF_INET, text)))
        except (OSError, ValueError):
            faults.append(f"{name}:{number}: {_NO_ADDRESS.in_(language)}: {text}")
    return addresses, faults


def json_line(reply: EchoReply) -> str:
    """One JSON object: address, sent, received, min, median, max, stddev in seconds or null, reason or null."""
    address = _shown(reply.address)
    trips = sorted([trip for trip in reply.round_trips if trip is not None])
    if trips:
        return _ANSWERED % (
            address,
            len(reply.round_trips),
            len(trips),
            trips[0],
            _middle(trips),
            trips[-1],
            _deviation(trips),
        )
    failure = why(reply)
    return _SILENT % (address, len(reply.round_trips), "null" if failure is None else f'"{failure[0].value}"')


def plain_line(reply: EchoReply, language: Language) -> str:
    """Address, received/sent, then fastest, median and slowest, or why nothing was answered."""
    trips = sorted([trip for trip in reply.round_trips if trip is not None])
    begin = f"{_shown(reply.address):<39}  {len(trips)}/{len(reply.round_trips)}"
    if trips:
        figures = "  ".join(f"{trip * 1000:.3f}" for trip in (trips[0], _middle(trips), trips[-1]))
        return f"{begin}  {decimal(figures, language)} ms\n"
    failure = why(reply)
    return f"{begin}\n" if failure is None else f"{begin}  {failure[0].sentence.in_(language)}\n"


def _shown(address: IPAddress) -> str:
    """As `str`, in half the time."""
    return inet_ntoa(address.packed) if address.version == 4 else str(address)


def _middle(trips: Sequence[float]) -> float:
    half = len(trips) // 2
    return trips[half] if len(trips) % 2 else (trips[half - 1] + trips[half]) / 2


def _deviation(trips: Sequence[float]) -> float:
    """The standard deviation of exactly these values: their distance from their mean."""
    count = len(trips)
    return dist(trips, [sum(trips) / count] * count) / sqrt(count)


@contextmanager
def _progress(length: int) -> Iterator[Told]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield _say_nothing
        return
    with click.progressbar(length=length, file=sys.stderr, update_min_steps=max(1, length // 100)) as bar:
        yield lambda _index, _reply: bar.update(1)


def _say_nothing(_index: int, _reply: EchoReply) -> None:
    pass


_ANSWERED = (
    '{"address": "%s", "sent": %d, "received": %d, '
    '"min": %.9f, "median": %.9f, "max": %.9f, "stddev": %.9f, "reason": null}\n'
)
_SILENT = (
    '{"address": "%s", "sent": %d, "received": 0, '
    '"min": null, "median": null, "max": null, "stddev": null, "reason": %s}\n'
)
_NO_ADDRESS = Text("không phải địa chỉ IP", "not an IP address")
