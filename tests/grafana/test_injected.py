"""The tables of what dashboards are held to: every row of every dashboard is, and whatever they name exists."""

from collections.abc import Sequence

import pytest

from tests.grafana.evaluate import panels_of, rows_of
from tests.grafana.exceptions import EMPTY
from tests.grafana.expected import INJECTED, KNOWN
from tests.grafana.injected import Between, Injected, Known, Nothing, about, exactly
from tests.grafana.results import dashboards

NAMES = tuple(dashboards("en"))


def held(name: str) -> Sequence[Injected | Known]:
    return [*INJECTED.get(name, ()), *KNOWN.get(name, ())]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_held_to_a_value(name: str) -> None:
    dashboard = dashboards("en")[name]
    rows = rows_of(dashboard)

    assert {one.row for one in held(name)} == {rows[panel["id"]] for panel in panels_of(dashboard)}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_held_to_a_value_is_there_once(name: str) -> None:
    dashboard = dashboards("en")[name]
    rows = rows_of(dashboard)
    there = [
        (rows[panel["id"]], panel["title"], target["refId"])
        for panel in panels_of(dashboard)
        for target in panel["targets"]
    ]

    assert [one for one in held(name) if there.count((one.row, one.panel, one.ref)) != 1] == []


def test_what_may_be_empty_is_there() -> None:
    there = {
        (name, panel["title"], target["refId"])
        for name, dashboard in dashboards("en").items()
        for panel in panels_of(dashboard)
        for target in panel["targets"]
    }

    assert EMPTY.keys() <= there
    assert all(EMPTY.values())


def test_nothing_is_no_number_and_no_number_is_nothing() -> None:
    assert Nothing().holds(None)
    assert not Nothing().holds(0.0)
    assert not Between(0, 1).holds(None)


def test_a_value_is_exact_or_within_its_bounds() -> None:
    assert exactly(40).holds(40.0)
    assert not exactly(40).holds(39.0)
    assert about(100).holds(104.0)
    assert not about(100, 0.01).holds(102.0)
