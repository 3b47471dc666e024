"""`thongsuot report`: the day's report, or the month's evidence sheet of one commune."""

import sqlite3
from datetime import date, datetime
from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.details import in_language
from exporter.cli.inventory import config_option, faults_told
from exporter.report.document import Document
from exporter.report.formats import FORMATS
from exporter.report.making import day_from, month_from
from probes.clock import SystemClock
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.inventory.values import VIETNAM
from probes.language import Language, Text

_ENDINGS = {".html": "html", ".csv": "csv", ".xlsx": "xlsx"}


@click.command("report")
@config_option
@click.option(
    "--date",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Ngày, ví dụ 2026-11-25; không ghi thì hôm nay | a day such as 2026-11-25; without it today",
)
@click.option(
    "--month",
    type=click.DateTime(["%Y-%m"]),
    metavar="YYYY-MM",
    help="Tháng, ví dụ 2026-11: phiếu theo dõi của một xã, cần --commune | a month such as 2026-11: the evidence sheet of one commune",
)
@click.option("--commune", "code", help="Mã xã năm chữ số | a commune's five-digit code")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="Không ghi thì theo đuôi tệp, không có tệp thì text | without it by the file's ending, else text",
)
@click.option(
    "--output",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Tệp để ghi; không có thì in ra | the file to write; without it to the terminal",
)
@click.pass_context
def command(
    context: click.Context,
    path: Path,
    on: datetime | None,
    month: datetime | None,
    code: str | None,
    form: str | None,
    file: Path | None,
) -> None:
    """Báo cáo cuối ngày, hoặc phiếu theo dõi đường truyền tháng của một xã | The day's report, or one commune's line
    evidence sheet of a month."""
    language = language_from(context)
    if (month is None) != (code is None):
        raise click.UsageError(_TOGETHER.in_(language))
    if month is not None and on is not None:
        raise click.UsageError(_NOT_BOTH.in_(language))
    if form is None:
        form = "text" if file is None else _ENDINGS.get(file.suffix.lower(), "text")
    if form == "xlsx" and file is None:
        raise click.UsageError(_NEEDS_FILE.in_(language))
    with faults_told(language, err=True):
        inventory = load(path)
    written = FORMATS[form](_document(inventory, on, month, code, language), language)
    if file is None:
        click.echo(written, nl=False)
        return
    try:
        file.write_bytes(written)
    except OSError as error:
        why = in_language(error.strerror or "", language)
        raise click.ClickException(_UNWRITABLE.format(file=file, why=why).in_(language)) from error
    click.echo(str(file))


def _document(
    inventory: Inventory, on: datetime | None, month: datetime | None, code: str | None, language: Language
) -> Document:
    now = SystemClock().now().wall
    today = datetime.fromtimestamp(now, VIETNAM).date()
    day = today if on is None else on.date()
    if day > today or (month is not None and date(month.year, month.month, 1) > today):
        raise click.ClickException(_TO_COME.in_(language))
    try:
        if month is None:
            return day_from(inventory, day, now)
        commune = next((one for one in inventory.communes if one.code == code), None)
        if commune is None:
            raise click.ClickException(_UNKNOWN.format(code=code).in_(language))
        return month_from(inventory, commune, month.year, month.month, now)
    except sqlite3.Error as error:
        folder = inventory.settings.data_dir
        raise click.ClickException(_UNREADABLE.format(folder=folder, why=error).in_(language)) from error


_TOGETHER = Text(
    "--month và --commune phải đi cùng nhau: phiếu theo dõi là của một xã trong một tháng",
    "--month and --commune go together: an evidence sheet is of one commune in one month",
)
_NOT_BOTH = Text("chỉ dùng một trong hai: --date hoặc --month", "give either --date or --month, not both")
_NEEDS_FILE = Text(
    "định dạng xlsx cần --output TỆP.xlsx, không in ra màn hình được",
    "xlsx needs --output FILE.xlsx: it cannot be shown on a terminal",
)
_TO_COME = Text("ngày hoặc tháng này chưa đến", "that day or month is still to come")
_UNKNOWN = Text(
    "khai báo không có xã nào mang mã {code}", "the inventory has no commune with the code {code}"
)
_UNREADABLE = Text(
    "không đọc được số liệu của máy giám sát trong {folder}: {why}. Máy giám sát đã chạy với khai báo này lần nào chưa?",
    "cannot read the hub's data in {folder}: {why}. Has the hub ever run with this inventory?",
)
_UNWRITABLE = Text("không ghi được {file}: {why}", "cannot write {file}: {why}")
