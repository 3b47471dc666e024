"""`thongsuot probe http`: does a page answer as expected; what each step took, and who vouches for the server."""

import ssl
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import click
import regex
from pydantic import ValidationError

from exporter.cli import language_from
from exporter.cli.probe import http_page, show
from exporter.cli.probe.duration import SECONDS
from exporter.cli.probe.one_look import Look, look_at, real_gate
from exporter.cli.probe.show import Line
from probes.expand import user_agent
from probes.fetch.chain import presented_chain
from probes.fetch.expectation import compiled
from probes.inventory.model import HttpCheck
from probes.kinds.http import HttpTarget
from probes.language import Language, Text
from probes.network import Family, Gate
from probes.pki import CertificateFacts, UnreadableError, parse
from probes.reasons import ProbeFailed, Reason


@click.command("http")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--method", type=click.Choice(["GET", "HEAD"]), default="GET", show_default=True)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.IntRange(100, 599),
    help="Mã trạng thái mong đợi | an expected status code",
)
@click.option(
    "--body", help="Nội dung phải có, biểu thức chính quy | what the page must contain, a regular expression"
)
@click.option(
    "--body-absent",
    help="Nội dung không được có, biểu thức chính quy | what the page must not contain, likewise",
)
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="NAME:TEXT",
    help="Tiêu đề phải có, biểu thức chính quy | what a header must contain, likewise",
)
@click.option(
    "--redirects",
    type=click.IntRange(0, 20),
    default=10,
    show_default=True,
    help="Số lần chuyển hướng tối đa | redirects to follow at most",
)
@click.option(
    "--trust",
    type=click.Path(exists=True, path_type=Path),
    help="Chứng chỉ gốc tin cậy: tệp hoặc thư mục PEM | trusted roots: a PEM file or folder",
)
@click.option("-4", "family", flag_value="ipv4", help="Chỉ IPv4 | IPv4 only")
@click.option("-6", "family", flag_value="ipv6", help="Chỉ IPv6 | IPv6 only")
@click.option(
    "--timeout", type=SECONDS, default="10s", show_default=True, help="Thời gian chờ | how long to wait"
)
@click.option(
    "--json", "as_json", is_flag=True, help="Một dòng JSON cho mỗi trang | one line of JSON per page"
)
@click.pass_context
def command(
    context: click.Context,
    urls: tuple[str, ...],
    method: str,
    statuses: tuple[int, ...],
    body: str | None,
    body_absent: str | None,
    headers: tuple[str, ...],
    redirects: int,
    trust: Path | None,
    family: Family | None,
    timeout: float,
    as_json: bool,
) -> None:
    """Một trang có trả lời đúng như mong đợi không | Does a page answer as expected?

    Không ghi http:// hay https:// thì hiểu là https://.
    | Without http:// or https:// it is taken as https://.
    """
    language = language_from(context)
    targets = [
        HttpTarget(
            url=_checked(url, language),
            method=method,
            family=family or "any",
            redirects=redirects,
            statuses=statuses,
            body=_pattern(body, language),
            body_absent=_pattern(body_absent, language),
            headers=tuple(_header(header, language) for header in headers),
            trust=None if trust is None else str(trust),
            user_agent=user_agent(None),
        )
        for url in urls
    ]
    results = []
    with real_gate() as gate:
        for number, target in enumerate(targets):
            seen = look_at("http", target, gate, timeout)
            presented = presented_by(target, seen, gate, timeout)
            results.append(seen.result)
            if as_json:
                more = {"peers": seen.places, "chain": [_end_of(facts) for facts in presented]}
                show.say_json("http", target.url, seen.began, seen.result, **more)
            else:
                show.say(
                    ([Line("")] if number else []) + http_page.explain(target, seen, presented, language)
                )
    show.conclude(results)


def presented_by(
    target: HttpTarget, seen: Look, gate: Gate, timeout_seconds: float
) -> Sequence[CertificateFacts]:
    """The chain that the first server presents, over one more handshake that believes everything and asks nothing.

    The look itself keeps only when the chain ends; people want to see the whole of it, above all when it is bad.
    """
    url = urlsplit(target.url)
    if url.scheme != "https" or not seen.peers or seen.result.reason in {Reason.REFUSED, Reason.TIMEOUT}:
        return ()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            gate.look(timeout_seconds) as network,
            network.connect(*seen.peers[0]) as plain,
            context.wrap_socket(plain, server_hostname=url.hostname) as sock,
        ):
            return tuple(parse(der).facts for der in presented_chain(sock))
    except (OSError, ProbeFailed, UnreadableError):
        return ()  # the look's own result says what is wrong with the server


def _end_of(facts: CertificateFacts) -> dict[str, object]:
    wanted = ("fingerprint", "not_before", "not_after", "issuer_name", "key_type", "key_bits")
    return {name: value for name, value in asdict(facts).items() if name in wanted}


def _checked(url: str, language: Language) -> str:
    """The URL as the inventory would take it. Raises UsageError."""
    whole = url if "://" in url else f"https://{url}"
    try:
        return HttpCheck(kind="http", url=whole).url
    except ValidationError:
        wrong = Text(
            "{url} không phải là địa chỉ http:// hay https://", "{url} is no http:// or https:// address"
        )
        raise click.UsageError(wrong.format(url=url).in_(language)) from None


def _header(header: str, language: Language) -> tuple[str, str]:
    name, colon, text = header.partition(":")
    if not colon or not name.strip():
        wrong = Text("{header}: phải có dạng TÊN:NỘI DUNG", "{header}: must look like NAME:TEXT")
        raise click.UsageError(wrong.format(header=header).in_(language))
    return name.strip(), _pattern(text.strip(), language) or ""


def _pattern(text: str | None, language: Language) -> str | None:
    """What an answer is searched for, a regular expression as in the inventory. Raises UsageError."""
    if text is not None:
        try:
            compiled(text)
        except regex.error:
            wrong = Text(
                "{text}: phải là biểu thức chính quy; trước các dấu như [ ( * + ? hãy thêm dấu \\",
                "{text}: must be a regular expression; put a \\ before signs such as [ ( * + ?",
            )
            raise click.UsageError(wrong.format(text=text).in_(language)) from None
    return text
