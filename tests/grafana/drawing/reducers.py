"""Many values made one: last, mean, max, as legends and big numbers show them."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, median
from typing import Any

from tests.grafana.drawing.strict import Unknown

Numbers = Sequence[float]

NAMES = {
    "last": "Last",
    "lastNotNull": "Last *",
    "first": "First",
    "firstNotNull": "First *",
    "min": "Min",
    "max": "Max",
    "mean": "Mean",
    "median": "Median",
    "sum": "Total",
    "count": "Count",
    "range": "Range",
    "diff": "Difference",
    "allValues": "All values",
    "uniqueValues": "Unique values",
}
"""How Grafana heads them."""

_OF_NUMBERS: Mapping[str, Callable[[Numbers], float]] = {
    "min": min,
    "max": max,
    "mean": fmean,
    "median": median,
    "sum": sum,
    "range": lambda numbers: max(numbers) - min(numbers),
    "diff": lambda numbers: numbers[-1] - numbers[0],
}


def reduced(calc: str, values: Sequence[Any]) -> Any:
    """One value of many; None where there is none to make it of."""
    present = [value for value in values if value is not None and value == value]  # NaN is not itself
    if calc == "last":
        return values[-1] if values else None
    if calc == "first":
        return values[0] if values else None
    if calc == "lastNotNull":
        return present[-1] if present else None
    if calc == "firstNotNull":
        return present[0] if present else None
    if calc == "count":
        return len(values)
    if calc not in _OF_NUMBERS:
        raise Unknown(f"calculation {calc!r}")
    numbers = [float(value) for value in present if isinstance(value, (int, float))]
    return _OF_NUMBERS[calc](numbers) if numbers else None
