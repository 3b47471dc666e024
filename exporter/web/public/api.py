"""The public JSON API: the same facts as the pages, for other programs."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from alerts.calling import Answer, answers
from alerts.finding import Work
from alerts.times import rfc3339
from exporter.view import Moment
from exporter.web.public.commune import CommunePage, page_of
from exporter.web.public.facts import CommuneFacts, provinces_of
from exporter.web.public.incidents import incident_json
from exporter.web.public.parts import PartFacts
from exporter.web.public.reach import InsideFacts
from exporter.web.public.signing import signing_json
from exporter.web.texts import text_json


def status_json(moment: Moment) -> dict[str, Any]:
    """/api/v1/status: every commune in one word, and since when. `since` is null when that is not known.

    call: whether the commune must call, as its page begins. incidents: those that are open.
    """
    incidents = {incident.code: incident for incident in moment.incidents}
    return {
        "generated_at": rfc3339(moment.at.wall),
        "communes": [
            _commune(commune, answers(commune.verdict, incidents, moment.at.wall))
            for province in provinces_of(moment)
            for commune in province.communes
        ],
        "incidents": [incident_json(one, moment) for one in moment.incidents],
    }


def provinces_json(moment: Moment) -> dict[str, Any]:
    """/api/v1/provinces: those that have communes, and how many."""
    counted = Counter(commune.province for commune in moment.inventory.communes)
    return {
        "generated_at": rfc3339(moment.at.wall),
        "provinces": [
            {"code": province.code, "name": province.name, "communes": counted[province.code]}
            for province in moment.inventory.provinces
            if counted[province.code]
        ],
    }


def province_json(code: str, moment: Moment) -> dict[str, Any] | None:
    """/api/v1/provinces/<code>: each commune of a province as /api/v1/communes/<code> tells it, for whoever shows all of them
    elsewhere; None when no such province has any."""
    communes = [commune for commune in moment.inventory.communes if commune.province == code]
    name = moment.layout.province_names.get(code)
    if name is None or not communes:
        return None
    return {
        "generated_at": rfc3339(moment.at.wall),
        "code": code,
        "name": name,
        "communes": [commune_json(page_of(commune, moment), moment) for commune in communes],
    }


def commune_json(page: CommunePage, moment: Moment) -> dict[str, Any]:
    """/api/v1/communes/<code>: one commune, its lines and the systems it depends on. Of signers only counts.

    answers: whether to call about each thing that holds there, in the order of the page; `call` is that of the first. contacts:
    whom to call about the first of them.
    """
    headline = page.facts.verdict.headline
    return {
        "generated_at": rfc3339(moment.at.wall),
        **_commune(page.facts, page.answers),
        "province": page.province.code,
        "headline": text_json(headline),
        "answers": [_answer(one) for one in page.answers],
        "contacts": [{"name": text_json(one.name), "phone": one.phone} for one in page.contacts],
        "others": [
            {
                "verdict": other.cause.value,
                "headline": text_json(other.sentence),
                "since": rfc3339(other.since),
                "incident": other.incident,
            }
            for other in page.facts.verdict.others
        ],
        "maintenance": _maintenance(page.facts.verdict.work),
        "last_checked": rfc3339(page.facts.last_checked),
        "lines": [_part(line) for line in page.lines],
        "services": [
            {
                **_part(service),
                "inside": None if service.inside is None else service.inside.value,
                "reported": service.reported,
            }
            for service in page.services
        ],
        "agent": _agent(page.inside),
        "signing": signing_json(page.signing, moment.at.wall),
    }


def _commune(commune: CommuneFacts, said: Sequence[Answer]) -> dict[str, Any]:
    return {
        "code": commune.code,
        "name": commune.name,
        "status": commune.verdict.status.value,
        "verdict": commune.verdict.cause.value,
        "since": rfc3339(commune.verdict.since),
        "incident": commune.verdict.incident,
        "call": said[0].call.value,
    }


def _answer(one: Answer) -> dict[str, Any]:
    return {
        "verdict": one.cause.value,
        "call": one.call.value,
        "seen": text_json(one.seen),
        "sentence": text_json(one.sentence),
        "next_step": text_json(one.next_step),
        "since": rfc3339(one.since),
        "maintenance": _maintenance(one.work),
        "incident": one.incident,
        "recorded": rfc3339(one.recorded),
        "told": rfc3339(one.told),
        "acknowledged": rfc3339(one.acknowledged),
        "call_at": rfc3339(one.call_at),
    }


def _maintenance(work: Work | None) -> dict[str, Any] | None:
    return (
        None
        if work is None
        else {
            "since": rfc3339(work.begins),
            "until": rfc3339(work.ends),
            "reason": work.reason,
        }
    )


def _agent(inside: InsideFacts | None) -> dict[str, Any] | None:
    return None if inside is None else {"heard": inside.heard, "last_heard": rfc3339(inside.last_heard)}


def _part(part: PartFacts) -> dict[str, Any]:
    return {
        "name": text_json(part.name),
        "status": None if part.status is None else part.status.value,
        "flapping": part.flapping,
        "only_inside": part.only_inside,
        "since": rfc3339(part.since),
        "last_checked": rfc3339(part.last_checked),
    }
