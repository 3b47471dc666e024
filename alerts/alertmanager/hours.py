"""When warnings may be told: working hours, as Alertmanager's time intervals. What is critical knows no hours."""

from typing import Any

from probes.inventory.model import Inventory

Intervals = list[dict[str, Any]]

EVERYWHERE = "working_hours"
"""The hours for what belongs to no province."""


def of_province(code: str) -> str:
    """The name of a province's hours."""
    return f"{EVERYWHERE}_{code}"


def time_intervals(inventory: Inventory) -> dict[str, Intervals]:
    """Working hours by name, in Vietnam's time."""
    names = (EVERYWHERE, *(of_province(province.code) for province in inventory.provinces))
    return {name: [_office_hours()] for name in names}


def _office_hours() -> dict[str, Any]:
    return {
        "weekdays": ["monday:friday"],
        "times": [
            {"start_time": "07:30", "end_time": "11:30"},
            {"start_time": "13:30", "end_time": "17:00"},
        ],
        "location": "Asia/Ho_Chi_Minh",
    }
