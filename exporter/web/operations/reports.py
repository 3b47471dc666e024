"""What communes reported, for those on call, as JSON."""

from typing import Any

from alerts.reports import Report
from alerts.times import rfc3339
from exporter.view import Moment


def reports_json(moment: Moment) -> dict[str, Any]:
    """Everything that was reported within 24 hours, the latest first."""
    told = [report_json(report, moment) for report in moment.reports]
    return {"generated_at": rfc3339(moment.at.wall), "reports": told}


def report_json(report: Report, moment: Moment) -> dict[str, Any]:
    """One report. `text` is free text of people: identity numbers and phones are masked, and it goes to those on call alone."""
    said, settled = report.said, report.settled
    service = None if said.service is None else moment.layout.services.get(said.service)
    return {
        "id": report.id,
        "at": rfc3339(report.at),
        "commune": said.commune,
        "name": next((one.name for one in moment.inventory.communes if one.code == said.commune), None),
        "kind": said.kind.value,
        "kind_name": {"vi": said.kind.words.vi, "en": said.kind.words.en},
        "service": said.service,
        "service_name": None if service is None else service.name,
        "text": said.text,
        "cause": None if report.cause is None else report.cause.value,
        "settled_by": None if settled is None else settled.by,
        "settled_at": None if settled is None else rfc3339(settled.at),
    }
