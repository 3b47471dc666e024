"""Calls the next person of the roster about what nobody has taken on."""

from collections.abc import Sequence

from alerts.relay.queue.calls import Calls
from alerts.relay.roster import callees
from alerts.relay.rules import next_call
from alerts.relay.settings import Escalation
from probes.inventory.model import Duty


def call_next(calls: Calls, roster: Sequence[Duty], escalation: Escalation, now: float) -> int:
    """Plan every call that is due now; how many."""
    planned = 0
    for about in calls.unanswered():
        people = [turn.person for turn in callees(roster, about.team, now)]
        call = next_call(about.told, about.called, people, escalation)
        if now >= call.due:
            calls.call(about, call.person, now)
            planned += 1
    return planned
