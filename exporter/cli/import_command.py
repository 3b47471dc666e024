"""`thongsuot import`: an inventory from the list a province already keeps."""

from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.details import in_language
from exporter.cli.inventory import faults_told
from probes.inventory.spreadsheet.export import save, template
from probes.inventory.spreadsheet.folder import FolderTaken, write_folder
from probes.inventory.spreadsheet.importing import import_spreadsheet
from probes.inventory.summary import counts_of
from probes.language import Language, Text

TEMPLATE_NAME = "thongsuot-template.xlsx"


@click.command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    help="Thư mục mới để ghi khai báo | a new folder for the inventory",
)
@click.option(
    "--from-signed",
    "documents",
    type=click.Path(path_type=Path),
    help="Thư mục văn bản PDF đã ký: lấy chứng thư người ký vào --out | a folder of signed PDFs: their signers' certificates go to --out",
)
@click.option(
    "--template",
    "template_file",
    is_flag=False,
    flag_value=TEMPLATE_NAME,
    type=click.Path(path_type=Path),
    help=f"Ghi tệp mẫu (mặc định {TEMPLATE_NAME}) | write an empty workbook to fill in",
)
@click.pass_context
def command(
    context: click.Context,
    file: Path | None,
    folder: Path | None,
    documents: Path | None,
    template_file: Path | None,
) -> None:
    """Lập bản khai báo từ tệp .xlsx hoặc .csv | Make an inventory of an .xlsx or .csv file."""
    language = language_from(context)
    if documents is not None:
        if folder is None or file is not None or template_file is not None:
            raise click.UsageError(_USAGE_SIGNED.in_(language))
        from exporter.cli.import_signed import (
            import_signed,
        )  # whoever reads a spreadsheet needs no certificates

        import_signed(documents, folder, language)
        return
    if template_file is not None:
        _write_template(template_file, language)
        return
    if file is None or folder is None:
        raise click.UsageError(_USAGE.in_(language))
    with faults_told(language):
        inventory, plain = import_spreadsheet(file)
    try:
        written = write_folder(plain, folder)
    except FolderTaken:
        raise click.ClickException(_TAKEN.format(folder=folder).in_(language)) from None
    except OSError as error:
        raise click.ClickException(
            _UNWRITABLE.format(path=folder, why=in_language(error.strerror or "", language)).in_(language)
        ) from error
    counts = counts_of(inventory)
    for path in written:
        click.echo(str(path))
    click.echo(
        _DONE.format(communes=counts.communes, links=counts.links, signers=counts.signers).in_(language)
    )
    if not inventory.witnesses:
        click.echo(_WITNESSES.format(file=folder / "thongsuot.yml").in_(language))
    click.echo(_NEXT.format(folder=folder).in_(language))


def _write_template(path: Path, language: Language) -> None:
    if path.exists():
        raise click.ClickException(_EXISTS.format(path=path).in_(language))
    try:
        save(template(language), path)
    except OSError as error:
        raise click.ClickException(
            _UNWRITABLE.format(path=path, why=in_language(error.strerror or "", language)).in_(language)
        ) from error
    click.echo(str(path))


_USAGE = Text(
    "cần tệp và --out THƯ_MỤC, hoặc --template để lấy tệp mẫu",
    "a file and --out FOLDER are needed, or --template for an empty workbook",
)
_USAGE_SIGNED = Text(
    "--from-signed THƯ_MỤC_PDF chỉ đi cùng --out THƯ_MỤC", "--from-signed FOLDER goes with --out FOLDER alone"
)
_TAKEN = Text(
    "{folder} đã có nội dung; hãy chọn một thư mục mới, không có gì bị ghi đè",
    "{folder} has something in it; choose a new folder, nothing is overwritten",
)
_EXISTS = Text("{path} đã có; không ghi đè", "{path} exists; it is not overwritten")
_UNWRITABLE = Text("không ghi được {path}: {why}", "cannot write {path}: {why}")
_DONE = Text(
    "xong: {communes} xã, {links} đường truyền, {signers} chứng thư",
    "done: {communes} communes, {links} lines, {signers} signers",
)
_WITNESSES = Text(
    "còn thiếu: ít nhất ba điểm làm chứng (mục witnesses trong {file}), để chương trình biết khi chính nó mất mạng",
    "still missing: at least three witnesses (section witnesses in {file}), so that the program knows when it is itself cut off",
)
_NEXT = Text("kiểm tra lại: thongsuot check --config {folder}", "next: thongsuot check --config {folder}")
