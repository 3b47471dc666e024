"""One SSLContext per trust store, kept: parsing a bundle of 140 authorities per connection costs ten times the probe."""

import logging
import ssl
from pathlib import Path
from threading import Lock

from probes.reasons import ProbeFailed, Reason

log = logging.getLogger(__name__)

# Government servers of the 2010s lack RFC 5746. Browsers still talk to them; we send no secret, and ask as browsers do.
_OP_LEGACY_SERVER_CONNECT = 0x4

_Stamp = tuple[tuple[str, int, int], ...]

_contexts: dict[str | None, tuple[_Stamp, ssl.SSLContext]] = {}
_lock = Lock()


def context_for(trust: str | None) -> ssl.SSLContext:
    """The context that trusts the authorities in `trust`: a PEM file or a folder of them; None: the system's store.

    Read again when a file has changed; while the new content cannot be read, the old one holds.
    Raises ProbeFailed NO_PERMISSION or NO_RESOURCES when the store has never been readable: our fault, not the server's.
    """
    files = _files(trust)
    stamp = _stamp(files)
    known = _contexts.get(trust)
    if known is not None and known[0] == stamp:
        return known[1]
    with _lock:
        try:
            context = _new_context(files if trust is not None else None)
        except (OSError, ValueError) as error:
            if known is None:
                reason = Reason.NO_PERMISSION if isinstance(error, PermissionError) else Reason.NO_RESOURCES
                raise ProbeFailed(reason, f"trust store {trust}: {error}") from error
            log.warning("trust store %s cannot be read, the old one stays: %s", trust, error)
            context = known[1]
        _contexts[trust] = (stamp, context)
        return context


def _files(trust: str | None) -> tuple[Path, ...]:
    if trust is None:
        paths = ssl.get_default_verify_paths()
        return (Path(paths.openssl_cafile), Path(paths.openssl_capath))
    path = Path(trust)
    return tuple(sorted(path.iterdir())) if path.is_dir() else (path,)


def _stamp(files: tuple[Path, ...]) -> _Stamp:
    found = []
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        found.append((str(file), status.st_mtime_ns, status.st_size))
    return tuple(found)


def _new_context(files: tuple[Path, ...] | None) -> ssl.SSLContext:
    # Not create_default_context: from Python 3.13 on it refuses authorities without an authority key identifier, which
    # browsers accept.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.options |= _OP_LEGACY_SERVER_CONNECT
    context.set_alpn_protocols(["http/1.1"])
    if files is None:
        context.set_default_verify_paths()
        return context
    for file in files:
        if not file.is_dir():
            context.load_verify_locations(cafile=file)
    if not context.cert_store_stats()["x509"]:
        raise ValueError("no certificate in it")
    return context
