"""Does a name resolve, to what is expected, at the server that is asked?"""

import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from probes.inventory.values import IPAddress
from probes.kind import Seen
from probes.network import Network
from probes.reasons import ProbeFailed, Reason
from probes.socket_errors import failure

RESOLV_CONF = Path("/etc/resolv.conf")

_DATAGRAM_BYTES = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsTarget:
    """A question to a name server.

    server: None: the first one of /etc/resolv.conf. expect: answers that must all be there; others may be too.
    """

    name: str
    type: str = "A"
    server: IPAddress | None = None
    port: int = 53
    expect: tuple[str, ...] = ()


def observe(target: DnsTarget, network: Network) -> Seen:
    """Ask once over UDP, and again over TCP when the answer does not fit (RFC 1035, RFC 7766). No EDNS: the plainest
    question, which every server understands."""
    server = system_server() if target.server is None else target.server
    query = _query(target)
    measures: dict[str, float] = {"ip_protocol": float(server.version)}
    began = time.monotonic()
    try:
        answer = _over_udp(query, network, server, target.port)
        if answer.flags & dns.flags.TC:
            answer = _over_tcp(query, network, server, target.port)
    except OSError as error:
        raise ProbeFailed(failure(error).reason, f"{server} port {target.port}", measures=measures) from error
    except ProbeFailed as failed:
        raise ProbeFailed(failed.reason, failed.detail, measures=measures) from failed
    measures["phase_request_seconds"] = time.monotonic() - began
    measures["dns_rcode"] = float(answer.rcode())
    measures["dns_answer_rrs"] = float(sum(len(rrset) for rrset in answer.answer))
    values = _judge(target, answer, measures)
    return Seen(measures, detail=", ".join(values))


def system_server(path: Path = RESOLV_CONF) -> IPAddress:
    """The first name server of resolv.conf(5); 127.0.0.1 when it names none, as the C library does."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        words = line.split()
        if len(words) >= 2 and words[0] == "nameserver":
            try:
                return ip_address(words[1])
            except ValueError:
                continue
    return ip_address("127.0.0.1")


def _query(target: DnsTarget) -> dns.message.QueryMessage:
    try:
        return dns.message.make_query(target.name, target.type, use_edns=False)
    except dns.exception.DNSException as error:
        raise ProbeFailed(Reason.NAME_NOT_FOUND, f"{target.name}: not a possible name") from error


def _over_udp(
    query: dns.message.QueryMessage, network: Network, server: IPAddress, port: int
) -> dns.message.Message:
    with network.datagram(server, port) as sock:
        sock.send(query.to_wire())
        while True:
            sock.settimeout(network.remaining())
            answer = _answer_to(query, sock.recv(_DATAGRAM_BYTES))
            if answer is not None:
                return answer


def _answer_to(query: dns.message.QueryMessage, wire: bytes) -> dns.message.Message | None:
    """The answer, or None for a datagram that is not one: noise, or somebody else's guess (RFC 5452)."""
    if len(wire) < 12 or wire[:2] != struct.pack("!H", query.id):
        return None
    try:
        answer = dns.message.from_wire(wire, ignore_trailing=True, raise_on_truncation=False)
    except dns.exception.DNSException:
        return None
    return answer if query.is_response(answer) else None


def _over_tcp(
    query: dns.message.QueryMessage, network: Network, server: IPAddress, port: int
) -> dns.message.Message:
    wire = query.to_wire()
    with network.connect(server, port) as sock:
        sock.sendall(struct.pack("!H", len(wire)) + wire)
        (length,) = struct.unpack("!H", _exactly(2, sock, network))
        answer = _answer_to(query, _exactly(length, sock, network))
    if answer is None:
        raise ProbeFailed(Reason.RESOLVER_FAILED, "an answer to another question")
    return answer


def _exactly(length: int, sock: socket.socket, network: Network) -> bytes:
    got = b""
    while len(got) < length:
        sock.settimeout(network.remaining())
        piece = sock.recv(length - len(got))
        if not piece:
            raise ProbeFailed(Reason.RESET, "the server closed before its answer was whole")
        got += piece
    return got


def _judge(target: DnsTarget, answer: dns.message.Message, measures: dict[str, float]) -> tuple[str, ...]:
    rcode = answer.rcode()
    if rcode == dns.rcode.NXDOMAIN:
        raise ProbeFailed(Reason.NAME_NOT_FOUND, target.name, measures=measures)
    if rcode != dns.rcode.NOERROR:
        raise ProbeFailed(Reason.RESOLVER_FAILED, dns.rcode.to_text(rcode), measures=measures)
    wanted = dns.rdatatype.from_text(target.type)
    values = tuple(sorted(_values(rrset for rrset in answer.answer if rrset.rdtype == wanted)))
    if not values:
        raise ProbeFailed(Reason.NAME_NO_ADDRESS, f"no {target.type} for {target.name}", measures=measures)
    missing = [value for value in target.expect if _plain(value) not in map(_plain, values)]
    if missing:
        seen = ", ".join(values)[:200]
        raise ProbeFailed(Reason.ANSWER_MISMATCH, f"{', '.join(missing)} is not in {seen}", measures=measures)
    return values


def _values(rrsets: Iterable[dns.rrset.RRset]) -> set[str]:
    return {record.to_text() for rrset in rrsets for record in rrset}


def _plain(value: str) -> str:
    """An answer as people write it: names without their last dot, case or quotes; addresses in their one form."""
    value = value.strip().strip('"').lower().rstrip(".")
    try:
        return str(ip_address(value))
    except ValueError:
        return value
