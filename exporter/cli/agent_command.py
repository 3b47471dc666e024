"""`thongsuot agent`: the agent inside a commune; with `--enrol`, only its enrolment."""

import gc
import logging
from pathlib import Path

import click

from exporter.agent.app import AgentApp
from exporter.agent.config import AgentConfig, load_agent
from exporter.agent.delivery import open_hub_line
from exporter.agent.enrolment import NotEnrolled, enrol
from exporter.agent.files import StateFiles
from exporter.cli import language_from
from exporter.cli.details import explained
from exporter.cli.inventory import faults_told
from exporter.cli.signals import Ending
from exporter.data_lock import DataFolderTaken
from exporter.web.server import ListenError
from probes.language import Language, Text
from probes.reasons import ProbeFailed


@click.command("agent")
@click.option(
    "--config",
    "path",
    default="/etc/thongsuot/agent.yml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Tệp cấu hình của máy đo | the agent's configuration",
)
@click.option(
    "--enrol",
    "code",
    metavar="CODE",
    help="Ghi danh với máy giám sát bằng mã được cấp, rồi kết thúc | exchange the code for a token, and end",
)
@click.option("--check", is_flag=True, help="Chỉ kiểm tra cấu hình | only check the configuration")
@click.pass_context
def command(context: click.Context, path: Path, code: str | None, check: bool) -> None:
    """Chạy máy đo đặt tại xã | Run the agent inside a commune."""
    language = language_from(context)
    with faults_told(language, err=not check):
        config = load_agent(path)
    if check:
        click.echo("ok")
    elif code is not None:
        _enrol(config, code, language)
    else:
        _run(config, language)


def _enrol(config: AgentConfig, code: str, language: Language) -> None:
    files = StateFiles(Path(config.state_dir))
    try:
        files.make()
        for hub in config.hubs:
            enrol(config.site, hub.url, code, open_hub_line(hub).post, files)
            click.echo(_ENROLLED.format(hub=hub.url, site=config.site).in_(language))
    except NotEnrolled as error:
        raise click.ClickException(error.text.in_(language)) from error
    except OSError as error:
        raise click.ClickException(_no_folder(config, error).in_(language)) from error


def _run(config: AgentConfig, language: Language) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # a line per round says nothing
    with Ending() as ending:
        app = _started(config, language)
        gc.freeze()  # modules stay: no search for garbage need walk them again
        everywhere = app.page.host in ("0.0.0.0", "::")  # noqa: S104  # asked about, not bound
        at = f"http://{'127.0.0.1' if everywhere else app.page.host}:{app.page.port}/"
        click.echo((_PAGE_EVERYWHERE if everywhere else _PAGE).format(at=at).in_(language))
        for hub in app.unknown_hubs():
            click.echo(_NOT_ENROLLED.format(hub=hub, site=config.site).in_(language), err=True)
        ending.wait()
        app.stop()


def _started(config: AgentConfig, language: Language) -> AgentApp:
    """The agent, running; or the end of the program with the reason why not."""
    try:
        app = AgentApp(config)
        app.start()
    except (ListenError, DataFolderTaken) as error:
        raise click.ClickException(error.text.in_(language)) from error
    except ProbeFailed as error:
        raise click.ClickException(explained(error, language)) from error
    except OSError as error:
        raise click.ClickException(_no_folder(config, error).in_(language)) from error
    return app


def _no_folder(config: AgentConfig, error: OSError) -> Text:
    return _NO_FOLDER.format(folder=config.state_dir, why=error.strerror or type(error).__name__)


_ENROLLED = Text(
    "{hub}: đã ghi danh cho {site}; máy đo đang chạy sẽ tự nhận trong vòng nửa phút",
    "{hub}: enrolled for {site}; an agent that runs already takes it within half a minute",
)
_PAGE = Text("trang của máy đo: {at}", "the agent's page: {at}")
_PAGE_EVERYWHERE = Text(
    "trang của máy đo: {at} (từ máy khác trong mạng: thay 127.0.0.1 bằng địa chỉ của máy này)",
    "the agent's page: {at} (from elsewhere in its network: this machine's address instead of 127.0.0.1)",
)
_NOT_ENROLLED = Text(
    "chưa ghi danh với {hub}: máy đo vẫn đo và giữ kết quả; ở tỉnh hãy cấp mã bằng: thongsuot agents enrol {site}, rồi chạy ở đây: thongsuot agent --enrol MÃ",
    "not enrolled at {hub} yet: it looks and keeps what it sees; get a code in the province by: thongsuot agents enrol {site}, then here: thongsuot agent --enrol CODE",
)
_NO_FOLDER = Text(
    "không ghi được vào state_dir {folder} ({why}); hãy chạy bằng đúng người dùng của dịch vụ: runuser -u thongsuot -- ...",
    "state_dir {folder} cannot be written ({why}); run it as the service's own user: runuser -u thongsuot -- ...",
)
