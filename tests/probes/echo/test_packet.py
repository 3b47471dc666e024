from dataclasses import dataclass
from typing import Literal

import pytest

from probes.echo.packet import (
    PACKET_BYTES,
    VARYING,
    VARYING_OFFSET,
    Echo,
    Quoted,
    Wire,
    checksum,
    key_of,
    packed_number,
    well_formed,
)

TOKEN = b"8 bytes!"


@dataclass(frozen=True)
class Sent:
    wire: Wire
    request: bytes

    def reply(self) -> bytearray:
        """What an honest far end makes of the request (RFC 792)."""
        reply = bytearray(self.request)
        reply[0] = self.wire.reply_type
        reply[2:4] = b"\0\0"
        reply[2:4] = checksum(reply).to_bytes(2, "big")
        return reply


def sent(version: Literal[4, 6] = 4, slot: int = 7, number: int = 3, sequence: int = 10) -> Sent:
    wire = Wire(version=version, raw=True, ident=0xBEEF, token=TOKEN)
    packet = wire.template()
    VARYING.pack_into(
        packet, VARYING_OFFSET, sequence, key_of(slot), packed_number(number), sequence ^ 0xFFFF
    )
    return Sent(wire, bytes(packet))


@pytest.mark.parametrize("slot", [0, 1, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x1_0000_0005])
@pytest.mark.parametrize("number", [0, 1, 255, 65535])
def test_the_checksum_is_the_same_whatever_varies(slot: int, number: int) -> None:
    request = sent(slot=slot, number=number, sequence=(slot + number) & 0xFFFF).request

    assert request[2:4] == sent().request[2:4]
    assert checksum(request) == 0  # RFC 1071: over a whole good message the sum is all ones


def test_an_honest_reply_is_whole_and_knows_its_packet() -> None:
    one = sent(slot=7, number=3)

    assert one.wire.read_reply(bytes(one.reply())) == Echo(key_of(7), 3, whole=True)


def test_a_honest_reply_begins_and_ends_as_expected() -> None:
    reply = bytes(sent().reply())

    assert len(reply) == PACKET_BYTES
    assert reply.startswith(sent().wire.reply_head)
    assert reply.endswith(sent().wire.rest)


@pytest.mark.parametrize("position", [*range(22), *range(30, PACKET_BYTES)])
def test_one_changed_byte_anywhere_is_damage(position: int) -> None:
    one = sent()
    reply = one.reply()
    reply[position] ^= 0x10

    read = one.wire.read_reply(bytes(reply))

    assert read is not None
    assert not read.whole


@pytest.mark.parametrize("position", range(22, 30))
def test_one_changed_byte_of_the_token_makes_a_stranger(position: int) -> None:
    one = sent()
    reply = one.reply()
    reply[position] ^= 0x10

    assert one.wire.read_reply(bytes(reply)) is None


def test_too_long_and_too_short_are_damage() -> None:
    one = sent()

    longer = one.wire.read_reply(bytes(one.reply()) + b"\0")
    shorter = one.wire.read_reply(bytes(one.reply())[:-1])

    assert longer is not None
    assert shorter is not None
    assert not longer.whole
    assert not shorter.whole


def test_a_damaged_key_is_not_well_formed() -> None:
    assert well_formed(key_of(12345))
    assert not well_formed(key_of(12345) ^ 1)


def test_the_header_of_a_raw_ipv4_socket_is_taken_off_with_its_options() -> None:
    wire = sent().wire

    assert wire.icmp(bytes([0x45]) + bytes(19) + b"icmp") == b"icmp"
    assert wire.icmp(bytes([0x46]) + bytes(23) + b"icmp") == b"icmp"
    assert Wire(version=6, raw=True, ident=1, token=TOKEN).icmp(b"icmp") == b"icmp"


@pytest.mark.parametrize("version", [4, 6])
def test_a_quote_of_our_request_is_known(version: Literal[4, 6]) -> None:
    one = sent(version, slot=9)

    assert one.wire.read_quote(one.request) == Quoted(key_of(9))
    assert one.wire.read_quote(one.request[:8]) == Quoted(None)


def test_a_quote_of_anything_else_is_not_ours() -> None:
    one = sent()
    forged = bytearray(one.request)
    forged[22] ^= 1
    alien = bytearray(one.request)
    alien[4] ^= 1

    assert one.wire.read_quote(bytes(forged)) is None
    assert one.wire.read_quote(bytes(alien)) is None
    assert one.wire.read_quote(bytes(one.reply())) is None
    assert one.wire.read_quote(b"short") is None
