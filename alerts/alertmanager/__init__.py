"""The Alertmanager configuration of an inventory: who is told of what, when, and what goes without saying."""

from typing import Any

import yaml

from alerts.alertmanager.hours import time_intervals
from alerts.alertmanager.inhibition import INHIBITIONS
from alerts.alertmanager.routes import WATCHDOG, route
from alerts.alertmanager.teams import default_team, shares
from probes.inventory.model import Inventory
from probes.inventory.settings import Alerting

_HEAD = """\
# Written by `thongsuot alertmanager`: change the inventory (teams, services, settings.alerting) instead, and write it again,
# and once a year for the holidays.
# How to install it: docs/alerting.md
"""


def configuration(inventory: Inventory, year: int) -> str:
    """The whole file, as Alertmanager 0.25 and later read it. The inventory needs a team, or nobody could be told.

    year: this one; holidays are in it for this year and the next.
    """
    alerting = inventory.settings.alerting
    told = dict.fromkeys((default_team(inventory), *(share.team for share in shares(inventory))))
    document = {
        "route": route(inventory),
        "inhibit_rules": [rule.written() for rule in INHIBITIONS],
        "time_intervals": [
            {"name": name, "time_intervals": intervals}
            for name, intervals in time_intervals(inventory, year).items()
        ],
        "receivers": [*(_relay(team, alerting) for team in told), _watchdog(alerting)],
    }
    return _HEAD + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def _relay(team: str, alerting: Alerting) -> dict[str, Any]:
    token = f"{alerting.relay_tokens.rstrip('/')}/{team}.token"
    return {
        "name": team,
        "webhook_configs": [
            {
                "url": f"{alerting.relay.rstrip('/')}/v1/alertmanager/{team}",
                "send_resolved": True,
                "http_config": {"authorization": {"type": "Bearer", "credentials_file": token}},
            }
        ],
    }


def _watchdog(alerting: Alerting) -> dict[str, Any]:
    if alerting.watchdog is None:
        return {"name": WATCHDOG}
    return {"name": WATCHDOG, "webhook_configs": [{"url": alerting.watchdog, "send_resolved": False}]}
