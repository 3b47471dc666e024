"""Transformations that make one table of several, or of labels."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.grafana.drawing.fields import NUMBER, STRING, TIME, Field, Frame
from tests.grafana.drawing.mappings import as_text
from tests.grafana.drawing.strict import Json, choice, only

Row = dict[str, Any]
_EMPTY = {"empty": "", "null": None, "true": True, "false": False}


def labels_to_fields(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """Every label of a series as a column beside its values."""
    only(options, ("mode", "valueLabel", "keepLabels"), "labelsToFields")
    choice(options, "mode", "columns", ("columns",), "labelsToFields")
    keep, value_label = options.get("keepLabels"), options.get("valueLabel")
    made = []
    for frame in frames:
        fields = [one for one in frame.fields if one.kind == TIME]
        for one in frame.fields:
            if one.kind == TIME:
                continue
            fields += [
                Field(label, STRING, (value,) * frame.length)
                for label, value in one.labels.items()
                if label != value_label and (not keep or label in keep)
            ]
            name = one.labels.get(value_label, one.name) if value_label else one.name
            fields.append(replace(one, name=name, labels={}, legend=None))
        made.append(replace(frame, fields=tuple(fields)))
    return tuple(made)


def merge(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """One table: rows that agree wherever both say something become one."""
    only(options, (), "merge")
    if len(frames) <= 1:
        return frames
    structure: dict[str, Field] = {}
    for frame in frames:
        for one in frame.fields:
            structure.setdefault(one.name, replace(one, labels={}, renamed=None, values=()))
    shared = [name for name in structure if all(any(one.name == name for one in f.fields) for f in frames)]
    if not shared:
        return frames
    merged: dict[tuple[Any, ...], list[Row]] = {}
    in_order: list[Row] = []
    for frame in frames:
        names = [one.name for one in frame.fields]
        for values in frame.rows():
            row = dict(zip(names, values, strict=True))
            alike = merged.setdefault(tuple(row[name] for name in shared), [])
            fitting = [other for other in alike if _agree(other, row)]
            for other in fitting:
                other.update(row)
            if not fitting:
                alike.append(row)
                in_order.append(row)
    return (_table("merge-" + "-".join(frame.ref for frame in frames), list(structure.values()), in_order),)


def join_by_field(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """One row for each value of the column `byField`; outer: also those that not every table has."""
    only(options, ("byField", "mode"), "joinByField")
    mode = choice(options, "mode", "outer", ("outer", "inner"), "joinByField")
    by = options.get("byField") or "Time"
    having = [frame for frame in frames if frame.found(by)]
    columns: list[Field] = []
    rows: dict[Any, dict[int, Any]] = {}
    times_seen: dict[Any, int] = {}
    for frame in having:
        key = frame.found(by)
        for keyed in key.values if key else ():
            times_seen[keyed] = times_seen.get(keyed, 0) + 1
            rows.setdefault(keyed, {})
        for one in frame.fields:
            if one is key:
                if not columns:
                    columns.append(one)
                continue
            columns.append(one)
            for keyed, value in zip(key.values if key else (), one.values, strict=True):
                rows[keyed][len(columns) - 1] = value
    kept = [keyed for keyed in rows if mode == "outer" or times_seen[keyed] == len(having)]
    if columns and columns[0].kind == TIME:
        kept.sort()
    filled = [[keyed, *(rows[keyed].get(index) for index in range(1, len(columns)))] for keyed in kept]
    return (Frame("joinByField", tuple(columns)).with_rows(filled),)


def grouping_to_matrix(frames: tuple[Frame, ...], options: Json) -> tuple[Frame, ...]:
    """A column for each value of one column, a row for each of another."""
    only(options, ("columnField", "rowField", "valueField", "emptyValue"), "groupingToMatrix")
    column, row = options.get("columnField") or "Time", options.get("rowField") or "Time"
    empty = _EMPTY[choice(options, "emptyValue", "empty", _EMPTY, "groupingToMatrix")]
    if len(frames) != 1:
        return frames
    found = [frames[0].found(name) for name in (column, row, options.get("valueField") or "Value")]
    if not all(found):
        return frames
    columns, rows, values = (one for one in found if one is not None)
    cells = {
        (key, at): value for key, at, value in zip(rows.values, columns.values, values.values, strict=True)
    }
    down, across = list(dict.fromkeys(rows.values)), list(dict.fromkeys(columns.values))
    matrix = [
        Field(
            as_text(at),
            values.kind,
            tuple(empty if (cell := cells.get((key, at))) is None else cell for key in down),
        )
        for at in across
    ]
    return (Frame(frames[0].ref, (Field(f"{row}\\{column}", STRING, tuple(down)), *matrix)),)


def _agree(one: Row, other: Row) -> bool:
    return all(one.get(name) is None or one[name] == value for name, value in other.items())


def _table(ref: str, columns: Sequence[Field], rows: Sequence[Row]) -> Frame:
    return Frame(
        ref,
        tuple(
            replace(one, values=tuple(row.get(one.name) for row in rows), kind=one.kind or NUMBER)
            for one in columns
        ),
    )
