"""A number with its unit, as Grafana writes it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from tests.grafana.drawing.strict import Unknown
from tests.grafana.drawing.times import Look, clock_time, counted, is_time_unit, length

_SHORT = ("", " K", " Mil", " Bil", " Tri", " Quadr")
_COUNT = ("", "K", "M", "B", "T")
_LESS = (("ns", 1e-9), ("µs", 1e-6), ("ms", 1e-3), ("s", 1.0))
_SECONDS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONG = (("min", 60.0), ("hour", 3600.0), ("day", 86400.0), ("week", 604800.0), ("year", 31557600.0))
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi")
_DECIMAL = ("", "k", "M", "G", "T", "P")
_RATES = {
    "reqps": "req/s",
    "ops": "ops/s",
    "pps": "p/s",
    "cps": "c/s",
    "rps": "rd/s",
    "wps": "wr/s",
    "iops": "io/s",
    "reqpm": "req/m",
    "opm": "ops/m",
}
_SIZES = {
    "bytes": ("B", 1024),
    "decbytes": ("B", 1000),
    "bits": ("b", 1024),
    "decbits": ("b", 1000),
    "binBps": ("B/s", 1024),
    "Bps": ("B/s", 1000),
    "binbps": ("b/s", 1024),
    "bps": ("b/s", 1000),
    "hertz": ("Hz", 1000),
}
_YES_NO = {"bool": ("False", "True"), "bool_yes_no": ("No", "Yes"), "bool_on_off": ("Off", "On")}


@dataclass(frozen=True, slots=True)
class Written:
    """A value in words: the suffix is drawn smaller where numbers are big."""

    text: str
    suffix: str = ""
    prefix: str = ""

    def __str__(self) -> str:
        return f"{self.prefix}{self.text}{self.suffix}"


def written(value: float, unit: str, decimals: int | None, look: Look) -> Written:
    """`value` in `unit`."""
    if math.isnan(value):
        return Written("NaN")
    if is_time_unit(unit):
        return Written(clock_time(value, unit, look))
    if unit in _YES_NO:
        return Written(_YES_NO[unit][value != 0])
    for begin, make in _PREFIXED:
        if unit.startswith(begin):
            return make(value, unit.removeprefix(begin), decimals)
    return _plain(value, unit, decimals)


def fixed(value: float, decimals: int | None) -> str:
    """With so many decimals, or as many as leave three digits."""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if decimals is None:
        decimals = (
            0 if value == int(value) else min(20, max(0, 2 - math.floor(math.log10(abs(value)) + 1e-12)))
        )
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _plain(value: float, unit: str, decimals: int | None) -> Written:
    if unit in {"none", "", "string"}:
        return Written(fixed(value, decimals))
    if unit in {"percent", "percentunit"}:
        return Written(fixed(value if unit == "percent" else _clean(value * 100), decimals), "%")
    if unit == "short":
        return _scaled(value, decimals, _SHORT, 1000)
    if unit == "locale":
        whole = decimals is None and value == int(value)
        return Written(f"{value:,.{0 if whole else decimals or 0}f}")
    if unit in {"dtdurations", "dtdurationms"}:
        return Written(length(value if unit == "dtdurations" else value / 1000, decimals))
    if unit in {"dthms", "dtdhms"}:
        return Written(counted(value, days=unit == "dtdhms"))
    if unit in _SECONDS:
        return _duration(value, unit, decimals)
    if unit in _RATES:
        return _scaled(value, decimals, tuple(f"{step} {_RATES[unit]}" for step in _COUNT), 1000)
    if unit in _SIZES:
        symbol, base = _SIZES[unit]
        steps = _BINARY if base == 1024 else _DECIMAL
        return _scaled(value, decimals, tuple(f" {step}{symbol}" for step in steps), base)
    raise Unknown(f"unit {unit!r}")


def _duration(value: float, unit: str, decimals: int | None) -> Written:
    """In the largest unit of time that leaves 1 or more; never in a smaller one than its own."""
    seconds = abs(value) * _SECONDS[unit]
    names = [
        (name, size)
        for name, size in (*_LESS, *_LONG)
        if unit == "s" or size >= _SECONDS[unit] or name == unit
    ]
    if seconds == 0:
        names = [(name, size) for name, size in names if size == _SECONDS[unit]]
    fitting = [(name, size) for name, size in names if seconds >= size * (1 - 1e-12)] or names[:1]
    name, size = fitting[-1]
    text = fixed(_clean(value * _SECONDS[unit] / size), decimals)
    counted = name in {"hour", "day", "week", "year"} and text != "1"
    return Written(text, f" {name}{'s' if counted else ''}")


def _scaled(value: float, decimals: int | None, steps: tuple[str, ...], base: int) -> Written:
    place = 0
    while abs(value) >= base and place < len(steps) - 1:
        value, place = value / base, place + 1
    return Written(fixed(value, decimals), steps[place])


def _clean(value: float) -> float:
    """Without what binary fractions add: 0.07 * 100 is 7."""
    return float(f"{value:.12g}")


_PREFIXED: tuple[tuple[str, Callable[[float, str, int | None], Written]], ...] = (
    ("suffix:", lambda value, said, decimals: Written(fixed(value, decimals), f" {said}".replace("  ", " "))),
    ("prefix:", lambda value, said, decimals: Written(fixed(value, decimals), "", said)),
)
