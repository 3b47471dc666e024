"""Runs the queries of a dashboard as Grafana would, and keeps what comes back, for tests and for drawings."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from tests.grafana.choosing import Ask, Refused, chosen
from tests.grafana.interpolation import Variable, interpolated, seconds_in, span

_STEPS = 150
_LABEL = re.compile(r"\{\{\s*(.+?)\s*\}\}")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One series of an answer. missing: labels that its legend names and it does not have."""

    labels: Mapping[str, str]
    legend: str
    points: tuple[Point, ...]
    missing: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """As drawings read it: JSON has no number for what is none."""
        points = [[when, value if isfinite(value) else None] for when, value in self.points]
        return {"labels": dict(self.labels), "legend": self.legend, "points": points}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one target found. expr: as it was asked. error: what Prometheus said instead, None when it took it."""

    expr: str
    lines: tuple[Line, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """An annotation."""

    began: float
    ended: float
    title: str

    def as_json(self) -> dict[str, Any]:
        """As drawings read it."""
        return {"from": self.began, "to": self.ended, "title": self.title}


@dataclass(frozen=True, slots=True)
class Results:
    """A dashboard's answers, by panel and target; those of its annotations by their names."""

    uid: str
    start: float
    end: float
    variables: Mapping[str, Variable]
    panels: Mapping[int, Mapping[str, Answer]]
    annotations: Mapping[str, Answer] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As drawings read it."""
        panels = {
            str(panel): {ref: [line.as_json() for line in answer.lines] for ref, answer in answers.items()}
            for panel, answers in self.panels.items()
        }
        return {
            "from": self.start,
            "to": self.end,
            "variables": {name: " + ".join(each.texts()) for name, each in self.variables.items()},
            "panels": panels,
            "annotations": [each.as_json() for each in self.spans],
        }


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Asks what a person would see who opens a dashboard from `start` to `end`. scrape_seconds: of the data source."""

    ask: Ask
    start: float
    end: float
    scrape_seconds: float = 15.0
    steps: int = _STEPS

    def dashboard(self, dashboard: Mapping[str, Any], choices: Mapping[str, str] | None = None) -> Results:
        """All of it. choices: the values of variables, by name, where they are not what the dashboard begins with."""
        variables = self.variables(dashboard, choices)
        told = [each for each in dashboard.get("annotations", {}).get("list", ()) if "expr" in each]
        annotations = {each["name"]: self._annotation(each, variables) for each in told}
        return Results(
            dashboard["uid"],
            self.start,
            self.end,
            variables,
            {panel["id"]: self.panel(panel, variables) for panel in panels_of(dashboard)},
            annotations,
            tuple(part for each in told for part in self._spans(annotations[each["name"]])),
        )

    def variables(
        self, dashboard: Mapping[str, Any], choices: Mapping[str, str] | None = None
    ) -> dict[str, Variable]:
        """What is chosen in each variable."""
        return chosen(dashboard, self.ask, self.start, self.end, choices or {})

    def panel(self, panel: Mapping[str, Any], variables: Mapping[str, Variable]) -> dict[str, Answer]:
        """What each target of a panel finds."""
        return {
            target["refId"]: self.target(target, variables, panel.get("interval"))
            for target in panel["targets"]
            if not target.get("hide")
        }

    def target(
        self, target: Mapping[str, Any], variables: Mapping[str, Variable], least: str | None = None
    ) -> Answer:
        """What a target finds. least: the shortest step that its panel allows."""
        shortest = target.get("interval") or least
        scrape = seconds_in(shortest) if shortest else self.scrape_seconds
        step = self.step(scrape)
        return self._answer(target, variables, step, scrape, instant=bool(target.get("instant")))

    def step(self, shortest: float) -> float:
        """Seconds between two points of a line: whole ones, and no less than `shortest`."""
        return max(float(-(-(self.end - self.start) // self.steps)), shortest)

    def _answer(
        self,
        target: Mapping[str, Any],
        variables: Mapping[str, Variable],
        step: float,
        scrape: float,
        *,
        instant: bool,
    ) -> Answer:
        window = self.end - self.start
        built_in = {
            "__interval": span(step),
            "__interval_ms": f"{step * 1000:.0f}",
            "__rate_interval": span(max(step + scrape, 4 * scrape)),
            "__range": span(window),
            "__range_s": f"{window:.0f}",
            "__range_ms": f"{window * 1000:.0f}",
        }
        expr = interpolated(target["expr"], variables, built_in)
        try:
            if instant:
                found = self.ask("/api/v1/query", {"query": expr, "time": f"{self.end:.3f}"})
            else:
                # Grafana begins at a multiple of the step, so that two refreshes draw the same points
                times = {"start": f"{self.start // step * step:.3f}", "end": f"{self.end:.3f}"}
                found = self.ask("/api/v1/query_range", {"query": expr, "step": f"{step:g}", **times})
        except Refused as refused:
            return Answer(expr, error=str(refused))
        legend = interpolated(target.get("legendFormat") or "", variables, built_in)
        return Answer(expr, tuple(_lines(found, legend, expr)))

    def _annotation(self, told: Mapping[str, Any], variables: Mapping[str, Variable]) -> Answer:
        legend = {"expr": told["expr"], "legendFormat": told.get("titleFormat", "")}
        # not the dashboard's own step of a minute, which would be longer than what a story shows
        return self._answer(
            legend, variables, self.step(self.scrape_seconds), self.scrape_seconds, instant=False
        )

    def _spans(self, answer: Answer) -> Iterator[Span]:
        """Points that follow one another make one span."""
        step = self.step(self.scrape_seconds)
        for line in answer.lines:
            began = ended = None
            for when, value in line.points:
                if value <= 0:
                    continue
                if began is not None and ended is not None and when - ended > step * 1.5:
                    yield Span(began, ended, line.legend)
                    began = None
                began, ended = when if began is None else began, when
            if began is not None and ended is not None:
                yield Span(began, ended, line.legend)


def panels_of(dashboard: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The panels that ask something."""
    return [panel for panel in dashboard["panels"] if panel.get("targets")]


def rows_of(dashboard: Mapping[str, Any]) -> dict[int, str]:
    """The title of the row that each panel stands in, by the panel's id."""
    found: dict[int, str] = {}
    row = ""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            row = panel["title"]
        else:
            found[panel["id"]] = row
    return found


def legend_labels(format_: str) -> Sequence[str]:
    """The labels that a legend names."""
    return _LABEL.findall(format_)


def _lines(found: Mapping[str, Any], legend: str, expr: str) -> Iterator[Line]:
    if found["resultType"] in ("scalar", "string"):
        yield Line({}, legend or expr, _points([found["result"]]))
        return
    for each in found["result"]:
        labels = each["metric"]
        missing = frozenset(label for label in legend_labels(legend) if not labels.get(label))
        points = _points(each["values"] if "values" in each else [each["value"]])
        yield Line(labels, _named(labels, legend, expr), points, missing)


def _named(labels: Mapping[str, str], legend: str, expr: str) -> str:
    if legend in ("", "__auto"):
        pairs = ", ".join(f'{name}="{value}"' for name, value in labels.items() if name != "__name__")
        name = labels.get("__name__", "")
        return f"{name}{{{pairs}}}" if pairs else name or expr
    return _LABEL.sub(lambda found: labels.get(found[1], ""), legend)


def _points(values: Iterable[Sequence[Any]]) -> tuple[Point, ...]:
    return tuple((float(when), float(value)) for when, value in values)
