"""What the lines of one commune amount to: its own causes, each with the lines that say so, and when each is over."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from alerts import sentences
from alerts.cause import Cause
from alerts.finding import Finding, Labels, labelled
from alerts.layout import CommunePlace
from alerts.sight import LineSeen, Sight
from probes.inventory.model import Role
from probes.language import Text
from probes.observation import HUB
from probes.states.degraded import LOSS
from probes.states.lossy import LOSSY
from probes.states.state import Status

FLAPPING_HOLD_SECONDS = 300.0
"""A line that keeps dropping is told once, as flapping: a drop counts as an outage of its own only after this long."""

AGENT_HOLD_SECONDS = 300.0
"""How long the line must have answered before a silent agent is the agent's own fault: it reconnects at its leisure."""


def line_findings(commune: CommunePlace, sight: Sight) -> Iterator[Finding]:
    """The causes that fit the lines of the centre and of the satellites.

    A line that never answered yet is not counted: the first day of a line is not its outage.
    """
    lines = sight.lines_of(commune.lines)
    known = [line for line in lines if line.status is not Status.UNVERIFIED]
    down = [line for line in known if line.status is Status.DOWN]
    up = [line for line in known if line.answering]
    if down and len(down) == len(known):
        alone = len(lines) + commune.unwatched == 1
        sentence = sentences.LINE_DOWN if alone else sentences.LINES_DOWN
        yield _of_lines(Cause.LINE_DOWN, commune.labels, down, sentence, sight)
    elif down:
        partly = _partly(commune, down, up, sight)
        doubtful = any(line.began is not None for line in up)
        yield replace(partly, settled=False) if doubtful else partly  # the rest may be on its way down too
    for line in known:
        if line.status is not Status.UNKNOWN:
            yield from _quality(line)
    for satellite in commune.satellites:
        seen = [line for line in sight.lines_of(satellite) if line.status is not Status.UNVERIFIED]
        if seen and all(line.status is Status.DOWN for line in seen):
            labels = labelled(province=commune.province, commune=commune.code, site=satellite[0].site)
            yield _of_lines(Cause.SATELLITE_DOWN, labels, seen, sentences.SATELLITE_DOWN, sight)
    yield from _agent(commune, up, sight)


def is_over(cause: Cause, labels: Labels, commune: CommunePlace, sight: Sight) -> bool:
    """Whether it is known that a cause which no longer fits is over: what cannot be seen is not."""
    lines = sight.lines_of(commune.lines)
    if cause is Cause.LINE_DOWN:
        return any(line.answering for line in lines)
    if cause is Cause.BACKUP_AVAILABLE:
        return all(line.answering for line in lines if line.place.role is Role.PRIMARY)
    if cause is Cause.LINE_PARTLY_DOWN:
        return all(line.answering for line in lines if line.status is not Status.UNVERIFIED)
    if cause is Cause.AGENT_SILENT:
        return any(sight.agents.get(agent, False) for agent in commune.agents)
    wanted = dict(labels)
    if cause is Cause.SATELLITE_DOWN:
        return any(
            line.answering
            for satellite in commune.satellites
            for line in sight.lines_of(satellite)
            if line.place.site == wanted.get("site")
        )
    return any(line.answering for line in lines if line.place.labels == labels)


def _partly(commune: CommunePlace, down: Sequence[LineSeen], up: Sequence[LineSeen], sight: Sight) -> Finding:
    if up and any(line.place.role is Role.PRIMARY for line in down):
        cause, sentence = Cause.BACKUP_AVAILABLE, sentences.BACKUP_AVAILABLE
    else:
        sentence = sentences.BACKUP_DOWN if up else sentences.REST_UNKNOWN
        cause = Cause.LINE_PARTLY_DOWN
    return _of_lines(cause, commune.labels, down, sentence, sight)


def _of_lines(
    cause: Cause, labels: Labels, down: Sequence[LineSeen], sentence: Text, sight: Sight
) -> Finding:
    since = max((line.since for line in down if line.since is not None), default=None)
    flapping = all(line.state is not None and line.state.flapping for line in down)
    lasted = since is not None and sight.age(since) >= FLAPPING_HOLD_SECONDS
    answered = any(line.state is not None and line.state.last.result.success for line in down)
    settled = not answered and (lasted or not flapping)  # what is on its way up opens nothing
    return Finding(cause, labels, since, _evidence(down), sentence, settled=settled)


def _quality(line: LineSeen) -> Iterator[Finding]:
    """What is wrong with a line that answers, at least now and then."""
    state = line.state
    if state is None:
        return
    labels, evidence = line.place.labels, _evidence([line])
    if state.flapping:
        yield Finding(Cause.LINE_FLAPPING, labels, state.flapping_since, evidence, sentences.FLAPPING)
    if line.status is not Status.DEGRADED:
        return
    if LOSS in state.causes:
        proven = LOSSY in state.causes
        yield Finding(Cause.LINE_LOSSY, labels, state.since, evidence, sentences.LOSSY, settled=proven)
    if state.causes & {"rtt", "jitter"}:
        yield Finding(Cause.LINE_SLOW, labels, state.since, evidence, sentences.SLOW)


def _agent(commune: CommunePlace, up: Sequence[LineSeen], sight: Sight) -> Iterator[Finding]:
    """The agent is silent, and not because of the line: that has answered for long enough to hear it."""
    agents = [agent for agent in commune.agents if agent in sight.agents]
    if not agents or any(sight.agents[agent] for agent in agents) or not up:
        return
    since = min(line.since for line in up if line.since is not None)
    evidence = tuple((line.place.target, HUB) for line in up)
    settled = sight.age(since) >= AGENT_HOLD_SECONDS and sight.watched_for >= AGENT_HOLD_SECONDS
    yield Finding(Cause.AGENT_SILENT, commune.labels, None, evidence, sentences.AGENT_SILENT, settled=settled)


def _evidence(lines: Sequence[LineSeen]) -> tuple[tuple[str, str], ...]:
    return tuple((line.place.target, HUB) for line in lines)
