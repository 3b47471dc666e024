"""`thongsuot probe dns`: does a name resolve, to what, at which server."""

from ipaddress import ip_address

import click

from exporter.cli import language_from
from exporter.cli.probe import show
from exporter.cli.probe.duration import SECONDS
from exporter.cli.probe.one_look import Look, look_at, real_gate
from exporter.cli.probe.show import Line, Style
from probes.inventory.values import IPAddress
from probes.kinds.dns import DnsTarget
from probes.language import Language, Text

_TYPES = ("A", "AAAA", "CNAME", "MX", "NS", "SOA", "TXT")


@click.command("dns")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--type",
    "record_type",
    type=click.Choice(_TYPES, case_sensitive=False),
    default="A",
    show_default=True,
    help="Loại bản ghi | the type of record",
)
@click.option(
    "--server",
    metavar="ADDRESS",
    help="Máy chủ DNS được hỏi; mặc định là máy chủ của máy này | the name server to ask; this machine's own by default",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=53, show_default=True, help="Cổng | the server's port"
)
@click.option("--expect", multiple=True, help="Câu trả lời phải có | an answer that must be there")
@click.option(
    "--timeout", type=SECONDS, default="5s", show_default=True, help="Thời gian chờ | how long to wait"
)
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON cho mỗi tên | one line of JSON per name")
@click.pass_context
def command(
    context: click.Context,
    names: tuple[str, ...],
    record_type: str,
    server: str | None,
    port: int,
    expect: tuple[str, ...],
    timeout: float,
    as_json: bool,
) -> None:
    """Một tên miền có được phân giải không | Does a name resolve?"""
    language = language_from(context)
    asked = None if server is None else _address(server, language)
    results = []
    with real_gate() as gate:
        for number, name in enumerate(names):
            target = DnsTarget(name=name, type=record_type, server=asked, port=port, expect=expect)
            seen = look_at("dns", target, gate, timeout)
            results.append(seen.result)
            if as_json:
                show.say_json("dns", name, seen.began, seen.result, peers=seen.places)
            else:
                show.say(([Line("")] if number else []) + explain(target, seen, language))
    show.conclude(results)


def explain(target: DnsTarget, seen: Look, language: Language) -> list[Line]:
    """The whole page for people."""
    took = {lang: show.milliseconds(seen.result.duration_seconds, lang) for lang in Language}
    good = Text(f"Có trả lời, sau {took[Language.VI]}", f"Answered, after {took[Language.EN]}")
    if target.expect:
        good = Text(
            f"Trả lời đúng như mong đợi, sau {took[Language.VI]}",
            f"Answered as expected, after {took[Language.EN]}",
        )
    rows = [
        (Text("Hỏi", "Asked"), f"{target.type} {target.name}"),
        (Text("Máy chủ", "Server"), ", ".join(seen.places)),
        (Text("Trả lời", "Answer"), seen.result.detail if seen.result.success else ""),
        (Text("Mong đợi", "Expected"), ", ".join(target.expect)),
    ]
    return [
        Line(f"DNS {target.name}", Style.TITLE),
        *show.fields(rows, language),
        *show.phases(seen.result, language),
        *show.conclusion(seen.result, good, language),
    ]


def _address(server: str, language: Language) -> IPAddress:
    try:
        return ip_address(server)
    except ValueError:
        wrong = Text("{server} không phải là địa chỉ IP", "{server} is not an IP address")
        raise click.UsageError(wrong.format(server=server).in_(language)) from None
