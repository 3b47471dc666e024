"""`thongsuot probe ocsp`: what an authority's responder says of certificates, and what that is worth."""

from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.probe import show
from exporter.cli.probe.authority_options import chain_option, networks_option, trust_option
from exporter.cli.probe.certificate_files import authority_files
from exporter.cli.probe.duration import SECONDS
from exporter.cli.probe.ocsp_page import explain
from exporter.cli.probe.one_look import look_at, real_gate
from exporter.cli.probe.show import Line
from exporter.cli.probe.web_address import web_address
from probes.expand import user_agent
from probes.fetch.guard import Guard
from probes.inventory.values import IPNetwork
from probes.kinds.ocsp import OcspSubject, OcspTarget


@click.command("ocsp")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--url",
    help="Địa chỉ OCSP; không ghi thì theo chứng thư | the responder's address; else where the certificate says",
)
@trust_option
@chain_option
@networks_option
@click.option(
    "--timeout", type=SECONDS, default="30s", show_default=True, help="Thời gian chờ | how long to wait"
)
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON cho mỗi tệp | one line of JSON per file")
@click.pass_context
def command(
    context: click.Context,
    files: tuple[str, ...],
    url: str | None,
    trust: tuple[Path, ...],
    intermediates: tuple[Path, ...],
    networks: tuple[IPNetwork, ...],
    timeout: float,
    as_json: bool,
) -> None:
    """Dịch vụ OCSP trả lời thế nào về một chứng thư | What does the OCSP responder say of a certificate?

    Chứng thư của tổ chức đã cấp phải có trong --trust hoặc --chain. Chỉ gửi số hiệu của chứng thư, không gửi họ tên.
    | The issuer's certificate must be given by --trust or --chain. Only the certificate's number is sent, no name.
    """
    language = language_from(context)
    anchors, known = authority_files(trust, language), authority_files(intermediates, language)
    responder = None if url is None else web_address(url, language)
    results = []
    with real_gate() as gate:
        for number, file in enumerate(files):
            target = OcspTarget(
                url=responder,
                subjects=(OcspSubject(file=file),),
                anchors=anchors,
                intermediates=known,
                guard=Guard(networks=networks),
                user_agent=user_agent(None),
            )
            seen = look_at("ocsp", target, gate, timeout)
            results.append(seen.result)
            if as_json:
                show.say_json("ocsp", file, seen.began, seen.result, peers=seen.places)
            else:
                show.say(([Line("")] if number else []) + explain(file, seen, language))
    show.conclude(results)
