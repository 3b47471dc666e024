"""`thongsuot probe token`: what a vendor's module says of the tokens plugged in here, without a PIN."""

import time

import click

from exporter.cli import language_from
from exporter.cli.probe import show
from exporter.cli.probe.duration import SECONDS
from exporter.cli.probe.token_page import explain
from probes.kind import Seen
from probes.kinds.token import TokenTarget, read, told
from probes.language import Language, Text
from probes.observation import Result
from probes.runner import result_of
from probes.tokens.reading import SHORTEST_FINGERPRINT, Token, TokenRead, bare_fingerprint

_NO_FINGERPRINT = Text(
    "{written}: phải có từ 16 đến 64 chữ số thập lục phân (SHA-256 của chứng thư)",
    "{written}: must be 16 to 64 hexadecimal digits (the certificate's SHA-256)",
)


@click.command("token")
@click.argument("module", metavar="MODULE", type=click.Path())
@click.option(
    "--fingerprint",
    metavar="HEX",
    help="Vân tay SHA-256 của chứng thư mà token phải giữ, ít nhất 16 chữ số đầu"
    " | SHA-256 fingerprint of the certificate it should hold, at least the first 16 digits",
)
@click.option(
    "--timeout", type=SECONDS, default="15s", show_default=True, help="Thời gian chờ | how long to wait"
)
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON | one line of JSON")
@click.pass_context
def command(
    context: click.Context, module: str, fingerprint: str | None, timeout: float, as_json: bool
) -> None:
    """USB Token có cắm, có bị khóa PIN không | Is the USB token there, and is its PIN locked?

    THƯ_VIỆN là thư viện PKCS#11 của hãng token. Không bao giờ hỏi hay nhập mã PIN; không hiện tên người ghi trong chứng thư.
    | MODULE is the vendor's PKCS#11 library. Never asks for or enters a PIN; never shows the name in a certificate.
    """
    language = language_from(context)
    target = TokenTarget(module=module, fingerprint=_fingerprint(fingerprint, language))
    at = time.time()
    result, found = look(target, timeout)
    if as_json:
        show.say_json("token", module, at, result, **_in_short(result, found))
    else:
        show.say(explain(target, result, found, at, language))
    show.conclude([result])


def look(target: TokenTarget, timeout_seconds: float) -> tuple[Result, TokenRead | None]:
    """Look once: the result, and what it rests on if the module could be read."""
    reads: list[TokenRead] = []

    def once() -> Seen:
        reads.append(read(target, timeout_seconds))
        return told(reads[0], target.fingerprint)

    result = result_of(once, time.monotonic())
    return result, reads[0] if reads else None


def _fingerprint(written: str | None, language: Language) -> str | None:
    if written is None:
        return None
    bare = bare_fingerprint(written)
    if not SHORTEST_FINGERPRINT <= len(bare) <= 64 or set(bare) - set("0123456789abcdef"):
        raise click.BadParameter(
            _NO_FINGERPRINT.format(written=written).in_(language), param_hint="--fingerprint"
        )
    return bare


def _in_short(result: Result, found: TokenRead | None) -> dict[str, object]:
    """What scripts want first. `slots`, `tokens`: null when the module could not be read."""
    return {
        "state": result.facts.get("state"),
        "slots": None if found is None else found.slots,
        "tokens": None if found is None else [_token(token) for token in found.tokens],
    }


def _token(token: Token) -> dict[str, object]:
    """Times in unix seconds."""
    return {
        "slot": token.slot,
        "state": token.state.value,
        "model": token.model,
        "certificates": [
            {
                "fingerprint": certificate.facts.fingerprint,
                "not_before": certificate.facts.not_before,
                "not_after": certificate.facts.not_after,
            }
            for certificate in token.certificates
        ],
    }
