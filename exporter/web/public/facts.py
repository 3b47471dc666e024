"""What the public may know of provinces and their communes: states, since when, last seen.

Never an address, a circuit, an ISP, a signer or a person.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerts.cause import CommuneStatus
from alerts.verdict import Verdict
from exporter.view import Moment
from probes.inventory.model import Commune, SiteKind
from probes.inventory.summary import link_id
from probes.observation import HUB

WORST = 5
"""How many communes stand for a province in the list of provinces."""

_WORST_FIRST = tuple(CommuneStatus)


@dataclass(frozen=True, slots=True)
class CommuneFacts:
    """One commune in a list. `last_checked`: when the newest look at a line of its centre ended, unix seconds."""

    code: str
    name: str
    verdict: Verdict
    last_checked: float | None


@dataclass(frozen=True, slots=True)
class ProvinceFacts:
    """A province and its communes, worst first."""

    code: str
    name: str
    communes: Sequence[CommuneFacts]

    @property
    def counts(self) -> Mapping[CommuneStatus, int]:
        """How many communes have each status, worst first."""
        counted = Counter(commune.verdict.status for commune in self.communes)
        return {status: counted[status] for status in _WORST_FIRST}

    @property
    def worst(self) -> Sequence[CommuneFacts]:
        """Those at the head of the list that are not well, a few."""
        return [one for one in self.communes[:WORST] if one.verdict.status is not CommuneStatus.NORMAL]


def provinces_of(moment: Moment) -> Sequence[ProvinceFacts]:
    """Every province of the inventory that has communes: the one with the worst commune first."""
    communes: dict[str, list[CommuneFacts]] = {}
    for commune in moment.inventory.communes:
        communes.setdefault(commune.province, []).append(commune_facts(commune, moment))
    provinces = [
        ProvinceFacts(province.code, province.name, sorted(communes[province.code], key=_rank))
        for province in moment.inventory.provinces
        if province.code in communes
    ]
    return sorted(provinces, key=lambda province: (_rank(province.communes[0])[0], province.code))


def _rank(commune: CommuneFacts) -> tuple[int, str]:
    return (_WORST_FIRST.index(commune.verdict.status), commune.code)


def commune_facts(commune: Commune, moment: Moment) -> CommuneFacts:
    """One commune as a list shows it."""
    centre = (
        link_id(commune, site, link)
        for site in commune.sites
        if site.kind is SiteKind.CENTRE
        for link in site.links
    )
    return CommuneFacts(
        commune.code, commune.name, moment.verdicts[commune.code], last_checked(centre, moment)
    )


def last_checked(targets: Iterable[str], moment: Moment) -> float | None:
    """When the newest look of the hub at any of these ended, unix seconds."""
    states = moment.snapshot.states
    return max(
        (states[target, HUB].last.received for target in targets if (target, HUB) in states), default=None
    )
