"""Incidents as everybody may see them, as JSON."""

from typing import Any

from alerts.called import called
from alerts.cards import CARDS
from alerts.incident import Incident
from alerts.times import rfc3339
from exporter.view import Moment


def incidents_json(moment: Moment) -> dict[str, Any]:
    """/api/v1/incidents: those that are open, worst first, and those that closed within a day."""
    return {
        "generated_at": rfc3339(moment.at.wall),
        "incidents": [incident_json(one, moment) for one in (*moment.incidents, *moment.closed)],
    }


def incident_json(incident: Incident, moment: Moment) -> dict[str, Any]:
    """One incident as everybody may see it: no evidence, no person, no circuit."""
    where = called(incident, moment.layout)
    name = CARDS[incident.cause].name
    acknowledged = incident.acknowledged
    return {
        "code": incident.code,
        "cause": incident.cause.value,
        "scope": incident.cause.nature.scope.value,
        "severity": incident.severity.value,
        "labels": dict(incident.labels),
        "where": {"vi": where.vi, "en": where.en},
        "headline": {"vi": f"{where.vi}: {name.vi}", "en": f"{where.en}: {name.en}"},
        "since": rfc3339(incident.since),
        "opened": rfc3339(incident.opened),
        "closed": rfc3339(incident.closed),
        "outcome": None if incident.outcome is None else incident.outcome.value,
        "affected_communes": len(incident.affected),
        "parent": incident.parent,
        "told_at": rfc3339(incident.told),
        "acknowledged_at": None if acknowledged is None else rfc3339(acknowledged.at),
    }
