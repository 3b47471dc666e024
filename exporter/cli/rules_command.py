"""`thongsuot rules`: the Prometheus rules of this hub."""

from pathlib import Path

import click

from alerts.rules import rule_files
from exporter.cli import language_from
from exporter.cli.inventory import faults_told
from probes.inventory.load import load
from probes.inventory.settings import Settings
from probes.language import Text


@click.command("rules")
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help="Tệp hoặc thư mục khai báo; không có thì dùng mặc định | the inventory: a file or a folder; without it the defaults",
)
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="Thư mục để ghi các tệp .yml | the folder for the .yml files",
)
@click.pass_context
def command(context: click.Context, path: Path | None, folder: Path) -> None:
    """Quy tắc cảnh báo cho Prometheus, theo mục alerting của tệp khai báo |
    Alerting rules for Prometheus, as the inventory's section alerting wants them."""
    language = language_from(context)
    with faults_told(language):
        settings = Settings() if path is None else load(path).settings
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in rule_files(settings).items():
            (folder / name).write_text(text, encoding="utf-8")
            click.echo(str(folder / name))
    except OSError as error:
        raise click.ClickException(
            _UNWRITABLE.format(folder=folder, why=error.strerror).in_(language)
        ) from error


_UNWRITABLE = Text("không ghi được vào {folder}: {why}", "cannot write into {folder}: {why}")
