"""What shared systems and authorities amount to: their outages, and the one thing staff cannot tell alone, whether a
system is out or only out of reach from here."""

from collections.abc import Iterator

from alerts import sentences
from alerts.cause import Cause
from alerts.finding import Finding, Labels, labelled
from alerts.layout import CommunePlace, ServicePlace
from alerts.sight import ServiceSeen, Sight
from probes.states.state import Status

_ANSWERING = (Status.UP, Status.DEGRADED)


def service_finding(place: ServicePlace, seen: ServiceSeen) -> Finding | None:
    """What is wrong with a shared system for everybody who uses it; None when nothing is known to be.

    What the hub sees counts, unless most agents see otherwise; while they are asked, it is not settled.
    """
    if seen.agreed:
        cause, sentence = Cause.SERVICE_OUTAGE, sentences.SERVICE_OUT_FOR_COMMUNES
    elif seen.refuted:
        cause, sentence = Cause.SERVICE_SLOW, sentences.SERVICE_REFUTED
    elif seen.status is Status.DOWN:
        cause, sentence = Cause.SERVICE_OUTAGE, sentences.SERVICE_OUT
    elif seen.status is Status.DEGRADED:
        cause, sentence = Cause.SERVICE_SLOW, sentences.SERVICE_SLOW
    else:
        return None
    labels = labelled(service=place.id)
    told = sentence.format(service=place.name)
    return Finding(cause, labels, seen.since, seen.evidence, told, settled=not seen.awaited, name=place.name)


def authority_finding(authority: str, sight: Sight) -> Finding | None:
    """The outage of an authority: one of its services does not answer truly, or not at all."""
    seen = sight.authorities[authority]
    if seen.status is not Status.DOWN:
        return None
    sentence = sentences.AUTHORITY_OUT.format(authority=sight.layout.authority_names[authority])
    return Finding(Cause.AUTHORITY_OUTAGE, labelled(authority=authority), seen.since, seen.evidence, sentence)


def unreachable_here(commune: CommunePlace, sight: Sight) -> Iterator[Finding]:
    """The systems that this commune's agent cannot reach though they are not out for everybody, or about to be."""
    for service in commune.services:
        seen = sight.services[service.id]
        if not seen.failing_from or seen.agreed or (seen.status is Status.DOWN and not seen.refuted):
            continue
        from_here = [agent for agent in commune.agents if agent in seen.failing_from]
        if from_here:
            evidence = tuple((target, agent) for agent in from_here for target in service.targets)
            labels = labelled(province=commune.province, commune=commune.code, service=service.id)
            sentence = sentences.SERVICE_UNREACHABLE_HERE.format(service=service.name)
            yield Finding(
                Cause.SERVICE_UNREACHABLE_HERE, labels, None, evidence, sentence, settled=not seen.doubted
            )


def is_over(cause: Cause, labels: Labels, sight: Sight) -> bool:
    """Whether it is known that a cause which no longer fits is over. Raises KeyError when what it struck is watched no
    more."""
    struck = dict(labels)
    if cause is Cause.AUTHORITY_OUTAGE:
        return sight.authorities[struck["authority"]].status in _ANSWERING
    seen = sight.services[struck["service"]]
    if cause is Cause.SERVICE_UNREACHABLE_HERE:
        agents = sight.layout.communes[struck["commune"]].agents
        return any(agent in seen.reached_from for agent in agents)
    if cause is Cause.SERVICE_SLOW:
        return seen.status is Status.UP
    return seen.status in _ANSWERING or seen.refuted
