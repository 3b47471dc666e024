"""Work in slices: a long reckoning that lets the rounds, the engine and the web server have the interpreter in between."""

from threading import Event

from probes.clock import Clock

SLICE_SECONDS = 0.004
REST_SECONDS = 0.012


class Stopped(Exception):
    """The program ends: what is being reckoned is wanted no more."""


class Breath:
    """Called often by work in the background. It sleeps for 12 ms after each 4 ms, so that the work takes a quarter of a core at
    most. Used by one thread."""

    def __init__(self, clock: Clock, stopping: Event) -> None:
        self._clock = clock
        self._stopping = stopping
        self._since = clock.now().monotonic

    def __call__(self) -> None:
        """Take a rest if it is time for one. Raises Stopped."""
        if self._clock.now().monotonic - self._since < SLICE_SECONDS:
            return
        if self._stopping.wait(REST_SECONDS):
            raise Stopped
        self._since = self._clock.now().monotonic
