"""What one look at an OCSP responder tells: about each certificate that was asked about, and all of them together."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from probes.pki.ocsp import Answer, Verified
from probes.reasons import ProbeFailed, Reason
from probes.signing.service_state import ServiceState, state_of

Expected = Literal["good", "revoked"]

_ENDS_SOON_SECONDS = 30 * 86400.0
_ENDS_SOON_SHARE = 1 / 3  # of its whole life: some responders' certificates never live longer than a month
_WARNINGS = (
    ServiceState.NONCE_REPLAY,
    ServiceState.SIGNER_EXPIRING,
    ServiceState.MALFORMED_STRICT,
    ServiceState.OK,
)
_NONCES = ("mismatch", "absent", "match", "not_sent")
_STATUSES = ("revoked", "unknown", "good")
_ASKED = ("yes", "kept", "crl", "nowhere")
_OF_THE_ANSWER = frozenset({"status", "signed_by", "revocation_reason", "digest"})
_WORST_IS_MOST = frozenset({"http_status_code", "retry_after_seconds"})


@dataclass(slots=True)
class OcspLook:
    """What is known of one certificate so far; kept when the next step fails.

    facts: asked (`yes`, or why not: `kept`, `crl`), nonce, status, revocation_reason, signed_by, digest, content_type.
    state: of a service that answered. phases: seconds.
    """

    expect: Expected | None
    phases: dict[str, float] = field(default_factory=dict)
    measures: dict[str, float] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    state: ServiceState | None = None
    failed: ProbeFailed | None = None

    def note(self, verified: Verified) -> None:
        """Tell what an answer says whose signature is right, whatever its age, and nothing of the one noted before."""
        entry = verified.entry
        known = {
            "ocsp_this_update_timestamp_seconds": entry.this_update,
            "ocsp_next_update_timestamp_seconds": entry.next_update,
            "ocsp_signer_not_after_timestamp_seconds": verified.signer.facts.not_after,
            "ocsp_revoked_timestamp_seconds": entry.revoked_at,
        }
        self.measures = {name: value for name, value in self.measures.items() if name not in known}
        self.measures |= {name: value for name, value in known.items() if value is not None}
        self.facts = {name: word for name, word in self.facts.items() if name not in _OF_THE_ANSWER}
        self.facts["status"] = entry.status
        self.facts["signed_by"] = "delegate" if verified.delegated else "issuer"
        if entry.reason is not None:
            self.facts["revocation_reason"] = entry.reason
        if verified.digest:
            self.facts["digest"] = verified.digest

    def compare_nonce(self, sent: bytes | None, verified: Verified) -> None:
        """Tell whether the answer was made for this question."""
        if sent is None:
            self.facts["nonce"] = "not_sent"
        elif (
            verified.nonce is None
        ):  # allowed: answers made in advance cannot carry one (RFC 8954 section 3.1)
            self.facts["nonce"] = "absent"
        else:
            same = secrets.compare_digest(sent, verified.nonce)
            self.facts["nonce"] = "match" if same else "mismatch"

    def judge(self, answer: Answer, verified: Verified, moment: float) -> None:
        """Find the state of a service that gave a good answer. Raises ProbeFailed CANARY_WRONG when it is a wrong one."""
        self.state = self._state_of(answer, verified, moment)
        if self.expect is None:
            return
        right = verified.entry.status == self.expect
        self.measures[f"canary_{self.expect}_ok"] = float(right)
        if not right:
            said = f"a certificate known to be {self.expect} is answered as {verified.entry.status}"
            raise ProbeFailed(Reason.CANARY_WRONG, said)

    def _state_of(self, answer: Answer, verified: Verified, moment: float) -> ServiceState:
        if self.facts.get("nonce") == "mismatch":
            return ServiceState.NONCE_REPLAY
        signer = verified.signer.facts
        soon = min(_ENDS_SOON_SECONDS, (signer.not_after - signer.not_before) * _ENDS_SOON_SHARE)
        if signer.not_after - moment < soon:
            return ServiceState.SIGNER_EXPIRING
        return ServiceState.OK if answer.strict else ServiceState.MALFORMED_STRICT


def together(looks: Sequence[OcspLook]) -> tuple[dict[str, float], dict[str, str], str]:
    """What all looks told, the worst of each: measures, facts and a few words. Raises ProbeFailed with what is worst, and with all of it."""
    measures, facts = _measures(looks), _facts(looks)
    for look in sorted(
        looks, key=lambda look: "asked" not in look.facts
    ):  # the service's faults before our files'
        failed = look.failed
        if failed is None:
            continue
        told = facts
        if (state := _state_when(look, failed.reason)) is not None:
            told = facts | {"state": state}
        raise ProbeFailed(failed.reason, failed.detail, measures=measures, facts=told) from failed
    said = dict.fromkeys(look.facts.get("status", "") for look in looks)
    return measures, facts, " ".join(filter(None, said))


def _state_when(look: OcspLook, reason: Reason) -> ServiceState | None:
    """The state that a failure means; None when it says nothing about the service."""
    of_the_service = "asked" in look.facts or reason is Reason.ADDRESS_REFUSED
    return state_of(reason) if of_the_service else None


def _measures(looks: Sequence[OcspLook]) -> dict[str, float]:
    told: dict[str, float] = {}
    for look in looks:
        for name, value in look.measures.items():
            worse = max if name in _WORST_IS_MOST else min
            told[name] = worse(told.get(name, value), value)
    slowest = max((look.phases for look in looks), key=lambda phases: sum(phases.values()), default={})
    return told | {f"phase_{phase}_seconds": took for phase, took in slowest.items()}


def _facts(looks: Sequence[OcspLook]) -> dict[str, str]:
    told = {
        "nonce": _first(_NONCES, (look.facts.get("nonce") for look in looks)),
        "status": _first(_STATUSES, (look.facts.get("status") for look in looks)),
        "asked": _first(_ASKED, (look.facts.get("asked") for look in looks)),
        "state": _first(_WARNINGS, (look.state for look in looks)),
    }
    if len(looks) == 1:
        told = looks[0].facts | told
    return {name: word for name, word in told.items() if word}


def _first(order: Iterable[str], said: Iterable[str | None]) -> str:
    found = set(said)
    return next((word for word in order if word in found), "")
