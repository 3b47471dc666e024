"""`thongsuot relay weekly`: each commune's office is told by mail which of its signing certificates end soon."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import click

from alerts.relay.channels.email import Email
from alerts.relay.load import RelayConfig, load_relay
from alerts.relay.queue.disk import Disk
from alerts.relay.queue.schema import QueueUnusable
from alerts.relay.settings import EmailChannel
from alerts.relay.weekly import Outcome, due_mails, send
from alerts.weekly_mail import WeeklyMail
from exporter.cli import language_from
from exporter.cli.inventory import faults_told
from exporter.data_lock import DataFolderTaken, only_hub_of
from probes.clock import SystemClock
from probes.inventory.model import Commune
from probes.language import Language, Text


@click.command("weekly")
@click.option(
    "--config",
    "path",
    default="/etc/thongsuot/relay.yml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Tệp cấu hình relay.yml | the relay's configuration",
)
@click.option(
    "--dry-run",
    "dry",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Không gửi gì, ghi thư vào tệp này | send nothing, write the mails into this file",
)
@click.pass_context
def weekly_command(context: click.Context, path: Path, dry: Path | None) -> None:
    """Gửi thư hằng tuần về chứng thư tới các xã | Mail each commune about its signing certificates, once a week."""
    language = language_from(context)
    with faults_told(language, err=True):
        config = load_relay(path)
    hub = config.settings.hub
    if hub is None:
        raise click.ClickException(_NO_HUB.in_(language))
    now = SystemClock().now().wall
    mails = due_mails(config, hub, language, now)
    try:
        outcomes = list(_sent(config, mails, language, now) if dry is None else _written(mails, dry))
    except (DataFolderTaken, QueueUnusable) as error:
        raise click.ClickException(error.text.in_(language)) from error
    except (sqlite3.Error, OSError) as error:
        raise click.ClickException(_CANNOT_WRITE.format(why=error).in_(language)) from error
    _tell(outcomes, language)
    if any(outcome.failed for _, outcome in outcomes):
        context.exit(1)


def _sent(
    config: RelayConfig,
    mails: Iterator[tuple[Commune, WeeklyMail | Outcome]],
    language: Language,
    now: float,
) -> Iterator[tuple[Commune, Outcome]]:
    settings = config.settings
    channel = next((each for each in settings.channels if isinstance(each, EmailChannel)), None)
    if channel is None:
        raise click.ClickException(_NO_CHANNEL.in_(language))
    folder = Path(settings.data_dir) / "relay"
    with ExitStack() as undo:
        # Of its own: the relay, which may run, holds the lock of its folder, and shares only its file.
        undo.enter_context(only_hub_of(folder / "weekly"))
        disk = undo.enter_context(closing(Disk(folder / "relay.sqlite")))
        post = Email(channel)
        for commune, mail in mails:
            if isinstance(mail, Outcome):
                yield commune, mail
            else:
                yield commune, send(commune, mail, channel.sender, post, disk, language, now)


def _written(
    mails: Iterator[tuple[Commune, WeeklyMail | Outcome]], file: Path
) -> Iterator[tuple[Commune, Outcome]]:
    """The mails as JSON, a line each, without the address."""
    with file.open("w", encoding="utf-8") as lines:
        for commune, mail in mails:
            if isinstance(mail, Outcome):
                yield commune, mail
                continue
            said = {"commune": commune.code, "subject": mail.subject, "text": mail.text, "html": mail.page}
            lines.write(json.dumps(said, ensure_ascii=False) + "\n")
            yield commune, Outcome.NO_ADDRESS if commune.email is None else Outcome.WRITTEN


def _tell(outcomes: Sequence[tuple[Commune, Outcome]], language: Language) -> None:
    names: dict[Outcome, list[str]] = {}
    for commune, outcome in outcomes:
        names.setdefault(outcome, []).append(commune.name)
    for outcome in Outcome:
        if outcome in names:
            click.echo(f"{outcome.value.in_(language)} ({len(names[outcome])}): {', '.join(names[outcome])}")


_NO_HUB = Text(
    "relay.yml chưa có hub: cần địa chỉ máy giám sát để biết tình hình chứng thư",
    "relay.yml has no hub, which is asked about the certificates",
)
_NO_CHANNEL = Text("relay.yml chưa có kênh nào kind: email", "relay.yml has no channel of kind email")
_CANNOT_WRITE = Text("không ghi được xuống đĩa: {why}", "the disk cannot be written to: {why}")
