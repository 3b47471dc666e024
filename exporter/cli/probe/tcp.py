"""`thongsuot probe tcp`: does a port accept a connection, and how fast."""

import click

from exporter.cli import language_from
from exporter.cli.probe import show
from exporter.cli.probe.duration import SECONDS
from exporter.cli.probe.one_look import Look, look_at, real_gate
from exporter.cli.probe.show import Line, Style
from probes.kinds.tcp import TcpTarget
from probes.language import Language, Text
from probes.network import Family


@click.command("tcp")
@click.argument("host", metavar="HOST")
@click.argument("port", type=click.IntRange(1, 65535), metavar="PORT")
@click.option("-4", "family", flag_value="ipv4", help="Chỉ IPv4 | IPv4 only")
@click.option("-6", "family", flag_value="ipv6", help="Chỉ IPv6 | IPv6 only")
@click.option(
    "--timeout", type=SECONDS, default="10s", show_default=True, help="Thời gian chờ | how long to wait"
)
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON | one line of JSON")
@click.pass_context
def command(
    context: click.Context, host: str, port: int, family: Family | None, timeout: float, as_json: bool
) -> None:
    """Một cổng TCP có nhận kết nối không | Does a TCP port accept connections?"""
    language = language_from(context)
    target = TcpTarget(host=host, port=port, family=family or "any")
    with real_gate() as gate:
        seen = look_at("tcp", target, gate, timeout)
    if as_json:
        show.say_json("tcp", f"{host} {port}", seen.began, seen.result, peers=seen.places)
    else:
        show.say(explain(target, seen, language))
    show.conclude([seen.result])


def explain(target: TcpTarget, seen: Look, language: Language) -> list[Line]:
    """The whole page for people."""
    took = {lang: show.milliseconds(seen.result.duration_seconds, lang) for lang in Language}
    good = Text(
        f"Cổng nhận kết nối, sau {took[Language.VI]}",
        f"The port accepts connections, after {took[Language.EN]}",
    )
    sent = Text("yêu cầu mở kết nối TCP, không gửi dữ liệu", "a request to open a TCP connection, no data")
    asked = [(Text("Gửi", "Sent"), sent.in_(language))] if seen.places else []
    return [
        Line(f"TCP {target.host} {target.port}", Style.TITLE),
        *show.fields(
            [
                *asked,
                (Text("Địa chỉ", "Address"), ", ".join(seen.places)),
            ],
            language,
        ),
        *show.phases(seen.result, language),
        *show.conclusion(seen.result, good, language),
    ]
