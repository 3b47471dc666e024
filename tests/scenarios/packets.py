"""Play a story with real packets, at its own pace and by the program's own settings: `unshare --net python -m
tests.scenarios.packets NAME`. Raises AssertionError when it goes otherwise than it is told.

Whatever answers has its address on the loopback interface of the network namespace; packets to all else vanish in `void`,
a device that nobody reads.
"""

import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from unittest.mock import patch
from urllib.parse import urlsplit

from alerts.incident import Incident
from alerts.judgement import Judgement
from exporter.app import App
from probes.clock import Instant, SystemClock
from probes.expand import targets_of
from probes.inventory.model import Inventory, Service
from probes.observation import HUB
from probes.targets import Target
from tests.scenarios.acts import Act, Cut, Darken, Lighten, Mend, Reload, Restart, SetClock
from tests.scenarios.judged import called, check, check_laws
from tests.scenarios.play import VERSIONS
from tests.scenarios.story import Seen, Story

PATIENCE_SECONDS = 30.0
"""How much later than told something may be: a real round begins when it begins, and this machine has other work."""
LONGEST_SECONDS = 200.0

_POLL_SECONDS = 0.2


def can_play(story: Story) -> bool:
    """Whether it is about what the hub sees by lines and shared systems, and short enough to be waited for."""
    return (
        not story.place.agents
        and not story.place.inventory.signers
        and all(_can_do(step.act) for step in story.steps)
        and story.moments()[-1].seconds <= LONGEST_SECONDS
    )


def _can_do(act: Act) -> bool:
    match act:
        case Cut(_, vantages):
            return vantages == (HUB,)
        case _:
            return isinstance(act, Mend | Darken | Lighten | Restart | SetClock | Reload)


class Network:
    """What of these addresses answers."""

    def __init__(self, addresses: Iterable[str]) -> None:
        assert [name for _, name in socket.if_nameindex()] == ["lo"], "only in a network namespace of its own"
        self._all = set(addresses)
        self._there: set[str] = set()
        self.cut: set[str] = set()
        self.dark = False
        _ip(
            "link set lo up",
            "tuntap add dev void mode tun",
            "addr add 203.0.113.1/32 dev void",
            "link set void up",
            "route add default dev void",
        )
        self.apply()

    def apply(self) -> None:
        """Let it be so."""
        wanted = set() if self.dark else self._all - self.cut
        _ip(
            *(f"addr del {address}/32 dev lo" for address in self._there - wanted),
            *(f"addr add {address}/32 dev lo" for address in wanted - self._there),
        )
        self._there = wanted


class Clock:
    """The machine's, its wall clock so many seconds ahead."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> Instant:
        """The present moment on both clocks."""
        real = SystemClock().now()
        return Instant(real.wall + self.ahead, real.monotonic)


class Player:
    """The running hub, its network, and what it has told so far."""

    def __init__(self, story: Story, folder: Path) -> None:
        self._folder = folder
        self._clock = Clock()
        self._open: dict[str, Incident] = {}
        self.told: list[str] = []
        self._take(story.place.inventory)
        self._network = Network(self._addresses.values())
        for step in story.steps:
            if step.seconds == 0:
                self.do(step.act)
        self._app = self._start()

    def do(self, act: Act) -> None:
        """It happens now."""
        network = self._network
        match act:
            case Cut(targets):
                network.cut |= {self._addresses[target] for target in targets}
            case Mend(targets):
                network.cut -= {self._addresses[target] for target in targets}
            case Darken():
                network.dark = True
            case Lighten():
                network.dark = False
            case SetClock(ahead):
                self._clock.ahead = ahead
            case Restart(away):
                self._app.stop()
                time.sleep(away)
                self._app = self._start()
            case Reload(inventory):
                self._take(inventory)
                with self._read():
                    assert not self._app.reload(force=True)
            case _:
                raise ValueError(f"no packets are like {act}")
        network.apply()

    def watch(self, until: float) -> None:
        """Note what opens and closes, up to this monotonic moment."""
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _POLL_SECONDS))
            self._note()

    def check(self, seen: Seen) -> float:
        """Wait until this is seen; returns how many seconds that took."""
        began = time.monotonic()
        while True:
            self._note()
            try:
                check(seen, self._judgement())
            except AssertionError:
                if time.monotonic() > began + PATIENCE_SECONDS:
                    raise
                self.watch(time.monotonic() + _POLL_SECONDS)
            else:
                return time.monotonic() - began

    def close(self) -> None:
        """End the hub."""
        self._app.stop()

    def _start(self) -> App:
        with self._read():
            app = App(self._folder, clock=self._clock)
        app.start()
        ends = time.monotonic() + PATIENCE_SECONDS
        while app.judgement() is None:
            assert time.monotonic() < ends, "the hub has judged nothing"
            time.sleep(_POLL_SECONDS)
        return app

    def _read(self) -> AbstractContextManager[object]:
        """No file: a story's communes have codes that are others' in the real country, which `load` would not take."""
        return patch("exporter.app.load", lambda _folder: self.inventory)

    def _take(self, inventory: Inventory) -> None:
        """From now on the hub reads this, its shared systems at addresses of ours."""
        services = tuple(map(_here, count(1), inventory.services))
        settings = inventory.settings.model_copy(update={"data_dir": str(self._folder)})
        self.inventory = inventory.model_copy(update={"services": services, "settings": settings})
        self._addresses = {target.id: _address(target) for target in targets_of(self.inventory)}

    def _judgement(self) -> Judgement:
        judged = self._app.judgement()
        assert judged is not None
        return judged

    def _note(self) -> None:
        judged = self._judgement()
        check_laws(judged)
        now = {incident.code: incident for incident in judged.incidents}
        self.told += [f"closed {called(one)}" for code, one in self._open.items() if code not in now]
        self.told += [f"opened {called(one)}" for code, one in now.items() if code not in self._open]
        self._open = now


def play(story: Story, folder: Path) -> None:
    """Raises AssertionError when it goes otherwise than it is told, or breaks a law on the way."""
    player = Player(story, folder)
    began = time.monotonic()
    try:
        for moment in story.moments():
            player.watch(began + moment.seconds)
            if isinstance(moment, Seen):
                began += player.check(moment)
            elif moment.seconds > 0:
                player.do(moment.act)
    finally:
        player.close()
    assert Counter(player.told) == Counter(story.told)


def _here(number: int, service: Service) -> Service:
    checks = tuple(
        check.model_copy(update={"url": f"http://198.51.100.{number}/"}) for check in service.checks
    )
    return service.model_copy(update={"checks": checks})


def _address(target: Target) -> str:
    return str(target.place) if target.kind == "ping" else str(urlsplit(str(target.place)).hostname)


def _ip(*commands: str) -> None:
    subprocess.run(["ip", "-batch", "-"], input="\n".join(commands), text=True, check=True)


class _Portal(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Nothing: the hub says what it sees."""


def main(name: str) -> None:
    """Play it, with whatever shared systems it has at every address of this namespace."""
    with TemporaryDirectory() as folder, ThreadingHTTPServer(("", 80), _Portal) as portals:
        Thread(target=portals.serve_forever, daemon=True).start()
        play(VERSIONS[name], Path(folder))
        portals.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
