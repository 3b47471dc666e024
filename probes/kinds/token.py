"""Is the USB token there, is its PIN locked, does it hold the right certificate? Never a PIN, never a login.

The vendor's module runs in a process of its own (`probes.tokens`). That a PIN was mistyped, or that a module does not
tell, is no failure: the state tells.
"""

from collections import Counter
from dataclasses import dataclass

from probes.kind import Seen
from probes.network import Network
from probes.reasons import ProbeFailed
from probes.tokens.reading import TokenRead, read_token
from probes.tokens.states import state_of

_SPARE_SECONDS = 0.5  # for ending the reader: what fails after the deadline is told as a timeout


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTarget:
    """module: path of the vendor's PKCS#11 library. fingerprint: of the certificate it should hold; None: any."""

    module: str
    fingerprint: str | None = None


def observe(target: TokenTarget, network: Network) -> Seen:
    """Read slots, flags and certificates in a process of their own.

    Raises ProbeFailed: any TOKEN_* or MODULE_* reason; NO_PERMISSION, NOT_INSTALLED, NO_RESOURCES when it is our own
    machine that keeps us from reading.
    """
    seconds = network.remaining()
    return told(read(target, seconds - min(_SPARE_SECONDS, seconds / 10)), target.fingerprint)


def read(target: TokenTarget, timeout_seconds: float) -> TokenRead:
    """What the module holds. Raises as `observe`, with the state that the failure means."""
    try:
        return read_token(target.module, timeout_seconds)
    except ProbeFailed as failed:
        state = state_of(failed.reason)
        facts = {} if state is None else {"state": state.value}
        raise ProbeFailed(failed.reason, failed.detail, facts=facts) from failed


def told(found: TokenRead, fingerprint: str | None) -> Seen:
    """What a look tells of a reading. Raises ProbeFailed as `observe` when nobody can sign with what is there."""
    state = found.state(fingerprint)
    measures = {"tokens": float(len(found.tokens))}
    counts = Counter(token.state for token in found.tokens)
    deciding = found.deciding(fingerprint)
    said = {
        "state": state.value,
        "states": " ".join(f"{one}={counts[one]}" for one in sorted(counts, key=lambda one: one.rank)),
        "model": "" if deciding is None else deciding.model,
    }
    facts = {name: word for name, word in said.items() if word}
    detail = f"{len(found.tokens)} tokens in {found.slots} slots"
    if state.reason is not None:
        raise ProbeFailed(state.reason, detail, measures=measures, facts=facts)
    return Seen(measures=measures, facts=facts, detail=detail)
