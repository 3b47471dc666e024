"""`thongsuot probe certificate`: may these certificates sign, until when, and if not, why not."""

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from exporter.cli import language_from
from exporter.cli.probe import chain, show
from exporter.cli.probe.show import Line, Style
from probes.kind import Seen
from probes.kinds.certificate import NOT_A_FILE, TOO_LARGE, CertificateTarget, examine, told
from probes.language import Language, Text
from probes.observation import Result
from probes.pki import EMPTY, NO_CERTIFICATE, CertificateFacts, Judgement, Trust, day
from probes.runner import result_of

_DETAILS = {text.en: text for text in (EMPTY, NO_CERTIFICATE, NOT_A_FILE, TOO_LARGE)}
_SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der", ".p7b", ".p7c"})
_DAY = 86400
_RENEW_SOON_DAYS = 90
_TRUST = {
    Trust.TRUSTED: Text("nối được tới chứng thư gốc đã ghim", "leads to a pinned root"),
    Trust.INCOMPLETE: Text(
        "chưa kết luận được: thiếu chứng thư trung gian", "open: an intermediate is missing"
    ),
    Trust.UNTRUSTED: Text("không nối được tới chứng thư gốc đã ghim", "does not lead to a pinned root"),
    Trust.UNCHECKED: Text(
        "chưa kiểm tra: không có chứng thư gốc nào được ghim (dùng --trust)",
        "not checked: no root is pinned (use --trust)",
    ),
}
_USAGES = {
    "digital_signature": Text("ký số", "signatures"),
    "content_commitment": Text("chống chối bỏ", "commitment to content"),
    "key_encipherment": Text("mã hóa khóa", "key encipherment"),
    "data_encipherment": Text("mã hóa dữ liệu", "data encipherment"),
    "key_agreement": Text("thỏa thuận khóa", "key agreement"),
    "key_cert_sign": Text("cấp chứng thư", "issuing certificates"),
    "crl_sign": Text("ký danh sách thu hồi", "signing revocation lists"),
}


@click.command("certificate")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Chứng thư gốc tin cậy: tệp hoặc thư mục | pinned roots: a file or a folder",
)
@click.option(
    "--chain",
    "intermediates",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Chứng thư trung gian: tệp hoặc thư mục | intermediates: a file or a folder",
)
@click.option(
    "--at",
    "moment",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y", "%d/%m/%Y %H:%M"]),
    help="Xét tại thời điểm này, giờ Việt Nam | judge at this moment, Vietnam's time",
)
@click.option("--json", "as_json", is_flag=True, help="Một dòng JSON cho mỗi tệp | one line of JSON per file")
@click.pass_context
def command(
    context: click.Context,
    files: tuple[str, ...],
    trust: tuple[Path, ...],
    intermediates: tuple[Path, ...],
    moment: datetime | None,
    as_json: bool,
) -> None:
    """Chứng thư số có còn dùng để ký được không | May a certificate still sign documents?

    Không hiện họ tên, thư điện tử hay số định danh ghi trong chứng thư.
    | Never shows the name, e-mail address or identity number in a certificate.
    """
    language = language_from(context)
    at = time.time() if moment is None else moment.replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).timestamp()
    anchors, known = _expanded(trust, language), _expanded(intermediates, language)
    results = []
    for number, file in enumerate(files):
        target = CertificateTarget(file=file, anchors=anchors, intermediates=known)
        result, judgement = look(target, at)
        results.append(result)
        if as_json:
            show.say_json("certificate", file, at, result)
        else:
            show.say(([Line("")] if number else []) + explain(file, result, judgement, at, language))
    show.conclude(results)


def look(target: CertificateTarget, at: float) -> tuple[Result, Judgement | None]:
    """Look once as the hub would at `at` (unix seconds): the result, and what it rests on if anything was read."""
    examined: list[Judgement] = []

    def once() -> Seen:
        examined.append(examine(target, at))
        return told(examined[0])

    result = result_of(once, time.monotonic())
    return result, examined[0] if examined else None


def explain(
    file: str, result: Result, judgement: Judgement | None, at: float, language: Language
) -> list[Line]:
    """The whole page for people."""
    title = Line(f"{Text('Chứng thư trong tệp', 'Certificate in').in_(language)} {file}", Style.TITLE)
    if judgement is None:
        detail = _DETAILS.get(result.detail)
        spoken = result if detail is None else replace(result, detail=detail.in_(language))
        return [title, *show.conclusion(spoken, Text("", ""), language)]
    return [
        title,
        *_facts(judgement, at, language),
        *_chain(judgement, at, language),
        *_end(judgement, at, language),
    ]


def _facts(judgement: Judgement, at: float, language: Language) -> list[Line]:
    facts = judgement.facts
    rows = [
        (Text("Xét tại", "Judged at"), show.moment(at, language)),
        (Text("Vân tay", "Fingerprint"), f"{facts.fingerprint}…"),
        (Text("Khóa", "Key"), _key(facts)),
        (Text("Dùng để", "Usage"), _usage(facts, language)),
        (Text("Tin cậy", "Trust"), _TRUST[judgement.trust].in_(language)),
    ]
    first = min(range(len(judgement.chain)), key=lambda position: judgement.chain[position].not_after)
    if first:
        until = Text(
            "{day}, vì chứng thư cấp {level} hết hạn trước", "{day}, when the one at level {level} ends"
        )
        shown = day(judgement.effective_not_after).in_(language)
        rows.append(
            (Text("Thực tế đến", "In effect until"), until.format(day=shown, level=first).in_(language))
        )
    return show.fields(rows, language)


def _chain(judgement: Judgement, at: float, language: Language) -> list[Line]:
    title = Text("Chuỗi chứng thực", "Chain")
    first = Text("chứng thư được xét", "this certificate").in_(language)
    bad = {finding.position for finding in judgement.findings}
    return chain.lines(title, first, judgement.chain, at, language, bad)


def _end(judgement: Judgement, at: float, language: Language) -> list[Line]:
    """The conclusion: the worst finding, the others, and what to do about the worst."""
    days = int((judgement.effective_not_after - at) // _DAY)
    if not judgement.findings:
        good = _good(judgement, days)
        renew = [show.hint(_RENEW, language)] if days <= _RENEW_SOON_DAYS else []
        return [Line(f"✓ {good.in_(language)}", Style.GOOD), *renew]
    worst, *others = judgement.findings
    said = f"{worst.reason.sentence.in_(language)}: {worst.what.in_(language)}"
    also = Text("  Ngoài ra: {what}", "  Also: {what}")
    return [
        Line(f"✗ {said}", Style.BAD),
        *(Line(also.in_(language).format(what=other.what.in_(language)), Style.BAD) for other in others),
        show.hint(worst.reason.hint, language),
    ]


def _good(judgement: Judgement, days: int) -> Text:
    left = chain.days_left(days)
    if judgement.trust is Trust.UNCHECKED:
        return Text(
            f"Chứng thư còn hiệu lực, {left.vi}, nhưng chưa biết có đáng tin cậy không",
            f"The certificate is in effect, {left.en}, but whether to trust it is not known",
        )
    return Text(f"Dùng để ký được, {left.vi}", f"It may sign, {left.en}")


def _key(facts: CertificateFacts) -> str:
    size = "" if facts.key_bits is None else f" {facts.key_bits}"
    return f"{facts.key_type.upper()}{size}, {facts.signature_algorithm}"


def _usage(facts: CertificateFacts, language: Language) -> str:
    return ", ".join(word.in_(language) for bit, word in _USAGES.items() if bit in (facts.usage or ()))


def _expanded(paths: tuple[Path, ...], language: Language) -> tuple[str, ...]:
    """Files as they are, folders as the certificate files in them. Raises UsageError for a folder without any."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(file for file in path.iterdir() if file.suffix.lower() in _SUFFIXES)
        if not inside:
            none = Text(
                "thư mục {path} không có tệp chứng thư nào", "the folder {path} holds no certificate file"
            )
            raise click.UsageError(none.format(path=path).in_(language))
        found += inside
    return tuple(str(file) for file in found)


_RENEW = Text(
    "Sắp hết hạn: lập đề nghị gia hạn ngay, vì sát ngày hết hạn thì chỉ còn cách xin cấp mới",
    "It ends soon: ask for renewal now; close to the end only a new certificate is left",
)
