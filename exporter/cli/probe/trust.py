"""`thongsuot probe trust`: are the pinned roots there and in date, and does a known certificate lead to one."""

from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.details import in_language
from exporter.cli.probe import show
from exporter.cli.probe.authority_options import PATH, chain_option, required_trust_option
from exporter.cli.probe.certificate_files import authority_files
from exporter.cli.probe.one_look import Look, look_at, real_gate
from exporter.cli.probe.show import Line, Style
from probes.kinds.trust import TrustTarget
from probes.language import Language, Text
from probes.pki import day

_FILES_ONLY_SECONDS = 30.0
_CANARY = {
    1.0: Text("nối được tới chứng thư gốc đã ghim", "leads to a pinned root"),
    0.0: Text("không kiểm tra được như đã biết trước", "does not verify as it must"),
}


@click.command("trust")
@required_trust_option
@chain_option
@click.option(
    "--canary",
    type=PATH,
    help="Tệp chứng thư mẫu phải kiểm tra được | file of a certificate that must verify",
)
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON | one line of JSON")
@click.pass_context
def command(
    context: click.Context,
    trust: tuple[Path, ...],
    intermediates: tuple[Path, ...],
    canary: Path | None,
    as_json: bool,
) -> None:
    """Chứng thư gốc đã ghim có đủ và còn hạn không | Are the pinned roots there and in date?"""
    language = language_from(context)
    target = TrustTarget(
        anchors=authority_files(trust, language),
        intermediates=authority_files(intermediates, language),
        canary=None if canary is None else str(canary),
    )
    with real_gate() as gate:
        seen = look_at("trust", target, gate, _FILES_ONLY_SECONDS)
    if as_json:
        show.say_json("trust", " ".join(map(str, trust)), seen.began, seen.result)
    else:
        show.say(explain(seen, language))
    show.conclude([seen.result])


def explain(seen: Look, language: Language) -> list[Line]:
    """The whole page for people."""
    facts, measures = seen.result.facts, seen.result.measures
    roots = len(facts.get("anchors", "").split())
    in_date = int(measures.get("trust_anchors_loaded", 0))
    count = Text(f"{roots}, còn hiệu lực: {in_date}", f"{roots}, in date: {in_date}")
    fingerprints = ", ".join(f"{anchor}…" for anchor in facts.get("anchors", "").split())
    good = Text("Chứng thư gốc đã ghim đầy đủ và còn hiệu lực", "The pinned roots are there and in date")
    return [
        Line(Text("Chứng thư tin cậy", "Trusted certificates").in_(language), Style.TITLE),
        *show.fields(
            [
                (Text("Chứng thư gốc", "Roots"), count.in_(language) if roots else ""),
                (Text("Vân tay", "Fingerprints"), fingerprints),
                *_ends(seen, language),
                (Text("Chứng thư mẫu", "Known certificate"), _canary(seen, language)),
                (
                    Text("Lưu ý", "Note"),
                    in_language(seen.result.detail, language) if seen.result.success else "",
                ),
            ],
            language,
        ),
        *show.conclusion(seen.result, good, language),
    ]


def _ends(seen: Look, language: Language) -> list[tuple[Text, str]]:
    named = {
        "trust_anchor_not_after_timestamp_seconds": Text("Gốc hết hạn sớm nhất", "First root to end"),
        "trust_chain_not_after_timestamp_seconds": Text(
            "Trung gian hết hạn sớm nhất", "First intermediate to end"
        ),
    }
    measures = seen.result.measures
    return [(words, day(measures[name]).in_(language)) for name, words in named.items() if name in measures]


def _canary(seen: Look, language: Language) -> str:
    ok = seen.result.measures.get("trust_canary_ok")
    return "" if ok is None else _CANARY[ok].in_(language)
