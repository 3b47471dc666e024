"""The dashboards as they lie in the folder, for tests to read."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from probes.language import Language

FOLDER = Path(__file__).parents[2] / "grafana" / "dashboards"


def boards(language: Language = Language.VI) -> dict[str, Mapping[str, Any]]:
    """Each dashboard of this language by the name of its file."""
    files = sorted((FOLDER / language.value).glob("*.json"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


def dashboards() -> dict[str, dict[str, Any]]:
    """All of them by language and name, `vi/overview`."""
    return {
        f"{language.value}/{name}": dict(board)
        for language in Language
        for name, board in boards(language).items()
    }


def panels(board: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Its panels, without the headings of rows."""
    return (panel for panel in board["panels"] if panel["type"] != "row")


def expressions(board: Mapping[str, Any]) -> Iterator[str]:
    """Everything it asks Prometheus: panels, marks and variables."""
    for panel in panels(board):
        yield from (target["expr"] for target in panel["targets"])
    yield from (marks["expr"] for marks in board["annotations"]["list"])
    yield from (
        variable["query"]["query"] for variable in board["templating"]["list"] if variable["type"] == "query"
    )
