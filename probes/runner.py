"""One look, made safe: the only place that bounds, times and catches. Whatever happens becomes a Result."""

import logging
import time
from collections.abc import Callable
from typing import Any

from probes.kind import Kind, Seen
from probes.network import Gate
from probes.observation import Result
from probes.reasons import ProbeFailed, Reason

log = logging.getLogger(__name__)


def look(kind: Kind, spec: Any, gate: Gate, timeout_seconds: float) -> Result:
    """Look once at `spec`, for at most `timeout_seconds`. Never raises."""
    began = time.monotonic()

    def within_the_deadline() -> Seen:
        with gate.look(timeout_seconds) as network:
            return kind.observe(spec, network)

    return result_of(within_the_deadline, began, timeout_seconds)


def result_of(observe: Callable[[], Seen], began: float, timeout_seconds: float = float("inf")) -> Result:
    """What `observe` saw, as a Result. `began`: monotonic seconds of the look's start. Never raises.

    A look that fails once its time is over failed of TIMEOUT, whatever its broken socket said last.
    """
    try:
        seen = observe()
    except ProbeFailed as failed:
        took = time.monotonic() - began
        return Result(
            _after_deadline(failed.reason) if took >= timeout_seconds else failed.reason,
            took,
            failed.detail,
            failed.round_trips,
            failed.measures,
            failed.facts,
        )
    except Exception as error:  # a crash in one kind is one target's result, never the program's end
        took = time.monotonic() - began
        if isinstance(error, OSError) and took >= timeout_seconds:
            return Result(Reason.TIMEOUT, took)
        log.exception("a look crashed")
        return Result(Reason.BUG, took, type(error).__name__)
    return Result(None, time.monotonic() - began, seen.detail, seen.round_trips, seen.measures, seen.facts)


def _after_deadline(reason: Reason) -> Reason:
    return reason if reason.ours else Reason.TIMEOUT
