"""Axes: which ticks, where, and what stands at them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from tests.grafana.drawing.canvas import Canvas, tag, words
from tests.grafana.drawing.colours import FAINT, LINE
from tests.grafana.drawing.times import Look, in_words

_STEPS = (
    *(1, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200),
    *(86400, 172800, 345600, 604800, 1209600, 2592000),
)
_DAY = 86400


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels: `low` at `start`, `high` at `end`. logarithm: of which base; None: linear."""

    low: float
    high: float
    start: float
    end: float
    logarithm: int | None = None

    def at(self, value: float) -> float:
        """Where a value lies."""
        low, high, value = (self._bent(each) for each in (self.low, self.high, value))
        share = 0.0 if high == low else (value - low) / (high - low)
        return self.start + share * (self.end - self.start)

    def _bent(self, value: float) -> float:
        return value if self.logarithm is None else math.log(max(value, 1e-12), self.logarithm)


def ticks(low: float, high: float, most: int, *, binary: bool = False) -> list[float]:
    """Round values from `low` to `high`, at most `most` steps apart."""
    step = nice_step((high - low) / max(1, most), binary=binary)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [float(f"{index * step:.12g}") for index in range(first, last + 1)]


def nice_step(least: float, *, binary: bool = False) -> float:
    """The next round number."""
    if least <= 0:
        return 1.0
    if binary and least > 1:
        return float(2 ** math.ceil(math.log2(least)))
    ten = 10.0 ** math.floor(math.log10(least))
    return next(ten * factor for factor in (1, 2, 2.5, 5, 10) if ten * factor >= least * (1 - 1e-9))


def bounds(
    values: Sequence[float], least: float | None, greatest: float | None, most: int, *, binary: bool = False
) -> tuple[float, float]:
    """Where an axis begins and ends: where it is told to, else a little beyond the values."""
    low = min(values, default=0.0) if least is None else least
    high = max(values, default=1.0) if greatest is None else greatest
    way = high - low or abs(high) or 1.0
    if greatest is None:
        high += way * 0.05
    if least is None:
        low = 0.0 if low >= 0 and low < way else low - way * 0.05
    step = nice_step((high - low or 1.0) / max(1, most), binary=binary)
    if greatest is None:
        high = math.ceil(high / step - 1e-9) * step
    if least is None:
        low = math.floor(low / step + 1e-9) * step
    return low, high if high > low else low + 1.0


def time_ticks(since: float, until: float, width: float, look: Look) -> list[tuple[float, str]]:
    """Round moments by the looker's clock, and what they are called."""
    step = next((step for step in _STEPS if (until - since) / step <= max(1, width / 90)), _STEPS[-1])
    days = until - since > _DAY
    pattern = "MM/DD" if step >= _DAY else "MM/DD HH:mm" if days else "HH:mm:ss" if step < 60 else "HH:mm"
    midnight = look.local(since).replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    moment = midnight
    while moment.timestamp() <= until:
        if moment.timestamp() >= since:
            found.append((moment.timestamp(), in_words(moment, pattern)))
        moment += timedelta(seconds=step)
    return found


def time_axis(scale: Scale, top: float, bottom: float, look: Look) -> str:
    """Vertical lines, and the moments below them."""
    drawn = []
    for moment, said in time_ticks(scale.low, scale.high, scale.end - scale.start, look):
        x = scale.at(moment)
        drawn.append(tag("line", x1=x, x2=x, y1=top, y2=bottom, stroke=LINE))
        half = len(said) * 3.1
        x = min(max(x, scale.start - 8 + half), scale.end + 6 - half)
        drawn.append(words(said, x, bottom + 16, size=11.5, colour=FAINT, anchor="middle"))
    return "".join(drawn)


def marks(across: Scale, top: float, bottom: float, canvas: Canvas) -> str:
    """What is marked on every graph, from when until when."""
    drawn = []
    for span in canvas.spans:
        since, until = max(span.since, across.low), min(span.until, across.high)
        if until < since:
            continue
        x, wide = across.at(since), max(1.0, across.at(until) - across.at(since))
        title = tag("title", escape(span.title))
        drawn.append(
            tag(
                "rect", title, x=x, y=top, width=wide, height=bottom - top, fill=span.colour, fill_opacity=0.1
            )
        )
        drawn += [
            tag("line", x1=at, x2=at, y1=top, y2=bottom, stroke=span.colour, stroke_dasharray="4 3")
            for at in (x, x + wide)
        ]
        drawn.append(tag("rect", x=x, y=bottom, width=wide, height=4, fill=span.colour))
    return "".join(drawn)
