"""Politeness: at no host does more than one look of ours begin in a second, small bursts apart, and one that asks for rest
gets it.

Of authorities more is asked of us: no certificate in use is asked about twice within an hour (stand-ins apart), and no
timestamp authority has two requests of ours at once. And from them we keep what is ours: a service that takes questions
and never answers holds two workers, not all of them.
"""

from collections import Counter
from dataclasses import dataclass
from ipaddress import ip_address
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from probes.clock import Clock
from probes.inventory.model import ONCE_PER_CERTIFICATE_SECONDS
from probes.kinds.crl import CrlTarget
from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.ocsp import OcspTarget
from probes.kinds.tcp import TcpTarget
from probes.kinds.timestamp import TimestampTarget
from probes.observation import Result
from probes.reasons import Reason
from probes.targets import Target

PER_SECOND = 1.0
BURST = 2.0

MOST_AT_ONCE = 2
SILENT_REST_SECONDS, LONGEST_SILENT_REST_SECONDS = 30.0, 300.0

_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNAVAILABLE = 503
_FORGET_EVERY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class _Silence:
    """A service that let its last question wait. rest: seconds it is left alone; until: monotonic seconds."""

    rest: float
    until: float


class Politeness:
    """A token bucket per host, and the hosts' own wishes. Moments are monotonic seconds. Threads may share it."""

    def __init__(
        self,
        clock: Clock,
        per_second: float = PER_SECOND,
        burst: float = BURST,
        certificate_rest: float = ONCE_PER_CERTIFICATE_SECONDS,
    ) -> None:
        self._clock = clock
        self._certificate_rest = certificate_rest
        self._per_second = per_second
        self._burst = burst
        self._full_at: dict[str, float] = {}
        self._rests_until: dict[str, float] = {}
        self._under_way: Counter[str] = Counter()
        self._silences: dict[str, _Silence] = {}
        self._forget_at = clock.now().monotonic + _FORGET_EVERY_SECONDS
        self._lock = Lock()

    @property
    def hosts(self) -> frozenset[str]:
        """Those something is remembered of: asked not long ago, resting, being asked, or silent."""
        with self._lock:
            return frozenset((*self._full_at, *self._rests_until, *self._under_way, *self._silences))

    def told_to_wait(self, host: str, seconds: float) -> None:
        """`host` wants no question for `seconds` from now on."""
        with self._lock:
            until = self._clock.now().monotonic + seconds
            self._rests_until[host] = max(until, self._rests_until.get(host, until))

    def delay(self, target: Target, monotonic: float) -> float:
        """Seconds to wait before this look may begin; 0 takes the turn. See `probes.rounds.looker.Manners`."""
        hosts, alone = _asked(target), self._asked_alone(target)
        if not hosts:
            return 0.0
        with self._lock:
            wait = max(*map(self._ready_at, (*hosts, *alone)), self._speaks_again_at(target)) - monotonic
            if wait > 0:
                return wait
            places = _places(target)
            if any(self._under_way[place] >= MOST_AT_ONCE for place in places):
                return 1 / self._per_second
            self._under_way.update(places)
            for queue in (*hosts, *self._made_to_wait(target)):
                self._take(queue, monotonic)
            for one, rest in alone.items():
                self._rests_until[one] = monotonic + rest
            return 0.0

    def heed(self, target: Target, result: Result, monotonic: float) -> None:
        """Remember what the host asked for (Retry-After of a 429 or 503).

        A 503 is everybody's outage, and its end is what people wait for: its wish is granted up to two intervals, so
        that the target never grows stale. A 429 speaks to us alone: its wish is granted whole, whatever we would ask.
        """
        self._hear(target, result, monotonic)
        if isinstance(target.spec, TimestampTarget) or _was_not_asked(result):
            with self._lock:
                for one in self._asked_alone(target):
                    self._rests_until.pop(one, None)
        seconds = result.measures.get("retry_after_seconds")
        if seconds is None:
            return
        hosts = _hosts(target)
        queues = (*hosts, *map(_about_signers, hosts))
        if result.measures.get("http_status_code") == _UNAVAILABLE:
            seconds, queues = min(seconds, 2 * target.interval_seconds), _asked(target)
        for queue in queues:
            self.told_to_wait(queue, seconds)

    def ended(self, target: Target) -> None:
        """Give back the place of a look that is over. See `probes.rounds.looker.Manners`."""
        with self._lock:
            self._under_way.subtract(_places(target))
            self._under_way = +self._under_way  # without those that nobody holds any more

    def _hear(self, target: Target, result: Result, monotonic: float) -> None:
        """Whether a responder answers at all, be it about a single signer or not."""
        if not isinstance(target.spec, OcspTarget) or _was_not_asked(result):
            return
        with self._lock:
            for host in _hosts(target):
                silence = self._silences.get(host)
                if result.reason is not Reason.TIMEOUT:
                    self._silences.pop(host, None)
                elif (
                    silence is None or silence.until <= monotonic
                ):  # one that was under way beside the last says no more
                    rest = SILENT_REST_SECONDS if silence is None else 2 * silence.rest
                    rest = min(rest, LONGEST_SILENT_REST_SECONDS)
                    self._silences[host] = _Silence(rest, monotonic + rest)

    def _speaks_again_at(self, target: Target) -> float:
        """Until when a silent responder is asked about no single signer; its own target finds out when it speaks again."""
        if not target.about_a_signer:
            return float("-inf")
        silences = [self._silences[host].until for host in _hosts(target) if host in self._silences]
        return max(silences, default=float("-inf"))

    def _asked_alone(self, target: Target) -> dict[str, float]:
        """What no second look may ask meanwhile, and for how many seconds if the look's end does not set it free."""
        match target.spec:
            case TimestampTarget(url=url):
                return {f"timestamp {url}": target.timeout_seconds}
            case OcspTarget(subjects=subjects):
                # not of stand-ins: seldom is one asked about, and the signers' own looks would wait for an hour
                certificates = (subject.file for subject in subjects if subject.expect is None)
                return {f"certificate {file}": self._certificate_rest for file in certificates}
            case _:
                return {}

    def _made_to_wait(self, target: Target) -> list[str]:
        """The queues that a look goes before, and which pay for it: no host is to be asked more often for having two."""
        if target.about_a_signer:
            return []
        return [queue for queue in map(_about_signers, _hosts(target)) if queue in self._full_at]

    def _ready_at(self, host: str) -> float:
        # A bucket that is full at moment F holds one token from F - (burst - 1) / rate on.
        full_at = self._full_at.get(host, float("-inf"))
        return max(full_at - (self._burst - 1) / self._per_second, self._rests_until.get(host, float("-inf")))

    def _take(self, host: str, now: float) -> None:
        self._full_at[host] = max(self._full_at.get(host, now), now) + 1 / self._per_second
        if now >= self._forget_at:
            self._forget(now)

    def _forget(self, now: float) -> None:
        """A full bucket and a rest that is over say nothing; else whoever was ever asked would be remembered for ever."""
        self._forget_at = now + _FORGET_EVERY_SECONDS
        self._full_at = {host: full_at for host, full_at in self._full_at.items() if full_at > now}
        self._rests_until = {host: until for host, until in self._rests_until.items() if until > now}
        self._silences = {host: silence for host, silence in self._silences.items() if silence.until > now}


def hosts_of(spec: Any) -> tuple[str, ...]:
    """The hosts whose patience a look at `spec` spends, as far as the inventory names them.

    Every name of this machine has a port of its own: the demo's many services live there.
    """
    match spec:
        case HttpTarget() | TimestampTarget():
            return (_host_of_url(spec.url),)
        case CrlTarget():
            return tuple(dict.fromkeys(_host_of_url(url) for url in spec.urls))
        case OcspTarget():
            return () if spec.url is None else (_host_of_url(spec.url),)
        case TcpTarget():
            return (_bucket(spec.host, spec.port),)
        case DnsTarget() if spec.server is not None:
            return (_bucket(str(spec.server), spec.port),)
        case _:
            return ()


def _hosts(target: Target) -> tuple[str, ...]:
    """Whom a look asks: hosts, or an authority whose hosts only its certificates name."""
    hosts = hosts_of(target.spec)
    if not hosts and isinstance(target.spec, CrlTarget | OcspTarget):
        return (f"authority {target.labels.get('authority', target.id)}",)
    return hosts


def _asked(target: Target) -> tuple[str, ...]:
    """Whose patience a look spends.

    The questions about single signers stand in a queue of their own: there may be thousands after a start, and whether
    the service answers at all must be known before.
    """
    hosts = _hosts(target)
    return tuple(map(_about_signers, hosts)) if target.about_a_signer else hosts


def _about_signers(host: str) -> str:
    return f"{host}, about signers"


def _places(target: Target) -> tuple[str, ...]:
    """Where there is room for few looks at once."""
    return _asked(target) if isinstance(target.spec, CrlTarget | OcspTarget | TimestampTarget) else ()


def _was_not_asked(result: Result) -> bool:
    """Whether the look ended without a question to anybody."""
    return result.asked_nobody or (result.reason is not None and result.reason.ours)


def _host_of_url(url: str) -> str:
    parts = urlsplit(url)
    return _bucket(parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme, 0))


def _bucket(host: str, port: int) -> str:
    host = host.lower().rstrip(".")
    here = _is_this_machine(host)
    if ":" in host:
        host = f"[{host}]"
    return f"{host}:{port}" if here else host


def _is_this_machine(host: str) -> bool:
    """A loopback address, or a name that RFC 6761 section 6.3 keeps for them."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
