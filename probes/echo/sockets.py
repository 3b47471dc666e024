"""Opens the one ICMP socket of an address family: a datagram socket first, a raw one second.

A datagram ICMP socket (net.ipv4.ping_group_range) needs no privilege and sees only its own replies; a raw socket
needs CAP_NET_RAW and is filtered in the kernel.
"""

import errno
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from probes.echo.berkeley import quieten
from probes.reasons import ProbeFailed, Reason

# asm-generic/socket.h, linux/in.h, linux/in6.h
_SO_SNDBUFFORCE, _SO_RCVBUFFORCE = 32, 33
_SO_TIMESTAMPNS_NEW = 64  # 64-bit seconds on every machine
_IP_RECVERR, _IPV6_RECVERR = 11, 25
_IP_MTU_DISCOVER, _IP_PMTUDISC_PROBE = 10, 3

_BUFFER_BYTES = 8 * 1024 * 1024
_IDENT_TRIES = 16


@dataclass(frozen=True, slots=True)
class IcmpSocket:
    """An open ICMP socket, not blocking, stamping what it receives. `ident` is the echo id it sends with."""

    sock: socket.socket
    version: Literal[4, 6]
    raw: bool
    ident: int


def open_icmp(version: Literal[4, 6]) -> IcmpSocket:
    """The ICMP socket for IPv4 or IPv6.

    Raises ProbeFailed: NO_PERMISSION when neither kind may be opened, NETWORK_DOWN_HERE when this machine does
    not speak the family, NO_RESOURCES when it has no more sockets.
    """
    try:
        opened = _open_datagram(version)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EPROTONOSUPPORT):
            raise _failed(version, error) from error
        try:
            opened = _open_raw(version)
        except OSError as raw_error:
            raise _failed(version, raw_error) from raw_error
    _prepare(opened.sock)
    return opened


def _open_datagram(version: Literal[4, 6]) -> IcmpSocket:
    sock = _socket(version, socket.SOCK_DGRAM)
    try:
        if version == 4:
            sock.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
        else:
            sock.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
        _bind_random(sock)
    except OSError:
        sock.close()
        raise
    return IcmpSocket(sock, version, raw=False, ident=sock.getsockname()[1])


def _open_raw(version: Literal[4, 6]) -> IcmpSocket:
    sock = _socket(version, socket.SOCK_RAW)
    ident = secrets.randbelow(0xFFFF) + 1
    try:
        quieten(sock, version, ident)
    except OSError:
        sock.close()
        raise
    return IcmpSocket(sock, version, raw=True, ident=ident)


def _socket(version: Literal[4, 6], kind: socket.SocketKind) -> socket.socket:
    if version == 4:
        sock = socket.socket(socket.AF_INET, kind | socket.SOCK_NONBLOCK, socket.IPPROTO_ICMP)
    else:
        sock = socket.socket(socket.AF_INET6, kind | socket.SOCK_NONBLOCK, socket.IPPROTO_ICMPV6)
    return sock


def _bind_random(sock: socket.socket) -> None:
    """Take a random echo id: a firewall may hold a stale session for an earlier one."""
    for _ in range(_IDENT_TRIES):
        try:
            sock.bind(("", secrets.randbelow(0xFFFF) + 1))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return
    sock.bind(("", 0))  # the kernel's choice


def _prepare(sock: socket.socket) -> None:
    """Kernel receive stamps, and buffers as large as allowed: the default holds 256 replies."""
    sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS_NEW, 1)
    if (
        sock.family == socket.AF_INET
    ):  # our packets are too small to be cut up, and need no IPv4 identification
        sock.setsockopt(socket.IPPROTO_IP, _IP_MTU_DISCOVER, _IP_PMTUDISC_PROBE)
    for forced, allowed in ((_SO_RCVBUFFORCE, socket.SO_RCVBUF), (_SO_SNDBUFFORCE, socket.SO_SNDBUF)):
        try:
            sock.setsockopt(socket.SOL_SOCKET, forced, _BUFFER_BYTES)
        except PermissionError:
            with suppress(OSError):  # the kernel caps it; smaller is slower, not wrong
                sock.setsockopt(socket.SOL_SOCKET, allowed, _BUFFER_BYTES)


def _failed(version: int, error: OSError) -> ProbeFailed:
    if error.errno in (errno.EACCES, errno.EPERM):
        return ProbeFailed(
            Reason.NO_PERMISSION,
            f"no ICMPv{version} socket may be opened: allow this group with sysctl "
            'net.ipv4.ping_group_range="0 2147483647", or give the program CAP_NET_RAW '
            "(systemd: AmbientCapabilities=CAP_NET_RAW)",
        )
    if error.errno in (errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT, errno.EADDRNOTAVAIL):
        return ProbeFailed(Reason.NETWORK_DOWN_HERE, f"this machine has no IPv{version}: {error.strerror}")
    return ProbeFailed(Reason.NO_RESOURCES, f"ICMPv{version} socket: {error.strerror}")
