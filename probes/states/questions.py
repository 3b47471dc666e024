"""Whom to ask when a target first fails: what shares a path with it, and the witnesses; and what they said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from probes.observation import HUB
from probes.states.followup import FollowUp, Why
from probes.states.state import State, Status
from probes.states.suspicion import Answer, Suspicion
from probes.targets import Target

SIBLINGS_ASKED: Final = 100
GROUP_REST_SECONDS: Final = 10.0
"""How long a group is left alone between two questions, so that a province's outage is not a storm of looks."""

WITNESS_REST_SECONDS: Final = 2.0
WITNESS_WAIT_SECONDS: Final = 3.0
SIBLING_WAIT_SECONDS: Final = 5.0
COMMON_CAUSE_SECONDS: Final = 180.0
"""What has been down for longer than this fails for a reason of its own, and is no sibling in the present trouble."""

_EARLY_SECONDS: Final = 0.05
_WITNESSES: Final = ("witness", "")

Group = tuple[str, str]
States = Mapping[tuple[str, str], State]


@dataclass(slots=True)
class _Question:
    """One group asked once. Several suspicions may wait for its answer."""

    group: Group
    asked_at: float
    deadline: float
    asked: int
    waiting: set[str]
    answered: int = 0
    failing: int = 0
    done: bool = False
    raised_by: list["_Open"] = field(default_factory=list)

    @property
    def answer(self) -> Answer:
        return Answer(self.group, self.asked, self.answered, self.failing)


@dataclass(slots=True)
class _Open:
    """A suspicion and its questions; an answered one keeps them for as long as it lasts."""

    suspicion: Suspicion
    siblings: list[_Question]
    witnesses: _Question | None

    @property
    def done(self) -> bool:
        return all(question.done for question in self.siblings) and (
            self.witnesses is None or self.witnesses.done
        )


class Questions:
    """Raises the questions of each suspicion and gathers the answers. Its times are monotonic seconds."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._members: Mapping[Group, Sequence[str]] = {}
        self._witnesses: Sequence[Target] = ()
        self._latest: dict[Group, _Question] = {}
        self._waiting: defaultdict[str, list[_Question]] = defaultdict(list)
        self._open: dict[str, _Open] = {}

    def replace_targets(self, targets: Iterable[Target]) -> None:
        """These are the targets from now on; what was asked of others is answered no more."""
        members: defaultdict[Group, list[str]] = defaultdict(list)
        witnesses = []
        for target in targets:
            if target.witness:
                witnesses.append(target)
            for group in target.groups:
                members[group].append(target.id)
        self._members = dict(members)
        self._witnesses = witnesses

    def __contains__(self, target: str) -> bool:
        """Whether `target` is under suspicion or its answer is waited for."""
        return target in self._open or target in self._waiting

    def suspicions(self) -> dict[str, Suspicion]:
        """By target, every suspicion that still stands."""
        return {target: open_.suspicion for target, open_ in self._open.items()}

    def open(self, target: Target, began: float, now: float, states: States) -> list[FollowUp]:
        """`target` failed for the first time, in a look that began at `began`: ask around, at once.

        An answer older than the failure is none. A group that was asked just before is asked again as soon as it has
        rested, which is still before the third failed round.
        """
        follow_ups: list[FollowUp] = []
        siblings = []
        nearer: set[str] = {target.id}
        budget = SIBLINGS_ASKED
        for level, group in enumerate(target.groups):
            members = self._members.get(group, ())
            share = budget // (len(target.groups) - level)
            question = self._standing_question(group, began)
            if question is None:
                at = self._not_before(group, GROUP_REST_SECONDS, now)
                others = [member for member in members if member not in nearer]
                question = self._ask_siblings(group, others, share, at, now, states, follow_ups)
            siblings.append(question)
            budget -= question.asked
            nearer.update(members)
        witnesses = None
        if self._witnesses:
            witnesses = self._standing_question(_WITNESSES, began)
            if witnesses is None:
                witnesses = self._ask_witnesses(now, follow_ups)
        open_ = _Open(Suspicion(target.id, began, now), siblings, witnesses)
        self._open[target.id] = open_
        for question in [*siblings, *([] if witnesses is None else [witnesses])]:
            if not question.done:
                question.raised_by.append(open_)
        self._close_if_done(open_, now)
        return follow_ups

    def close(self, target: str) -> None:
        """`target` is well again, or nothing is known of it any more."""
        self._open.pop(target, None)

    def look_around(self, now: float, rest: float) -> list[FollowUp]:
        """Ask the witnesses again, unless they were asked less than `rest` seconds ago."""
        follow_ups: list[FollowUp] = []
        if self._witnesses and self._not_before(_WITNESSES, rest, now) <= now:
            self._ask_witnesses(now, follow_ups)
        return follow_ups

    def witnesses_pending(self, target: str, now: float) -> bool:
        """Whether it is not yet known if the hub could see when `target` failed: not before its suspicion is open."""
        open_ = self._open.get(target)
        if open_ is None:
            return True
        witnesses = open_.witnesses
        return witnesses is not None and not witnesses.done and now < witnesses.deadline

    def hear(self, target: str, began: float, now: float, *, failed: bool | None) -> None:
        """`target` was looked at. `failed` is None when the look says nothing of it."""
        waiting = self._waiting.pop(target, None)
        if waiting is None:
            return
        for question in waiting:
            if began < question.asked_at - _EARLY_SECONDS:
                self._waiting[target].append(question)
                continue
            question.waiting.discard(target)
            if failed is not None:
                question.answered += 1
                question.failing += failed
            if not question.waiting:
                self._finish(question, now)

    def expire(self, now: float) -> None:
        """Wait no longer for answers that are overdue."""
        unfinished = {id(question): question for waiting in self._waiting.values() for question in waiting}
        for question in unfinished.values():
            if now >= question.deadline:
                for member in question.waiting:
                    rest = [other for other in self._waiting.pop(member, ()) if other is not question]
                    if rest:
                        self._waiting[member] = rest
                question.waiting.clear()
                self._finish(question, now)

    def _standing_question(self, group: Group, began: float) -> _Question | None:
        """The group's last question, if it was put after the failure began and so speaks of it."""
        question = self._latest.get(group)
        return question if question is not None and question.asked_at >= began else None

    def _not_before(self, group: Group, rest: float, now: float) -> float:
        question = self._latest.get(group)
        return now if question is None else max(now, question.asked_at + rest)

    def _ask_siblings(
        self,
        group: Group,
        members: Sequence[str],
        share: int,
        at: float,
        now: float,
        states: States,
        follow_ups: list[FollowUp],
    ) -> _Question:
        candidates = [member for member in members if _is_sibling(states.get((member, HUB)), now)]
        if len(candidates) > share:
            candidates = self._random.sample(candidates, share)
        # Those under suspicion fail this very moment: they have answered, and are not asked once more.
        known = [member for member in candidates if member in self._open] if at <= now else []
        waiting = [member for member in candidates if member not in known]
        question = _Question(group, at, at + SIBLING_WAIT_SECONDS, len(candidates), set(waiting))
        question.answered = question.failing = len(known)
        self._put(question, now)
        follow_ups += [FollowUp(member, at, Why.SIBLING) for member in waiting]
        return question

    def _ask_witnesses(self, now: float, follow_ups: list[FollowUp]) -> _Question:
        at = self._not_before(_WITNESSES, WITNESS_REST_SECONDS, now)
        ids = [witness.id for witness in self._witnesses]
        question = _Question(_WITNESSES, at, at + WITNESS_WAIT_SECONDS, len(ids), set(ids))
        self._put(question, now)
        follow_ups += [FollowUp(id_, at, Why.WITNESS) for id_ in ids]
        return question

    def _put(self, question: _Question, now: float) -> None:
        self._latest[question.group] = question
        for member in question.waiting:
            self._waiting[member].append(question)
        if not question.waiting:
            self._finish(question, now)

    def _finish(self, question: _Question, now: float) -> None:
        question.done = True
        for open_ in question.raised_by:
            self._close_if_done(open_, now)
        question.raised_by.clear()

    def _close_if_done(self, open_: _Open, now: float) -> None:
        if open_.done and open_.suspicion.answered_at is None:
            asked = open_.suspicion
            open_.suspicion = Suspicion(
                asked.target,
                asked.began,
                asked.asked_at,
                now,
                tuple(question.answer for question in open_.siblings),
                None if open_.witnesses is None else open_.witnesses.answer,
            )


def _is_sibling(state: State | None, now: float) -> bool:
    """Verified, and well until just now."""
    if state is None or state.status is Status.UNVERIFIED:
        return False
    return state.status is not Status.DOWN or now - state.memory.run_began <= COMMON_CAUSE_SECONDS
