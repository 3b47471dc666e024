"""The echo packet: its bytes, and how a reply is known to be ours, whole, and whose.

Every part that varies from packet to packet travels with its complement, so that the one's-complement checksum
(RFC 1071) is the same for all packets of one socket: it is computed once, and a reply is checked by comparing bytes.

    offset  0      2          4    6          8    16        20          22      30
            type   checksum   id   sequence   key  numbers   ~sequence   token   filling

key: a request's slot and its complement. numbers: a packet's number within the request and its complement.
token: random per start; who does not see our packets cannot forge a reply.
"""

import struct
from dataclasses import dataclass
from typing import Literal

PACKET_BYTES = 64
_FILLING = b"thongsuot: is the commune served? "
_WORD = 0xFFFF
_SLOT = 0xFFFF_FFFF

VARYING = struct.Struct("=HQIH")
VARYING_OFFSET = 6
_TOKEN_OFFSET = 22
_TOKEN_END = 30


def key_of(slot: int) -> int:
    """The key of request number `slot` (32 bits, wraps)."""
    slot &= _SLOT
    return slot | (slot ^ _SLOT) << 32


def well_formed(key: int) -> bool:
    """True when the two halves of `key` agree."""
    return key & _SLOT ^ key >> 32 == _SLOT


def packed_number(number: int) -> int:
    """A packet's number as it travels."""
    return number | (number ^ _WORD) << 16


def checksum(data: bytes | bytearray) -> int:
    """The Internet checksum of RFC 1071, for data of even length."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > _WORD:
        total = (total >> 16) + (total & _WORD)
    return total ^ _WORD


@dataclass(frozen=True, slots=True)
class Echo:
    """An echo reply that carries our token.

    whole: nothing in it differs from what was sent. `key` and `number` mean something only then, or when
    `well_formed(key)`.
    """

    key: int
    number: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Quoted:
    """Our echo request, as an ICMP error quotes it. `key` is None when the quote is too short to hold it."""

    key: int | None


class Wire:
    """What packets look like on one socket.

    version: 4 or 6. raw: True when replies come with their IPv4 header and the checksum is ours to make.
    ident: the echo id (RFC 792), in the order of the wire.
    """

    def __init__(self, *, version: Literal[4, 6], raw: bool, ident: int, token: bytes) -> None:
        self.version = version
        self.ident = struct.pack("!H", ident)
        self._token = token
        self.rest = token + _FILLING
        self.request_type, self.reply_type = (8, 0) if version == 4 else (128, 129)
        self._header_bytes = 20 if raw and version == 4 else 0
        self.reply_bytes = self._header_bytes + PACKET_BYTES
        head = "6s" if version == 4 else "2s4x"  # the IPv6 checksum covers addresses: the kernel checks it
        self.reply_format = f"{self._header_bytes}x{head}HQIH{len(self.rest)}s"
        reply = self._packet(self.reply_type)
        self.reply_head = bytes(reply[: 6 if version == 4 else 2])

    def template(self) -> bytearray:
        """A whole request; `VARYING` is packed into it at `VARYING_OFFSET` before each send."""
        return self._packet(self.request_type)

    def icmp(self, data: bytes) -> bytes:
        """The ICMP message of what a socket received: without its IPv4 header, options included."""
        return data[(data[0] & 0x0F) * 4 :] if self._header_bytes and data else data

    def read_reply(self, icmp: bytes) -> Echo | None:
        """The echo reply in an ICMP message, whole or damaged; None when it does not carry our token."""
        if icmp[_TOKEN_OFFSET:_TOKEN_END] != self._token:
            return None
        sequence, key, numbers, complement = VARYING.unpack_from(icmp, VARYING_OFFSET)
        number = numbers & _WORD
        whole = (
            len(icmp) == PACKET_BYTES
            and icmp.startswith(self.reply_head)
            and icmp.endswith(self.rest)
            and sequence ^ complement == _WORD
            and well_formed(key)
            and numbers == packed_number(number)
        )
        return Echo(key, number, whole)

    def read_quote(self, icmp: bytes) -> Quoted | None:
        """Our request as quoted in an ICMP error, from its ICMP header on; None when it is not ours."""
        if len(icmp) < 8 or icmp[0] != self.request_type or icmp[4:6] != self.ident:
            return None
        if len(icmp) < _TOKEN_END:
            return Quoted(None)
        if icmp[_TOKEN_OFFSET:_TOKEN_END] != self._token:
            return None
        return Quoted(VARYING.unpack_from(icmp, VARYING_OFFSET)[1])

    def _packet(self, kind: int) -> bytearray:
        packet = bytearray(struct.pack("!BBH2s", kind, 0, 0, self.ident) + bytes(16) + self.rest)
        VARYING.pack_into(packet, VARYING_OFFSET, 0, key_of(0), packed_number(0), _WORD)
        if self.version == 4:
            struct.pack_into("!H", packet, 2, checksum(packet))
        return packet
