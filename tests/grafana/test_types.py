"""Dashboards against Grafana's own types: those that are committed, and some that must be refused. One run of the compiler."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.grafana.compiler import faults
from tests.grafana.sample import Board, panel, sample, variable
from tests.grafana.written import dashboards

pytestmark = [pytest.mark.needs("node", "npm"), pytest.mark.timeout(600)]

FOLDER = Path(__file__).with_name("types")
COMMITTED = dashboards()


def put(holder: Callable[[Board], Any], **values: Any) -> Callable[[Board], None]:
    """The change that writes these values into what `holder` finds."""
    return lambda board: holder(board).update(values)


def of(kind: str, *keys: str | int) -> Callable[[Board], Any]:
    """Finds what stands under `keys` in the panel of this kind."""

    def find(board: Board) -> Any:
        found: Any = panel(board, kind)
        for key in keys:
            found = found[key]
        return found

    return find


# what is wrong, the change that makes it so, and what the compiler says or points at
REFUSED = {
    "a key that no dashboard has": (put(lambda board: board, fieldconfig={}), '"fieldconfig"'),
    "a number for a title": (put(lambda board: board, title=7), '"title": 7'),
    "a version that is a text": (put(lambda board: board, schemaVersion="39"), '"schemaVersion": "39"'),
    "a pointer shared in a way that there is not": (
        put(lambda board: board, graphTooltip=7),
        '"graphTooltip": 7',
    ),
    "a variable asked at a moment that there is not": (
        put(lambda board: variable(board, "job"), refresh=5),
        '"refresh": 5',
    ),
    "a variable with a key of another tool": (
        put(lambda board: variable(board, "job"), auto_count=30),
        '"auto_count": 30',
    ),
    "an annotation with a key that none has": (
        put(lambda board: board["annotations"]["list"][0], query="ALERTS"),
        '"query": "ALERTS"',
    ),
    "a link with a key that no link has": (
        put(lambda board: board["links"][0], newTab=True),
        '"newTab": true',
    ),
    "an annotation without a colour": (
        lambda board: board["annotations"]["list"][0].pop("iconColor"),
        "Property 'iconColor' is missing",
    ),
    "a kind of panel that we do not use": (put(of("heatmap"), type="singlestat"), 'Panels["singlestat"]'),
    "a key that no panel has": (put(of("stat"), fieldconfig={}), '"fieldconfig"'),
    "a number for a panel's title": (put(of("stat"), title=7), '"title": 7'),
    "a panel without a place": (lambda board: panel(board, "gauge").pop("gridPos"), 'Panels["gauge"]'),
    "a query with a key that none has": (
        put(of("table", "targets", 0), expression="up"),
        '"expression": "up"',
    ),
    "a number for a query": (put(of("table", "targets", 0), expr=1), '"expr": 1'),
    "an option that a state timeline has not": (
        put(of("state-timeline", "options"), mergevalues=True),
        '"mergevalues": true',
    ),
    "an option of a stat in a state timeline": (
        put(of("state-timeline", "options"), colorMode="value"),
        '"colorMode": "value"',
    ),
    "an option inside an option": (
        put(of("timeseries", "options", "legend"), show=True),
        '"show": true',
    ),
    "a value that an option has not": (
        put(of("stat", "options"), colorMode="backgrounds"),
        '"colorMode": "backgrounds"',
    ),
    "a text for a switch": (put(of("bargauge", "options"), showUnfilled="yes"), '"showUnfilled": "yes"'),
    "a custom key that a series has not": (
        put(of("timeseries", "fieldConfig", "defaults", "custom"), fillOpacities=10),
        '"fillOpacities": 10',
    ),
    "a custom value that a series has not": (
        put(of("timeseries", "fieldConfig", "defaults", "custom"), drawStyle="lines"),
        '"drawStyle": "lines"',
    ),
    "a custom key in a panel that has none": (
        put(of("stat", "fieldConfig", "defaults"), custom={"fillOpacity": 10}),
        '"fillOpacity": 10',
    ),
    "a number for a unit": (put(of("gauge", "fieldConfig", "defaults"), unit=1), '"unit": 1'),
    "thresholds in a way that there is not": (
        put(of("stat", "fieldConfig", "defaults", "thresholds"), mode="relative"),
        '"mode": "relative"',
    ),
    "a mapping of a kind that there is not": (
        put(of("stat", "fieldConfig", "defaults", "mappings", 0), type="text"),
        '"type": "text"',
    ),
    "an override of a key that a table has not": (
        put(of("table", "fieldConfig", "overrides", 0, "properties", 2), id="custom.widths"),
        '"id": "custom.widths"',
    ),
    "an override with a value of another type": (
        put(of("table", "fieldConfig", "overrides", 0, "properties", 2), value="wide"),
        '"custom.width"',
    ),
    "a transformation that there is not": (
        put(of("table", "transformations", 0), id="organise"),
        '"id": "organise"',
    ),
    "an option that a transformation has not": (
        put(of("table", "transformations", 0, "options"), rename={}),
        '"rename": {}',
    ),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the compiler says of each: the committed ones by their name, the sample, and each change by its sentence."""
    asked = {**COMMITTED, "sample": sample()}
    asked |= {sentence: sample(change) for sentence, (change, _) in REFUSED.items()}
    # a file name has no blanks and no slashes
    files = {name: f"d{number}" for number, name in enumerate(asked)}
    found = faults(
        {files[name]: content for name, content in asked.items()}, tmp_path_factory.mktemp("types")
    )
    return {name: found[file] for name, file in files.items()}


@pytest.mark.parametrize("name", ["sample", *COMMITTED])
def test_grafanas_types_have_nothing_against_it(said: dict[str, list[str]], name: str) -> None:
    assert said[name] == [], "\n".join([name, *said[name]])


@pytest.mark.parametrize("sentence", REFUSED)
def test_it_is_refused_and_pointed_at(said: dict[str, list[str]], sentence: str) -> None:
    assert len(said[sentence]) == 1, said[sentence]
    assert REFUSED[sentence][1] in said[sentence][0]


def test_what_is_fetched_is_exact_and_held_by_its_hash_whatever_the_registry() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    locked = json.loads((FOLDER / "package-lock.json").read_text())["packages"]
    fetched = {path.removeprefix("node_modules/"): one for path, one in locked.items() if path}

    assert {name: one["version"] for name, one in fetched.items()} == wanted
    assert all(one["integrity"].startswith("sha512-") for one in fetched.values())
    assert not any("resolved" in one for one in fetched.values())
