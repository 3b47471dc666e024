"""The observation: one look at one target from one vantage, the value that everything after it rests on.

Its shape is a protocol between agents and hub: fields are added, never renamed or given another meaning.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from probes.reasons import Reason

HUB = "hub"
_LONGEST_KEPT = 200
_kept = lru_cache(maxsize=1 << 15)(str)
_NOT_ASKED = frozenset({"kept", "crl", "nowhere"})


LIVE_SECONDS: Final = 120.0
"""What is older arrives as a replay, so a live observation can be late by no more than this."""


class Origin(StrEnum):
    """How an observation came: seen as it happened, or delivered after the fact."""

    LIVE = "live"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class Result:
    """What one look found.

    `reason` is None when the target answered as expected. `measures` are numbers in base units, each named with
    its unit (`rtt_median_seconds`, `packets_sent`, `phase_tls_seconds`, `chain_not_after_timestamp_seconds`); a phase that did not happen is absent,
    never 0. `round_trips` are a ping's: seconds per packet in the order sent, None where it was lost.
    `facts` are short words of a small vocabulary (`tls_version`). `detail` is one line for people and logs.
    """

    reason: Reason | None
    duration_seconds: float
    detail: str = ""
    round_trips: tuple[float | None, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def success(self) -> bool:
        """True when the target answered as expected."""
        return self.reason is None

    @property
    def asked_nobody(self) -> bool:
        """True when the look found its answer here, or that there is nobody to ask: it says nothing of a service."""
        return self.facts.get("asked") in _NOT_ASKED


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at one target. `(vantage, epoch, number)` is its key: it is applied once, however often it arrives.

    vantage: `hub`, or `agent/<site id>`.
    epoch: random per start of the observer, so that its numbers may begin again at 1.
    number: counts the observer's observations within the epoch, from 1, without gaps.
    observed: when the look began, unix seconds by the observer's wall clock.
    received: when the hub took it in, unix seconds by the hub's wall clock; equal to the end of the look for the hub's own.
    """

    target: str
    vantage: str
    epoch: str
    number: int
    observed: float
    received: float
    origin: Origin
    result: Result

    @property
    def key(self) -> tuple[str, str, int]:
        """What makes this observation the same as another delivery of it."""
        return (self.vantage, self.epoch, self.number)


def once(word: str) -> str:
    """The same word as one object, since tens of thousands of states say the same.

    Not `sys.intern`, which in some Pythons keeps for ever what an agent makes up: this forgets, and keeps nothing long.
    """
    return _kept(word) if len(word) <= _LONGEST_KEPT else word


def new_epoch() -> str:
    """A fresh epoch: 64 random bits in hexadecimal."""
    return secrets.token_hex(8)


def to_json(observation: Observation) -> dict[str, Any]:
    """The observation as plain JSON types; empty parts are left out."""
    return {
        "target": observation.target,
        "vantage": observation.vantage,
        "epoch": observation.epoch,
        "number": observation.number,
        "observed": observation.observed,
        "received": observation.received,
        "origin": observation.origin.value,
        "result": result_to_json(observation.result),
    }


def from_json(value: Mapping[str, Any]) -> Observation:
    """The observation that `to_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    return Observation(
        target=once(str(value["target"])),
        vantage=once(str(value["vantage"])),
        epoch=once(str(value["epoch"])),
        number=int(value["number"]),
        observed=float(value["observed"]),
        received=float(value["received"]),
        origin=Origin(value["origin"]),
        result=result_from_json(value["result"]),
    )


def result_to_json(result: Result) -> dict[str, Any]:
    """What a look found, as plain JSON types; empty parts are left out."""
    seen: dict[str, Any] = {"duration_seconds": result.duration_seconds}
    if result.reason is not None:
        seen["reason"] = result.reason.value
    if result.detail:
        seen["detail"] = result.detail
    if result.round_trips:
        seen["round_trips"] = list(result.round_trips)
    if result.measures:
        seen["measures"] = dict(result.measures)
    if result.facts:
        seen["facts"] = dict(result.facts)
    return seen


def result_from_json(seen: Any) -> Result:
    """The result that `result_to_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    if not isinstance(seen, Mapping):
        raise TypeError("result is not an object")
    reason = seen.get("reason")
    return Result(
        reason=None if reason is None else Reason(reason),
        duration_seconds=float(seen["duration_seconds"]),
        detail=once(str(seen.get("detail", ""))),
        round_trips=tuple(None if trip is None else float(trip) for trip in seen.get("round_trips", ())),
        measures={once(str(name)): float(number) for name, number in seen.get("measures", {}).items()},
        facts={once(str(name)): once(str(word)) for name, word in seen.get("facts", {}).items()},
    )
