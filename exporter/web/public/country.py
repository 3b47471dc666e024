"""The lists of communes: all provinces, or one; what a reader searches and filters in them; the incidents open there."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from alerts.called import called_in_public, headline
from alerts.cause import Cause, CommuneStatus
from alerts.incident import Incident
from exporter.view import Moment
from exporter.web.public.chart import Chart, chart_of
from exporter.web.public.facts import CommuneFacts, ProvinceFacts, provinces_of
from probes.language import Text

MOST_HITS = 50
"""How many communes a search over several provinces shows."""
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader looks for. query: part of a name or a code, with accents or without; status: only communes that are so."""

    query: str = ""
    status: CommuneStatus | None = None

    @property
    def anything(self) -> bool:
        """Whether the list is to be narrowed at all."""
        return bool(self.query) or self.status is not None

    def fits(self, commune: CommuneFacts) -> bool:
        """Whether this commune is meant."""
        if self.status is not None and commune.verdict.status is not self.status:
            return False
        wanted = folded(self.query)
        return wanted in folded(commune.name) or wanted in commune.code


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An open incident in the list: what it is about, in words."""

    incident: Incident
    headline: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """What one page lists. one: the only province it is about. several: whether there are others. within: the provinces it is about. hits: the communes that fit
    what was asked, the first of them; more: how many fit beyond these. chart: where they lie, None when that is not known."""

    one: ProvinceFacts | None
    several: bool
    within: Sequence[ProvinceFacts]
    hits: Sequence[CommuneFacts]
    more: int
    incidents: Sequence[OpenIncident]
    chart: Chart | None
    operator: str | None

    @property
    def counts(self) -> Mapping[CommuneStatus, int]:
        """How many communes of all it is about have each status, worst first."""
        return {status: sum(one.counts[status] for one in self.within) for status in CommuneStatus}


@dataclass(frozen=True, slots=True)
class Country:
    """All that a hub watches at one moment."""

    moment: Moment
    provinces: Sequence[ProvinceFacts]

    def view(self, code: str | None, asked: Asked) -> ListView:
        """The page of a province, or with None of all."""
        one = next((province for province in self.provinces if province.code == code), None)
        within = self.provinces if one is None else [one]
        hits: Sequence[CommuneFacts] = ()
        if asked.anything or one is not None:
            hits = [commune for province in within for commune in province.communes if asked.fits(commune)]
            if one is None:
                hits.sort(key=lambda commune: list(CommuneStatus).index(commune.verdict.status))
        most = MOST_HITS if one is None else len(hits)
        operator = self.moment.inventory.settings.operator
        return ListView(
            one=one,
            several=len(self.provinces) > 1,
            within=within,
            hits=hits[:most],
            more=max(0, len(hits) - most),
            incidents=_incidents(self.moment, code),
            chart=chart_of([commune for province in within for commune in province.communes]),
            operator=None if operator is None else operator.name,
        )


def country_of(moment: Moment) -> Country:
    """What is watched at this moment: the province with the worst commune first."""
    return Country(moment, provinces_of(moment))


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """A name as people type it in a hurry: without accents, in small letters, one space between words."""
    plain = unicodedata.normalize("NFD", name.lower()).replace("đ", "d")
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def _incidents(moment: Moment, province: str | None) -> Sequence[OpenIncident]:
    """The worst first, of these what hits most. What is part of a wider one is told by that one. The monitor's own is the banner's."""
    told = [
        OpenIncident(one, _headline(one, moment))
        for one in moment.incidents
        if one.parent is None
        and one.cause is not Cause.MONITOR_BLIND
        and (province is None or one.ids.get("province", province) == province)
    ]
    return sorted(told, key=lambda one: _weight(one.incident))


def _weight(incident: Incident) -> tuple[int, int, float]:
    status = list(CommuneStatus).index(incident.cause.nature.status)
    return (status, -len(incident.affected), incident.since)


def _headline(incident: Incident, moment: Moment) -> Text:
    return headline(incident, called_in_public(incident, moment.layout))
