"""`thongsuot alertmanager`: the Alertmanager configuration of this inventory."""

from datetime import datetime
from pathlib import Path

import click

from alerts.alertmanager import configuration
from exporter.cli import language_from
from exporter.cli.inventory import config_option, faults_told
from probes.inventory.load import load
from probes.inventory.values import VIETNAM
from probes.language import Text


@click.command("alertmanager")
@config_option
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path),
    help="Tệp để ghi; không có thì in ra | the file to write; without it, it is printed",
)
@click.pass_context
def command(context: click.Context, path: Path, file: Path | None) -> None:
    """Cấu hình Alertmanager: báo cho tổ nào, lúc nào | The Alertmanager configuration: who is told of what, and when."""
    language = language_from(context)
    with faults_told(language, err=True):
        inventory = load(path)
    if not inventory.teams:
        raise click.ClickException(_NO_TEAM.in_(language))
    text = configuration(inventory, datetime.now(VIETNAM).year)
    if file is None:
        click.echo(text, nl=False)
    else:
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise click.ClickException(
                _UNWRITABLE.format(file=file, why=error.strerror).in_(language)
            ) from error
        click.echo(str(file))
    if inventory.settings.alerting.watchdog is None:
        click.echo(_NO_WATCHDOG.in_(language), err=True)


_NO_TEAM = Text(
    "teams: đang trống; cần khai báo ít nhất một tổ để nhận cảnh báo",
    "teams: there is none; at least one has to be declared, to be told",
)
_UNWRITABLE = Text("không ghi được {file}: {why}", "cannot write {file}: {why}")
_NO_WATCHDOG = Text(
    "chú ý: chưa khai báo settings.alerting.watchdog, nên không ai biết nếu toàn bộ việc cảnh báo ngừng chạy",
    "note: settings.alerting.watchdog is not declared, so nobody will notice if alerting as a whole stops",
)
