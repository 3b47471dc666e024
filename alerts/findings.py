"""All findings of one moment: those of each commune and those that many share, from one look at everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from alerts import sentences
from alerts.cause import Cause
from alerts.finding import Finding, labelled
from alerts.hours import Calendar
from alerts.incident import Incident
from alerts.layout import CommunePlace, Layout
from alerts.lines import line_findings
from alerts.outages import Outage, Outages, outages
from alerts.reported import reported_together
from alerts.reports import Report
from alerts.services import authority_finding, service_finding, unreachable_here
from alerts.sight import Sight
from alerts.signing_findings import signing_findings
from probes.language import Text
from probes.observation import HUB


@dataclass(frozen=True, slots=True)
class Findings:
    """What fits what is seen.

    shared: what hits more than one commune, by finding the codes of those it hits.
    communes: by code, every finding that fits the commune, worst first, the shared ones of services and authorities
    among them. Those of lines that fail together and those that communes report are not: which of them a commune is part of,
    incidents say.
    undecided: the lines of which it is too early to say what they are part of.
    """

    shared: Mapping[Finding, tuple[str, ...]]
    communes: Mapping[str, tuple[Finding, ...]]
    undecided: frozenset[str] = frozenset()


def findings(
    sight: Sight, calendar: Calendar, reports: Sequence[Report] = (), closed: Sequence[Incident] = ()
) -> Findings:
    """Judge everything that is seen, and what staff reported, the oldest first. closed: the incidents of the last day that are over.

    A blind hub finds nothing but what rests on its own files and on what it is told.
    """
    layout = sight.layout
    of_services = {
        id_: found
        for id_, seen in sight.services.items()
        if not sight.blind and (found := service_finding(layout.services[id_], seen)) is not None
    }
    of_authorities = {
        id_: found
        for id_ in layout.authorities
        if not sight.blind and (found := authority_finding(id_, sight)) is not None
    }
    struck: dict[Finding, list[str]] = {
        finding: [] for finding in (*of_services.values(), *of_authorities.values())
    }
    communes: dict[str, tuple[Finding, ...]] = {}
    for code, commune in layout.communes.items():
        several = _of_commune(commune, sight, calendar)
        for service in commune.services:
            if (finding := of_services.get(service.id)) is not None:
                struck[finding].append(code)
                several.append(finding)
        for authority in commune.authorities:
            if (finding := of_authorities.get(authority)) is not None:
                struck[finding].append(code)
                several.append(finding)
        if several:
            communes[code] = tuple(sorted(several, key=_worst_first))
    shared = {finding: tuple(codes) for finding, codes in struck.items()}
    together = Outages() if sight.blind else outages(sight)
    for outage in together.found:
        if outage.confirmed:
            shared[_of_outage(outage, sight)] = tuple(sorted({line.place.commune for line in outage.failing}))
    shared |= _reported(reports, closed, of_services, sight)
    return Findings(shared, communes, together.undecided)


def shared_sentence(cause: Cause, labels: Mapping[str, str], layout: Layout) -> Text:
    """What is said of a shared outage to a commune that it hits."""
    if cause is Cause.PROVINCE_OUTAGE:
        return sentences.PROVINCE_OUT
    if cause is Cause.ISP_OUTAGE:
        return sentences.ISP_OUT.format(isp=layout.isp_names.get(labels["isp"], labels["isp"]))
    return sentences.UPSTREAM_OUT


def _of_commune(commune: CommunePlace, sight: Sight, calendar: Calendar) -> list[Finding]:
    found = list(signing_findings(commune, sight.signing(commune), sight.now.wall, calendar))
    if not sight.blind:
        found += line_findings(commune, sight)
        found += unreachable_here(commune, sight)
    return found


def _reported(
    reports: Sequence[Report], closed: Sequence[Incident], measured: Mapping[str, Finding], sight: Sight
) -> Mapping[Finding, tuple[str, ...]]:
    """The systems that several communes report, and who does.

    A blind hub opens nothing on it: what staff cannot reach may be what cut the hub off. Nor does one that is still making
    sure whether the system is out.
    """
    layout = sight.layout
    recovered: dict[str, float] = {}
    for one in closed:
        if one.cause is Cause.SERVICE_OUTAGE and one.closed is not None:
            service = one.ids["service"]
            recovered[service] = max(one.closed, recovered.get(service, one.closed))
    known = (
        one for one in reports if one.said.service in layout.services and one.said.commune in layout.communes
    )
    found = {}
    for service, together in reported_together(known, recovered, sight.age).items():
        name = layout.services[service].name
        out = measured.get(service)
        doubtful = sight.blind or (out is not None and out.cause is Cause.SERVICE_OUTAGE)
        finding = Finding(
            Cause.SERVICE_REPORTED,
            labelled(service=service),
            together.since,
            (),
            sentences.SERVICE_REPORTED.format(service=name),
            settled=together.fresh and not doubtful,
            name=name,
            said=together.said,
        )
        found[finding] = together.communes
    return found


def _worst_first(finding: Finding) -> tuple[int, float]:
    return (finding.cause.rank, inf if finding.since is None else finding.since)


def _of_outage(outage: Outage, sight: Sight) -> Finding:
    return Finding(
        outage.cause,
        outage.labels,
        sight.wall(outage.began),
        tuple((line.place.target, HUB) for line in outage.failing),
        shared_sentence(outage.cause, dict(outage.labels), sight.layout),
    )
