"""Results become observations here: numbered, stamped, handed on."""

from collections.abc import Callable
from itertools import count
from threading import Lock

from probes.clock import Clock, Instant
from probes.observation import HUB, Observation, Origin, Result, new_epoch


class Recorder:
    """Numbers one observer's observations within its epoch, from 1 and without gaps. Threads may share it."""

    def __init__(self, hand_on: Callable[[Observation], None], clock: Clock, vantage: str = HUB) -> None:
        self._hand_on = hand_on
        self._clock = clock
        self._vantage = vantage
        self._epoch = new_epoch()
        self._numbers = count(1)
        self._lock = Lock()

    def record(self, target: str, began: Instant, result: Result) -> None:
        """Hand on what a look at `target` that began at `began` found."""
        received = self._clock.now().wall
        with self._lock:  # the numbers must reach the engine in their order
            self._hand_on(
                Observation(
                    target=target,
                    vantage=self._vantage,
                    epoch=self._epoch,
                    number=next(self._numbers),
                    observed=began.wall,
                    received=received,
                    origin=Origin.LIVE,
                    result=result,
                )
            )
