"""Signers of a commune, and what a look at each has found."""

from dataclasses import replace
from typing import Any

from probes.inventory.model import Signer
from probes.observation import Result
from probes.policy import Policy
from probes.signing.state import SigningState
from probes.states.state import State, Status
from probes.targets import Target
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource, state_of

DAY = 86400.0


def signer(name: str, commune: str = "19753", *, kind: str = "person", role: str = "", **more: Any) -> Signer:
    """A signer that is declared. Its role is its name, unless another one is told."""
    values = {
        "id": name,
        "commune": commune,
        "role": role or name,
        "signer_kind": kind,
        "not_after": "2027-01-31",
    }
    return Signer.model_validate(values | more)


def signer_target(one: Signer, kind: str = "certificate") -> Target:
    return Target(
        id=f"{one.commune}/signer/{one.id}" + ("" if kind == "certificate" else f"/{kind}"),
        kind=kind,
        spec=None,
        interval_seconds=3600,
        timeout_seconds=5,
        policy=Policy(3600),
        labels={
            "province": "46",
            "commune": one.commune,
            "signer": one.id,
            "signer_kind": one.signer_kind.value,
            "authority": "ca",
        },
    )


def certificate(
    *states: SigningState, began: float = NOON - 100 * DAY, ends: float = NOON + 265 * DAY, **facts: str
) -> Result:
    """What a look at a certificate in this state finds; further states are its other reasons."""
    worst = states[0] if states else SigningState.VALID
    measures = {
        "certificate_not_before_timestamp_seconds": began,
        "certificate_not_after_timestamp_seconds": ends,
        "certificate_effective_not_after_timestamp_seconds": ends - DAY,
    }
    said = {"state": worst, "reasons": " ".join(states or (worst,)), "fingerprint": "00", "route": "index"}
    if worst in (SigningState.NOT_OBSERVED, SigningState.UNREADABLE):
        measures, said = {}, {"state": worst, "reasons": worst}
    if worst is SigningState.DECLARED:
        measures, said = {"certificate_not_after_timestamp_seconds": ends}, {"state": worst, "reasons": worst}
    return Result(worst.reason, 0.01, measures=measures, facts=said | facts)


def seen(one: Signer, result: Result, *, last_seen: float = 999.0) -> State:
    status = Status.UP if result.success else Status.DOWN
    return state_of(signer_target(one).id, result, status, last_seen=last_seen)


def declare(source: FakeSource, *signers: Signer) -> None:
    """Put these signers into the inventory, beside those that are there, and watch them."""
    known = source.known_inventory
    source.known_inventory = known.model_copy(update={"signers": (*known.signers, *signers)})
    targets = {target.id: target for target in map(signer_target, signers)}
    source.known = replace(source.known, targets=dict(source.known.targets) | targets)
