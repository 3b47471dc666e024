"""From one state to the next: pure, so that the part that must never be wrong needs no network, clock or database."""

from dataclasses import replace
from typing import Final

from probes.clock import Instant
from probes.observation import HUB, LIVE_SECONDS, Observation, Origin
from probes.policy import Policy
from probes.reasons import Reason
from probes.states import degraded, lossy
from probes.states.recent import Recent, recent
from probes.states.state import Memory, State, Status

__all__ = ["LIVE_SECONDS", "doubted", "transition"]

APART: Final = 0.8
"""Rounds that begin closer together than this share of `confirm_every` are one round to whoever counts in a row.

A sibling's question may look at a line a second after its own round did: three failures within two seconds are not
three failed rounds, and a line that drops for 8 s must never become down.
"""


def transition(
    previous: State | None,
    observation: Observation,
    policy: Policy,
    now: Instant,
    *,
    blind: bool = False,
    hold: bool = False,
) -> State | None:
    """The state after `observation`, which ended at `now`; `previous` itself when it changes nothing.

    What changes nothing: a replayed observation, one that was applied before or was overtaken, and one that was
    cancelled. None when nothing is known yet and `observation` is one of these.
    blind: the hub cannot see, so that a failure says nothing. hold: whether it can is being asked, so do not go down yet.

    A failure that is our own (`Reason.ours`) or seen while blind says nothing about the target: its status becomes
    UNKNOWN until the next real result, and counting begins anew. It then is what it was before, since when it was:
    after UP one good round is enough to be UP again, and after DOWN one failed round to be DOWN; otherwise as ever.
    A silence of more than three intervals counts the same.
    """
    if not _applies(previous, observation):
        return previous
    if previous is None:
        previous = _unseen(observation, now)
    elif now.monotonic - previous.last_seen > policy.stale_from(observation.vantage):
        previous = doubted(previous, now)
    reason = observation.result.reason
    if reason is None:
        return _after_good(previous, observation, policy, now)
    if blind or reason.ours:
        return replace(doubted(previous, now), last=observation, last_seen=now.monotonic)
    return _after_failed(previous, observation, policy, now, hold=hold)


def doubted(previous: State, now: Instant) -> State:
    """The state once nothing is known any more: counting begins anew, and what held before is remembered."""
    memory = replace(previous.memory, window_began=None)
    if previous.suspect:  # and the change to failing was none of its own
        changes = tuple(change for change in memory.changes if change < memory.run_began)
        memory = replace(memory, changes=changes)
    if previous.status in (Status.UNVERIFIED, Status.UNKNOWN):
        return replace(previous, suspect=False, failures=0, successes=0, memory=memory)
    memory = replace(memory, settled=previous.status, settled_since=previous.since)
    return replace(
        previous,
        status=Status.UNKNOWN,
        since=now.wall,
        suspect=False,
        failures=0,
        successes=0,
        memory=memory,
    )


def _applies(previous: State | None, observation: Observation) -> bool:
    if observation.origin is Origin.REPLAY or observation.result.reason is Reason.CANCELLED:
        return False
    if previous is None:
        return True
    last = previous.last
    if observation.epoch == last.epoch:
        return observation.number > last.number
    # Another epoch is a restart of the observer. The hub's own arrive in order. Of an agent's, one from before its
    # restart may come after one from behind it, but then by less than a live observation can be late; seen from
    # further back, its wall clock was set back meanwhile.
    return observation.vantage == HUB or not 0 < last.observed - observation.observed <= LIVE_SECONDS


def _unseen(observation: Observation, now: Instant) -> State:
    return State(
        target=observation.target,
        vantage=observation.vantage,
        status=Status.UNVERIFIED,
        since=now.wall,
        last=observation,
        last_seen=now.monotonic,
    )


def _after_good(previous: State, observation: Observation, policy: Policy, now: Instant) -> State:
    began = now.monotonic - observation.result.duration_seconds
    excess = _excess(previous, observation)
    if _is_steady(previous, observation, policy, began, excess):
        return _one_more(previous, observation, policy, now, began, excess)
    memory = previous.memory
    standing = _standing(previous)
    successes = previous.successes
    if successes == 0:
        successes = 1
        memory = replace(memory, run_began=began, counted=began)
    elif standing is not Status.DOWN or began - memory.counted >= APART * policy.confirm_every:
        successes += 1
        memory = replace(memory, counted=began)
    down = standing is Status.DOWN and successes < policy.up_after
    if previous.failures > 0 and standing is not Status.UNVERIFIED:
        memory = _with_change(memory, began, policy)
    memory, causes = _judged(previous, memory, observation, policy, began, down=down)
    causes = lossy.settled(degraded.with_expiry(causes, observation.result, policy, now.wall), excess)
    status = Status.DOWN if down else _well(causes)
    return _next(
        previous, observation, policy, now, status, memory, causes, successes=successes, excess=excess
    )


def _after_failed(
    previous: State, observation: Observation, policy: Policy, now: Instant, *, hold: bool
) -> State:
    began = now.monotonic - observation.result.duration_seconds
    memory = previous.memory
    standing = _standing(previous)
    failures = previous.failures
    if failures == 0:
        failures = 1
        memory = replace(memory, run_began=began, counted=began)
    elif began - memory.counted >= APART * policy.confirm_every:
        failures += 1
        memory = replace(memory, counted=began)
    if previous.successes > 0:
        memory = _with_change(memory, began, policy)
    status = previous.status
    known = standing is not Status.UNVERIFIED or (policy.known_at_once and bool(observation.result.measures))
    if standing is Status.DOWN or (known and failures >= policy.down_after and not hold):
        status = Status.DOWN
    quiet = status in (Status.UNVERIFIED, Status.DOWN)
    memory, causes = _judged(previous, memory, observation, policy, began, down=quiet)
    excess = previous.excess
    causes = lossy.settled(degraded.with_expiry(causes, observation.result, policy, now.wall), excess)
    suspect = known and status is not Status.DOWN
    return _next(
        previous,
        observation,
        policy,
        now,
        status,
        memory,
        causes,
        failures=failures,
        suspect=suspect,
        excess=excess,
    )


def _excess(previous: State, observation: Observation) -> int:
    trips = observation.result.round_trips
    lost = trips.count(None)
    return lossy.counted(previous.excess, len(trips), lost) if lost or previous.excess else 0


def _is_steady(previous: State, observation: Observation, policy: Policy, began: float, excess: int) -> bool:
    """Good after good, and nothing falls due: how nearly every round of a ping ends."""
    window_began = previous.memory.window_began
    return (
        previous.successes > 0
        and (previous.status is Status.UP or previous.status is Status.DEGRADED)
        and not previous.flapping
        and bool(observation.result.round_trips)
        and window_began is not None
        and began - window_began < policy.window
        and lossy.settled(previous.causes, excess) == previous.causes
    )


def _one_more(
    previous: State, observation: Observation, policy: Policy, now: Instant, began: float, excess: int
) -> State:
    trips = observation.result.round_trips
    return State(
        previous.target,
        previous.vantage,
        previous.status,
        previous.since,
        observation,
        now.monotonic,
        False,
        False,
        0,
        previous.successes + 1,
        previous.packets_sent + len(trips),
        previous.packets_received + len(trips) - trips.count(None),
        _with_round(previous, trips, policy, began),
        previous.causes,
        None,
        previous.memory,
        previous.place,
        excess,
    )


def _standing(previous: State) -> Status:
    """The status that the next real result goes on from."""
    return previous.memory.settled if previous.status is Status.UNKNOWN else previous.status


def _well(causes: frozenset[str]) -> Status:
    return Status.DEGRADED if causes else Status.UP


def _with_change(memory: Memory, began: float, policy: Policy) -> Memory:
    return replace(memory, changes=(*memory.changes, began)[-policy.flap_changes :])


def _judged(
    previous: State, memory: Memory, observation: Observation, policy: Policy, began: float, *, down: bool
) -> tuple[Memory, frozenset[str]]:
    """The causes after this round. While down no window is filled: silence is told as down, not as loss."""
    result = observation.result
    if not result.round_trips:
        if result.reason is not None:
            return memory, previous.causes
        found = degraded.of_duration(result, policy)
    elif down:
        return replace(memory, window_began=None), previous.causes
    elif memory.window_began is None or not isinstance(previous.window, Recent):
        return replace(memory, window_began=began), previous.causes
    elif began - memory.window_began < policy.window:
        return memory, previous.causes
    else:
        window = previous.window.since(memory.window_began)
        if window.sent < policy.window_packets:
            return memory, previous.causes
        found = degraded.of_window(window, policy)
        memory = replace(memory, window_began=began)
    streaks = degraded.counted(memory.streaks, found, policy)
    return replace(memory, streaks=streaks), degraded.settled(previous.causes, streaks, policy)


def _with_round(
    previous: State, trips: tuple[float | None, ...], policy: Policy, began: float
) -> Recent | None:
    window = previous.window
    if not trips:
        return window if isinstance(window, Recent) else None
    return window.extended(began, trips, policy) if isinstance(window, Recent) else recent(began, trips)


def _next(
    previous: State,
    observation: Observation,
    policy: Policy,
    now: Instant,
    status: Status,
    memory: Memory,
    causes: frozenset[str],
    *,
    failures: int = 0,
    successes: int = 0,
    suspect: bool = False,
    excess: int,
) -> State:
    trips = observation.result.round_trips
    flapping, flapping_since = _flapping(previous, memory, policy, now)
    return State(
        target=previous.target,
        vantage=previous.vantage,
        status=status,
        since=_since(previous, status, memory, now),
        last=observation,
        last_seen=now.monotonic,
        suspect=suspect,
        flapping=flapping,
        failures=failures,
        successes=successes,
        packets_sent=previous.packets_sent + len(trips),
        packets_received=previous.packets_received + len(trips) - trips.count(None),
        window=_with_round(previous, trips, policy, now.monotonic - observation.result.duration_seconds),
        causes=causes,
        flapping_since=flapping_since,
        memory=memory,
        place=previous.place,
        excess=excess,
    )


def _flapping(previous: State, memory: Memory, policy: Policy, now: Instant) -> tuple[bool, float | None]:
    changes = memory.changes
    if previous.flapping:
        stable = not changes or now.monotonic - changes[-1] >= policy.flap_clear
        return (False, None) if stable else (True, previous.flapping_since)
    if len(changes) < policy.flap_changes or now.monotonic - changes[0] > policy.flap_window:
        return False, None
    return True, now.wall


def _since(previous: State, status: Status, memory: Memory, now: Instant) -> float:
    """When `status` began, by the wall clock of now: a clock set meanwhile has moved the past as well."""
    if status is previous.status:
        return previous.since
    before = _standing(previous)
    if status is before:
        return memory.settled_since
    if Status.DOWN in (status, before) or before is Status.UNVERIFIED:
        return now.wall - (now.monotonic - memory.run_began)
    return now.wall
