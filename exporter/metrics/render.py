"""The whole exposition, streamed family by family; what has not changed since the last scrape is not written again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from alerts.cause import CommuneStatus
from alerts.incident import Incident
from exporter.metrics import catalogue, samples
from exporter.metrics.agents import of_agents, of_replay
from exporter.metrics.catalogue import Family
from exporter.metrics.commune_signers import CommuneSigners
from exporter.metrics.measures import ALL_FAMILIES
from exporter.metrics.own import SelfMetrics
from exporter.metrics.samples import Sample, labels_of, line, target_labels, written
from exporter.source import Source
from exporter.view import Moment, View
from probes.inventory.model import Inventory
from probes.observation import HUB
from probes.states.state import Snapshot, State
from probes.targets import Target

Tail = str | tuple[str, ...] | None
"""What follows the labels of a target in a family's line: none, one, or several of them."""


@dataclass(frozen=True, slots=True)
class _Block:
    """What one target's state is worth: its labels once, and the rest of its lines by the number of their family.

    Whole lines would be three times as many bytes; tails end with the last family that has a line. Valid for these very objects: states and targets are frozen, so
    another value is another object.
    """

    target: Target
    state: State
    labels: str
    tails: Sequence[Tail]


class Renderer:
    """Writes /metrics. Safe from several threads at once: each piece that it keeps is replaced whole, never changed."""

    def __init__(self, source: Source, view: View, own: SelfMetrics) -> None:
        self._source = source
        self._view = view
        self._own = own
        self._blocks: dict[tuple[str, str], _Block] = {}
        self._names: tuple[Inventory | None, bytes] = (None, b"")
        self._status_lines: dict[tuple[str, str, CommuneStatus], bytes] = {}
        self._signers = CommuneSigners()

    def chunks(self, *, openmetrics: bool) -> Iterator[bytes]:
        """The exposition in pieces, in a fixed order: oneself, the communes, then each target family."""
        yield self._own.exposition(openmetrics=openmetrics)
        moment = self._view.now()
        for family, body in chain(
            self._oneself(moment),
            self._communes(moment),
            self._incidents(moment),
            self._signers.told(moment),
            of_agents(self._source.agents(), moment.inventory),
            of_replay(self._source.replay()),
            self._targets(moment),
        ):
            if body:
                yield family.header(openmetrics=openmetrics) + body
        if openmetrics:
            yield b"# EOF\n"

    def _oneself(self, moment: Moment) -> Iterator[tuple[Family, bytes]]:
        yield catalogue.QUEUE_LENGTH, line(catalogue.QUEUE_LENGTH, "", self._source.queue_length()).encode()
        witnesses = sorted(moment.snapshot.witnesses_up.items())
        yield (
            catalogue.WITNESS_UP,
            _encoded(
                line(catalogue.WITNESS_UP, labels_of({"witness": witness}), float(up))
                for witness, up in witnesses
            ),
        )

    def _communes(self, moment: Moment) -> Iterator[tuple[Family, bytes]]:
        inventory = moment.inventory
        yield (
            catalogue.TEAM_INFO,
            _encoded(
                line(catalogue.TEAM_INFO, labels_of({"team": team.id, "name": team.name}), 1)
                for team in inventory.teams
            ),
        )
        yield catalogue.COMMUNE_INFO, self._commune_names(inventory)
        counts = {(province.code, status): 0 for province in inventory.provinces for status in CommuneStatus}
        bodies = []
        for commune in inventory.communes:
            status = moment.verdicts[commune.code].status
            counts[commune.province, status] += 1
            bodies.append(self._commune_status(commune.province, commune.code, status))
        yield catalogue.COMMUNE_STATUS, b"".join(bodies)
        yield (
            catalogue.COMMUNES,
            _encoded(
                line(catalogue.COMMUNES, labels_of({"province": province, "status": status}), count)
                for (province, status), count in counts.items()
            ),
        )

    def _incidents(self, moment: Moment) -> Iterator[tuple[Family, bytes]]:
        """One series per cause, whether it is open or has been within a day: another opening is the same series."""
        closed = {_incident_labels(incident): 0.0 for incident in moment.closed}
        opened = {_incident_labels(incident): incident for incident in moment.incidents}
        values = closed | dict.fromkeys(opened, 1.0)
        yield (
            catalogue.INCIDENT_OPEN,
            _encoded(line(catalogue.INCIDENT_OPEN, labels, values[labels]) for labels in sorted(values)),
        )
        yield (
            catalogue.INCIDENT_AFFECTED,
            _encoded(
                line(catalogue.INCIDENT_AFFECTED, labels, len(opened[labels].affected))
                for labels in sorted(opened)
            ),
        )
        yield (
            catalogue.INCIDENT_START,
            _encoded(
                line(catalogue.INCIDENT_START, labels, opened[labels].since) for labels in sorted(opened)
            ),
        )

    def _commune_names(self, inventory: Inventory) -> bytes:
        known, body = self._names
        if known is inventory:
            return body
        provinces = {province.code: province.name for province in inventory.provinces}
        body = _encoded(
            line(
                catalogue.COMMUNE_INFO,
                labels_of(
                    {
                        "province": commune.province,
                        "commune": commune.code,
                        "name": commune.name,
                        "province_name": provinces[commune.province],
                    }
                ),
                1,
            )
            for commune in inventory.communes
        )
        self._names = (inventory, body)
        self._status_lines = {}
        return body

    def _commune_status(self, province: str, commune: str, status: CommuneStatus) -> bytes:
        key = (province, commune, status)
        body = self._status_lines.get(key)
        if body is None:
            body = _encoded(
                line(
                    catalogue.COMMUNE_STATUS,
                    labels_of({"province": province, "commune": commune, "status": each}),
                    float(each is status),
                )
                for each in CommuneStatus
            )
            self._status_lines[key] = body
        return body

    def _targets(self, moment: Moment) -> Iterator[tuple[Family, bytes]]:
        blocks = self._up_to_date(moment.snapshot, moment.inventory)
        monotonic = moment.at.monotonic
        fresh = [
            block
            for block in blocks
            if monotonic - block.state.last_seen <= block.target.policy.stale_from(block.state.vantage)
        ]
        for number, family in enumerate(ALL_FAMILIES):
            told = blocks if family.name in _TOTALS else fresh
            if family is catalogue.TARGET_STATE and moment.snapshot.blind:
                told = [block for block in told if block.state.vantage != HUB]
            yield family, _written(family, number, told)

    def _up_to_date(self, snapshot: Snapshot, inventory: Inventory) -> Sequence[_Block]:
        """A block for every state, in the order of target and vantage.

        The kept ones are replaced one by one, so that no scrape holds the old and the new of all targets at once.
        """
        kept = self._blocks
        blocks = []
        provinces = {commune.code: commune.province for commune in inventory.communes}
        for key in sorted(snapshot.states):
            state = snapshot.states[key]
            target = snapshot.targets.get(state.target)
            if target is None:
                continue
            block = kept.get(key)
            if block is None or block.state is not state or block.target is not target:
                block = kept[key] = _block(target, state, block, provinces)
            blocks.append(block)
        if len(kept) > len(blocks):
            for key in list(kept):
                if key not in snapshot.states or key[0] not in snapshot.targets:
                    kept.pop(key, None)
        return blocks


_TOTALS = frozenset({catalogue.LINK_SENT.name, catalogue.LINK_RECEIVED.name})
"""They outlive the freshness of the rest."""

_NUMBERS = {family.name: number for number, family in enumerate(ALL_FAMILIES)}


def _block(target: Target, state: State, previous: _Block | None, provinces: Mapping[str, str]) -> _Block:
    if previous is not None and previous.target is target:
        labels = previous.labels
    else:
        labels = labels_of(target_labels(target, state.vantage, provinces))
    if state.vantage != HUB:
        found = samples.of_agent_state(state)
    elif "link" in target.labels:
        found = chain(samples.of_totals(state), samples.of_state(target, state))
    else:
        found = samples.of_state(target, state)
    return _Block(target, state, labels, _tails(found))


def _tails(found: Iterable[Sample]) -> Sequence[Tail]:
    tails: list[Tail] = []
    for family, own, value in found:
        number = _NUMBERS[family.name]
        if number >= len(tails):
            tails += [None] * (number + 1 - len(tails))
        tail = f",{own}}} {written(value)}\n" if own else f"}} {written(value)}\n"
        before = tails[number]
        if before is None:
            tails[number] = tail
        else:
            tails[number] = (before, tail) if isinstance(before, str) else (*before, tail)
    return tuple(tails)


def _written(family: Family, number: int, blocks: Iterable[_Block]) -> bytes:
    head = f"{family.name}{{"
    lines: list[str] = []
    for block in blocks:
        tail = block.tails[number] if number < len(block.tails) else None
        if tail is None:
            continue
        if isinstance(tail, str):
            lines += (head, block.labels, tail)
        else:
            for each in tail:
                lines += (head, block.labels, each)
    return _encoded(lines)


def _incident_labels(incident: Incident) -> str:
    cause = incident.cause
    fixed = {"scope": cause.nature.scope.value, "cause": cause.value, "severity": incident.severity.value}
    return labels_of(fixed | dict(incident.labels))


def _encoded(lines: Iterable[str]) -> bytes:
    return "".join(lines).encode()
