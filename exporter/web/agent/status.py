"""The facts of the agent's page as JSON, for other programs on its network. Ages in seconds: its clock may be wrong."""

from typing import Any

from alerts.inside.sight import InsideSight, Seen
from alerts.inside.verdict import WhomToCall
from alerts.times import rfc3339
from exporter.web.agent.facts import AgentFacts
from exporter.web.agent.source import Delivery
from probes.language import Text


def agent_status_json(facts: AgentFacts) -> dict[str, Any]:
    """/api/v1/status of an agent. What is not known is null; moments are null where the wall clock was never set."""
    verdict, sight, place = facts.verdict, facts.sight, facts.place
    told = verdict.told
    return {
        "generated_at": rfc3339(sight.now.wall) if sight.trusted else None,
        "site": f"{place.commune}/{place.site}",
        "commune": {"code": place.commune, "name": place.commune_name},
        "status": verdict.status.value,
        "cause": verdict.cause.value,
        "headline": _text(verdict.headline),
        "since": _since(verdict.ago, sight),
        "lasting_seconds": verdict.ago,
        "from_hub": None
        if told is None
        else {"cause": told.cause, "incident": told.incident, "age_seconds": _age(told.told_at, sight)},
        "others": [
            {"cause": said.cause.value, "headline": _text(said.sentence), "lasting_seconds": said.ago}
            for said in verdict.others
        ],
        "meaning": _text(verdict.card.meaning),
        "steps": [_text(step) for step in verdict.card.before_calling],
        "call": verdict.call.value,
        "calling": _text(verdict.card.calling),
        "contacts": [_contact(one) for one in verdict.contacts],
        "meanwhile": [_text(step) for step in verdict.card.meanwhile],
        "evidence_age_seconds": verdict.evidence,
        "seen": [_seen(one, sight) for one in sight.parts if one.looks],
        "power": {
            "on_battery": facts.power.on_battery,
            "charge_ratio": facts.power.charge,
            "runtime_seconds": facts.power.runtime,
            "uptime_seconds": _age(facts.power.booted, sight),
        },
        "deliveries": [_delivery(one, sight) for one in facts.deliveries],
        "plan": {
            "version": facts.plan.version,
            "age_seconds": _age(facts.plan.received, sight),
            "fault": None if facts.plan.fault is None else _text(facts.plan.fault),
        },
    }


def _seen(one: Seen, sight: InsideSight) -> dict[str, Any]:
    return {
        "part": one.part.value,
        "id": one.id or None,
        "name": _text(one.name),
        "answer": one.answer.value,
        "reason": None if one.reason is None else one.reason.value,
        "failing_seconds": one.ago,
        "age_seconds": _age(one.looked, sight),
    }


def _delivery(one: Delivery, sight: InsideSight) -> dict[str, Any]:
    return {
        "hub": one.hub,
        "last_contact_seconds": _age(one.last_contact, sight),
        "backlog": one.backlog,
        "dropped": one.dropped,
        "failure": None if one.failure is None else _text(one.failure),
    }


def _contact(one: WhomToCall) -> dict[str, Any]:
    return {"name": _text(one.name), "phone": one.phone, "say": _text(one.say)}


def _text(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _since(ago: float | None, sight: InsideSight) -> str | None:
    return rfc3339(sight.now.wall - ago) if ago is not None and sight.trusted else None


def _age(moment: float | None, sight: InsideSight) -> float | None:
    return None if moment is None else sight.now.monotonic - moment
