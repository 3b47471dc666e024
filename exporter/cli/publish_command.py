"""`thongsuot publish`: small pages for a plain web host, once or again and again."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

import click

from exporter.cli import language_from
from exporter.cli.signals import Ending, Stopping
from exporter.publish.folder import Folder, FolderUnusable
from exporter.publish.hub import HubUnusable, PublicHub
from exporter.publish.pages import PublishedPages
from exporter.publish.turn import NothingToPublish, publish
from probes.language import Language, Text

log = logging.getLogger(__name__)

DEFAULT = "http://127.0.0.1:9740"
_LEAST_SECONDS, _MOST_SECONDS = 15, 3600
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("publish")
@click.option(
    "--to",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Thư mục ghi các trang | the folder that the pages go to",
)
@click.option(
    "--hub", "url", default=DEFAULT, show_default=True, help="Cổng công khai | the hub's public listener"
)
@click.option(
    "--every",
    type=click.IntRange(_LEAST_SECONDS, _MOST_SECONDS),
    metavar="GIÂY",
    help="Ghi lại sau mỗi chừng ấy giây; không có thì ghi một lần | again every so many seconds; without it once",
)
@click.option(
    "--valid",
    "minutes",
    type=click.IntRange(2, 120),
    default=10,
    show_default=True,
    metavar="PHÚT",
    help="Trang có giá trị bao nhiêu phút | for how many minutes a page may be believed",
)
@click.option(
    "--user", help="Người dùng của cổng công khai, nếu có | a user of the public listener, if it asks"
)
@click.option("--password-file", type=_FILE, help="Tệp chứa mật khẩu | the file that holds the password")
@click.option("--ca", type=_FILE, help="CA của máy giám sát | the CA file that its TLS is pinned to")
@click.pass_context
def command(
    context: click.Context,
    folder: Path,
    url: str,
    every: int | None,
    minutes: int,
    user: str | None,
    password_file: Path | None,
    ca: Path | None,
) -> None:
    """Ghi trang của từng xã cho một máy chủ web khác | Write each commune's page for a plain web host."""
    language = language_from(context)
    if (user is None) is not (password_file is None):
        raise click.UsageError(_HALF.in_(language), context)
    if every is not None and 2 * every > 60 * minutes:
        raise click.UsageError(_TOO_SELDOM.format(every=every, minutes=minutes).in_(language), context)
    login = None
    if user is not None and password_file is not None:
        try:
            login = (user, password_file.read_text(encoding="utf-8").split("\n", 1)[0])
        except (OSError, ValueError) as error:
            raise click.UsageError(_NO_PASSWORD.format(file=password_file).in_(language), context) from error
    hub, pages, there = PublicHub(url, login, ca), PublishedPages(60.0 * minutes), Folder(folder)
    try:
        with there.held():
            if every is None:
                count = publish(hub, pages, there)
                click.echo(_WRITTEN.format(count=count, folder=folder).in_(language))
            else:
                logging.basicConfig(
                    level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
                )
                with Ending() as stopping:
                    again_and_again(lambda: publish(hub, pages, there), every, language, stopping)
    except (FolderUnusable, HubUnusable, NothingToPublish) as error:
        raise click.ClickException(error.text.in_(language)) from error


def again_and_again(turn: Callable[[], int], every: int, language: Language, stopping: Stopping) -> None:
    """A turn every so many seconds until `stopping`. What fails is told once, and tried again: pages grow old by themselves
    meanwhile."""
    trouble: Text | None = None
    while not stopping.is_set():
        began = time.monotonic()
        try:
            count = turn()
            if trouble is not None:
                log.info("%s", _AGAIN.format(count=count).in_(language))
            trouble = None
        except (FolderUnusable, HubUnusable, NothingToPublish) as error:
            if error.text != trouble:
                log.warning("%s", error.text.in_(language))
            trouble = error.text
        stopping.wait(max(1.0, every - (time.monotonic() - began)))


_WRITTEN = Text("Đã ghi {count} tệp vào {folder}", "{count} files are in {folder}")
_AGAIN = Text("Đã ghi lại được, {count} tệp", "Written again, {count} files")
_HALF = Text("--user và --password-file phải đi cùng nhau", "--user and --password-file belong together")
_NO_PASSWORD = Text("{file}: không đọc được mật khẩu (UTF-8)", "{file}: no password (UTF-8) can be read")
_TOO_SELDOM = Text(
    "--every {every} giây quá thưa so với --valid {minutes} phút: trang sẽ cũ trước khi được ghi lại hai lần; "
    "hãy giảm --every hoặc tăng --valid",
    "--every {every} seconds is too seldom for --valid {minutes} minutes: a page would be old before it was written twice; "
    "make --every smaller or --valid larger",
)
