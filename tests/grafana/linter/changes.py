"""Changes to the sample dashboard, said shortly."""

from collections.abc import Callable
from typing import Any

from tests.grafana.sample import Board, panel, variable

Change = Callable[[Board], object]


def asks(expr: str, kind: str = "stat", **more: Any) -> Change:
    """The panel of this kind asks this instead."""
    return lambda board: panel(board, kind).update(targets=[{"refId": "A", "expr": expr, **more}])


def logs(expr: str, **more: Any) -> Change:
    """The stat asks this of a store of logs."""
    return asks(expr, datasource={"type": "loki", "uid": "logs"}, **more)


def marks(**target: Any) -> Change:
    """The annotation asks this."""
    return lambda board: board["annotations"]["list"][0]["target"].update(target)


def has(name: str, /, **values: Any) -> Change:
    """The variable says this."""
    return lambda board: variable(board, name).update(values)


def shows(kind: str, /, **values: Any) -> Change:
    """The panel of this kind says this."""
    return lambda board: panel(board, kind).update(values)


def fields(kind: str, /, **defaults: Any) -> Change:
    """The fields of this panel say this and nothing else."""
    return shows(kind, fieldConfig={"defaults": defaults, "overrides": []})


def without(name: str) -> Change:
    """The variable is not there."""
    return lambda board: board["templating"]["list"].remove(variable(board, name))


def without_any() -> Change:
    """No panel asks anything, and there is nothing to choose."""
    return lambda board: board.update(templating={"list": []}, panels=[])


def to(kind: str, /, **place: int) -> Change:
    """The panel of this kind stands elsewhere."""
    return lambda board: panel(board, kind)["gridPos"].update(place)
