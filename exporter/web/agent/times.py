"""Moments on the agent's page: by Việt Nam's clock, or by how long ago they were where the machine's clock was never set."""

from dataclasses import dataclass

from alerts.times import clock_time, span
from probes.clock import Instant
from probes.language import Language, Text

_JUST_NOW = Text("vừa xong", "just now")
_AGO = Text("khoảng {span} trước", "about {span} ago")
_SOON_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Times:
    """trusted: whether the wall clock of `now` may be shown."""

    now: Instant
    trusted: bool
    language: Language

    def moment(self, monotonic: float) -> str:
        """A moment of the monotonic clock: `09:02:15`, or `khoảng 40 phút trước`."""
        ago = self.now.monotonic - monotonic
        return self._clock(ago, seconds=True) if self.trusted else self._about(ago)

    def since(self, ago: float) -> str:
        """Since when, for what began so many seconds ago: `09:02 (40 phút)`, or `khoảng 40 phút trước`."""
        if not self.trusted:
            return self._about(ago)
        return f"{self._clock(ago)} ({span(ago).in_(self.language)})"

    def written(self) -> str | None:
        """When the page was written, None where that cannot be told."""
        return self._clock(0.0, seconds=True) if self.trusted else None

    def _clock(self, ago: float, *, seconds: bool = False) -> str:
        return clock_time(self.now.wall - ago, self.now.wall, seconds=seconds)

    def _about(self, ago: float) -> str:
        if ago < _SOON_SECONDS:
            return _JUST_NOW.in_(self.language)
        return _AGO.format(span=span(ago)).in_(self.language)
