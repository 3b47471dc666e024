"""Incidents as everybody may see them, as JSON."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from alerts.called import called_in_public, headline
from alerts.cause import LABELS, Scope
from alerts.incident import Incident
from alerts.times import rfc3339
from exporter.view import Moment
from exporter.web.public.incident_pages import MOST_DAYS, IncidentPage, Period, period_of
from exporter.web.texts import text_json
from probes.language import Text

_ASKED = ("from", "to", "commune", "page")
_OF_A_COMMUNE = frozenset({"province", "commune", "site", "service"})
"""Of a commune's own trouble: which ISP serves which line is nobody else's business."""
PUBLIC_LABELS = tuple(label for label in LABELS if label != "upstream")
"""What everybody is told of what an incident struck. At which point many lines meet is for those on call."""
_MOST_PAGES = 9999


class BadQuestion(ValueError):
    """This question has no answer; `text` says which of its words, and what is allowed."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def asked_period(asked: Mapping[str, str], now: float) -> Period | None:
    """Which past `from`, `to`, `commune` and `page` ask for; None where nothing but the present is. Programs are told what they got
    wrong, and people shown what can be meant: `period_of`. Raises BadQuestion."""
    if not any(name in asked for name in _ASKED):
        return None
    days = {name: _day(name, asked[name]) for name in ("from", "to") if name in asked}
    usual = period_of({}, now)
    last = days.get("to", usual.last)
    first = days.get("from", last - timedelta((usual.last - usual.first).days))
    if not 0 <= (last - first).days < MOST_DAYS:
        raise BadQuestion(_TOO_LONG.format(first=first, last=last, most=MOST_DAYS))
    commune = asked.get("commune")
    if commune is not None and not (len(commune) == 5 and commune.isascii() and commune.isdigit()):
        raise BadQuestion(_NO_COMMUNE.format(value=commune[:40]))
    page = asked.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) <= 4 and 1 <= int(page) <= _MOST_PAGES):
        raise BadQuestion(_NO_PAGE.format(value=page[:40], most=_MOST_PAGES))
    return Period(first, last, commune, int(page))


def incidents_json(moment: Moment) -> dict[str, Any]:
    """/api/v1/incidents: those that are open, worst first, and those that closed within a day."""
    return {
        "generated_at": rfc3339(moment.at.wall),
        "incidents": [incident_json(one, moment) for one in (*moment.incidents, *moment.closed)],
    }


def past_json(period: Period, found: Sequence[Incident], moment: Moment, *, more: bool) -> dict[str, Any]:
    """/api/v1/incidents?from=&to=: what was open on one of these days, or is still, the newest first, a page at a time."""
    return {
        "generated_at": rfc3339(moment.at.wall),
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "page": period.page,
        "more": more,
        "incidents": [incident_json(one, moment) for one in found],
    }


def one_json(page: IncidentPage, moment: Moment) -> dict[str, Any]:
    """/api/v1/incidents/<code>: one incident with its course. communes: the first of those that it hit; communes_left_out: how many
    beyond these. seen_inside: what it was as the commune's own agent saw it; null where nothing is known of that."""
    return {
        "generated_at": rfc3339(moment.at.wall),
        **incident_json(page.row.incident, moment),
        "course": [{"at": rfc3339(step.at), "what": text_json(step.what)} for step in page.steps],
        "communes": [{"code": code, "name": name} for code, name in page.communes],
        "communes_left_out": page.more,
        "seen_inside": None if page.inside is None else text_json(page.inside),
    }


def incident_json(incident: Incident, moment: Moment) -> dict[str, Any]:
    """One incident as everybody may see it: no evidence, no person, no circuit, no line's ISP, no network point."""
    where = called_in_public(incident, moment.layout)
    acknowledged = incident.acknowledged
    scope = incident.cause.nature.scope
    return {
        "code": incident.code,
        "cause": incident.cause.value,
        "scope": scope.value,
        "severity": incident.severity.value,
        "labels": {
            key: value
            for key, value in incident.labels
            if key in (_OF_A_COMMUNE if scope is Scope.COMMUNE else PUBLIC_LABELS)
        },
        "where": text_json(where),
        "headline": text_json(headline(incident, where)),
        "since": rfc3339(incident.since),
        "opened": rfc3339(incident.opened),
        "closed": rfc3339(incident.closed),
        "outcome": None if incident.outcome is None else incident.outcome.value,
        "affected_communes": len(incident.affected),
        "parent": incident.parent,
        "told_at": rfc3339(incident.told),
        "acknowledged_at": None if acknowledged is None else rfc3339(acknowledged.at),
    }


def _day(name: str, said: str) -> date:
    try:
        if len(said) == 10 and said[4] == said[7] == "-":
            found = date.fromisoformat(said)
            if 2000 <= found.year < 2200:
                return found
    except ValueError:
        pass
    raise BadQuestion(_NO_DAY.format(name=name, value=said[:40]))


_NO_DAY = Text(
    "{name}: {value} không phải ngày dạng YYYY-MM-DD, ví dụ 2026-11-24",
    "{name}: {value} is no day as YYYY-MM-DD, such as 2026-11-24",
)
_TOO_LONG = Text(
    "from, to: từ {first} đến {last}; chỉ hỏi được từ 1 đến {most} ngày, ngày đầu không sau ngày cuối",
    "from, to: from {first} to {last}; 1 to {most} days can be asked for, the first not after the last",
)
_NO_COMMUNE = Text(
    "commune: {value} không phải mã xã 5 chữ số", "commune: {value} is no code of a commune, 5 digits"
)
_NO_PAGE = Text("page: {value} không phải số từ 1 đến {most}", "page: {value} is no number from 1 to {most}")
