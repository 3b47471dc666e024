"""What everything seen means for one commune: one headline, with what else holds below it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge

from alerts import sentences
from alerts.cause import SHARED_LINE_CAUSES, Cause, CommuneStatus
from alerts.finding import Finding, Key, Work
from alerts.findings import Findings, shared_sentence
from alerts.incident import Incident
from alerts.layout import CommunePlace, Layout
from alerts.parents import Parents
from alerts.sight import LineSeen, Sight
from probes.language import Text
from probes.states.state import Status


@dataclass(frozen=True, slots=True)
class Told:
    """One cause as a commune is told of it. `incident`: the code to give on the phone, None while none is open.

    since: unix seconds, None when it is not known. work: the planned work that it is part of.
    """

    cause: Cause
    sentence: Text
    since: float | None
    incident: str | None = None
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A commune's status, its cause and one sentence for people; since when, by which incident, and what else holds."""

    status: CommuneStatus
    cause: Cause
    headline: Text
    since: float | None
    incident: str | None = None
    others: tuple[Told, ...] = ()
    work: Work | None = None


def verdicts(found: Findings, sight: Sight, incidents: Sequence[Incident]) -> Mapping[str, Verdict]:
    """The verdict of every commune of the inventory, by its code. incidents: those that are open."""
    if sight.blind:
        blind = next((one.code for one in incidents if one.cause is Cause.MONITOR_BLIND), None)
        verdict = Verdict(CommuneStatus.UNKNOWN, Cause.MONITOR_BLIND, sentences.BLIND, None, blind)
        return dict.fromkeys(sight.layout.communes, verdict)
    parents = Parents(incidents, sight)
    codes = {incident.key: incident.code for incident in incidents}
    held = _held_by_commune(incidents)
    reported = _reported(found, incidents, sight.layout)
    return {
        code: _verdict(
            commune,
            [
                *merge(
                    _told(found.communes.get(code, ()), parents, codes, sight.layout),
                    reported.get(code, ()),
                    key=_rank,
                )
            ],
            held.get(code, ()),
            sight,
        )
        for code, commune in sight.layout.communes.items()
    }


def _rank(told: Told) -> int:
    return told.cause.rank


def _held_by_commune(incidents: Iterable[Incident]) -> Mapping[str, Sequence[Incident]]:
    """The open incidents of single communes, by code."""
    held: dict[str, list[Incident]] = {}
    for incident in incidents:
        if (commune := incident.ids.get("commune")) is not None:
            held.setdefault(commune, []).append(incident)
    return held


def _reported(found: Findings, incidents: Iterable[Incident], layout: Layout) -> Mapping[str, Sequence[Told]]:
    """What several communes report, by commune that did: what is open, and what planned work keeps from opening."""
    findings = {one.key: one for one in found.shared if one.cause is Cause.SERVICE_REPORTED}
    hits = {
        one.key: (one.affected, one.since, one.code)
        for one in incidents
        if one.cause is Cause.SERVICE_REPORTED
    }
    for key, finding in findings.items():
        if finding.work is not None:
            hits.setdefault(key, (found.shared[finding], finding.since or 0.0, ""))
    told: defaultdict[str, list[Told]] = defaultdict(list)
    for key, (communes, since, incident) in hits.items():
        id_ = dict(key[1])["service"]
        service = layout.services.get(id_)
        sentence = sentences.SERVICE_REPORTED.format(service=id_ if service is None else service.name)
        work = findings[key].work if key in findings else None
        if work is not None:
            sentence = sentences.planned(work, sentence)
        for commune in communes:
            told[commune].append(Told(Cause.SERVICE_REPORTED, sentence, since, incident or None, work))
    return told


def _told(
    found: Sequence[Finding],
    parents: Parents,
    codes: Mapping[Key, str],
    layout: Layout,
) -> Iterable[Told]:
    for finding in found:
        sentence, since = finding.sentence, finding.since
        if finding.cause in _SEVERAL:
            same = [one for one in found if one.cause is finding.cause]
            if len(same) > 1 and finding is same[0]:  # which speaks for all of them
                sentence = _SEVERAL[finding.cause].format(service=finding.name, others=len(same) - 1)
                since = min((one.since for one in same if one.since is not None), default=None)
        if finding.cause is Cause.LINE_DOWN:
            wider = parents.of(finding.cause, finding.labels)
            if wider is not None and wider.cause in SHARED_LINE_CAUSES:
                said = shared_sentence(wider.cause, wider.ids, layout)
                yield Told(wider.cause, said, since, wider.code)
        if finding.work is not None:
            sentence = sentences.planned(finding.work, sentence)
        yield Told(finding.cause, sentence, since, codes.get(finding.key), finding.work)


def _verdict(commune: CommunePlace, told: Sequence[Told], held: Sequence[Incident], sight: Sight) -> Verdict:
    colouring = [one for one in told if one.cause.nature.status is not CommuneStatus.NORMAL]
    if colouring and all(one.cause is Cause.SERVICE_REPORTED for one in colouring):
        unknown = _not_known(commune, tuple(told), held, sight)
        if unknown is not None:  # what people say of a system is no sight of this commune
            return unknown
    if colouring:
        first = colouring[0]
        others = tuple(one for one in told if one is not first)
        return Verdict(
            first.cause.nature.status,
            first.cause,
            first.sentence,
            first.since,
            first.incident,
            others,
            first.work,
        )
    return _not_known(commune, tuple(told), held, sight) or _no_fault(commune, tuple(told), sight)


def _not_known(
    commune: CommunePlace, others: tuple[Told, ...], held: Sequence[Incident], sight: Sight
) -> Verdict | None:
    """The verdict where nobody can say how the commune is: an incident of its own is not over yet, or none of its lines answers."""
    waiting = next((one for one in held if one.cause.nature.status is not CommuneStatus.NORMAL), None)
    if waiting is not None:
        return Verdict(CommuneStatus.UNKNOWN, Cause.UNKNOWN, sentences.STILL_OPEN, None, waiting.code, others)
    lines = sight.lines_of(commune.lines)
    if any(line.answering for line in lines):
        return None
    sentence = sentences.NOTHING_FRESH if lines else sentences.NOT_WATCHED
    return Verdict(CommuneStatus.UNKNOWN, Cause.UNKNOWN, sentence, None, None, others)


def _no_fault(commune: CommunePlace, others: tuple[Told, ...], sight: Sight) -> Verdict:
    lines = sight.lines_of(commune.lines)
    up = [line for line in lines if line.answering]
    watched = len(lines)
    services = [sight.services[service.id] for service in commune.services]
    answering = [service for service in services if service.status is Status.UP]
    if len(up) < watched:
        headline = sentences.SOME_ANSWER.format(up=len(up), lines=watched)
    elif answering and len(answering) == len(services):
        headline = sentences.LINES_AND_SERVICES_ANSWER
    else:
        headline = sentences.LINES_ANSWER
    since = max(
        [*_since(up), *(service.since for service in answering if service.since is not None)], default=None
    )
    return Verdict(CommuneStatus.NORMAL, Cause.NORMAL, headline, since, None, others)


def _since(lines: Sequence[LineSeen]) -> list[float]:
    return [line.since for line in lines if line.since is not None]


_SEVERAL = {Cause.SERVICE_OUTAGE: sentences.SERVICES_OUT, Cause.SERVICE_SLOW: sentences.SERVICES_SLOW}
