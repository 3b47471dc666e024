"""All that the agent's page and its JSON tell at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.inside.facts import HubVerdict, Place, Power
from alerts.inside.sight import InsideSight
from alerts.inside.verdict import InsideVerdict, inside_verdict
from exporter.web.agent.source import AgentSource, Delivery, PlanState, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFacts:
    """One moment of an agent."""

    place: Place
    sight: InsideSight
    verdict: InsideVerdict
    power: Power
    deliveries: Sequence[Delivery]
    plan: PlanState


def agent_facts(source: AgentSource) -> AgentFacts:
    """What is so now."""
    place, power, deliveries = source.place(), source.power(), source.deliveries()
    contacts = [one.last_contact for one in deliveries if one.last_contact is not None]
    contact = max(contacts, default=None)
    sight = InsideSight(place, source.snapshot(), source.clock.now(), source.started, contact)
    newest = max(
        (one.told for one in deliveries if one.told is not None), key=lambda told: told.received, default=None
    )
    told = None if newest is None else _hub_verdict(newest)
    return AgentFacts(
        place=place,
        sight=sight,
        verdict=inside_verdict(sight, place, power, told),
        power=power,
        deliveries=deliveries,
        plan=source.plan(),
    )


def _hub_verdict(told: Told) -> HubVerdict:
    """How long it has been so is told by the hub's clock alone: the agent's may be wrong."""
    verdict = told.verdict
    return HubVerdict(
        cause=verdict.cause,
        status=verdict.status,
        headline=verdict.headline,
        told_at=told.received,
        ago=None if verdict.since is None else max(0.0, told.hub_now - verdict.since),
        incident=verdict.incident,
    )
