"""Which receiver an alert goes to, and how soon.

Every incident is a group of its own: grouped with others, its news would wait for theirs, and each message would repeat them
all. The relay folds many into a digest. The wait of 30 s lets a shared cause arrive before what it explains; one minute
between two looks at a group costs little, since only coarse sources inhibit.
"""

from typing import Any

from alerts.alertmanager.hours import EVERYWHERE, of_province
from alerts.alertmanager.matchers import equals
from alerts.alertmanager.teams import Share, default_team, shares
from probes.inventory.model import Inventory

WATCHDOG = "watchdog"

_BY_ITSELF = {"group_by": ["..."], "group_wait": "30s", "group_interval": "1m", "repeat_interval": "4h"}
_HEARTBEAT = {"group_wait": "0s", "group_interval": "30s", "repeat_interval": "1m"}
_WARNINGS_REPEAT = "24h"


def route(inventory: Inventory) -> dict[str, Any]:
    """The tree of routes: the heartbeat, then each team's share, then the default team."""
    watchdog = {"matchers": [equals("alertname", "Watchdog")], "receiver": WATCHDOG, **_HEARTBEAT}
    rest = _in_hours(inventory)
    return {
        "receiver": default_team(inventory),
        **_BY_ITSELF,
        "routes": [watchdog, *(_of_team(share, inventory) for share in shares(inventory)), *rest],
    }


def _of_team(share: Share, inventory: Inventory) -> dict[str, Any]:
    return {"matchers": [share.matcher], "receiver": share.team, "routes": _in_hours(inventory)}


def _in_hours(inventory: Inventory) -> list[dict[str, Any]]:
    """Warnings wait for the working hours of their province. What is critical stays with the route above."""
    hours = {
        of_province(province.code): [equals("province", province.code)] for province in inventory.provinces
    }
    return [
        {
            "matchers": [equals("severity", "warning"), *place],
            "repeat_interval": _WARNINGS_REPEAT,
            "active_time_intervals": [name],
        }
        for name, place in {**hours, EVERYWHERE: []}.items()
    ]
