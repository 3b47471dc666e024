"""Does the timestamp authority stamp our hash, correctly and by a certificate we trust?

Only a real query tells: a timestamp authority answers 403 to GET and 400 to anything it cannot read. And slow is not
down: two seconds to two minutes for a stamp are everyday figures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from probes.fetch import Record
from probes.fetch.exchange import Answer, exchange
from probes.fetch.guard import NO_GUARD, Guard
from probes.fetch.status import status_measures
from probes.kind import Seen
from probes.network import Network
from probes.pki.times import CLOCK_TOLERANCE_SECONDS
from probes.pki.timestamp import SIGNER_ENDS, Stamp, new_request, verify
from probes.reasons import ProbeFailed, Reason
from probes.signing.files import read_authority_files
from probes.signing.service_state import ServiceState, state_of

QUERY_TYPE, REPLY_TYPE = "application/timestamp-query", "application/timestamp-reply"  # RFC 3161 section 3.4
SLOW_SECONDS = 30.0
SIGNER_EXPIRING_SECONDS = 30 * 86400.0
_WHOLE_SECONDS = 1.0

_LARGEST_ANSWER_BYTES = (
    1 << 18
)  # real ones have 2 to 10 kB, with a long chain and a revocation list inside somewhat more
_TURN_SECONDS = 0.5  # how often a look that waits for its turn sees whether it is over

_turns: dict[str, Lock] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampTarget:
    """A timestamp authority (RFC 3161), and the files its certificate must lead to."""

    url: str
    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    guard: Guard = NO_GUARD
    user_agent: str = "thongsuot"


@dataclass(frozen=True, slots=True)
class _Times:
    """Our wall clock before and after the exchange, unix seconds, and how long the exchange took."""

    before: float
    after: float
    took: float

    def offset(self, moment: float) -> float:
        """By how much `moment` lies before (negative) or after the exchange; 0 within it.

        When in an exchange of two minutes the stamp was made nobody knows, so nothing within it tells two clocks apart.
        genTime may count whole seconds only.
        """
        if moment < self.before - _WHOLE_SECONDS:
            return moment - self.before
        return max(0.0, moment - self.after)


def observe(target: TimestampTarget, network: Network) -> Seen:
    """Have a random hash stamped, and verify the stamp. One request at a time per authority, whoever asks.

    Raises ProbeFailed: those of `probes.fetch.exchange` and `probes.pki.timestamp`; TRUST_UNREADABLE; HTTP_STATUS;
    TIMEOUT also when another look holds the turn until the end; and for a stamp whose time is more than five minutes
    from ours: MONITOR_CLOCK when the server's own Date is with the stamp, else ANSWER_STALE or ANSWER_FUTURE.
    """
    record = Record()
    measures: dict[str, float] = {}
    try:
        stamp, times = _look(target, network, record, measures)
    except ProbeFailed as failed:
        measures |= _phases(record) | failed.measures
        facts = _facts(state_of(failed.reason))
        raise ProbeFailed(failed.reason, failed.detail, measures=measures, facts=facts) from failed
    return Seen(measures | _phases(record), _facts(_state(stamp, times), stamp))


def _look(
    target: TimestampTarget, network: Network, record: Record, measures: dict[str, float]
) -> tuple[Stamp, _Times]:
    """Ask and judge; what is seen on the way is added to `record` and `measures`."""
    anchors = read_authority_files(target.anchors)
    intermediates = read_authority_files(target.intermediates)
    request = new_request()
    with _turn(target.url, network):
        began = network.clock.now()
        answer = exchange(
            network,
            target.url,
            guard=target.guard,
            declared=True,
            record=record,
            user_agent=target.user_agent,
            limit_bytes=_LARGEST_ANSWER_BYTES,
            method="POST",
            body=request.der,
            headers={"Content-Type": QUERY_TYPE, "Accept": REPLY_TYPE},
        )
        ended = network.clock.now()
    times = _Times(began.wall, ended.wall, ended.monotonic - began.monotonic)
    measures |= status_measures(answer.status, answer.headers, times.after)
    if not 200 <= answer.status <= 299:
        raise ProbeFailed(Reason.HTTP_STATUS, str(answer.status))
    stamp = verify(answer.body, request, anchors, intermediates, times.after)
    measures["timestamp_clock_offset_seconds"] = times.offset(stamp.gen_time)
    measures[SIGNER_ENDS] = stamp.signer_not_after
    if stamp.accuracy_seconds is not None:
        measures["timestamp_accuracy_seconds"] = stamp.accuracy_seconds
    _compare_clocks(stamp, answer, times)
    return stamp, times


@contextmanager
def _turn(url: str, network: Network) -> Iterator[None]:
    """Wait until nobody in this process is asking there. Raises ProbeFailed TIMEOUT when that takes the whole look.

    In small steps, so that a look that is cut off in the meantime, as all are at the program's end, does not wait on.
    """
    lock = _turns.setdefault(url, Lock())
    while not lock.acquire(timeout=min(_TURN_SECONDS, network.remaining())):
        pass
    try:
        yield
    finally:
        lock.release()


def _compare_clocks(stamp: Stamp, answer: Answer, times: _Times) -> None:
    """Raise ProbeFailed for a stamp that is not of our time: of the two clocks the server's Date header says which."""
    apart = times.offset(stamp.gen_time)
    if abs(apart) <= CLOCK_TOLERANCE_SECONDS:
        return
    what = f"the stamp is {abs(apart):.0f} s {'before' if apart < 0 else 'after'} our time"
    if answer.date is not None and abs(answer.date - stamp.gen_time) <= CLOCK_TOLERANCE_SECONDS:
        raise ProbeFailed(Reason.MONITOR_CLOCK, f"{what}, and the server's own Date is with it")
    raise ProbeFailed(Reason.ANSWER_STALE if apart < 0 else Reason.ANSWER_FUTURE, what)


def _state(stamp: Stamp, times: _Times) -> ServiceState:
    """Of a good stamp. What asks for somebody's action comes before what does not."""
    if stamp.signer_not_after - times.after <= SIGNER_EXPIRING_SECONDS:
        return ServiceState.SIGNER_EXPIRING
    if not stamp.strict:
        return ServiceState.MALFORMED_STRICT
    return ServiceState.SLOW if times.took >= SLOW_SECONDS else ServiceState.OK


def _phases(record: Record) -> dict[str, float]:
    return {f"phase_{phase}_seconds": took for phase, took in record.phases.items()}


def _facts(state: ServiceState | None, stamp: Stamp | None = None) -> dict[str, str]:
    """stamped: the stamp's own time, to the second. signer: the fingerprint of its certificate. policy: a dotted OID."""
    facts = {} if state is None else {"state": state.value}
    if stamp is not None:
        facts["stamped"] = f"{datetime.fromtimestamp(stamp.gen_time, UTC):%Y-%m-%dT%H:%M:%SZ}"
        facts |= {"signer": stamp.signer, "policy": stamp.policy, "trust": stamp.trust.value}
    return facts
