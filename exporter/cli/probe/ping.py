"""`thongsuot probe ping`: does an address answer, how fast, how many packets are lost; one by one or a whole file."""

import time
from collections.abc import Sequence
from contextlib import closing
from statistics import median
from typing import TextIO

import click

from exporter.cli import language_from
from exporter.cli.probe import show
from exporter.cli.probe.duration import SECONDS
from exporter.cli.probe.show import Line, Style
from exporter.cli.probe.sweep_file import EchoShape, sweep_file
from probes.clock import SystemClock
from probes.echo import open_pinger
from probes.echo.meaning import measures_of, why
from probes.gate import RealGate
from probes.inventory.values import IPAddress
from probes.language import Language, Text
from probes.network import EchoReply
from probes.observation import Result
from probes.reasons import ProbeFailed

_RESOLVE_SECONDS = 10.0
_GAP_SECONDS = 0.2
_SHORTEST_GAP_SECONDS = 0.01
_BAR_WIDTH = 24


@click.command("ping")
@click.argument("targets", nargs=-1, metavar="[ADDRESS|NAME]...")
@click.option(
    "-f",
    "--file",
    type=click.File(encoding="utf-8"),
    help="Tệp địa chỉ, mỗi dòng một; - là đầu vào chuẩn | a file of addresses, one a line; - is standard input",
)
@click.option(
    "--count",
    type=click.IntRange(1, 10_000),
    default=5,
    show_default=True,
    help="Số gói tin mỗi địa chỉ | packets per address",
)
@click.option(
    "--gap",
    type=SECONDS,
    help="Khoảng cách giữa hai gói, mặc định 200ms (10ms nếu --rate 0) | between two packets; 200ms, with --rate 0 10ms",
)
@click.option(
    "--timeout",
    type=SECONDS,
    default="2s",
    show_default=True,
    help="Thời gian chờ mỗi gói | how long each packet is waited for",
)
@click.option(
    "--rate",
    type=click.FloatRange(0),
    default=1000,
    show_default=True,
    help="Số gói tin mỗi giây khi đo cả tệp; 0: nhanh hết mức mà không mất gói "
    "| packets per second for a file; 0: as fast as replies can be drained without loss",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Một dòng JSON cho mỗi địa chỉ | one line of JSON per address"
)
@click.pass_context
def command(
    context: click.Context,
    targets: tuple[str, ...],
    file: TextIO | None,
    count: int,
    gap: float | None,
    timeout: float,
    rate: float,
    as_json: bool,
) -> None:
    """Gửi gói tin ICMP và xem trả lời | Send ICMP packets and see the answers.

    Với -f: đo mọi địa chỉ trong tệp. | With -f: sweep all addresses of a file.
    """
    language = language_from(context)
    if (file is None) == (not targets):
        raise click.UsageError(_ONE_OF_TWO.in_(language))
    if gap is None:
        gap = _GAP_SECONDS if rate or file is None else _SHORTEST_GAP_SECONDS
    shape = EchoShape(count, gap, timeout)
    try:
        if file is None:
            results = _one_by_one(targets, shape, as_json, language)
        else:
            results = []
            sweep_file(file, shape, rate, as_json, language)
    except ProbeFailed as refused:  # no socket may be opened at all: there is nothing to tell of any target
        for line in show.conclusion(Result(refused.reason, 0.0, refused.detail), Text("", ""), language):
            click.echo(line.text, err=True)
        raise SystemExit(1) from None
    show.conclude(results)


def _one_by_one(
    targets: Sequence[str], shape: EchoShape, as_json: bool, language: Language
) -> Sequence[Result]:
    results = []
    clock = SystemClock()
    with open_pinger(clock) as pinger, closing(RealGate(pinger, clock)) as gate:
        for number, target in enumerate(targets):
            observed, began = time.time(), time.monotonic()
            try:
                with gate.look(shape.longest_seconds + _RESOLVE_SECONDS) as network:
                    address = network.resolve(target)[0]
                    reply = network.echo([shape.request(address)])[0]
            except ProbeFailed as failed:
                result = Result(failed.reason, time.monotonic() - began, failed.detail)
                lines = [_title(target, None, shape, language)]
            else:
                result = _result(reply, time.monotonic() - began)
                lines = [_title(target, address, shape, language), *_packets(reply, language)]
            results.append(result)
            if as_json:
                show.say_json("ping", target, observed, result)
            else:
                show.say(
                    ([Line("")] if number else []) + lines + show.conclusion(result, _good(result), language)
                )
    return results


def _result(reply: EchoReply, took: float) -> Result:
    failure = why(reply)
    reason, detail = (None, "") if failure is None else failure
    return Result(reason, took, detail, reply.round_trips, measures_of(reply))


def _title(target: str, address: IPAddress | None, shape: EchoShape, language: Language) -> Line:
    """What is sent, and where to."""
    shown = target if address is None or str(address) == target else f"{target} ({address})"
    gap, timeout = _seconds(shape.gap_seconds, language), _seconds(shape.timeout_seconds, language)
    sent = _SENT.format(count=shape.count, gap=gap, timeout=timeout)
    return Line(f"{shown}: {sent.in_(language)}", Style.TITLE)


def _packets(reply: EchoReply, language: Language) -> list[Line]:
    """Every packet in the order sent, then the replies that did not count."""
    lines = []
    slowest = max((trip for trip in reply.round_trips if trip is not None), default=0.0)
    for number, trip in enumerate(reply.round_trips, 1):
        name = f"  {_PACKET.in_(language)} {number:<4}"
        if trip is None:
            lines.append(Line(f"{name}{_LOST.in_(language)}", Style.WARNING))
        else:
            bar = "█" * max(1, round(_BAR_WIDTH * trip / slowest)) if slowest > 0 else "█"
            lines.append(Line(f"{name}{_milliseconds(trip, language):>12}  {bar}", Style.BAR))
    odd = ((_DUPLICATE, reply.duplicates), (_LATE, reply.late), (_CORRUPTED, reply.corrupted))
    lines += [
        Line(f"  {text.format(count=count).in_(language)}", Style.WARNING) for text, count in odd if count
    ]
    if reply.unreachable:
        lines.append(Line(f"  {_SAID.in_(language)}: {reply.unreachable}", Style.WARNING))
    return lines


def _good(result: Result) -> Text:
    """The one clear line of a success: what came back, and how fast."""
    trips = [trip for trip in result.round_trips if trip is not None]
    if not trips:
        return Text("", "")
    sent = len(result.round_trips)
    figures = {"least": min(trips), "middle": median(trips), "most": max(trips)}
    lost = (sent - len(trips)) / sent * 100

    def said(language: Language) -> str:
        shown = {name: _milliseconds(trip, language) for name, trip in figures.items()}
        return _ANSWERED.in_(language).format(
            received=len(trips), sent=sent, lost=show.decimal(f"{lost:.3g}", language), **shown
        )

    return Text(said(Language.VI), said(Language.EN))


def _milliseconds(seconds: float, language: Language) -> str:
    """Finer than elsewhere: a round trip inside a building takes a fraction of a millisecond."""
    return f"{show.decimal(f'{seconds * 1000:,.3f}', language)} ms"


def _seconds(seconds: float, language: Language) -> str:
    return show.decimal(f"{seconds * 1000:g} ms" if seconds < 1 else f"{seconds:g} s", language)


_ONE_OF_TWO = Text(
    "hãy cho địa chỉ cần đo, hoặc một tệp địa chỉ với -f",
    "say which addresses to look at, or give a file of them with -f",
)
_SENT = Text(
    "gửi {count} gói tin, cách nhau {gap}, chờ mỗi gói {timeout}",
    "{count} packets, {gap} apart, each waited for {timeout}",
)
_PACKET = Text("gói", "packet")
_LOST = Text("không có trả lời", "no reply")
_DUPLICATE = Text("{count} trả lời bị lặp lại", "{count} replies came twice")
_LATE = Text("{count} trả lời đến sau khi hết giờ chờ", "{count} replies came after their timeout")
_CORRUPTED = Text("{count} trả lời sai nội dung", "{count} replies were damaged on the way")
_SAID = Text("Thiết bị trên đường báo", "A device on the way says")
_ANSWERED = Text(
    "Nhận {received}/{sent} trả lời, mất {lost} %; nhanh nhất {least}, trung vị {middle}, chậm nhất {most}",
    "{received} of {sent} answered, {lost} % lost; fastest {least}, median {middle}, slowest {most}",
)
