"""Transformations of columns: which there are, in which order, under which names."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.grafana.drawing.fields import BOOLEAN, NUMBER, STRING, TIME, Field, Frame
from tests.grafana.drawing.mappings import as_text, pattern_of
from tests.grafana.drawing.strict import Json, Unknown, off, only

_NAMES = ("names", "pattern")


def organize(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """Leave out, put in order and rename."""
    only(
        options,
        ("excludeByName", "indexByName", "renameByName", "includeByName", "orderByMode"),
        "organize",
    )
    off(options, ("includeByName",), "organize")
    if options.get("orderByMode", "manual") != "manual":
        raise Unknown(f"organize: orderByMode {options['orderByMode']!r}")
    out, order = options.get("excludeByName") or {}, options.get("indexByName") or {}
    names = options.get("renameByName") or {}
    made = []
    for frame in frames:
        kept = [one for one in frame.fields if not out.get(one.title)]
        kept.sort(key=lambda one: order.get(one.title, len(order)))
        made.append(
            replace(
                frame, fields=tuple(replace(one, renamed=names.get(one.title) or one.renamed) for one in kept)
            )
        )
    return tuple(made)


def filter_fields(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """Only the columns of these names; what has none of them is gone."""
    only(options, ("include", "exclude", "byVariable"), "filterFieldsByName")
    off(options, ("byVariable",), "filterFieldsByName")
    include, exclude = options.get("include"), options.get("exclude")
    for side in (include, exclude):
        only(side or {}, _NAMES, "filterFieldsByName")
    made = []
    for frame in frames:
        kept = tuple(
            one
            for one in frame.fields
            if (not include or _named(one, include)) and not (exclude and _named(one, exclude))
        )
        if kept:
            made.append(replace(frame, fields=kept))
    return tuple(made)


def rename_by_regex(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """A pattern's groups as the new name."""
    only(options, ("regex", "renamePattern"), "renameByRegex")
    pattern, to = pattern_of(options["regex"]), options["renamePattern"].replace("$", "\\")
    return tuple(
        replace(
            frame,
            fields=tuple(
                one if one.kind == TIME else replace(one, renamed=pattern.sub(to, one.title))
                for one in frame.fields
            ),
        )
        for frame in frames
    )


def convert(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """Columns of another type."""
    only(options, ("conversions", "fields"), "convertFieldType")
    wanted = {}
    for one in options["conversions"]:
        only(one, ("targetField", "destinationType"), "convertFieldType")
        if one["destinationType"] not in {NUMBER, STRING, TIME, BOOLEAN}:
            raise Unknown(f"convertFieldType to {one['destinationType']!r}")
        wanted[one["targetField"]] = one["destinationType"]
    return tuple(
        replace(
            frame,
            fields=tuple(
                _converted(one, wanted[one.title]) if one.title in wanted else one for one in frame.fields
            ),
        )
        for frame in frames
    )


def _named(field: Field, said: Json) -> bool:
    names, pattern = said.get("names") or (), str(said.get("pattern") or "")
    return (
        field.title in names
        or field.name in names
        or (bool(pattern) and pattern_of(pattern).search(field.title) is not None)
    )


def _converted(field: Field, kind: str) -> Field:
    return replace(field, kind=kind, values=tuple(_value(value, kind) for value in field.values))


def _value(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == STRING:
        return as_text(value)
    if kind == BOOLEAN:
        return bool(value)
    try:
        return float(value)
    except ValueError:
        return datetime.fromisoformat(value).timestamp() * 1000 if kind == TIME else None
