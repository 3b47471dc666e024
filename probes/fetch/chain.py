"""The certificates a TLS server presented, whether they were accepted or not."""

import ssl
import sys


def presented_chain(sock: ssl.SSLSocket) -> list[bytes]:
    """DER of each certificate as the server sent them, the server's own first.

    Also after a handshake that failed on them: OpenSSL 3 keeps what it refused, so no second connection is needed.
    Empty when there was none.
    """
    if sys.version_info >= (3, 13):
        return list(sock.get_unverified_chain())
    # Before 3.13 the same call exists, but only one layer down (bpo-18233).
    inner = sock._sslobj  # type: ignore[attr-defined]  # noqa: SLF001
    certificates = inner.get_unverified_chain() or () if inner is not None else ()
    return [certificate.public_bytes(ssl._ssl.ENCODING_DER) for certificate in certificates]  # type: ignore[attr-defined]  # noqa: SLF001
