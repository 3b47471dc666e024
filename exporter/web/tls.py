"""TLS for a listener, with certificates that are read again when their files change."""

import logging
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

_SUITES_OF_TLS_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM"
"""What Mozilla calls intermediate: a key of its own for each connection, and nothing that is encrypted first and signed later.
The last is for Windows 7, whose own browser has no better one beside an RSA certificate."""


@dataclass(frozen=True, slots=True)
class Tls:
    """How a listener speaks TLS. `client_ca_file` is what client certificates are verified with, when they are asked for."""

    cert_file: Path
    key_file: Path
    client_certificates: ssl.VerifyMode = ssl.CERT_NONE
    client_ca_file: Path | None = None
    min_version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    max_version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3


def server_context(tls: Tls) -> ssl.SSLContext:
    """A server context for `tls` as its files are now. Raises OSError (ssl.SSLError among them)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = tls.min_version
    context.maximum_version = tls.max_version
    context.set_ciphers(_SUITES_OF_TLS_1_2)
    # Without a password of its own, an encrypted key would make OpenSSL ask at the terminal, and hang there.
    context.load_cert_chain(tls.cert_file, tls.key_file, password="")
    if tls.client_ca_file is not None:
        context.load_verify_locations(tls.client_ca_file)
    context.verify_mode = tls.client_certificates
    context.set_alpn_protocols(["http/1.1"])
    return context


def reloading_context(tls: Tls) -> ssl.SSLContext:
    """A server context for `tls`. New connections get new certificates as soon as the files change.

    Raises OSError (ssl.SSLError among them) when the files cannot be used now; later, the last good ones stay.
    """
    latest = _Latest(tls)
    outer = server_context(tls)
    outer.sni_callback = latest.take
    return outer


class _Latest:
    """The context of the newest files. A renewal writes two files: a pair that does not match is tried again."""

    def __init__(self, tls: Tls) -> None:
        self._tls = tls
        self._lock = threading.Lock()
        self._stamp = _stamp(tls)
        self._context = server_context(tls)

    def take(
        self, connection: ssl.SSLSocket | ssl.SSLObject, _name: str | None, _outer: ssl.SSLContext
    ) -> None:
        """Give this connection the newest certificate; called by the TLS library at each ClientHello."""
        with self._lock:
            stamp = _stamp(self._tls)
            if stamp != self._stamp:
                try:
                    self._context = server_context(self._tls)
                except OSError as error:
                    log.warning("keeping the old TLS certificate of a listener: %s", error)
                else:
                    self._stamp = stamp
            connection.context = self._context


def _stamp(tls: Tls) -> tuple[tuple[int, int, int], ...]:
    files = [tls.cert_file, tls.key_file, *([] if tls.client_ca_file is None else [tls.client_ca_file])]
    return tuple(_file_stamp(file) for file in files)


def _file_stamp(file: Path) -> tuple[int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)
