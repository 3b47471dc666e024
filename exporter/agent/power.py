"""The power of the agent's machine: when it booted, and what its UPS says, asked now and then."""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread

from alerts.inside.facts import Power
from exporter.agent.ups import NoUps, ups_state
from exporter.delivery.envelope import Ups
from exporter.delivery.outbox import Boot
from probes.clock import Clock

log = logging.getLogger(__name__)

ASK_EVERY_SECONDS = 10.0
OLD_AFTER_SECONDS = 60.0
"""What a UPS said so long ago counts no more."""

_STOP_SECONDS = 1.0


class PowerWatch:
    """ups: as NUT names it; None: there is none, and no thread."""

    def __init__(
        self, ups: str | None, clock: Clock, boot: Boot, ask: Callable[[str], Ups] = ups_state
    ) -> None:
        self._ups = ups
        self._clock = clock
        self._boot = boot
        self._ask = ask
        self._said: Ups | None = None
        self._said_at = self._since = float("-inf")
        self._failing = False
        self._lock = Lock()
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Ask from now on, where there is somebody to ask."""
        if self._ups is not None:
            self._thread = Thread(target=self._run, args=(self._ups,), name="ups", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_STOP_SECONDS)

    def ups(self) -> Ups | None:
        """What the UPS said last, unless that was long ago."""
        with self._lock:
            fresh = self._clock.now().monotonic - self._said_at < OLD_AFTER_SECONDS
            return self._said if fresh else None

    def power(self) -> Power:
        """The same for the page, with the moments of the monotonic clock."""
        booted = self._clock.now().monotonic - self._boot.seconds()
        said = self.ups()
        if said is None:
            return Power(booted=booted)
        with self._lock:
            since = self._since if said.on_battery else None
        return Power(
            booted=booted,
            on_battery=said.on_battery,
            battery_since=since,
            charge=said.charge,
            runtime=said.runtime,
        )

    def step(self, ups: str) -> None:
        """Ask once."""
        try:
            said = self._ask(ups)
        except NoUps as error:
            if not self._failing:
                log.warning("the UPS tells nothing: %s", error)
            self._failing = True
            return
        self._failing = False
        now = self._clock.now().monotonic
        with self._lock:
            if said.on_battery and not (self._said is not None and self._said.on_battery):
                self._since = now
            self._said, self._said_at = said, now

    def _run(self, ups: str) -> None:
        while not self._stopping.is_set():
            try:
                self.step(ups)
            except Exception:
                log.exception("asking the UPS tripped, and goes on")
            self._stopping.wait(ASK_EVERY_SECONDS)
