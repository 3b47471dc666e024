"""Calls the next person of the roster about what nobody has taken on."""

from collections.abc import Sequence

from alerts.relay.queue import Queue
from alerts.relay.roster import callees
from alerts.relay.rules import next_call
from alerts.relay.settings import Escalation
from probes.inventory.model import Duty


def call_next(queue: Queue, roster: Sequence[Duty], escalation: Escalation, now: float) -> int:
    """Plan every call that is due now; how many."""
    planned = 0
    for case in queue.unanswered():
        people = callees(roster, case.team, now)
        call = next_call(case.calls, case.called, len(people), escalation)
        if now >= call.due:
            queue.call(case, people[call.place].person if people and call.place else None, now)
            planned += 1
    return planned
