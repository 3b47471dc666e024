"""A name server that knows one name (RFC 1035), and answers SERVFAIL while the story says so."""

import asyncio
from collections.abc import Callable
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from exporter.demo.faults import Effects
from exporter.demo.province import DEMO_NAME, NAME_SERVICE, PORTAL, SERVICE_ADDRESSES

_TTL_SECONDS = 30


class NameServer(asyncio.DatagramProtocol):
    """Answers what it can read; the rest it leaves unanswered, as a name server does."""

    def __init__(self, effects_now: Callable[[], Effects]) -> None:
        self._effects_now = effects_now
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: Any) -> None:  # asyncio hands a DatagramTransport
        """Keep the way back."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Answer one query."""
        answer = answer_to(data, broken=NAME_SERVICE in self._effects_now().names_broken)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)


def answer_to(query: bytes, *, broken: bool) -> bytes | None:
    """The answer's bytes, or None when `query` is not one that deserves any."""
    try:
        asked = dns.message.from_wire(query)
        if asked.flags & dns.flags.QR or len(asked.question) != 1:
            return None
        answer = dns.message.make_response(asked, recursion_available=True)
    except dns.exception.DNSException:
        return None
    question = asked.question[0]
    if broken:
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif question.name.to_text(omit_final_dot=True).lower() != DEMO_NAME:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif question.rdtype == dns.rdatatype.A:
        answer.answer.append(
            dns.rrset.from_text(question.name, _TTL_SECONDS, "IN", "A", SERVICE_ADDRESSES[PORTAL])
        )
    return answer.to_wire()
