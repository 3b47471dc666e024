"""What others know meanwhile: Alertmanager, whether an alert still exists; the hub, its incident's code and who has it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import requests

from alerts.relay.case import AT_THE_HUB
from alerts.relay.hub import HubIncident, HubIncidents
from alerts.relay.queue import Queue
from alerts.relay.queue.cases import Cases
from probes.fetch.within import session_within

_SECONDS = 10.0
_LARGEST_BYTES = 64 << 20
_PIECE_BYTES = 1 << 16


class CannotAsk(Exception):
    """There was no answer to go by."""


def fingerprints(alertmanagers: Sequence[str]) -> frozenset[str]:
    """The fingerprints of all alerts that any of them has, silenced and inhibited ones too.

    Raises CannotAsk unless all of them answer: one that is away may be the only one that still has an alert.
    """
    found: set[str] = set()
    for url in alertmanagers:
        alerts = fetched(
            f"{url.rstrip('/')}/api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true"
        )
        if not isinstance(alerts, list):
            raise CannotAsk(url)
        found.update(str(alert.get("fingerprint")) for alert in alerts if isinstance(alert, dict))
    return frozenset(found)


def hub_incidents(hub: str) -> HubIncidents:
    """The incidents that are open at the hub. Raises CannotAsk."""
    said = fetched(f"{hub.rstrip('/')}/api/v1/incidents")
    try:
        return HubIncidents(
            HubIncident(
                str(one["code"]),
                str(one["cause"]),
                dict(one["labels"]),
                _moment(one["since"]),
                one["acknowledged_at"] is not None,
            )
            for one in said["incidents"]
            if one["closed"] is None
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CannotAsk(hub) from error


def close_orphans(cases: Cases, known: frozenset[str], orphan_after: float, now: float) -> int:
    """End the cases that Alertmanager has not known for `orphan_after` seconds; how many.

    Not at once: after its own restart it knows nothing until Prometheus has spoken to it again.
    """
    open_now = cases.open_cases()
    missing = [id_ for id_, (case, _) in open_now.items() if case.fingerprint not in known]
    back = [id_ for id_, (case, since) in open_now.items() if case.fingerprint in known and since is not None]
    if missing or back:
        cases.note_missing(missing, back, now)
    late = [id_ for id_ in missing if (since := open_now[id_][1]) is not None and now - since >= orphan_after]
    if late:
        cases.close_orphans(late, now)
    return len(late)


def learn_from_hub(queue: Queue, incidents: HubIncidents, now: float) -> None:
    """Give cases the hub's codes and beginnings, and take over its acknowledgements."""
    for id_, (case, _) in queue.cases.open_cases().items():
        incident = incidents.of(case.labels)
        if incident is None:
            continue
        if case.code != incident.code:
            queue.cases.learn(id_, incident.code, incident.since)
        if incident.acknowledged and case.acknowledged is None:
            queue.calls.acknowledge(incident.code, AT_THE_HUB, now)


def fetched(url: str) -> Any:
    """The JSON that stands at `url`. Raises CannotAsk."""
    try:
        with (
            session_within(_SECONDS) as session,
            session.get(url, timeout=_SECONDS, allow_redirects=False, stream=True) as answer,
        ):
            if answer.status_code != 200:
                raise CannotAsk(f"{url}: HTTP {answer.status_code}")
            body = bytearray()
            for piece in answer.iter_content(_PIECE_BYTES):
                body += piece
                if len(body) > _LARGEST_BYTES:
                    raise CannotAsk(f"{url}: more than {_LARGEST_BYTES} bytes")
        return json.loads(body)
    except (requests.RequestException, OSError, ValueError, RecursionError) as error:
        raise CannotAsk(f"{url}: {type(error).__name__}") from error


def _moment(text: Any) -> float | None:
    return None if text is None else datetime.fromisoformat(text).timestamp()
