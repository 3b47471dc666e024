"""What a query found, as the frames that Grafana makes of it: of series, and of tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.grafana.drawing.strict import Json, Unknown, choice, only

TIME, NUMBER, STRING, BOOLEAN = "time", "number", "string", "boolean"
_TARGET = {
    *("refId", "datasource", "editorMode", "expr", "format", "instant", "range", "legendFormat"),
    *("interval", "intervalFactor", "exemplar", "hide"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column, or the values of a series. legend: what the data source calls it. renamed: what a transformation does."""

    name: str
    kind: str
    values: tuple[Any, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    legend: str | None = None
    renamed: str | None = None

    @property
    def title(self) -> str:
        """What it is called before the panel's own overrides."""
        return self.renamed or self.legend or self.name

    def with_values(self, values: Sequence[Any]) -> "Field":
        """The same with other values."""
        return replace(self, values=tuple(values))


@dataclass(frozen=True, slots=True)
class Frame:
    """Columns of one length; ref: of which query."""

    ref: str
    fields: tuple[Field, ...]

    @property
    def length(self) -> int:
        """How many rows it has."""
        return len(self.fields[0].values) if self.fields else 0

    def rows(self) -> list[tuple[Any, ...]]:
        """Row by row."""
        return list(zip(*(one.values for one in self.fields), strict=True))

    def with_rows(self, rows: Sequence[Sequence[Any]]) -> "Frame":
        """The same columns with other rows."""
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(self.fields)
        return Frame(
            self.ref,
            tuple(one.with_values(column) for one, column in zip(self.fields, columns, strict=True)),
        )

    def found(self, name: str) -> Field | None:
        """The column of that name or title."""
        return next((one for one in self.fields if name in (one.title, one.name)), None)


def frames_of(targets: Sequence[Json], found: Mapping[str, Sequence[Json]]) -> tuple[Frame, ...]:
    """The frames of a panel's queries. found: the series of each refId."""
    shown = [target for target in targets if not target.get("hide")]
    tables = [target["refId"] for target in shown if target.get("format") == "table"]
    frames: list[Frame] = []
    for target in shown:
        only(target, _TARGET, f"target {target.get('refId')}")
        ref = target["refId"]
        if ref not in found:
            raise Unknown(f"no results for the query {ref}")
        kind = choice(target, "format", "time_series", ("time_series", "table", "heatmap"), f"target {ref}")
        if kind == "table":
            frames += _table(ref, found[ref], f"Value #{ref}" if len(tables) > 1 else "Value")
        elif kind == "heatmap":
            frames += _buckets(ref, found[ref])
        else:
            frames += [_series(ref, one) for one in found[ref]]
    return tuple(frames)


def points_of(series: Json) -> list[tuple[float, float | None]]:
    """Moments in unix seconds and values; null where a program wrote none."""
    return [
        (float(moment), None if value is None else float(value))
        for moment, value in sorted(series["points"], key=lambda point: float(point[0]))
    ]


def _series(ref: str, series: Json, legend: str | None = None) -> Frame:
    points = points_of(series)
    value = Field(
        "Value",
        NUMBER,
        tuple(value for _, value in points),
        series["labels"],
        legend or series.get("legend"),
    )
    return Frame(ref, (Field("Time", TIME, tuple(moment * 1000 for moment, _ in points)), value))


def _table(ref: str, found: Sequence[Json], name: str) -> Iterator[Frame]:
    """One frame with a row for every point; a query that found nothing makes none."""
    if not found:
        return
    labels = sorted({label for one in found for label in one["labels"]})
    rows = [
        (moment * 1000, *(one["labels"].get(label) for label in labels), value)
        for one in found
        for moment, value in points_of(one)
    ]
    kinds = [("Time", TIME), *((label, STRING) for label in labels), (name, NUMBER)]
    yield Frame(ref, tuple(Field(title, kind, ()) for title, kind in kinds)).with_rows(rows)


def _buckets(ref: str, found: Sequence[Json]) -> Iterator[Frame]:
    """A histogram's cumulated buckets, each without those below it."""
    below: dict[float, float] = {}
    for one in sorted(found, key=lambda one: float(one["labels"]["le"])):
        points, above = [], dict(below)
        for moment, value in points_of(one):
            if value is not None:
                points.append((moment, max(0.0, value - below.get(moment, 0.0))))
                above[moment] = value
        below = above
        yield _series(ref, {"labels": one["labels"], "points": points}, one["labels"]["le"])
