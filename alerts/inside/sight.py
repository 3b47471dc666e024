"""What the agent sees of each thing around it: it answers, it fails, or that is not known. Stale is not known, and not
known is not down.

Within an agent's own engine its own looks have the hub's vantage: there it is the one who watches.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from alerts.inside.facts import HUB_FRESH_SECONDS, Place
from probes.clock import Instant
from probes.language import Text
from probes.observation import HUB
from probes.reasons import Reason
from probes.states.state import Snapshot, State, Status
from probes.targets import Target

TRUSTED_FROM = 1_767_225_600.0
"""1 January 2026, UTC: a wall clock before it was never set since the machine lost its power."""

_IN_FLIGHT_SECONDS = 30.0
"""A look that was under way when the line was cut began before; and rounds do not begin on the second."""


class Part(StrEnum):
    """What there is to see from inside, nearest first."""

    GATEWAY = "gateway"
    HUB = "hub"
    SERVICE = "service"
    AUTHORITY = "authority"


class Answer(StrEnum):
    """Whether it answers, as far as is known."""

    ANSWERS = "answers"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One target now. Moments are monotonic seconds.

    id: of the shared system or authority. asked, looked: when its latest look began and ended; None before the first of
    this run. failed: whether that look did, be it not confirmed yet. began: when the present failures did, -inf when before
    this run; None while its latest look was answered. ago: how many seconds that is, where known.
    steady_since: when the present run of answered looks began. interval: seconds from one look to the next.
    """

    target: str
    part: Part
    id: str
    interval: float
    answer: Answer = Answer.UNKNOWN
    asked: float | None = None
    looked: float | None = None
    failed: bool = False
    began: float | None = None
    ago: float | None = None
    steady_since: float | None = None
    reason: Reason | None = None
    flapping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The gateway, the hub, one shared system or one authority, with all that was looked at of it."""

    part: Part
    id: str
    name: Text
    answer: Answer
    looks: tuple[Look, ...]

    @property
    def looked(self) -> float | None:
        """When the newest look of it ended; monotonic seconds."""
        return max((look.looked for look in self.looks if look.looked is not None), default=None)

    @property
    def ago(self) -> float | None:
        """For how many seconds it has failed, where known."""
        return longest(look for look in self.looks if look.answer is Answer.FAILS)

    @property
    def began(self) -> float | None:
        """When it began to fail, -inf when before this run; None when it does not."""
        failing = (look.began for look in self.looks if look.answer is Answer.FAILS)
        return min((began for began in failing if began is not None), default=None)

    @property
    def reason(self) -> Reason | None:
        """Why it fails."""
        return next((look.reason for look in self.looks if look.answer is Answer.FAILS), None)

    @property
    def flapping(self) -> bool:
        """Whether it keeps dropping and coming back."""
        return any(look.flapping for look in self.looks)


class InsideSight:
    """One snapshot of the agent's own engine, looked at with the eyes of its site."""

    def __init__(
        self, place: Place, snapshot: Snapshot, now: Instant, started: float, contact: float | None = None
    ) -> None:
        """started: when this program did, monotonic seconds. What its last run left behind may say since when, and never
        how it is now: without a clock that outlives a power cut nobody can tell how old it is.

        contact: when a hub last answered a delivery, monotonic seconds: not every network lets pings through.
        """
        self.now = now
        self.trusted = now.wall >= TRUSTED_FROM
        looks = [
            _delivered(look, contact, now) if look.part is Part.HUB else look
            for look in _looks(place, snapshot, now, started)
        ]
        looks = list(_overtaken(looks))
        self.gateway = _only(Part.GATEWAY, looks)
        self.hub = _only(Part.HUB, looks)
        self.services = _grouped(Part.SERVICE, looks, place.services)
        self.authorities = _grouped(Part.AUTHORITY, looks, place.authorities)

    @property
    def parts(self) -> tuple[Seen, ...]:
        """All there is to see, nearest first."""
        return (self.gateway, self.hub, *self.services, *self.authorities)

    @property
    def outside(self) -> Sequence[Look]:
        """Every look beyond the site's own router."""
        return [look for seen in self.parts if seen.part is not Part.GATEWAY for look in seen.looks]

    @property
    def newest(self) -> float | None:
        """When the newest look of all ended; monotonic seconds."""
        return max((seen.looked for seen in self.parts if seen.looked is not None), default=None)

    def heard_since(self, moment: float) -> bool:
        """Whether anything beyond the router answered a look that began no earlier."""
        return any(
            look.answer is Answer.ANSWERS and look.asked is not None and look.asked >= moment
            for look in self.outside
        )

    def struck(self) -> Sequence[Look]:
        """Of what failed beyond the router, all that failed since anything there is known to have answered. What fails now
        did answer one look before its first failure."""
        outside = self.outside
        answered = [
            look.asked for look in outside if look.answer is Answer.ANSWERS and look.asked is not None
        ]
        answered += [
            look.began - look.interval - _IN_FLIGHT_SECONDS for look in outside if look.began is not None
        ]
        last = max(answered, default=-inf)
        return [look for look in outside if look.failed and self._fell(look) >= last]

    def _fell(self, look: Look) -> float:
        """When it began to fail: of what did before this run by the wall clock, where that tells."""
        if look.began == -inf and look.ago is not None:
            return self.now.monotonic - look.ago
        return -inf if look.began is None else look.began


def longest(looks: Iterable[Look]) -> float | None:
    """For how many seconds the first of them has failed, where known."""
    return max((look.ago for look in looks if look.ago is not None), default=None)


def _looks(place: Place, snapshot: Snapshot, now: Instant, started: float) -> Iterator[Look]:
    for target in snapshot.targets.values():
        if (found := _part_of(target, place)) is None:
            continue
        part, id_ = found
        look = Look(target=target.id, part=part, id=id_, interval=target.interval_seconds)
        state = snapshot.states.get((target.id, HUB))
        if state is not None and state.last_seen > started:
            status = snapshot.status(target.id, HUB, now.monotonic)
            look = _seen(look, target, state, status, now)
        yield look


def _part_of(target: Target, place: Place) -> tuple[Part, str] | None:
    if target.id in (place.gateway, place.hub):
        return (Part.GATEWAY if target.id == place.gateway else Part.HUB), ""
    for part, label in ((Part.SERVICE, "service"), (Part.AUTHORITY, "authority")):
        if (id_ := target.labels.get(label)) is not None:
            return part, id_
    return None


def _seen(look: Look, target: Target, state: State, status: Status, now: Instant) -> Look:
    result = state.last.result
    look = replace(
        look,
        asked=state.last_seen - result.duration_seconds,
        looked=state.last_seen,
        flapping=state.flapping,
    )
    if result.reason is Reason.NETWORK_DOWN_HERE and _is_fresh(state, target, now):
        # No fault of what was looked at, and so no state of it: but of the router's and the hub's absence there is no doubt.
        near = look.part in (Part.GATEWAY, Part.HUB)
        return replace(
            look,
            answer=Answer.FAILS if near else Answer.UNKNOWN,
            began=look.asked,
            ago=_wall_age(state, now),
            reason=result.reason,
        )
    if status in (Status.UNKNOWN, Status.UNVERIFIED):
        return look
    if result.reason is None:
        return replace(look, answer=Answer.ANSWERS, steady_since=state.memory.run_began)
    began = state.memory.run_began or -inf
    return replace(
        look,
        answer=Answer.FAILS if status is Status.DOWN else Answer.UNKNOWN,
        failed=True,
        began=began,
        ago=_age(state, began, now),
        reason=result.reason,
    )


def _age(state: State, began: float, now: Instant) -> float | None:
    """How long it has failed: by the monotonic clock; what was down already before nobody looked, or before a restart, by a
    wall clock that was right then and is now."""
    memory = state.memory
    resumed = memory.settled is Status.DOWN and memory.settled_since == state.since
    by_wall = _wall_age(state, now) if resumed or began == -inf else None
    return now.monotonic - began if by_wall is None and began != -inf else by_wall


def _wall_age(state: State, now: Instant) -> float | None:
    return now.wall - state.since if TRUSTED_FROM <= state.since <= now.wall else None


def _is_fresh(state: State, target: Target, now: Instant) -> bool:
    return now.monotonic - state.last_seen <= target.policy.stale_after


def _delivered(hub: Look, contact: float | None, now: Instant) -> Look:
    if contact is None or now.monotonic - contact > HUB_FRESH_SECONDS:
        return hub
    if hub.answer is Answer.ANSWERS or (hub.began is not None and contact < hub.began):
        return hub
    return Look(
        target=hub.target,
        part=hub.part,
        id=hub.id,
        interval=hub.interval,
        answer=Answer.ANSWERS,
        asked=contact,
        looked=contact,
    )


def _overtaken(looks: Sequence[Look]) -> Iterator[Look]:
    """What failed before the hub came to answer again says nothing now: everything did then, and is seldom looked at."""
    steady = [look.steady_since for look in looks if look.part is Part.HUB and look.answer is Answer.ANSWERS]
    for look in looks:
        beyond = look.part in (Part.SERVICE, Part.AUTHORITY)
        if beyond and look.failed and any(_before(look.looked, since) for since in steady):
            yield replace(look, answer=Answer.UNKNOWN, failed=False, began=None, ago=None, reason=None)
        else:
            yield look


def _before(looked: float | None, since: float | None) -> bool:
    return looked is not None and since is not None and looked < since


def _only(part: Part, looks: Iterable[Look]) -> Seen:
    own = tuple(look for look in looks if look.part is part)
    return Seen(
        part=part, id="", name=_NAMES[part], answer=_together({look.answer for look in own}), looks=own
    )


def _grouped(part: Part, looks: Iterable[Look], names: Mapping[str, str]) -> tuple[Seen, ...]:
    """One entry per shared system or authority, in the order of the plan."""
    by_id: dict[str, list[Look]] = {}
    for look in looks:
        if look.part is part:
            by_id.setdefault(look.id, []).append(look)
    return tuple(
        Seen(
            part=part,
            id=id_,
            name=Text(names.get(id_, id_), names.get(id_, id_)),
            answer=_together({look.answer for look in own}),
            looks=tuple(own),
        )
        for id_, own in by_id.items()
    )


def _together(answers: set[Answer]) -> Answer:
    if Answer.FAILS in answers:
        return Answer.FAILS
    return Answer.ANSWERS if answers == {Answer.ANSWERS} else Answer.UNKNOWN


_NAMES = {
    Part.GATEWAY: Text("Bộ định tuyến (modem) của trụ sở", "The office's router"),
    Part.HUB: Text("Máy giám sát của tỉnh", "The province's monitor"),
}
