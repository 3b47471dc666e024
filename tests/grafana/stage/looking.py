"""Looks at one series of one panel at one moment of the story that is over."""

from collections.abc import Mapping
from typing import Any

from tests.grafana.evaluate import Answer, Evaluator, panels_of, rows_of
from tests.grafana.injected import Injected, Known
from tests.grafana.results import evaluator
from tests.grafana.stage.running import Stage
from tests.grafana.stage.scrapes import SCRAPE_SECONDS
from tests.grafana.stage.script import Played

_WINDOW_SECONDS = 60.0
_DAY_SECONDS = 86400.0
_BEFORE_SECONDS = 1.5


def before_and_meanwhile(
    stage: Stage, dashboard: Mapping[str, Any], row: Injected
) -> tuple[float | None, float | None]:
    """What the panel showed just before the fault began, and towards its end."""
    fault = [each for each in stage.faults if each.fault.what is row.what][row.nth]
    names = _names(fault)
    choices = {name: value.format_map(names) for name, value in row.choices.items()}
    labels = {name: value.format_map(names) for name, value in row.labels.items()}
    meanwhile = fault.began + (fault.ended - fault.began) * row.within

    def at(moment: float) -> float | None:
        looking = Evaluator(stage.ask, moment - _WINDOW_SECONDS, moment, SCRAPE_SECONDS)
        return _value(_asked(looking, dashboard, row, choices), labels, moment - 2 * SCRAPE_SECONDS)

    return at(fault.began - _BEFORE_SECONDS), at(meanwhile)


def in_the_end(stage: Stage, name: str, dashboard: Mapping[str, Any], row: Known) -> float | None:
    """What the panel shows of the past when the story is over."""
    line = getattr(stage.past, row.line) if row.line is not None else ""
    names = _parts(line)
    choices = {name: value.format_map(names) for name, value in row.choices.items()}
    choices |= {"line": line} if line else {}
    labels = {name: value.format_map(names) for name, value in row.labels.items()}
    if row.days is None:
        looking = evaluator(stage, name)
    else:
        start = stage.past.ended - row.days * _DAY_SECONDS
        looking = Evaluator(stage.ask, start, stage.past.ended, SCRAPE_SECONDS)
    return _value(
        _asked(looking, dashboard, row, choices), labels, looking.end - 2 * looking.step(SCRAPE_SECONDS)
    )


def _names(played: Played) -> dict[str, str]:
    whom = played.fault.whom
    _, _, commune = whom.rpartition("-")  # of a signer
    return {"whom": whom} | (_parts(whom) if "/" in whom else {"commune": commune})


def _parts(line: str) -> dict[str, str]:
    return dict(zip(("commune", "site", "link"), line.split("/"), strict=False))


def _asked(
    looking: Evaluator, dashboard: Mapping[str, Any], row: Injected | Known, choices: Mapping[str, str]
) -> Answer:
    rows = rows_of(dashboard)
    ((panel, target),) = (
        (panel, target)
        for panel in panels_of(dashboard)
        if (rows[panel["id"]], panel["title"]) == (row.row, row.panel)
        for target in panel["targets"]
        if target["refId"] == row.ref
    )
    return looking.target(target, looking.variables(dashboard, choices), panel.get("interval"))


def _value(answer: Answer, labels: Mapping[str, str], since: float) -> float | None:
    """Of the one series with these labels; None when there is none, or none any more `since` then."""
    assert answer.error is None, answer
    found = [
        line for line in answer.lines if labels.items() <= line.labels.items() and line.points[-1][0] > since
    ]
    assert len(found) <= 1, (answer.expr, labels, [dict(line.labels) for line in found])
    return found[0].points[-1][1] if found else None
