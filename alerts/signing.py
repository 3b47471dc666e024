"""Who can sign today: the signers of each commune in counts, by state and by what their signature is needed for.

Counts only, here and in everything that rests on it: a commune and a role point at one person.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from operator import itemgetter

from probes.inventory.model import Inventory, RoleGroup, Signer
from probes.inventory.summary import signer_id
from probes.observation import HUB, Result
from probes.signing.groups import group_of
from probes.signing.state import SigningState
from probes.states.state import Snapshot, State
from probes.targets import Target


@dataclass(frozen=True, slots=True)
class CommuneSigning:
    """The signers of one commune.

    states: how many are in each state; those that nobody is in are left out.
    usable: by role group, how many can sign today; None when of none that is known and of some it is not.
        Groups without a signer are left out.
    ends: by role group, when the first certificate of those that can sign ends or one above it does, unix seconds;
        groups in which nobody can, or no end is known, are left out.
    blocked: by role group of which each one is known not to be able to sign, the states they are in.
    lasts: by role group, when nobody of it can sign any more; left out where that is not known of each.
    """

    province: str
    states: Mapping[SigningState, int]
    usable: Mapping[RoleGroup, int | None]
    ends: Mapping[RoleGroup, float]
    blocked: Mapping[RoleGroup, frozenset[SigningState]]
    lasts: Mapping[RoleGroup, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signing:
    """What is known of all signers at one moment.

    communes: by code, those that have signers. disagreements: by province, of how many signers our own walk and the
    path library do not say the same; routes: how many verdicts came about which way. Both count what was judged.
    """

    communes: Mapping[str, CommuneSigning]
    disagreements: Mapping[str, int]
    routes: Mapping[str, int]


class Signers:
    """The signers of one inventory, sorted out once, and counted as often as anybody asks: by one thread at a time.

    A look older than three intervals is none, and neither is one that failed through our own fault. Whether the hub is
    blind does not matter: it reads files of its own. Only communes of which something is new are counted anew: of the
    30,000 signers of a country a few are looked at each second, and readers come several times a second.
    """

    def __init__(self, inventory: Inventory) -> None:
        province_of = {commune.code: commune.province for commune in inventory.communes}
        entries: dict[str, list[_Entry]] = {}
        for signer in inventory.signers:
            entries.setdefault(signer.commune, []).append(_entry(signer))
        self._bodies = [
            _Body(code, province_of[code], tuple(signers), tuple(_shared(signers)))
            for code, signers in entries.items()
        ]
        self._keys = [entry.key for body in self._bodies for entry in body.entries]
        self._counted: list[_Counted | None] = [None] * len(self._bodies)

    def count(self, snapshot: Snapshot, monotonic: float) -> Signing:
        """The counts at this moment (monotonic seconds)."""
        seen = list(map(snapshot.states.get, self._keys))
        communes: dict[str, CommuneSigning] = {}
        disagreements: dict[str, int] = {}
        routes = dict.fromkeys(_ROUTES, 0)
        first = 0
        for number, body in enumerate(self._bodies):
            states = seen[first : first + len(body.entries)]
            first += len(body.entries)
            counted = self._counted[number]
            if counted is None or monotonic > counted.fresh_until or counted.seen != states:
                counted = self._counted[number] = _count(body, states, snapshot.targets, monotonic)
            communes[body.code] = counted.signing
            if counted.routes:
                disagreements[body.province] = disagreements.get(body.province, 0) + counted.disagreements
                for route in counted.routes:
                    routes[route] += 1
        return Signing(communes, disagreements, routes if disagreements else {})


@dataclass(frozen=True, slots=True)
class _Entry:
    key: tuple[str, str]
    group: RoleGroup
    post: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Body:
    """A commune's signers; shared: by number, those that may be one signer's old and new certificate."""

    code: str
    province: str
    entries: Sequence[_Entry]
    shared: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a commune's signers amounted to, while `seen` is what is known of them and until `fresh_until` (monotonic)."""

    seen: Sequence[State | None]
    fresh_until: float
    signing: CommuneSigning
    routes: Sequence[str]
    disagreements: int


def _entry(signer: Signer) -> _Entry:
    return _Entry((signer_id(signer), HUB), group_of(signer), (signer.role, signer.signer_kind))


def _shared(entries: Sequence[_Entry]) -> Iterator[Sequence[int]]:
    posts: dict[tuple[str, str], list[int]] = {}
    for number, entry in enumerate(entries):
        posts.setdefault(entry.post, []).append(number)
    return (numbers for numbers in posts.values() if len(numbers) > 1)


def _count(
    body: _Body, seen: Sequence[State | None], targets: Mapping[str, Target], monotonic: float
) -> _Counted:
    looks: list[Result | None] = []
    fresh_until = inf
    for state in seen:
        look = None
        if state is not None and (target := targets.get(state.target)) is not None:
            until = state.last_seen + target.policy.stale_after
            if monotonic <= until:
                look = state.last.result
                fresh_until = min(fresh_until, until)
        looks.append(look)
    states = [_state_of(look) for look in looks]
    replaced = {number for numbers in body.shared for number in _replaced(numbers, looks, states)}
    there = [number for number in range(len(states)) if number not in replaced]
    counted = [(body.entries[number].group, states[number]) for number in there]
    ends: dict[RoleGroup, float] = {}
    lasts: dict[RoleGroup, float] = {}
    for number in there:
        if states[number].usable:
            group, end = body.entries[number].group, _end_of(looks[number])
            lasts[group] = max(inf if end is None else end, lasts.get(group, -inf))
            if end is not None:
                ends[group] = min(end, ends.get(group, inf))
    facts = [look.facts for look in looks if look is not None]
    usable = _usable(counted)
    blocked = {
        group: frozenset(state for one, state in counted if one is group)
        for group, count in usable.items()
        if count == 0
    }
    return _Counted(
        seen,
        fresh_until,
        CommuneSigning(
            body.province,
            Counter(state for _, state in counted),
            usable,
            ends,
            blocked,
            {group: last for group, last in lasts.items() if last < inf},
        ),
        [route for one in facts if (route := one.get("route")) in _ROUTES],
        sum(one.get("disagrees") == "yes" for one in facts),
    )


def _state_of(look: Result | None) -> SigningState:
    if look is None:
        return SigningState.NOT_OBSERVED
    return _STATES.get(look.facts.get("state", ""), SigningState.NOT_OBSERVED)


def _end_of(look: Result | None) -> float | None:
    measures = {} if look is None else look.measures
    return measures.get(_EFFECTIVE_NOT_AFTER, measures.get(_NOT_AFTER))


def _replaced(
    numbers: Sequence[int], looks: Sequence[Result | None], states: Sequence[SigningState]
) -> Iterator[int]:
    """Of several certificates for one post, those in whose place a later one can be used; each stands for one other.

    Two people may share a post: what needs nothing done is never replaced, nor is who was revoked or is on hold, which
    no renewal explains.
    """
    began = {
        number: look.measures[_NOT_BEFORE]
        for number in numbers
        if (look := looks[number]) is not None and _NOT_BEFORE in look.measures
    }
    heirs = sorted(((at, number) for number, at in began.items() if states[number].usable))
    for number, at in sorted(began.items(), key=itemgetter(1), reverse=True):
        if states[number] not in _RENEWED_AWAY:
            continue
        heir = next((heir for heir in heirs if heir[0] > at), None)
        if heir is not None:
            heirs.remove(heir)
            yield number


def _usable(counted: Sequence[tuple[RoleGroup, SigningState]]) -> Mapping[RoleGroup, int | None]:
    usable: dict[RoleGroup, int | None] = {}
    for group, state in counted:
        usable[group] = (usable.get(group) or 0) + state.usable
    for group, state in counted:
        if not usable[group] and not state.known:
            usable[group] = None
    return usable


_STATES = {state.value: state for state in SigningState}
_RENEWED_AWAY = frozenset(
    {
        SigningState.EXPIRED,
        SigningState.WEAK,
        SigningState.IDENTITY_STALE,
        SigningState.RENEW_WINDOW_CLOSED,
        SigningState.EXPIRING,
    }
)
_ROUTES = ("index", "library")
_NOT_BEFORE = "certificate_not_before_timestamp_seconds"
_NOT_AFTER = "certificate_not_after_timestamp_seconds"
_EFFECTIVE_NOT_AFTER = "certificate_effective_not_after_timestamp_seconds"
