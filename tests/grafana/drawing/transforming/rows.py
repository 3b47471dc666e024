"""Transformations of rows: which there are, in which order, and many made one."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.grafana.drawing.fields import NUMBER, STRING, TIME, Field, Frame
from tests.grafana.drawing.mappings import as_text, pattern_of
from tests.grafana.drawing.reducers import NAMES, reduced
from tests.grafana.drawing.strict import Json, Unknown, choice, only

Test = Callable[[Any, Json], bool]


def sort_by(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """By one column."""
    only(options, ("fields", "sort"), "sortBy")
    for one in options.get("sort") or ():
        only(one, ("field", "desc"), "sortBy")
    return tuple(
        sorted_by(frame, [(one["field"], bool(one.get("desc"))) for one in options.get("sort") or ()])
        for frame in frames
    )


def sorted_by(frame: Frame, order: Sequence[tuple[str, bool]]) -> Frame:
    """The first of several columns decides, and which of them it descends in; what is not there, stands last."""
    rows = frame.rows()
    for name, descending in reversed(order):
        at = next((index for index, one in enumerate(frame.fields) if name in (one.title, one.name)), None)
        if at is None:
            continue
        present = [row for row in rows if row[at] is not None]
        absent = [row for row in rows if row[at] is None]
        present.sort(key=lambda row: _rank(row[at]), reverse=descending)  # used at once
        rows = present + absent
    return frame.with_rows(rows)


def limit(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """The first so many."""
    only(options, ("limitField",), "limit")
    count = int(options.get("limitField") or 10)
    return tuple(frame.with_rows(frame.rows()[:count]) for frame in frames)


def filter_by_value(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """Only the rows, or all but the rows, that meet any or all of the conditions."""
    only(options, ("filters", "match", "type"), "filterByValue")
    include = choice(options, "type", "include", ("include", "exclude"), "filterByValue") == "include"
    whole = choice(options, "match", "any", ("any", "all"), "filterByValue") == "all"
    return tuple(_filtered(frame, options["filters"], include, all if whole else any) for frame in frames)


def reduce(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """A row for each series, a column for each calculation; or each column to one value."""
    only(options, ("reducers", "mode", "includeTimeField", "labelsToFields"), "reduce")
    mode = choice(options, "mode", "seriesToRows", ("seriesToRows", "reduceFields"), "reduce")
    calcs = options["reducers"]
    if mode == "reduceFields":
        if len(calcs) != 1:
            raise Unknown("reduce: reduceFields by several calculations")
        return tuple(
            replace(
                frame,
                fields=tuple(
                    one.with_values([reduced(calcs[0], one.values)])
                    for one in frame.fields
                    if one.kind != TIME or options.get("includeTimeField")
                ),
            )
            for frame in frames
        )
    return (_rows_of_series(frames, calcs, bool(options.get("labelsToFields"))),)


def _rows_of_series(frames: tuple[Frame, ...], calcs: Sequence[str], labelled: bool) -> Frame:
    series = [one for frame in frames for one in frame.fields if one.kind != TIME]
    labels = sorted({label for one in series for label in one.labels}) if labelled else []
    return Frame(
        frames[0].ref if frames else "",
        (
            *(() if labelled else (Field("Field", STRING, tuple(one.title for one in series)),)),
            *(Field(label, STRING, tuple(one.labels.get(label) for one in series)) for label in labels),
            *(
                Field(NAMES[calc], NUMBER, tuple(reduced(calc, one.values) for one in series))
                for calc in calcs
            ),
        ),
    )


def _filtered(
    frame: Frame, filters: Sequence[Json], include: bool, joined: Callable[[list[bool]], bool]
) -> Frame:
    tests: list[tuple[int, Json]] = []
    for one in filters:
        only(one, ("fieldName", "config"), "filterByValue")
        only(one["config"], ("id", "options"), "filterByValue")
        if one["config"]["id"] not in _TESTS:
            raise Unknown(f"filterByValue {one['config']['id']!r}")
        at = next(
            (i for i, each in enumerate(frame.fields) if one["fieldName"] in (each.title, each.name)), None
        )
        if at is not None:
            tests.append((at, one["config"]))
    if not tests:
        return frame
    kept = [
        row
        for row in frame.rows()
        if joined([_TESTS[config["id"]](row[at], config.get("options") or {}) for at, config in tests])
        == include
    ]
    return frame.with_rows(kept)


def _rank(value: Any) -> tuple[float, str]:
    if isinstance(value, (int, float)):
        return (-math.inf if math.isnan(value) else float(value), "")
    return (math.inf, as_text(value).casefold())


def _compared(test: Callable[[float, float], bool]) -> Test:
    return lambda value, options: (
        isinstance(value, (int, float)) and test(float(value), float(options["value"]))
    )


_TESTS: Mapping[str, Test] = {
    "isNull": lambda value, _: value is None,
    "isNotNull": lambda value, _: value is not None,
    "greater": _compared(lambda one, other: one > other),
    "greaterOrEqual": _compared(lambda one, other: one >= other),
    "lower": _compared(lambda one, other: one < other),
    "lowerOrEqual": _compared(lambda one, other: one <= other),
    "equal": lambda value, options: as_text(value) == as_text(options["value"]),
    "notEqual": lambda value, options: as_text(value) != as_text(options["value"]),
    "regex": lambda value, options: pattern_of(options["value"]).search(as_text(value)) is not None,
}
