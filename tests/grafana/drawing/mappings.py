"""Values put into words and colours: value, range, regex and special mappings."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.grafana.drawing.strict import Json, Unknown, only

_SPECIAL: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "nan": lambda value: _is_nan(value),
    "null+nan": lambda value: value is None or _is_nan(value),
    "true": lambda value: value is True,
    "false": lambda value: value is False,
    "empty": lambda value: value == "",
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a value is called, and its colour; None: as if it were not mapped."""

    text: str | None
    colour: str | None


def mapped(mappings: Sequence[Json], value: Any) -> Mapped | None:
    """What the first mapping that knows `value` says."""
    for mapping in mappings:
        kind, options = mapping["type"], mapping["options"]
        if kind not in _KINDS:
            raise Unknown(f"mapping {kind!r}")
        if (result := _KINDS[kind](options, value)) is not None:
            only(result, ("text", "color", "index"), f"mapping of {value!r}")
            return Mapped(result.get("text"), result.get("color"))
    return None


def as_text(value: Any) -> str:
    """As a key of a mapping, and as Grafana writes what has no unit: 1.0 is 1."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _of_value(options: Json, value: Any) -> Json | None:
    found: Json | None = None if value is None else options.get(as_text(value))
    return found


def _of_range(options: Json, value: Any) -> Json | None:
    only(options, ("from", "to", "result"), "range mapping")
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    low, high = options.get("from"), options.get("to")
    within = (low is None or number >= low) and (high is None or number <= high)
    result: Json | None = options["result"] if within else None
    return result


def _of_regex(options: Json, value: Any) -> Json | None:
    only(options, ("pattern", "result"), "regex mapping")
    if not isinstance(value, str):
        return None
    found = pattern_of(options["pattern"]).search(value)
    if found is None:
        return None
    result = dict(options["result"])
    if result.get("text") is not None:
        filled = re.sub(r"\$(\d)", lambda group: found[int(group[1])] or "", result["text"])
        result["text"] = value.replace(found[0], filled, 1)
    return result


def _of_special(options: Json, value: Any) -> Json | None:
    only(options, ("match", "result"), "special mapping")
    if options["match"] not in _SPECIAL:
        raise Unknown(f"special mapping {options['match']!r}")
    result: Json | None = options["result"] if _SPECIAL[options["match"]](value) else None
    return result


def pattern_of(written: str) -> re.Pattern[str]:
    """`/pattern/flags` as Grafana keeps it, or the pattern alone."""
    found = re.fullmatch(r"/(.*)/([a-z]*)", written, re.DOTALL)
    if found is None:
        return re.compile(written)
    return re.compile(found[1].replace("(?<", "(?P<"), re.IGNORECASE if "i" in found[2] else re.NOFLAG)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


_KINDS: Mapping[str, Callable[[Json, Any], Json | None]] = {
    "value": _of_value,
    "range": _of_range,
    "regex": _of_regex,
    "special": _of_special,
}
