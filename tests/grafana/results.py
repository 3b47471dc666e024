"""`python -m tests.grafana.results OUT.json`: plays the story once, runs every dashboard's queries, and writes what came back."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.grafana.evaluate import Evaluator, Results
from tests.grafana.stage.running import Stage, staged
from tests.grafana.stage.scrapes import SCRAPE_SECONDS

DASHBOARDS = Path(__file__).parents[2] / "grafana" / "dashboards"

_DAY_SECONDS = 86400.0
_WINDOWS = {"report": 30 * _DAY_SECONDS, "lines": _DAY_SECONDS}
"""How far back a dashboard looks whose own time range is longer than the story; all others look at the story."""


_STEPS_OF_DAYS = 720
"""So many that the story's last minutes are among them."""


def dashboards(language: str) -> dict[str, dict[str, Any]]:
    """The committed dashboards, by the names of their files."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((DASHBOARDS / language).glob("*.json"))
    }


def evaluator(stage: Stage, name: str) -> Evaluator:
    """For the dashboard of this name, at the end of the story."""
    if name not in _WINDOWS:
        return Evaluator(stage.ask, stage.began, stage.ended, SCRAPE_SECONDS)
    start = stage.ended - _WINDOWS[name]
    return Evaluator(stage.ask, start, stage.ended, SCRAPE_SECONDS, steps=_STEPS_OF_DAYS)


def choices(stage: Stage, name: str) -> Mapping[str, str]:
    """What to look at where a dashboard shows one of many: a commune with an agent, a line with a past."""
    (agent, *_) = (
        commune.code for commune in stage.inventory.communes for site in commune.sites if site.agent
    )
    return {"commune": {"commune": agent}, "lines": {"line": stage.past.busy}}.get(name, {})


def evaluated(stage: Stage, language: str) -> Iterator[tuple[str, dict[str, Any], Results]]:
    """Every dashboard by its name, and what it shows."""
    for name, dashboard in dashboards(language).items():
        yield name, dashboard, evaluator(stage, name).dashboard(dashboard, choices(stage, name))


def troubles(dashboard: Mapping[str, Any], results: Results) -> Iterator[str]:
    """One line for each target that was refused, found nothing, or lacks a label of its legend."""
    panels = {panel["id"]: panel["title"] for panel in dashboard["panels"]}
    for panel, answers in results.panels.items():
        for ref, answer in answers.items():
            where = f"{results.uid} {panel} {ref} {panels[panel]}"
            if answer.error is not None:
                yield f"REFUSED {where}: {answer.error}\n    {answer.expr}"
            elif not answer.lines:
                yield f"EMPTY   {where}\n    {answer.expr}"
            elif missing := sorted({label for line in answer.lines for label in line.missing}):
                yield f"LABELS  {where}: {', '.join(missing)}"


def main(out: Path) -> None:
    """Write the results of both languages, and say what is wrong with them."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="thongsuot-stage-") as folder, staged(Path(folder)) as stage:
        for language in ("vi", "en"):
            for _, dashboard, results in evaluated(stage, language):
                found[results.uid] = results.as_json()
                if language == "en":
                    sys.stdout.writelines(f"{line}\n" for line in troubles(dashboard, results))
        for played in stage.faults:
            sys.stdout.write(
                f"{played.began:.1f} - {played.ended:.1f} {played.fault.what} {played.fault.whom}\n"
            )
    out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    sys.stdout.write(f"{out}: {len(found)} dashboards\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
