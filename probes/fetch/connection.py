"""http.client on a socket of the network seam, with a stamp at the end of each phase."""

import http.client
import socket
import ssl
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, cast

from probes.fetch.chain import presented_chain
from probes.fetch.failures import tls_failure
from probes.fetch.trust import context_for
from probes.network import Family, Network
from probes.pki import chain_not_after
from probes.reasons import ProbeFailed, Reason


@dataclass(slots=True)
class Record:
    """What a look has seen so far, over all its hops; still there when the next step fails.

    phases: seconds per phase, summed. A phase that did not end is not in it.
    """

    phases: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    ip_protocol: int | None = None
    chain_not_after: float | None = None
    tls_version: str | None = None


class _Lines:
    """A response's stream that remembers the last line read from it, and has an end.

    http.client reads `100 Continue` for as long as a server sends it.
    """

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.last = b""
        self._left = _MOST_LINES

    def readline(self, limit: int = -1) -> bytes:
        if self._left == 0:
            raise http.client.BadStatusLine("an answer that goes on and on")
        self._left -= 1
        self.last = self.stream.readline(limit)
        return self.last

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


class TimedResponse(http.client.HTTPResponse):
    """Remembers when the first byte came (monotonic seconds), and whether the headers came to their end."""

    first_byte: float
    whole: bool

    def begin(self) -> None:
        """Read status and headers of the final answer; http.client itself passes over 100, but not 103 (RFC 8297)."""
        self.fp.peek(1)
        self.first_byte = time.monotonic()
        self._begin()
        for _ in range(_MOST_INTERIM):
            if self.status not in _INTERIM:
                return
            self.headers = self.msg = None  # type: ignore[assignment]  # so `begin` begins again
            self._begin()
        raise http.client.BadStatusLine("an answer that goes on and on")

    def _begin(self) -> None:
        """http.client takes the end of the stream for the end of the headers (RFC 9112 section 8 calls that incomplete)."""
        lines = _Lines(self.fp)
        self.fp = cast(Any, lines)
        super().begin()
        self.whole = lines.last in (b"\r\n", b"\n")
        if self.fp is not None:  # else there is no body, and http.client has let go of it
            self.fp = lines.stream


class TimedConnection(http.client.HTTPConnection):
    """One connection for one exchange. `connect` raises ProbeFailed."""

    response_class = TimedResponse

    def __init__(
        self,
        host: str,
        port: int,
        *,
        secure: bool,
        trust: str | None,
        family: Family,
        network: Network,
        record: Record,
    ) -> None:
        super().__init__(host, port)
        self.default_port = 443 if secure else 80
        self._secure = secure
        self._trust = trust
        self._family = family
        self._network = network
        self._record = record

    def connect(self) -> None:
        """Resolve, connect to the first address, shake hands."""
        try:
            self.host.encode("idna")
        except UnicodeError as error:  # an empty label, or one above 63 octets (RFC 1035 section 2.3.4)
            raise ProbeFailed(Reason.NAME_NOT_FOUND, f"{self.host}: not a possible name") from error
        phases = self._record.phases
        began = time.monotonic()
        address = self._network.resolve(self.host, self._family)[0]
        resolved = time.monotonic()
        phases["resolve"] += resolved - began
        self._record.ip_protocol = address.version
        sock = self._network.connect(address, self.port)
        connected = time.monotonic()
        phases["connect"] += connected - resolved
        if self._secure:
            sock = self._shake_hands(sock)
            phases["tls"] += time.monotonic() - connected
        self.sock = sock

    def _shake_hands(self, plain: socket.socket) -> ssl.SSLSocket:
        host = self.host.rstrip(".")
        try:
            context = context_for(self._trust)
            sock = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        except BaseException as error:
            plain.close()
            if isinstance(error, OSError):
                raise tls_failure(error) from error
            raise
        try:
            sock.do_handshake()
        except OSError as error:
            if isinstance(error, ssl.SSLCertVerificationError):
                self._note_chain(sock)
            sock.close()
            raise tls_failure(error) from error
        self._note_chain(sock)
        self._record.tls_version = _TLS_VERSIONS.get(sock.version() or "")
        return sock

    def _note_chain(self, sock: ssl.SSLSocket) -> None:
        ends = chain_not_after(presented_chain(sock))
        if ends is not None:
            known = self._record.chain_not_after
            self._record.chain_not_after = ends if known is None else min(known, ends)


_MOST_INTERIM = 10
_MOST_LINES = (
    1000  # http.client allows 100 headers; before them, a few times 100 Continue with headers of its own
)
_INTERIM = frozenset({102, 103})
_TLS_VERSIONS = {"TLSv1": "TLS 1.0", "TLSv1.1": "TLS 1.1", "TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"}
