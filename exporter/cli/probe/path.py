"""`thongsuot probe path`: which devices does the way to an address pass, and where does it end?"""

import json
from collections.abc import Iterator

import click
from icmplib import Hop, ICMPLibError, SocketPermissionError, traceroute

from exporter.cli import language_from
from exporter.cli.probe import show
from exporter.cli.probe.duration import SECONDS
from exporter.cli.probe.show import Line, Style
from probes.gate.resolver import Resolver
from probes.inventory.values import IPAddress
from probes.language import Language, Text
from probes.observation import Result
from probes.reasons import ProbeFailed, Reason

_RESOLVE_SECONDS = 10.0
_SILENT_HOPS = 5  # after so many silent devices in a row the way has ended, or is hidden


@click.command("path")
@click.argument("target", metavar="ADDRESS|NAME")
@click.option(
    "--count",
    type=click.IntRange(1, 10),
    default=2,
    show_default=True,
    help="Số gói tin mỗi chặng | packets per hop",
)
@click.option(
    "--timeout",
    type=SECONDS,
    default="1s",
    show_default=True,
    help="Thời gian chờ mỗi gói | how long each packet is waited for",
)
@click.option(
    "--hops", type=click.IntRange(1, 64), default=30, show_default=True, help="Số chặng tối đa | at most"
)
@click.option(
    "--json", "as_json", is_flag=True, help="Một dòng JSON cho mỗi chặng | one line of JSON per hop"
)
@click.pass_context
def command(
    context: click.Context, target: str, count: int, timeout: float, hops: int, as_json: bool
) -> None:
    """Đường đi tới một địa chỉ | The way to an address, device by device (traceroute)."""
    language = language_from(context)
    try:
        address = _address(target)
        reached = _walk(address, count, timeout, hops, as_json, language)
    except ProbeFailed as failed:
        result = Result(failed.reason, 0.0, failed.detail)
        for line in show.conclusion(result, Text("", ""), language):
            click.echo(line.text, err=True)
        raise SystemExit(1) from None
    if not as_json:
        show.say(
            [
                Line(f"✓ {_REACHED.in_(language)}", Style.GOOD)
                if reached
                else Line(f"✗ {_ENDED.in_(language)}", Style.BAD)
            ]
        )
    raise SystemExit(0 if reached else 1)


def _address(target: str) -> IPAddress:
    resolver = Resolver()
    try:
        return resolver.resolve(target, "any", _RESOLVE_SECONDS)[0]
    finally:
        resolver.stop()


def _walk(
    address: IPAddress, count: int, timeout: float, hops: int, as_json: bool, language: Language
) -> bool:
    """Tell each hop as it is found; True when the last one is the address itself."""
    silent = 0
    for distance, hop in _hops(address, count, timeout, hops):
        if as_json:
            click.echo(json.dumps(_told(distance, hop)))
        else:
            show.say([_line(distance, hop, language)])
        if hop is not None and hop.address == str(address):
            return True
        silent = silent + 1 if hop is None else 0
        if silent == _SILENT_HOPS:
            return False
    return False


def _hops(address: IPAddress, count: int, timeout: float, hops: int) -> Iterator[tuple[int, Hop | None]]:
    """One hop after the other. Raises ProbeFailed."""
    for distance in range(1, hops + 1):
        try:
            found = traceroute(
                str(address), count=count, timeout=timeout, first_hop=distance, max_hops=distance
            )
        except SocketPermissionError as error:
            raise ProbeFailed(Reason.NO_PERMISSION, "a raw ICMP socket needs CAP_NET_RAW") from error
        except ICMPLibError as error:
            raise ProbeFailed(Reason.NETWORK_DOWN_HERE, str(error)) from error
        yield distance, found[0] if found else None


def _told(distance: int, hop: Hop | None) -> dict[str, object]:
    if hop is None:
        return {"distance": distance, "address": None, "sent": None, "received": 0, "round_trips": []}
    return {
        "distance": distance,
        "address": hop.address,
        "sent": hop.packets_sent,
        "received": hop.packets_received,
        "round_trips": [milliseconds / 1000 for milliseconds in hop.rtts],
    }


def _line(distance: int, hop: Hop | None, language: Language) -> Line:
    if hop is None:
        return Line(f"{distance:>3}  {_SILENT.in_(language)}", Style.FAINT)
    trips = "  ".join(show.milliseconds(milliseconds / 1000, language) for milliseconds in hop.rtts)
    return Line(f"{distance:>3}  {hop.address:<39}  {trips}")


_SILENT = Text("* thiết bị này không trả lời", "* this device does not answer")
_REACHED = Text("Tới nơi", "Arrived")
_ENDED = Text(
    "Chưa tới nơi: sau thiết bị cuối cùng ở trên không còn gì trả lời",
    "Did not arrive: nothing answers beyond the last device above",
)
