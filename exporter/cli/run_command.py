"""`thongsuot run`: the hub."""

import gc
import logging
import signal
from pathlib import Path
from threading import Thread

import click

from exporter.any_target import any_target
from exporter.app import App, Options
from exporter.cli import language_from
from exporter.cli.details import explained
from exporter.cli.inventory import config_option, faults_told
from exporter.cli.signals import ENDS, Signals
from exporter.data_lock import DataFolderTaken
from exporter.web.server import ListenError, Running
from probes.language import Language, Text
from probes.reasons import ProbeFailed
from probes.reload import ReloadRefused

log = logging.getLogger(__name__)

COLLECT_AFTER = (10_000, 10, 10)
"""States are replaced all the time and hold no cycles: by Python's own (700, 10, 10), a fifth of the CPU of a country's
hub went into looking for some, and held up every thread for up to 0.2 s at once."""


@click.command("run")
@config_option
@click.option("--probe-any", is_flag=True, help="/probe đo cả máy ngoài khai báo | /probe looks at any host")
@click.option("-v", "--verbose", is_flag=True, help="Ghi nhật ký chi tiết | log more")
@click.pass_context
def command(context: click.Context, path: Path, probe_any: bool, verbose: bool) -> None:
    """Chạy máy giám sát | Run the hub."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # a line per round says nothing
    gc.set_threshold(*COLLECT_AFTER)
    language = language_from(context)
    with Signals(*ENDS, signal.SIGHUP) as signals:
        app = started(path, Options(probe_any=any_target if probe_any else None), language)
        gc.freeze()  # modules and inventory stay: no search for garbage need walk them again
        for name, listener in ((_PAGES, app.public), (_METRICS, app.operations)):
            click.echo(name.format(at=url_of(listener)).in_(language))
        while signals.next() == signal.SIGHUP:
            Thread(target=_reload, args=(app,), name="reload", daemon=True).start()
        app.stop()


def url_of(listener: Running) -> str:
    """What a browser on this machine would be told."""
    host = f"[{listener.host}]" if ":" in listener.host else listener.host
    return f"{listener.scheme}://{host}:{listener.port}"


def started(path: Path, options: Options, language: Language) -> App:
    """The app, running; or the end of the program with every reason why not."""
    try:
        with faults_told(language, err=True):
            app = App(path, options=options)
            app.start()
    except (ListenError, DataFolderTaken) as error:
        raise click.ClickException(error.text.in_(language)) from error
    except ProbeFailed as error:
        raise click.ClickException(explained(error, language)) from error
    return app


def _reload(app: App) -> None:
    try:
        app.reload(force=False)
    except ReloadRefused as refused:
        log.warning("%s", refused)


_PAGES = Text("trang trạng thái: {at}/", "status pages: {at}/")
_METRICS = Text("số liệu cho Prometheus: {at}/metrics", "metrics: {at}/metrics")
