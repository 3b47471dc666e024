"""The simulated world behind the program's own listener, at a pace that real peers can follow."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette

from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.server import Running, serve
from probes.observation import Result
from tests.fakes.source import FakeSource
from tests.scenarios.provinces import Place
from tests.scenarios.world import World

PATIENCE_SECONDS = 1500.0
"""Of simulated time, for what must come."""

_KINDS = ("ping", "http")


@dataclass
class PacedHub:
    """A province as it goes on, so many times faster than life, and its metrics for Prometheus at `port`."""

    world: World
    source: FakeSource
    own: SelfMetrics
    app: Starlette
    pace: float
    running: Running
    cpu_seconds: float = 0.0

    @property
    def port(self) -> int:
        """Where its metrics are."""
        return int(self.running.port)

    def die(self) -> None:
        """Nobody answers there any more; the province goes on."""
        self.running.stop()

    def rise(self) -> None:
        """It answers again, at the same port."""
        self.running = serve(self.app, f"127.0.0.1:{self.port}")

    def run(self, seconds: float) -> None:
        """Let so many seconds pass."""
        until = self.world.now + seconds
        while self.world.now < until:
            began, used = time.monotonic(), time.thread_time()
            self.world.run(self.world.now + 1)
            self._show()
            self.cpu_seconds += time.thread_time() - used
            time.sleep(max(0.0, 1 / self.pace - (time.monotonic() - began)))

    def run_until(self, happened: Callable[[], bool], why: Callable[[], object]) -> float:
        """Let time pass until this is so; returns how long that took."""
        began = self.world.now
        while not happened():
            assert self.world.now < began + PATIENCE_SECONDS, str(why())
            self.run(5)
        return self.world.now - began

    def _show(self) -> None:
        now = self.world.instant()
        self.source.clock.wall, self.source.clock.monotonic = now.wall, now.monotonic
        for kind in _KINDS:
            self.own.round_finished(kind, duration_seconds=1.0, late_seconds=0.0)
        self.source.judged, self.source.known = self.world.judgement, self.world.judgement.snapshot


@contextmanager
def paced(place: Place, folder: Path, pace: float) -> Iterator[PacedHub]:
    """This place, well so far, behind the program's own operations listener."""
    source = FakeSource(known_inventory=place.inventory)
    view = View(source)
    own = SelfMetrics(_KINDS)
    own.reloaded(successful=True, wall=time.time())
    app = operations_app(
        source, view, Renderer(source, view, own), lambda _target, _seconds: Result(None, 0.0)
    )
    found = PacedHub(World(place, folder), source, own, app, pace, serve(app, "127.0.0.1:0"))
    try:
        found.run(30)
        yield found
    finally:
        found.running.stop()
