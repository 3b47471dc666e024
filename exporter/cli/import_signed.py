"""`thongsuot import --from-signed`: the certificates of those who signed a commune's documents, told without their names."""

import sys
from collections.abc import Callable
from pathlib import Path

import click
import yaml

from exporter.cli.details import in_language
from probes.language import Language, Text
from probes.pki import Certificate, day
from probes.pki.holder import Holder
from probes.signing.harvest import (
    Harvest,
    NotInstalled,
    Reader,
    Signer,
    documents_below,
    file_of,
    harvest,
    write,
)
from probes.signing.pdf import Document


def import_signed(documents: Path, folder: Path, language: Language) -> None:
    """Harvest `documents` into `folder`, and tell what was found. Raises ClickException; exit code 1 when there is nothing."""
    if not documents.exists():
        raise click.ClickException(_NOT_THERE.format(path=documents).in_(language))
    if folder.exists() and not folder.is_dir():
        raise click.ClickException(_NO_FOLDER.format(path=folder).in_(language))
    unlisted: list[Path] = []
    paths = documents_below(documents, unlisted.append)
    try:
        with Reader() as reader:
            found = _read_all(paths, unlisted, reader.read, language)
    except NotInstalled:
        raise click.ClickException(_NOT_INSTALLED.in_(language)) from None
    _tell_passed_over(found, documents, language)
    click.echo(
        _READ.format(documents=found.documents, signatures=found.signatures, signers=len(found.signers)).in_(
            language
        )
    )
    if not found.signers:
        raise SystemExit(1)
    try:
        write(found, folder)
    except OSError as error:
        raise click.ClickException(
            _UNWRITABLE.format(path=folder, why=in_language(error.strerror or "", language)).in_(language)
        ) from None
    for line in _table(found, language):
        click.echo(line)
    click.echo()
    click.echo(_snippet(found, folder.absolute(), language))


def _read_all(
    paths: list[Path], unlisted: list[Path], read: Callable[[Path], Document], language: Language
) -> Harvest:
    with click.progressbar(length=len(paths), label=_READING.in_(language), file=sys.stderr) as progress:

        def read_one(path: Path) -> Document:
            document = read(path)
            progress.update(1)
            return document

        return harvest(paths, read_one, unlisted)


def _tell_passed_over(found: Harvest, top: Path, language: Language) -> None:
    if not found.passed_over:
        return
    click.echo(_PASSED_OVER.format(count=len(found.passed_over)).in_(language))
    for path, trouble in found.passed_over:
        below = path.relative_to(top) if path != top and path.is_relative_to(top) else path
        click.echo(f"  {_printable(below)}: {trouble.sentence.in_(language)}")


def _printable(path: Path) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in str(path))


def _table(found: Harvest, language: Language) -> list[str]:
    rows = [tuple(heading.in_(language) for heading in _HEADINGS)]
    rows += [_row(signer, language) for signer in found.signers]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _row(signer: Signer, language: Language) -> tuple[str, ...]:
    facts = signer.certificate.facts
    claimed = ("-" if moment is None else day(moment).in_(language) for moment in (signer.first, signer.last))
    until = day(facts.not_after).in_(language)
    return (facts.fingerprint, _HOLDERS[signer.holder].in_(language), *claimed, until, str(signer.documents))


def _snippet(found: Harvest, folder: Path, language: Language) -> str:
    """What may be pasted into signers.yml, and refuses to be taken until somebody has said whose the certificates are."""
    signers = [
        {
            "id": signer.certificate.facts.fingerprint,
            "commune": "",
            "role": "",
            "authority": "",
            "signer_kind": "" if signer.holder is Holder.UNKNOWN else signer.holder.value,
            "file": _file(signer.certificate, folder),
        }
        for signer in found.signers
    ]
    text = f"# {_FILL_IN.in_(language)}\n"
    text += yaml.safe_dump({"signers": signers}, allow_unicode=True, sort_keys=False, width=1000)
    if found.issuers:
        text += f"\n# {_ISSUERS.in_(language)}\n"
        text += "".join(f"# {_file(issuer, folder)}\n" for issuer in found.issuers)
    return text.rstrip("\n")


def _file(certificate: Certificate, folder: Path) -> str:
    return str(file_of(certificate, folder))


_HEADINGS = (
    Text("dấu vân tay", "fingerprint"),
    Text("có vẻ của", "seems to be of"),
    Text("ký lần đầu*", "first signed*"),
    Text("ký lần cuối*", "last signed*"),
    Text("hết hạn", "ends"),
    Text("số tệp", "documents"),
)
_HOLDERS = {
    Holder.ORGANISATION: Text("tổ chức", "an organisation"),
    Holder.PERSON: Text("cá nhân", "a person"),
    Holder.UNKNOWN: Text("chưa rõ", "not known"),
}
_READING = Text("đang đọc", "reading")
_READ = Text(
    "đã đọc {documents} tệp PDF: {signatures} chữ ký, {signers} chứng thư",
    "PDFs read: {documents}; signatures: {signatures}; certificates: {signers}",
)
_PASSED_OVER = Text("{count} tệp bị bỏ qua, hoặc chỉ lấy được một phần:", "gave nothing, or not all: {count}")
_FILL_IN = Text(
    "signers.yml: hãy điền commune, role và authority (id của tổ chức chứng thực), kiểm tra signer_kind (chỉ là phỏng đoán). (*) theo lời người ký, chưa kiểm chứng",
    "signers.yml: fill in commune, role and authority (its id), check signer_kind (a guess). (*) by the signer's own word, not verified",
)
_ISSUERS = Text(
    "chứng thư của tổ chức chứng thực kèm theo chữ ký, chưa ai kiểm chứng; đối chiếu dấu vân tay rồi mới ghi vào intermediates:",
    "authorities' certificates that came with the signatures, which nobody has checked; compare them before they become intermediates:",
)
_NOT_INSTALLED = Text(
    "cần thư viện pyHanko để đọc PDF: hãy cài phần bổ sung harvest (pip install 'thongsuot[harvest]')",
    "reading PDFs needs pyHanko: install the extra harvest (pip install 'thongsuot[harvest]')",
)
_NOT_THERE = Text("không có tệp hay thư mục {path}", "there is no file or folder {path}")
_NO_FOLDER = Text("{path} không phải là thư mục", "{path} is no folder")
_UNWRITABLE = Text("không ghi được vào {path}: {why}", "cannot write to {path}: {why}")
