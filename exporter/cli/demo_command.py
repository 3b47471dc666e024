"""`thongsuot demo`: a simulated province on loopback, with a story of faults."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click

from exporter.app import App, Options
from exporter.cli import language_from
from exporter.cli.probe.duration import SECONDS
from exporter.cli.signals import Ending, Stopping
from exporter.cli.url import HTTP_URL
from exporter.demo.agents import MOST_AGENTS, agents_running
from exporter.demo.certificates import write_certificates
from exporter.demo.folder import write_folder
from exporter.demo.servers import PREFERRED_PORTS
from exporter.demo.signing import authority_url
from exporter.demo.stage import Stage, set_up
from exporter.demo.story import turns
from exporter.demo.telling import (
    ENDED,
    NEW_FOLDER_ONLY,
    NO_ROOM,
    OTHER_PORTS,
    SIMULATION,
    WRITTEN,
    opening,
    schedule,
    turn_of,
)
from exporter.web.server import ListenError
from probes.clock import Clock, SystemClock
from probes.language import Text
from probes.network import Gate
from probes.polite import PER_SECOND

Say = Callable[[Text], None]

_PORT = click.IntRange(0, 65535)


@click.command("demo")
@click.option(
    "--port", type=_PORT, default=9740, show_default=True, help="Cổng trang trạng thái | the pages' port"
)
@click.option(
    "--ops-port", type=_PORT, default=9741, show_default=True, help="Cổng số liệu | the metrics' port"
)
@click.option(
    "--seed",
    type=int,
    default=46,
    show_default=True,
    help="Số chọn kịch bản | the number that chooses the story",
)
@click.option(
    "--speed",
    type=click.FloatRange(0.1, 20),
    default=1.0,
    show_default=True,
    help="Nhanh gấp mấy lần: cả kịch bản lẫn nhịp đo | how many times as fast: the story and the looks",
)
@click.option(
    "--agents",
    type=click.IntRange(0, MOST_AGENTS),
    default=0,
    show_default=True,
    help="Số xã có máy đo bên trong | in how many communes an agent runs",
)
@click.option(
    "--remote-write",
    type=HTTP_URL,
    help="Nơi Prometheus nhận số liệu đến muộn | where Prometheus takes late samples",
)
@click.option("--duration", type=SECONDS, help="Tự dừng sau, ví dụ 10m | end by itself after, such as 10m")
@click.option(
    "--write",
    "folder",
    type=click.Path(path_type=Path),
    help="Chỉ ghi bản khai báo mô phỏng ra thư mục mới | only write the simulated inventory to a new folder",
)
@click.pass_context
def command(
    context: click.Context,
    port: int,
    ops_port: int,
    seed: int,
    speed: float,
    agents: int,
    remote_write: str | None,
    duration: float | None,
    folder: Path | None,
) -> None:
    """Tỉnh mô phỏng ngay trong máy này | A simulated province inside this machine."""
    language = language_from(context)

    def say(text: Text) -> None:
        click.echo(text.in_(language))

    say(SIMULATION)
    public, operations = f"127.0.0.1:{port}", f"127.0.0.1:{ops_port}"
    try:
        if folder is not None:
            _write(folder, public, operations, speed, agents, remote_write, say)
            return
        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        clock = SystemClock()
        with (
            Ending() as stopping,
            set_up(
                clock,
                public=public,
                operations=operations,
                seed=seed,
                speed=speed,
                agents=agents,
                remote_write=remote_write,
            ) as stage,
        ):
            _run(stage, clock, seed, duration, stopping, say)
    except ListenError as error:
        raise click.ClickException(f"{error.text.in_(language)} ({OTHER_PORTS.in_(language)})") from error
    except BrokenPipeError:  # nobody listens any more: click ends the program quietly
        raise
    except OSError as error:
        raise click.ClickException(NO_ROOM.format(why=error).in_(language)) from error
    say(ENDED)


def _run(stage: Stage, clock: Clock, seed: int, duration: float | None, stopping: Stopping, say: Say) -> None:
    """Watch the province and tell the story until it is over. Raises ListenError."""

    def open_gate(clock: Clock, stack: ExitStack) -> Gate:
        del clock, stack  # the stage is set with the same clock, and taken down after the program
        return stage.gate

    per_second = max(
        PER_SECOND, stage.story.speed
    )  # its hosts are its own, and everything is that much faster
    app = App(stage.folder, open_gate=open_gate, options=Options(per_second=per_second), clock=clock)
    app.start()
    try:
        pages, metrics = (f"{at.host}:{at.port}" for at in (app.public, app.operations))
        with agents_running(stage, f"http://{pages}", seed, clock.now().wall) as inside:
            called = [stage.cast.called[site] for site in stage.cast.agents]
            agents = dict(zip(inside, called, strict=True))
            for text in (
                *opening(pages, metrics, stage.no_ping, agents),
                *schedule(stage.story, stage.cast, seed),
            ):
                say(text)
            _tell(stage, clock, duration, stopping, say)
    finally:
        app.stop()


def _tell(stage: Stage, clock: Clock, duration: float | None, stopping: Stopping, say: Say) -> None:
    """Say each turn of the story as it comes."""
    began = stage.story.began
    end = float("inf") if duration is None else began + duration
    for turn in turns(stage.story.faults):
        at = began + turn.after_seconds / stage.story.speed
        left = min(at, end) - clock.now().monotonic
        if stopping.wait(max(0.0, left)) or end <= at:
            return
        say(turn_of(turn, stage.story, stage.cast))


def _write(
    folder: Path,
    public: str,
    operations: str,
    speed: float,
    agents: int,
    remote_write: str | None,
    say: Say,
) -> None:
    if folder.exists():
        raise click.ClickException(
            NEW_FOLDER_ONLY.format(folder=folder).in_(language_from(click.get_current_context()))
        )
    url = authority_url(PREFERRED_PORTS.authority)
    write_certificates(folder / "certificates", url, tls_services=())
    write_folder(
        folder,
        PREFERRED_PORTS,
        public=public,
        operations=operations,
        speed=speed,
        agents=agents,
        remote_write=remote_write,
    )
    say(WRITTEN.format(folder=folder))
