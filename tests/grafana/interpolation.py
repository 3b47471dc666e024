"""What Grafana puts in place of the variables of an expression, before Prometheus reads it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

ALL = "$__all"

_NAMED = re.compile(r"\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)(?::(\w+))?\]\]|\$(\w+)")
_IN_PATTERNS = re.compile(r"[$^*{}\[\]'+?.()|]")
_SPECIAL = re.compile(r"[\\^$*+?.()|\[\]{}/]")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable with what is chosen in it.

    options: (text, value) of everything that can be. chosen: values, or ALL alone. several: whether more than one may be
    chosen, by which Grafana decides how a value is quoted. for_all: what stands for all of them, where the dashboard says.
    """

    name: str
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    several: bool = False
    for_all: str | None = None

    def values(self) -> tuple[str, ...]:
        """What is chosen; all options when all are."""
        return tuple(value for _, value in self.options) if self.chosen == (ALL,) else self.chosen

    def texts(self) -> tuple[str, ...]:
        """What the chosen values are called."""
        called = {value: text for text, value in self.options}
        return ("All",) if self.chosen == (ALL,) else tuple(called.get(value, value) for value in self.chosen)

    def written(self, shape: str | None) -> str:
        """As it stands in an expression; shape: what follows the colon in `${name:shape}`."""
        if shape == "text":
            return " + ".join(self.texts())
        if shape == "queryparam":  # an address says what was chosen, not what stands for it in an expression
            return "&".join(f"var-{self.name}={quote(value, safe='')}" for value in self.chosen)
        if self.chosen == (ALL,) and self.for_all is not None:
            return self.for_all
        return _SHAPES[shape](self) if shape is not None else _prometheus(self)


def _prometheus(variable: Variable) -> str:
    """Of the data source itself: what may be several is part of a pattern, what cannot be is part of a string."""
    if not variable.several:
        return "".join(value.replace("\\", "\\\\").replace("'", "\\\\'") for value in variable.values())
    doubled = (value.replace("\\", "\\" * 4) for value in variable.values())
    return _alternatives([_IN_PATTERNS.sub(r"\\\\\g<0>", value) for value in doubled])


def _alternatives(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"({'|'.join(values)})"


_SHAPES: Mapping[str, Callable[[Variable], str]] = {
    "regex": lambda variable: _alternatives([_SPECIAL.sub(r"\\\g<0>", each) for each in variable.values()]),
    "pipe": lambda variable: "|".join(variable.values()),
    "csv": lambda variable: ",".join(variable.values()),
    "raw": lambda variable: ",".join(variable.values()),
}


def interpolated(text: str, variables: Mapping[str, Variable], built_in: Mapping[str, str]) -> str:
    """`text` with `$name`, `${name}`, `${name:shape}` and `[[name]]` replaced. What nobody knows stays, as in Grafana.

    built_in: `__interval` and its like.
    """

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[3] or found[5]
        if name in built_in:
            return built_in[name]
        if name in variables:
            return variables[name].written(found[2] or found[4])
        return found[0]

    return _NAMED.sub(value, text)


def span(seconds: float) -> str:
    """A duration as Prometheus reads it, in whole milliseconds at the least."""
    whole = round(seconds)
    return f"{whole}s" if abs(seconds - whole) < 0.0005 else f"{round(seconds * 1000)}ms"


def seconds_in(text: str) -> float:
    """The seconds of `15s`, `5m`, `1h30m`. A leading `>` of Grafana's means nothing here."""
    units = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "y": 31536000.0}
    pieces = re.findall(r"(\d+)(ms|[smhdwy])", text.lstrip(">"))
    if not pieces:
        raise ValueError(f"{text} is no duration")
    return sum(int(number) * units[unit] for number, unit in pieces)
