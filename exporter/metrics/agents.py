"""The series of agents themselves, and of what they deliver late."""

from collections.abc import Iterator, Mapping

from exporter.delivery.facts import AgentFacts, Outcome, ReplayFacts
from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from exporter.metrics.samples import Sample, labels_of, line
from probes.inventory.model import Inventory
from probes.inventory.summary import agents_of


def of_agents(facts: Mapping[str, AgentFacts], inventory: Inventory) -> Iterator[tuple[Family, bytes]]:
    """Every family of agents. facts: by site, `<commune>/<id>`; of those alone that the inventory gives an agent."""
    bodies: dict[Family, list[str]] = {family: [] for family in _FAMILIES}
    for commune, site in agents_of(inventory):
        known = facts.get(f"{commune.code}/{site.id}")
        if known is None:
            continue
        place = labels_of({"province": commune.province, "commune": commune.code, "site": site.id})
        for family, own, value in _samples(known):
            bodies[family].append(line(family, f"{place},{own}" if own else place, value))
    for family, lines in bodies.items():
        yield family, "".join(lines).encode()


def of_replay(facts: Mapping[str, ReplayFacts]) -> Iterator[tuple[Family, bytes]]:
    """The families of remote write. facts: by destination."""
    samples, waiting = [], []
    for destination, known in sorted(facts.items()):
        for outcome, count in (
            ("written", known.written),
            ("parked", known.parked),
            ("dropped", known.dropped),
        ):
            labels = labels_of({"destination": destination, "outcome": outcome})
            samples.append(line(catalogue.REPLAY_SAMPLES, labels, count))
        labels = labels_of({"destination": destination})
        waiting.append(line(catalogue.REPLAY_WAITING, labels, known.waiting))
    yield catalogue.REPLAY_SAMPLES, "".join(samples).encode()
    yield catalogue.REPLAY_WAITING, "".join(waiting).encode()


_FAMILIES = (
    catalogue.AGENT_LAST_CONTACT,
    catalogue.AGENT_CLOCK_SKEW,
    catalogue.AGENT_BACKLOG,
    catalogue.AGENT_OBSERVATIONS,
    catalogue.AGENT_BOOT,
    catalogue.AGENT_ON_BATTERY,
    catalogue.AGENT_INFO,
    catalogue.AGENT_CONFLICT,
)


def _samples(known: AgentFacts) -> Iterator[Sample]:
    yield catalogue.AGENT_LAST_CONTACT, "", known.last_contact
    if known.clock_skew is not None:
        yield catalogue.AGENT_CLOCK_SKEW, "", known.clock_skew
    if known.backlog is not None:
        yield catalogue.AGENT_BACKLOG, "", known.backlog
    for outcome in Outcome:
        yield catalogue.AGENT_OBSERVATIONS, f'outcome="{outcome}"', known.counts.get(outcome, 0)
    if known.booted is not None:
        yield catalogue.AGENT_BOOT, "", known.booted
    if known.on_battery is not None:
        yield catalogue.AGENT_ON_BATTERY, "", float(known.on_battery)
    if known.version is not None:
        yield catalogue.AGENT_INFO, labels_of({"version": known.version}), 1
    yield catalogue.AGENT_CONFLICT, "", float(known.conflict)
