"""Filters in the kernel for raw sockets, which otherwise are handed the whole machine's ICMP.

Classic BPF (Linux: Documentation/networking/filter.rst): echo replies with our id pass, and errors that quote an
echo request with our id. A raw IPv4 socket's packet begins at its IP header, a raw IPv6 socket's at ICMPv6.
"""

import ctypes
import socket
import struct
from collections.abc import Sequence
from typing import Literal

from probes.echo.messages import ERROR_TYPES

_SO_ATTACH_FILTER = 26
_SOL_RAW, _ICMP_FILTER = 255, 1
_ICMP6_FILTER = 1

# instruction codes: linux/bpf_common.h
_LOAD_BYTE, _LOAD_BYTE_AT_X, _LOAD_HALF, _LOAD_HALF_AT_X = 0x30, 0x50, 0x28, 0x48
_LOAD_X_HEADER_LENGTH = 0xB1  # X = 4 * (P[k] & 0xf)
_JUMP_EQUAL, _AND, _SHIFT_LEFT, _ADD_X, _A_TO_X, _RETURN = 0x15, 0x54, 0x64, 0x0C, 0x07, 0x06
_PASS, _DROP = 0xFFFF, 0

_QUOTE = 8  # an ICMP error quotes the packet it is about from here on
_Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, operand


def quieten(sock: socket.socket, version: Literal[4, 6], ident: int) -> None:
    """Let only echo replies and errors that answer id `ident` through to a raw ICMP socket."""
    if version == 4:
        passing = sum(1 << kind for kind in (0, *ERROR_TYPES[4]))
        sock.setsockopt(_SOL_RAW, _ICMP_FILTER, struct.pack("=I", ~passing & 0xFFFF_FFFF))
        _attach(sock, _program_4(ident))
        return
    blocked = [0xFFFF_FFFF] * 8
    for kind in (129, *ERROR_TYPES[6]):
        blocked[kind >> 5] &= ~(1 << (kind & 31))
    sock.setsockopt(socket.IPPROTO_ICMPV6, _ICMP6_FILTER, struct.pack("=8I", *blocked))
    _attach(sock, _program_6(ident))


def _program_4(ident: int) -> list[_Instruction]:
    return [
        (_LOAD_X_HEADER_LENGTH, 0, 0, 0),
        (_LOAD_BYTE_AT_X, 0, 0, 0),
        (_JUMP_EQUAL, 0, 2, 0),  # an echo reply: its own id decides
        (_LOAD_HALF_AT_X, 0, 0, 4),
        (_JUMP_EQUAL, 9, 10, ident),
        (_LOAD_BYTE_AT_X, 0, 0, _QUOTE),  # an error: X moves past the quoted IP header, whatever its length
        (_AND, 0, 0, 0x0F),
        (_SHIFT_LEFT, 0, 0, 2),
        (_ADD_X, 0, 0, 0),
        (_A_TO_X, 0, 0, 0),
        (_LOAD_BYTE_AT_X, 0, 0, _QUOTE),
        (_JUMP_EQUAL, 0, 3, 8),
        (_LOAD_HALF_AT_X, 0, 0, _QUOTE + 4),
        (_JUMP_EQUAL, 0, 1, ident),
        (_RETURN, 0, 0, _PASS),
        (_RETURN, 0, 0, _DROP),
    ]


def _program_6(ident: int) -> list[_Instruction]:
    return [
        (_LOAD_BYTE, 0, 0, 0),
        (_JUMP_EQUAL, 0, 2, 129),
        (_LOAD_HALF, 0, 0, 4),
        (_JUMP_EQUAL, 4, 5, ident),
        (_LOAD_BYTE, 0, 0, _QUOTE + 40),
        (_JUMP_EQUAL, 0, 3, 128),
        (_LOAD_HALF, 0, 0, _QUOTE + 40 + 4),
        (_JUMP_EQUAL, 0, 1, ident),
        (_RETURN, 0, 0, _PASS),
        (_RETURN, 0, 0, _DROP),
    ]


def _attach(sock: socket.socket, program: Sequence[_Instruction]) -> None:
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    sock.setsockopt(
        socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("@HP", len(program), ctypes.addressof(buffer))
    )
