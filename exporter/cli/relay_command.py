"""`thongsuot relay`: Alertmanager's webhook to people; `relay ack`, to take an incident on; `relay weekly` stands in `relay_weekly`."""

import logging
import signal
from pathlib import Path

import click
import requests

from alerts.relay.load import RelayConfig, check_relay, load_relay, relay_settings
from alerts.relay.queue.schema import QueueUnusable
from alerts.relay.secret import SecretUnreadable
from alerts.relay.settings import FileChannel
from exporter.cli import language_from
from exporter.cli.inventory import faults_told
from exporter.cli.relay_weekly import weekly_command
from exporter.cli.signals import ENDS, Signals
from exporter.cli.spoken import spoken
from exporter.data_lock import DataFolderTaken
from exporter.relay import Relay, web_config_of
from exporter.web.server import ListenError
from probes.inventory.faults import InventoryError
from probes.language import Language, Text

log = logging.getLogger(__name__)

_SECONDS = 10.0
_MOST_SAID = 500
_CANNOT_START = (ListenError, DataFolderTaken, QueueUnusable)

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
    if check:
        _check(path, language)
        return
    with faults_told(language, err=True):
        config = _loaded(path, dry)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # Where an answer's head is broken it writes the address into the log, and Telegram's holds the bot's token.
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    with Signals(*ENDS, signal.SIGHUP) as signals:
        relay = _started(config, language)
        while signals.next() == signal.SIGHUP:
            try:
                following = _loaded(path, dry)
                web_config_of(following.settings)
            except InventoryError as error:
                _log_faults(error, language)
                continue
            relay.stop()
            config, relay = _replaced(config, following, language)
        relay.stop()


def _check(path: Path, language: Language) -> None:
    with faults_told(language):
        config, unset = check_relay(path)
        web_config_of(config.settings)
    for note in unset:
        click.echo(_NOTE.format(note=note.in_(language)).in_(language))
    click.echo("ok")


def _loaded(path: Path, dry: Path | None) -> RelayConfig:
    if dry is None:
        return load_relay(path)
    config, _ = check_relay(path)  # what sends nothing needs no passwords of channels
    return dried(config, dry)


def _started(config: RelayConfig, language: Language) -> Relay:
    relay = Relay(config)
    try:
        with faults_told(language, err=True):
            relay.start()
    except _CANNOT_START as error:
        raise click.ClickException(error.text.in_(language)) from error
    _tell(relay, language)
    return relay


def _tell(relay: Relay, language: Language) -> None:
    listener = relay.listener
    click.echo(_LISTENS.format(at=f"{listener.scheme}://{listener.host}:{listener.port}").in_(language))


def _replaced(before: RelayConfig, following: RelayConfig, language: Language) -> tuple[RelayConfig, Relay]:
    """A relay by the new configuration, or where it cannot start, by the one before; that configuration too."""
    relay = Relay(following)
    try:
        relay.start()
    except InventoryError as error:
        _log_faults(error, language)
    except _CANNOT_START as error:
        log.warning("%s", error.text.in_(language))
    else:
        _tell(relay, language)
        return following, relay
    log.warning("%s", _AS_BEFORE.in_(language))
    return before, _started(before, language)


def _log_faults(error: InventoryError, language: Language) -> None:
    for fault in error.faults:
        log.warning("%s", fault.in_(language))


def dried(config: RelayConfig, file: Path) -> RelayConfig:
    """The same relay, every channel of which writes into `file`, with a queue of its own beside it.

    The real queue stays as it is: what waits there was sent to nobody yet.
    """
    channels = tuple(
        FileChannel(kind="file", id=channel.id, path=str(file.absolute()), per_day=channel.per_day)
        for channel in config.settings.channels
    )
    apart = {"channels": channels, "data_dir": f"{file.absolute()}.queue"}
    return RelayConfig(config.settings.model_copy(update=apart), config.inventory)


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
        settings = relay_settings(path)
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
    holders = answer.json()["by"]
    click.echo(_TAKEN.format(code=code, by=", ".join(holders)).in_(language))


_LISTENS = Text("nhận cảnh báo tại {at}/v1/alertmanager/<tổ>", "takes alerts at {at}/v1/alertmanager/<team>")
_NOTE = Text(
    "Lưu ý: {note} trong phiên làm việc này; khi chạy, systemd đọc /etc/thongsuot/relay.env",
    "Note: {note} in this shell; systemd reads /etc/thongsuot/relay.env for the relay",
)
_AS_BEFORE = Text(
    "cấu hình mới không chạy được: bộ chuyển tin chạy tiếp theo cấu hình cũ",
    "the new configuration cannot be run: the relay goes on by the one before",
)
_NO_TOKEN = Text("relay.yml chưa có ack_token", "relay.yml has no ack_token")
_UNREACHABLE = Text("không gọi được relay tại {at}", "the relay cannot be reached at {at}")
_TAKEN = Text("{by} đã tiếp nhận {code}", "{by} has taken on {code}")
