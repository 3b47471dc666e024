"""TLS for test servers: one authority that clients trust, and server certificates with one fault each."""

import socket
import ssl
from dataclasses import replace
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from threading import Event

from cryptography import x509

from tests.authority import DAY, NOW, Authority, Issued
from tests.servers.loopback import Script

HOSTS = ("localhost", "127.0.0.1", "::1")
ENDS = NOW + 90 * DAY

_HANDSHAKE = b"\x16"


class Certificates:
    """Made on demand in `folder`. `trust`: the PEM file a client should trust."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = Authority.root()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self.trust = folder / "trust.pem"
        self.trust.write_bytes(self._root.pem)

    def issued(self, name: str) -> Issued:
        """The certificate called good, short_chain, expired, not_yet_valid, wrong_host, self_signed or unknown."""
        match name:
            case "good":
                return self._sub.server(*HOSTS, ends=ENDS)
            case "ending_authority":
                return self._root.sub("CA sắp hết hạn", ends=NOW + 9 * DAY).server(*HOSTS, ends=ENDS)
            case "incomplete":
                return replace(self._sub.server(*HOSTS), above=())
            case "expired":
                return self._root.server(*HOSTS, starts=NOW - 30 * DAY, ends=NOW - DAY)
            case "not_yet_valid":
                return self._root.server(*HOSTS, starts=NOW + DAY, ends=NOW + 30 * DAY)
            case "wrong_host":
                return self._root.server("another.example", ends=ENDS)
            case "self_signed":
                names = tuple(_name(host) for host in HOSTS)
                return Authority.root("localhost", names=names, ends=ENDS).issued
            case "unknown":
                return Authority.root("CA không quen").server(*HOSTS, ends=ENDS)
            case _:
                raise LookupError(name)

    def context(self, name: str) -> ssl.SSLContext:
        """The server's side of that certificate."""
        if name not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.issued(name).write(self._folder, name))
            self._contexts[name] = context
        return self._contexts[name]

    @cached_property
    def _sub(self) -> Authority:
        return self._root.sub()


def over_tls(script: Script, context: ssl.SSLContext) -> Script:
    """The same server behind TLS; who speaks plainly on that port is answered plainly."""

    def wrapped(connection: socket.socket, over: Event) -> None:
        if connection.recv(1, socket.MSG_PEEK) != _HANDSHAKE:
            script(connection, over)
            return
        with context.wrap_socket(connection, server_side=True) as secure:
            script(secure, over)

    return wrapped


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
