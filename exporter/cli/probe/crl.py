"""`thongsuot probe crl`: is a revocation list there, who signed it, until when it holds."""

from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.probe import show
from exporter.cli.probe.authority_options import chain_option, networks_option, trust_option
from exporter.cli.probe.certificate_files import authority_files
from exporter.cli.probe.crl_page import explain
from exporter.cli.probe.duration import SECONDS
from exporter.cli.probe.one_look import look_at, real_gate
from exporter.cli.probe.web_address import web_address
from probes.expand import user_agent
from probes.fetch.guard import Guard
from probes.inventory.values import IPNetwork
from probes.kinds.crl import CrlTarget
from probes.language import Text

_ONE_OF_BOTH = Text(
    "ghi địa chỉ của danh sách, hoặc --from cùng tệp chứng thư",
    "give the list's address, or --from with a certificate file",
)


@click.command("crl")
@click.argument("url", required=False, metavar="[URL]")
@click.option(
    "--from",
    "certificate",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Tải danh sách mà chứng thư này ghi địa chỉ | fetch the list that this certificate names",
)
@trust_option
@chain_option
@networks_option
@click.option(
    "--timeout", type=SECONDS, default="60s", show_default=True, help="Thời gian chờ | how long to wait"
)
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON | one line of JSON")
@click.pass_context
def command(
    context: click.Context,
    url: str | None,
    certificate: str | None,
    trust: tuple[Path, ...],
    intermediates: tuple[Path, ...],
    networks: tuple[IPNetwork, ...],
    timeout: float,
    as_json: bool,
) -> None:
    """Danh sách thu hồi có tải được, đúng và mới không | Is a revocation list there, true and fresh?

    Chữ ký chỉ được kiểm tra khi có chứng thư của tổ chức phát hành trong --trust hoặc --chain.
    | The signature is checked only with the issuer's certificate, given by --trust or --chain.
    """
    language = language_from(context)
    if (url is None) == (certificate is None):
        raise click.UsageError(_ONE_OF_BOTH.in_(language))
    target = CrlTarget(
        urls=() if url is None else (web_address(url, language),),
        certificates=() if certificate is None else (certificate,),
        anchors=authority_files(trust, language),
        intermediates=authority_files(intermediates, language),
        verify=bool(trust or intermediates),
        guard=Guard(networks=networks),
        user_agent=user_agent(None),
    )
    with real_gate() as gate:
        seen = look_at("crl", target, gate, timeout)
    if as_json:
        about = {} if certificate is None else {"file": certificate}
        show.say_json("crl", url or certificate or "", seen.began, seen.result, peers=seen.places, **about)
    else:
        show.say(explain(target, seen, language))
    show.conclude([seen.result])
