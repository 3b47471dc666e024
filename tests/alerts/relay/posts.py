"""Posts of Alertmanager as it writes them, for tests of the relay."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from alerts.relay.notification import Notification, notification_of
from tests.fakes.clock import NOON

BEGAN = NOON - 720.0
"""12 minutes before noon."""


def alert(
    commune: str = "19753",
    *,
    starts: float = BEGAN,
    ends: float | None = None,
    annotations: dict[str, str] | None = None,
    **labels: str,
) -> dict[str, Any]:
    """A line that is down, unless the labels say otherwise; with `ends`, over."""
    about = {
        "alertname": "LineDown",
        "cause": "line_down",
        "scope": "commune",
        "severity": "critical",
        "province": "46",
        "commune": commune,
        **labels,
    }
    return {
        "status": "firing" if ends is None else "resolved",
        "labels": about,
        "annotations": annotations
        or {
            "summary": f"Xã {commune}: mất kết nối",
            "summary_en": f"Commune {commune}: down",
            "description": "Không tiếp nhận được hồ sơ điện tử.",
            "description_en": "No electronic dossier can be taken in.",
            "runbook_url": "docs/runbooks/line_down.md",
        },
        "startsAt": _rfc3339(starts),
        "endsAt": "0001-01-01T00:00:00Z" if ends is None else _rfc3339(ends),
        "generatorURL": "http://127.0.0.1:9090/graph",
        "fingerprint": sha256(json.dumps(about).encode()).hexdigest()[:16],
    }


def post(*alerts: dict[str, Any], group: str | None = None, **changed: Any) -> bytes:
    """The body of Alertmanager's webhook, version 4. Each alert is its own group unless `group` says otherwise."""
    firing = any(each["status"] == "firing" for each in alerts)
    labels = alerts[0]["labels"] if alerts else {}
    said = {
        "receiver": "ha_tang_wan",
        "status": "firing" if firing else "resolved",
        "alerts": list(alerts),
        "groupLabels": labels,
        "commonLabels": labels,
        "commonAnnotations": {},
        "externalURL": "http://127.0.0.1:9093",
        "version": "4",
        "groupKey": group or f"{{}}:{json.dumps(labels)}",
        "truncatedAlerts": 0,
        **changed,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def notification(*alerts: dict[str, Any], group: str | None = None) -> Notification:
    """What a post with these alerts says."""
    return notification_of(post(*alerts, group=group))


def _rfc3339(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")
