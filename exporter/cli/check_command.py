"""`thongsuot check`: every fault of an inventory, or what it amounts to."""

from dataclasses import asdict
from pathlib import Path

import click

from exporter.cli import language_from
from probes.inventory.faults import InventoryError
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.inventory.summary import counts_of, unofficial_communes
from probes.language import Language, Text


@click.command("check")
@click.option(
    "--config",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help="Tệp hoặc thư mục khai báo | the inventory: a file or a folder",
)
@click.pass_context
def command(context: click.Context, path: Path) -> None:
    """Kiểm tra tệp khai báo | Check an inventory."""
    language = language_from(context)
    try:
        inventory = load(path)
    except InventoryError as error:
        for fault in error.faults:
            click.echo(fault.in_(language))
        raise SystemExit(1) from None
    click.echo("ok")
    _tell(inventory, language)


def _tell(inventory: Inventory, language: Language) -> None:
    width = max(len(text.in_(language)) for text in _COUNTED.values())
    for name, count in asdict(counts_of(inventory)).items():
        click.echo(f"{_COUNTED[name].in_(language):{width}}  {count}")
    for commune in unofficial_communes(inventory):
        click.echo(_UNOFFICIAL.format(code=commune.code, name=commune.name).in_(language))


_COUNTED = {
    "communes": Text("xã, phường, đặc khu", "communes"),
    "sites": Text("điểm phục vụ", "sites"),
    "links": Text("đường truyền", "links"),
    "links_without_address": Text("  chưa có địa chỉ", "  without address"),
    "services": Text("dịch vụ", "services"),
    "signers": Text("chứng thư chữ ký số", "signers"),
    "witnesses": Text("điểm làm chứng", "witnesses"),
    "targets": Text("mục tiêu theo dõi", "targets"),
}
_UNOFFICIAL = Text(
    "lưu ý: mã {code} ({name}) không có trong danh mục đơn vị hành chính đi kèm; nếu không phải xã mới thì hãy kiểm tra lại mã",
    "note: the code {code} ({name}) is not in the list of communes that comes with the program; unless it is new, check it",
)
