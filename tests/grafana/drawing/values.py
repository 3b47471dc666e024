"""The single values that big numbers and gauges show: one for each series, or one for each row."""

from dataclasses import dataclass, replace

from tests.grafana.drawing.canvas import Frames
from tests.grafana.drawing.colours import code_of
from tests.grafana.drawing.config import Config
from tests.grafana.drawing.display import Display, Shown
from tests.grafana.drawing.fields import NUMBER, STRING, TIME, Field
from tests.grafana.drawing.mappings import as_text, pattern_of
from tests.grafana.drawing.reducers import reduced
from tests.grafana.drawing.strict import Json, only
from tests.grafana.drawing.times import Look
from tests.grafana.drawing.units import Written


@dataclass(frozen=True, slots=True)
class Value:
    """One value, with what it is called and its course. absent: there is no data at all."""

    title: str
    shown: Shown
    display: Display
    course: tuple[tuple[float, float], ...] = ()
    absent: bool = False


def values_of(options: Json, frames: Frames, settings: Json, look: Look, where: str) -> list[Value]:
    """As the panel's reduceOptions say; without any data the one that says so."""
    reduce = options.get("reduceOptions") or {}
    only(reduce, ("calcs", "fields", "values", "limit"), f"{where} reduceOptions")
    calc = (reduce.get("calcs") or ["lastNotNull"])[0]
    found: list[Value] = []
    for frame in frames:
        times = next((one.field.values for one in frame if one.field.kind == TIME), ())
        for one in frame:
            if not _wanted(one, str(reduce.get("fields") or "")):
                continue
            if reduce.get("values"):
                names = next(
                    (each.field.values for each in frame if each.field.kind == STRING), one.field.values
                )
                found += [
                    Value(as_text(name), one.shown(value), one)
                    for name, value in zip(names, one.field.values, strict=True)
                ]
                continue
            course = [
                (moment / 1000, value)
                for moment, value in zip(times, one.field.values, strict=False)
                if isinstance(value, (int, float))
            ]
            found.append(Value(one.title, one.shown(reduced(calc, one.field.values)), one, tuple(course)))
    if reduce.get("values"):
        found = found[: int(reduce.get("limit") or 25)]
    return found or [_absent(settings, look)]


def _wanted(one: Display, fields: str) -> bool:
    if not fields:
        return one.field.kind == NUMBER
    return one.field.kind != TIME and pattern_of(fields).search(one.title) is not None


def _absent(settings: Json, look: Look) -> Value:
    """Grafana shows it in the colour that the lowest values have."""
    config = Config(settings.get("defaults", {}))
    display = Display(Field("", NUMBER, ()), "", config, "", look, 0, 0.0, 100.0, "thresholds")
    shown = display.shown(None)
    colour = shown.colour or code_of("text")
    text = shown.text if shown.text.text else Written("No data")
    return Value("", replace(shown, text=text, colour=colour), display, absent=True)
