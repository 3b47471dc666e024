"""`thongsuot export`: the inventory back as a workbook, without loss."""

from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.details import in_language
from exporter.cli.inventory import config_option, faults_told
from probes.inventory.load import load
from probes.inventory.spreadsheet.export import save, workbook_of
from probes.language import Text


@click.command("export")
@config_option
@click.option(
    "--out",
    "file",
    required=True,
    type=click.Path(path_type=Path),
    help="Tệp .xlsx để ghi | the .xlsx file to write",
)
@click.pass_context
def command(context: click.Context, path: Path, file: Path) -> None:
    """Ghi bản khai báo thành tệp Excel | Write an inventory as an Excel file."""
    language = language_from(context)
    if file.suffix.lower() != ".xlsx":
        raise click.ClickException(_NOT_XLSX.format(file=file).in_(language))
    with faults_told(language):
        book = workbook_of(load(path), home=path if path.is_dir() else path.parent)
    try:
        save(book, file)
    except OSError as error:
        raise click.ClickException(
            _UNWRITABLE.format(file=file, why=in_language(error.strerror or "", language)).in_(language)
        ) from error
    click.echo(str(file))


_NOT_XLSX = Text("tên tệp phải có đuôi .xlsx, không phải {file}", "the file must end in .xlsx, not {file}")
_UNWRITABLE = Text("không ghi được {file}: {why}", "cannot write {file}: {why}")
