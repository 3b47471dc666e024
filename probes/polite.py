"""Politeness: no host is asked more than once a second by us, and one that asks for rest gets it.

Of authorities more is asked of us: no certificate in use is asked about twice within an hour, and no timestamp authority
has two requests of ours at once.
"""

from ipaddress import ip_address
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from probes.clock import Clock
from probes.kinds.crl import CrlTarget
from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.ocsp import OcspTarget
from probes.kinds.tcp import TcpTarget
from probes.kinds.timestamp import TimestampTarget
from probes.observation import Result
from probes.targets import Target

PER_SECOND = 1.0
BURST = 2.0

CERTIFICATE_REST_SECONDS = 3600.0

_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNAVAILABLE = 503
_NOT_ASKED = frozenset({"kept", "crl"})  # an OCSP look that found its answer here
_FORGET_EVERY_SECONDS = 3600.0


class Politeness:
    """A token bucket per host, and the hosts' own wishes. Moments are monotonic seconds. Threads may share it."""

    def __init__(
        self,
        clock: Clock,
        per_second: float = PER_SECOND,
        burst: float = BURST,
        certificate_rest: float = CERTIFICATE_REST_SECONDS,
    ) -> None:
        self._clock = clock
        self._certificate_rest = certificate_rest
        self._per_second = per_second
        self._burst = burst
        self._full_at: dict[str, float] = {}
        self._rests_until: dict[str, float] = {}
        self._forget_at = clock.now().monotonic + _FORGET_EVERY_SECONDS
        self._lock = Lock()

    @property
    def hosts(self) -> frozenset[str]:
        """Those something is remembered of: asked not long ago, or resting."""
        with self._lock:
            return frozenset((*self._full_at, *self._rests_until))

    def ready_at(self, host: str) -> float:
        """The moment from which `host` may be asked; in the past when it may be asked now."""
        with self._lock:
            return self._ready_at(host)

    def took(self, host: str) -> None:
        """`host` is being asked now."""
        with self._lock:
            self._take(host, self._clock.now().monotonic)

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
            wait = max(self._ready_at(one) for one in (*hosts, *alone)) - monotonic
            if wait > 0:
                return wait
            for host in hosts:
                self._take(host, monotonic)
            for one, rest in alone.items():
                self._rests_until[one] = monotonic + rest
            return 0.0

    def heed(self, target: Target, result: Result, monotonic: float) -> None:
        """Remember what the host asked for (Retry-After of a 429 or 503).

        A 503 is everybody's outage, and its end is what people wait for: its wish is granted up to two intervals, so
        that the target never grows stale. A 429 speaks to us alone: its wish is granted whole.
        """
        del monotonic
        if isinstance(target.spec, TimestampTarget) or _was_not_asked(result):
            with self._lock:
                for one in self._asked_alone(target):
                    self._rests_until.pop(one, None)
        seconds = result.measures.get("retry_after_seconds")
        if seconds is None:
            return
        if result.measures.get("http_status_code") == _UNAVAILABLE:
            seconds = min(seconds, 2 * target.interval_seconds)
        for host in _asked(target):
            self.told_to_wait(host, seconds)

    def _asked_alone(self, target: Target) -> dict[str, float]:
        """What no second look may ask meanwhile, and for how many seconds if the look's end does not set it free."""
        match target.spec:
            case TimestampTarget(url=url):
                return {f"timestamp {url}": target.timeout_seconds}
            case OcspTarget(subjects=subjects):
                certificates = (subject.file for subject in subjects if subject.expect is None)
                return {f"certificate {file}": self._certificate_rest for file in certificates}
            case _:
                return {}

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


def _asked(target: Target) -> tuple[str, ...]:
    """Whose patience a look spends: hosts, or an authority whose hosts only its certificates name.

    The questions about single signers stand in a queue of their own: there may be thousands after a start, and whether
    the service answers at all must be known before.
    """
    hosts = hosts_of(target.spec)
    if not hosts and isinstance(target.spec, CrlTarget | OcspTarget):
        hosts = (f"authority {target.labels.get('authority', target.id)}",)
    return tuple(f"{host}, about signers" for host in hosts) if "signer" in target.labels else hosts


def _was_not_asked(result: Result) -> bool:
    """Whether the look ended without a question to anybody."""
    return result.facts.get("asked") in _NOT_ASKED or (result.reason is not None and result.reason.ours)


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
