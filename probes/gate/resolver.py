"""The system's resolver, bounded in time: getaddrinfo(3) has no timeout of its own, so it runs in threads we can leave behind."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from queue import SimpleQueue
from threading import Event, Lock, Thread

from probes.inventory.values import IPAddress
from probes.network import Family
from probes.reasons import ProbeFailed, Reason
from probes.socket_errors import failure

Lookup = Callable[[str, Family], Sequence[IPAddress]]

THREADS = 128

_FAMILIES = {"any": socket.AF_UNSPEC, "ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}


def system_lookup(host: str, family: Family) -> Sequence[IPAddress]:
    """The addresses of `host` by getaddrinfo(3), in its order. Raises OSError or UnicodeError."""
    found = socket.getaddrinfo(host, None, _FAMILIES[family], socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))


class _Question:
    __slots__ = ("abandoned", "addresses", "answered", "error", "family", "host")

    def __init__(self, host: str, family: Family) -> None:
        self.host = host
        self.family: Family = family
        self.answered = Event()
        self.abandoned = False
        self.addresses: Sequence[IPAddress] = ()
        self.error: Exception | None = None


class Resolver:
    """Answers within the time given, or fails with TIMEOUT.

    A lookup that its asker left behind keeps a thread until the C library gives up on it (some 30 s with usual
    settings) and then serves again; questions whose askers have left are not asked at all. Nothing is cached: one
    look, one honest answer.
    """

    def __init__(self, lookup: Lookup = system_lookup, threads: int = THREADS) -> None:
        self._lookup = lookup
        self._limit = threads
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._threads = 0
        self._waiting = 0
        self._lock = Lock()

    def stop(self) -> None:
        """Let every thread end as soon as its lookup does."""
        for _ in range(self._threads):
            self._questions.put(None)

    def resolve(self, host: str, family: Family, timeout_seconds: float) -> Sequence[IPAddress]:
        """The addresses of `host`. Raises ProbeFailed as `Network.resolve` says."""
        question = _Question(host, family)
        self._ask(question)
        if not question.answered.wait(timeout_seconds):
            question.abandoned = True
            raise ProbeFailed(Reason.TIMEOUT, f"no answer from the resolver about {host}")
        if question.error is not None:
            raise _failed(host, question.error)
        if not question.addresses:
            raise ProbeFailed(Reason.NAME_NO_ADDRESS, host)
        return question.addresses

    def _ask(self, question: _Question) -> None:
        with self._lock:
            idle = self._waiting > 0
            self._waiting -= idle
            grow = not idle and self._threads < self._limit
            self._threads += grow
        if grow:
            self._start_thread()
        self._questions.put(question)

    def _start_thread(self) -> None:
        try:
            Thread(target=self._serve, name="resolver", daemon=True).start()
        except RuntimeError as error:  # the system has no thread left for us
            with self._lock:
                self._threads -= 1
            raise ProbeFailed(Reason.NO_RESOURCES, str(error)) from error

    def _serve(self) -> None:
        while (question := self._questions.get()) is not None:
            if not question.abandoned:
                try:
                    question.addresses = self._lookup(question.host, question.family)
                except Exception as error:  # noqa: BLE001  # whatever it is, it is the asker's
                    question.error = error
                question.answered.set()
            with self._lock:
                self._waiting += 1


def _failed(host: str, error: Exception) -> Exception:
    if isinstance(error, UnicodeError):  # IDNA refuses it: an empty label, one above 63 octets
        return ProbeFailed(Reason.NAME_NOT_FOUND, f"{host}: not a possible name")
    if isinstance(error, socket.gaierror):
        reason = _REASONS.get(error.errno or 0, Reason.RESOLVER_FAILED)
        return ProbeFailed(reason, f"{host}: {error.strerror}")
    return failure(error, at_once=True) if isinstance(error, OSError) else error


_REASONS = {
    socket.EAI_NONAME: Reason.NAME_NOT_FOUND,
    socket.EAI_NODATA: Reason.NAME_NO_ADDRESS,
    socket.EAI_ADDRFAMILY: Reason.NAME_NO_ADDRESS,
    socket.EAI_MEMORY: Reason.NO_RESOURCES,
}
