"""`thongsuot codes`: the codes by which communes report trouble, for the province to hand out. A running hub notices."""

import csv
import os
from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.group import SpokenGroup
from exporter.cli.inventory import config_option, faults_told
from exporter.codes import Codes, CodesUnusable
from probes.inventory.load import load
from probes.inventory.model import Commune, Inventory
from probes.language import Language, Text


@click.group("codes", cls=SpokenGroup)
def command() -> None:
    """Mã báo sự cố của từng xã | The code each commune reports trouble with."""


@command.command("list")
@config_option
@click.option("--commune", "only", metavar="MÃ", help="Chỉ một xã | one commune only")
@click.option(
    "--csv",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi vào tệp CSV mới, chỉ mình đọc được | into a new CSV file that only you can read",
)
@click.pass_context
def list_command(context: click.Context, path: Path, only: str | None, file: Path | None) -> None:
    """Các mã, để gửi riêng cho từng xã | The codes, to hand to each commune."""
    language = language_from(context)
    inventory = _inventory(path, language)
    communes = inventory.communes if only is None else (_commune(inventory, only, language),)
    codes = _codes(inventory, language)
    rows = [(commune.code, commune.name, _code_of(codes, commune.code, language)) for commune in communes]
    if file is None:
        for row in rows:
            click.echo("  ".join(row))
        return
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise click.ClickException(_NO_FILE.format(file=file, why=error.strerror).in_(language)) from error
    with os.fdopen(number, "w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("commune", "name", "code"))
        writer.writerows((code, _no_formula(name), secret) for code, name, secret in rows)
    click.echo(_WRITTEN.format(count=len(rows), file=file).in_(language), err=True)


@command.command("renew")
@click.argument("commune", metavar="XÃ")
@config_option
@click.pass_context
def renew_command(context: click.Context, commune: str, path: Path) -> None:
    """Thay mã của một xã; mã cũ hết hiệu lực ngay | A new code for one commune; the old one is void at once."""
    language = language_from(context)
    inventory = _inventory(path, language)
    found = _commune(inventory, commune, language)
    codes = _codes(inventory, language)
    try:
        click.echo(codes.renew(found.code))
    except CodesUnusable as error:
        raise click.ClickException(error.text.in_(language)) from error


def _inventory(path: Path, language: Language) -> Inventory:
    with faults_told(language, err=True):
        return load(path)


def _commune(inventory: Inventory, code: str, language: Language) -> Commune:
    found = next((commune for commune in inventory.communes if commune.code == code), None)
    if found is None:
        raise click.ClickException(_NO_COMMUNE.format(code=code).in_(language))
    return found


def _codes(inventory: Inventory, language: Language) -> Codes:
    """As the user whose folder it is: a key that root made there, the hub could not read."""
    folder = Path(inventory.settings.data_dir)
    if folder.exists() and folder.stat().st_uid != os.geteuid():
        raise click.ClickException(_OTHER_USER.format(folder=folder).in_(language))
    try:
        return Codes(folder)
    except CodesUnusable as error:
        raise click.ClickException(error.text.in_(language)) from error


def _code_of(codes: Codes, commune: str, language: Language) -> str:
    try:
        return codes.code_of(commune)
    except CodesUnusable as error:
        raise click.ClickException(error.text.in_(language)) from error


def _no_formula(name: str) -> str:
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


_NO_COMMUNE = Text("Bản khai báo không có xã {code}", "The inventory has no commune {code}")
_OTHER_USER = Text(
    "{folder} là của người dùng khác; hãy chạy lệnh này bằng người dùng của máy giám sát (sudo -u thongsuot ...)",
    "{folder} is another user's; run this as the hub's user (sudo -u thongsuot ...)",
)
_NO_FILE = Text("Không lập được tệp {file}: {why}", "{file} cannot be made: {why}")
_WRITTEN = Text(
    "Đã ghi {count} mã vào {file}; hãy xóa tệp sau khi đã gửi riêng cho từng xã",
    "{count} codes are in {file}; remove it once each commune has its own",
)
