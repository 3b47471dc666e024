"""Incidents for those on call, as JSON: with what proves them, who has them, and what was seen from inside."""

from collections.abc import Sequence
from typing import Any

from alerts.called import called, headline
from alerts.cause import Cause, Severity
from alerts.incident import Evidence, Incident
from alerts.inside.correction import Correction
from alerts.times import rfc3339
from exporter.view import Moment
from exporter.web.corrections import correction_json, corrections_now
from exporter.web.public.incidents import incident_json
from exporter.web.texts import text_json


def operations_json(incidents: Sequence[Incident], moment: Moment) -> list[dict[str, Any]]:
    """The same for those on call: also which communes, what proves it, who has it, the ISP's ticket, and what was seen from
    inside. Reads the disk."""
    inside = corrections_now(incidents, moment)
    return [_operations_json(one, moment, inside.get(one.code)) for one in incidents]


def _operations_json(incident: Incident, moment: Moment, seen: Correction | None) -> dict[str, Any]:
    acknowledged = incident.acknowledged
    where = called(incident, moment.layout)
    return {
        **incident_json(incident, moment),
        "labels": dict(incident.labels),
        "where": text_json(where),
        "headline": text_json(headline(incident, where)),
        "affected": list(incident.affected),
        "dossiers_affected": dossiers_of(incident, moment),
        "evidence": [_evidence(one) for one in incident.evidence],
        "acknowledged_by": None if acknowledged is None else acknowledged.by,
        "handler": incident.handler,
        "isp_ticket": incident.isp_ticket,
        "seen_inside": correction_json(seen),
    }


def dossiers_of(incident: Incident, moment: Moment) -> int | None:
    """How many dossiers were to be taken in meanwhile where it hits; None for what does not stop people's work."""
    if incident.severity is not Severity.CRITICAL or incident.cause is Cause.MONITOR_BLIND:
        return None
    until = moment.at.wall if incident.closed is None else incident.closed
    calendar = moment.calendar
    return round(sum(calendar.dossiers_affected(code, incident.since, until) for code in incident.affected))


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "target": one.target,
        "vantage": one.vantage,
        "observed": rfc3339(one.observed),
        "status": one.status.value,
        "reason": None if one.reason is None else one.reason.value,
    }
