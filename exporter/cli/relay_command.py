"""`thongsuot relay`: Alertmanager's webhook to people; `relay ack`, to take an incident on; `relay weekly` stands in `relay_weekly`."""

import logging
import signal
from pathlib import Path
from queue import SimpleQueue

import click
import requests

from alerts.relay.load import RelayConfig, load_relay
from alerts.relay.queue.schema import QueueUnusable
from alerts.relay.secret import SecretUnreadable
from alerts.relay.settings import FileChannel
from exporter.cli import language_from
from exporter.cli.inventory import faults_told
from exporter.cli.relay_weekly import weekly_command
from exporter.cli.spoken import spoken
from exporter.data_lock import DataFolderTaken
from exporter.relay import Relay
from exporter.web.server import ListenError
from probes.inventory.faults import InventoryError
from probes.language import Language, Text

log = logging.getLogger(__name__)

_SECONDS = 10.0
_MOST_SAID = 500

_config = click.option(
    "--config",
    "path",
    default="/etc/thongsuot/relay.yml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Tệp cấu hình relay.yml | the relay's configuration",
)


class _Group(click.Group):
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        return None if found is None else spoken(found, language_from(ctx))


@click.group("relay", cls=_Group, invoke_without_command=True)
@_config
@click.option("--check", is_flag=True, help="Chỉ kiểm tra cấu hình | only check the configuration")
@click.option(
    "--dry-run",
    "dry",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Không gửi gì, ghi tin vào tệp này | send nothing, write the messages into this file",
)
@click.pass_context
def command(context: click.Context, path: Path, check: bool, dry: Path | None) -> None:
    """Nhận cảnh báo của Alertmanager, gửi tới tổ trực | Pass Alertmanager's alerts on to the people on duty."""
    if context.invoked_subcommand is not None:
        return
    language = language_from(context)
    with faults_told(language, err=not check):
        config = load_relay(path)
    if check:
        click.echo("ok")
        return
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    asked: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: asked.put(number))
    following: RelayConfig | None = config
    while following is not None:
        relay = _started(following if dry is None else dried(following, dry), language)
        following = _following(asked, path, language)
        relay.stop()


def _following(asked: SimpleQueue[int], path: Path, language: Language) -> RelayConfig | None:
    """What to run next: after a SIGHUP what relay.yml says now, if it is sound; None after any other signal."""
    while asked.get() == signal.SIGHUP:
        try:
            return load_relay(path)
        except InventoryError as error:
            for fault in error.faults:
                log.warning("%s", fault.in_(language))
    return None


def _started(config: RelayConfig, language: Language) -> Relay:
    relay = Relay(config)
    try:
        with faults_told(language, err=True):
            relay.start()
    except (ListenError, DataFolderTaken, QueueUnusable) as error:
        raise click.ClickException(error.text.in_(language)) from error
    listener = relay.listener
    click.echo(_LISTENS.format(at=f"{listener.scheme}://{listener.host}:{listener.port}").in_(language))
    return relay


def dried(config: RelayConfig, file: Path) -> RelayConfig:
    """The same relay, every channel of which writes into `file`."""
    channels = tuple(
        FileChannel(kind="file", id=channel.id, path=str(file.absolute()), per_day=channel.per_day)
        for channel in config.settings.channels
    )
    return RelayConfig(config.settings.model_copy(update={"channels": channels}), config.inventory)


command.add_command(weekly_command)


@command.command("ack")
@click.argument("code")
@click.option("--by", required=True, help='Vị trí trực, ví dụ "Tổ trực 1" | a post, never a name')
@click.option(
    "--ca", type=click.Path(exists=True, dir_okay=False), help="CA của relay | the CA of the relay's TLS"
)
@_config
@click.pass_context
def ack_command(context: click.Context, code: str, by: str, ca: str | None, path: Path) -> None:
    """Tiếp nhận xử lý sự cố CODE | Take the incident CODE on: no more calls."""
    language = language_from(context)
    with faults_told(language, err=True):
        settings = load_relay(path).settings
    if settings.ack_token is None:
        raise click.ClickException(_NO_TOKEN.in_(language))
    scheme = "http" if settings.web_config is None else "https"
    with requests.Session() as session:
        session.trust_env = False
        session.verify = ca or True
        try:
            answer = session.post(
                f"{scheme}://{settings.listen}/v1/ack",
                json={"code": code, "by": by},
                headers={
                    "Authorization": f"Bearer {settings.ack_token.read()}",
                    "Accept-Language": language.value,
                },
                timeout=_SECONDS,
                allow_redirects=False,
            )
        except SecretUnreadable as error:
            raise click.ClickException(error.text.in_(language)) from error
        except requests.RequestException as error:
            raise click.ClickException(_UNREACHABLE.format(at=settings.listen).in_(language)) from error
    if not answer.ok:
        raise click.ClickException(answer.text.strip()[:_MOST_SAID] or str(answer.status_code))
    click.echo(_TAKEN.format(code=code, by=by).in_(language))


_LISTENS = Text("nhận cảnh báo tại {at}/v1/alertmanager/<tổ>", "takes alerts at {at}/v1/alertmanager/<team>")
_NO_TOKEN = Text("relay.yml chưa có ack_token", "relay.yml has no ack_token")
_UNREACHABLE = Text("không gọi được relay tại {at}", "the relay cannot be reached at {at}")
_TAKEN = Text("{by} đã tiếp nhận {code}", "{by} has taken on {code}")
