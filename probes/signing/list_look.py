"""What one look at an authority's revocation lists tells: about each address, and all of them together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from probes.pki.crl import Crl
from probes.reasons import ProbeFailed, Reason
from probes.signing.service_state import ServiceState, state_of

_WORST_FIRST = (
    Reason.SIGNATURE_WRONG,
    Reason.SIGNER_WRONG,
    Reason.CRL_ROLLBACK,
    Reason.MONITOR_CLOCK,  # explains the next two
    Reason.ANSWER_STALE,
    Reason.ANSWER_FUTURE,
    Reason.ANSWER_MALFORMED,
    Reason.ANSWER_NOT_DER,
)


@dataclass(slots=True)
class ListLook:
    """What is known of the list at one address so far; kept when the next step fails.

    crl: the one in use. verified: False when nobody's certificates were at hand. asked: False when the kept one was enough. phases: seconds. answered: what the server's status told.
    """

    host: str
    verified: bool = True
    crl: Crl | None = None
    asked: bool = False
    phases: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)
    failed: ProbeFailed | None = None


def together(looks: Sequence[ListLook]) -> tuple[dict[str, float], dict[str, str], str]:
    """What all looks told: measures, facts and a few words. Raises ProbeFailed with what is worst, and with all of it."""
    measures, facts = _measures(looks), _facts(looks)
    failed = min((look for look in looks if look.failed), key=_badness, default=None)
    if failed is None or failed.failed is None:
        return measures, facts | {"state": ServiceState.OK}, _said(looks)
    reason, detail = failed.failed.reason, failed.failed.detail
    state = state_of(reason)
    told = facts if state is None else facts | {"state": state}
    where = f"{failed.host}: {detail}" if len(looks) > 1 else detail
    raise ProbeFailed(reason, where, measures=measures, facts=told) from failed.failed


def _badness(look: ListLook) -> int:
    """What is said of a list goes before our own faults, and those before what is said of its server."""
    reason = look.failed.reason if look.failed else Reason.BUG
    if reason in _WORST_FIRST:
        return _WORST_FIRST.index(reason)
    return len(_WORST_FIRST) + (not reason.ours)


def _first_due(looks: Sequence[ListLook]) -> Crl | None:
    """Of the lists in use the one that runs out first."""
    used = [look.crl for look in looks if look.crl is not None]
    return min(used, key=lambda crl: (crl.facts.next_update is None, crl.facts.next_update), default=None)


def _measures(looks: Sequence[ListLook]) -> dict[str, float]:
    known: dict[str, float | None] = {}
    for look in looks:
        for name, value in look.answered.items():
            known[name] = max(known.get(name) or 0.0, value)
    if (crl := _first_due(looks)) is not None:
        known |= {
            "crl_this_update_timestamp_seconds": crl.facts.this_update,
            "crl_next_update_timestamp_seconds": crl.facts.next_update,
            "crl_number": crl.facts.number,
            "crl_bytes": crl.facts.size_bytes,
            "crl_entries": crl.facts.entries,
        }
    slowest = max((look.phases for look in looks), key=lambda phases: sum(phases.values()), default={})
    phases = {f"phase_{phase}_seconds": took for phase, took in slowest.items()}
    return phases | {name: float(value) for name, value in known.items() if value is not None}


def _facts(looks: Sequence[ListLook]) -> dict[str, str]:
    crl = _first_due(looks)
    said = {
        "asked": "yes" if any(look.asked for look in looks) else "kept",
        "digest": "" if crl is None else crl.facts.signature_digest,
        "trust": "" if all(look.verified for look in looks) else "unchecked",
        "scope": "" if crl is None else crl.facts.scope,
    }
    return {name: word for name, word in said.items() if word}


def _said(looks: Sequence[ListLook]) -> str:
    entries = sum(look.crl.facts.entries for look in looks if look.crl is not None)
    return f"{len(looks)} lists, {entries} entries" if len(looks) > 1 else f"{entries} entries"
