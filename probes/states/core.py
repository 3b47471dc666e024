"""What the engine thread owns: every state, whether the hub can see, and what should be looked at once more. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random

from probes.clock import Instant
from probes.observation import HUB, Observation
from probes.states import lossy
from probes.states.flip import Flip
from probes.states.followup import FollowUp, Why
from probes.states.questions import Questions
from probes.states.repeats import Repeats
from probes.states.state import Snapshot, State, Status
from probes.states.transition import doubted, transition
from probes.targets import Target

Key = tuple[str, str]
"""Target id and vantage."""

BLIND_REST_SECONDS = 5.0
"""How long a blind hub waits before it asks its witnesses again."""

PROOFS_AT_ONCE = 100
"""So many lines at most are looked at more often for the loss they seem to have: a tenth more pings in the whole country."""


class Core:
    """Single-threaded: one thread calls everything, and hands `snapshot()` to the others.

    Nothing goes down with its very first failed round, whatever its policy: the witnesses are asked first.
    """

    def __init__(self, targets: Iterable[Target], random: Random | None = None) -> None:
        self._questions = Questions(random or Random())  # noqa: S311  # which siblings are sampled is no secret
        self._targets: Mapping[str, Target] = {}
        self._states: dict[Key, State] = {}
        self._confirming = Repeats(Why.CONFIRM)
        self._proving = Repeats(Why.PROOF, PROOFS_AT_ONCE)
        self._witnesses: Sequence[Target] = ()
        self._looked: set[str] = set()
        self._blind = False
        self._sighted_at = float("-inf")
        self._ticked_at = float("-inf")
        self._restored = False
        self._generation = 0
        self._flips: list[Flip] = []
        self._take(targets)

    def restore(self, states: Iterable[State]) -> None:
        """Go on from what the last run knew of targets that are still looked at in the same place.

        From now on readers may trust the rest. A state whose place was not kept is taken as it is.
        """
        for state in states:
            target = self._targets.get(state.target)
            if target is not None and state.place in (None, target.where):
                known = replace(state, place=target.where)
                self._states.setdefault((state.target, state.vantage), known)
        self._restored = True

    def replace_targets(self, targets: Iterable[Target]) -> frozenset[Key]:
        """Watch exactly these. What is looked at in the same place keeps its state, whatever else changed about it.

        An outage goes on when somebody gives its line more patience meanwhile. Returns the keys of the states
        dropped: a target that is now looked at elsewhere has never answered there.
        """
        before = self._targets
        self._take(targets)
        self._generation += 1
        dropped = frozenset(
            key for key in self._states if not _is_same(before.get(key[0]), self._targets.get(key[0]))
        )
        for key in dropped:
            del self._states[key]
            self._forget(key[0])
            self._looked.discard(key[0])
        return dropped

    def apply(self, observation: Observation, now: Instant) -> Sequence[FollowUp]:
        """Take one observation in; its look ended at `now`. Returns what the hub should look at because of it."""
        id_ = observation.target
        target = self._targets.get(id_)
        if target is None:
            return ()
        key = (id_, observation.vantage)
        previous = self._states.get(key)
        hub = observation.vantage == HUB
        if observation.result.reason is None:
            state = transition(previous, observation, target.policy, now)
        else:
            state = transition(
                previous,
                observation,
                target.policy,
                now,
                blind=hub and self._was_blind(observation, now),
                hold=hub and self._questions.witnesses_pending(id_, now.monotonic),
            )
        if state is None or state is previous:
            return ()
        if previous is None:
            state = replace(state, place=target.where)
        self._states[key] = state
        if previous is None or state.status is not previous.status or state.flapping is not previous.flapping:
            self._note(previous, state, now)
        return self._follow(target, state, now) if hub else ()

    def tick(self, now: Instant) -> None:
        """Let time pass: at least once a second, so that overdue answers and silent witnesses are noticed."""
        self._questions.expire(now.monotonic)
        self._look_inward(now)
        self._ticked_at = now.monotonic

    def snapshot(self) -> Snapshot:
        """Everything known, as of now. Costs a copy of the map of states."""
        return Snapshot(
            targets=self._targets,
            states=dict(self._states),
            blind=self._blind,
            restored=self._restored,
            generation=self._generation,
            witnesses_up=self._witnesses_up(),
            suspicions=self._questions.suspicions(),
        )

    def states(self) -> Iterable[State]:
        """Every state, for the store."""
        return self._states.values()

    def states_of(self, flips: Iterable[Flip]) -> list[State]:
        """The present states of what flipped."""
        keys = {(flip.target, flip.vantage) for flip in flips}
        return [self._states[key] for key in keys if key in self._states]

    def take_flips(self) -> Sequence[Flip]:
        """The changes since the last call, oldest first."""
        flips, self._flips = self._flips, []
        return flips

    def _take(self, targets: Iterable[Target]) -> None:
        self._targets = {target.id: target for target in targets}
        self._witnesses = [target for target in self._targets.values() if target.witness]
        self._questions.replace_targets(self._targets.values())

    def _note(self, previous: State | None, state: State, now: Instant) -> None:
        before = Status.UNVERIFIED if previous is None else previous.status
        if previous is None and state.status is before:
            return
        self._flips.append(
            Flip(
                target=state.target,
                vantage=state.vantage,
                at=now.wall,
                since=state.since,
                before=before,
                after=state.status,
                flapping=state.flapping,
                reason=state.last.result.reason,
            )
        )

    def _forget(self, id_: str) -> None:
        self._confirming.end(id_)
        self._proving.end(id_)
        self._questions.close(id_)

    def _follow(self, target: Target, state: State, now: Instant) -> Sequence[FollowUp]:
        id_ = target.id
        result = state.last.result
        began = now.monotonic - result.duration_seconds
        if target.witness:
            self._looked.add(id_)
            self._look_inward(now)
        if id_ in self._questions:
            says = result.reason is None or not result.reason.ours
            failed = result.reason is not None if says else None
            self._questions.hear(id_, began, now.monotonic, failed=failed)
            if not state.suspect and state.status is not Status.DOWN:
                self._questions.close(id_)
        if self._states[id_, HUB].suspect:
            return self._confirm(target, began, now)
        self._confirming.end(id_)
        if result.reason is None and lossy.is_suspicious(state.causes, state.excess):
            return self._proving.ask(target, began, now)
        self._proving.finish(id_, began)
        if result.reason is not None and self._blind:
            return self._questions.look_around(now.monotonic, BLIND_REST_SECONDS)
        return ()

    def _confirm(self, target: Target, began: float, now: Instant) -> list[FollowUp]:
        """The next look at a suspect; with the first, the questions to everybody else."""
        first = target.id not in self._confirming
        follow_ups = self._confirming.ask(target, began, now)
        if first:
            follow_ups += self._questions.open(target, began, now.monotonic, self._states)
        return follow_ups

    def _was_blind(self, observation: Observation, now: Instant) -> bool:
        """Whether a failed look may have failed in our own darkness: it began before the hub could see again."""
        return self._blind or now.monotonic - observation.result.duration_seconds < self._sighted_at

    def _look_inward(self, now: Instant) -> None:
        blind = self._is_blind(now.monotonic)
        if blind == self._blind:
            return
        self._blind = blind
        if not blind:
            self._sighted_at = now.monotonic
            return
        for id_ in list(self._confirming):  # what made them suspects was most likely our own darkness
            key = (id_, HUB)
            before = self._states[key]
            self._states[key] = after = doubted(before, now)
            self._note(before, after, now)
            self._forget(id_)

    def _is_blind(self, monotonic: float) -> bool:
        """Fewer than a majority of the witnesses answered their latest fresh look; of those that ever did."""
        verified = answering = 0
        for witness in self._witnesses:
            state = self._states.get((witness.id, HUB))
            if state is not None and state.status is not Status.UNVERIFIED and witness.id in self._looked:
                verified += 1
                answering += _answers(witness, state, monotonic)
        return verified > 0 and 2 * answering <= verified

    def _witnesses_up(self) -> dict[str, bool]:
        up = {}
        for witness in self._witnesses:
            state = self._states.get((witness.id, HUB))
            if state is not None and witness.id in self._looked:
                up[witness.id.removeprefix("witness/")] = _answers(witness, state, self._ticked_at)
        return up


def _is_same(before: Target | None, after: Target | None) -> bool:
    if before is None or after is None:
        return False
    return before.where == after.where


def _answers(witness: Target, state: State, monotonic: float) -> bool:
    return state.last.result.success and monotonic - state.last_seen <= witness.policy.stale_after
