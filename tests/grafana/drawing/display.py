"""One value of a field: what is written, and in which colour."""

import math
from dataclasses import dataclass, replace
from typing import Any

from tests.grafana.drawing.colours import INK, SCALES, code_of, of_palette, on_scale
from tests.grafana.drawing.config import Config, config_of, title_of
from tests.grafana.drawing.fields import NUMBER, STRING, TIME, Field, Frame
from tests.grafana.drawing.mappings import as_text, mapped
from tests.grafana.drawing.strict import Json, Unknown
from tests.grafana.drawing.thresholds import Step, colour_at, steps_of
from tests.grafana.drawing.times import Look, clock_time
from tests.grafana.drawing.units import Written, written

_BY_THRESHOLD, _BY_PLACE = "thresholds", ("palette-classic", "palette-classic-by-name")


@dataclass(frozen=True, slots=True)
class Shown:
    """A value in words. said: whether a mapping chose its colour. text: nothing where there is nothing to say."""

    text: Written
    colour: str
    value: Any
    said: bool = False


@dataclass(frozen=True, slots=True)
class Display:
    """A field with all that is known of how it looks. place: among the numbers of its panel; low, high: its scale."""

    field: Field
    ref: str
    config: Config
    title: str
    look: Look
    place: int
    low: float
    high: float
    by_default: str

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its thresholds."""
        return steps_of(self.config.said.get("thresholds"), self.low, self.high)

    @property
    def series_colour(self) -> str:
        """The colour of all of it, where it has one."""
        mode = self.config.colour_mode(self.by_default)
        if mode in _BY_PLACE:
            return of_palette(self.place)
        last = next((value for value in reversed(self.field.values) if value is not None), None)
        return self._chosen(last)

    def shown(self, value: Any) -> Shown:
        """One of its values."""
        match = mapped(self.config.mappings, value)
        colour = self._chosen(value) if match is None or match.colour is None else code_of(match.colour)
        coloured = match is not None and match.colour is not None
        if match is not None and match.text:
            return Shown(Written(match.text), colour, value, coloured)
        return Shown(self._words(value), colour, value, coloured)

    def _words(self, value: Any) -> Written:
        if value is None or value == "":
            return Written(str(self.config.said.get("noValue") or ""))
        if self.field.kind == TIME and self.config.unit == "none":
            return Written(clock_time(value, "dateTimeAsSystem", self.look))
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return Written(as_text(value))
        return written(float(value), self.config.unit, self.config.decimals, self.look)

    def _chosen(self, value: Any) -> str:
        mode = self.config.colour_mode(self.by_default)
        if mode in _BY_PLACE:
            return of_palette(self.place)
        if mode == "fixed":
            return code_of(self.config.said["color"]["fixedColor"])
        number = value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
        if mode == _BY_THRESHOLD:
            steps = self.steps
            return steps[0].colour if number is None or math.isnan(number) else colour_at(steps, number)
        if mode in SCALES and mode.startswith("continuous-"):
            return INK if number is None else on_scale(mode, self.share(number))
        raise Unknown(f"colour mode {mode!r}")

    def share(self, value: float) -> float:
        """Where on its scale a value lies, 0 to 1."""
        if self.high <= self.low:
            return 0.0 if value <= self.low else 1.0
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def displays(
    frames: tuple[Frame, ...], settings: Json, look: Look, where: str, by_default: str
) -> tuple[tuple[Display, ...], ...]:
    """Every field of every frame. by_default: the colour mode of this type of panel."""
    known = [
        [(field, config_of(field, frame, settings, where)) for field in frame.fields] for frame in frames
    ]
    numbers = [
        value
        for columns in known
        for field, _ in columns
        if field.kind == NUMBER
        for value in field.values
        if isinstance(value, (int, float)) and math.isfinite(value)
    ]
    low, high = min(numbers, default=0.0), max(numbers, default=100.0)
    place, made = 0, []
    for frame, columns in zip(frames, known, strict=True):
        row = []
        for field, config in columns:
            bounds = (
                low if config.least is None else config.least,
                high if config.greatest is None else config.greatest,
            )
            row.append(
                Display(
                    field,
                    frame.ref,
                    config,
                    title_of(field, config),
                    look,
                    place,
                    *bounds,
                    by_default,
                )
            )
            place += field.kind == NUMBER or (field.kind == STRING and by_default == "state")
        made.append(tuple(row))
    return tuple(made)


def uncoloured(shown: Shown) -> Shown:
    """The same in the colour of text."""
    return replace(shown, colour=INK)
