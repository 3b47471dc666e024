"""When does the first certificate of a presented chain end? Asked every minute of the same few chains."""

import hashlib
from collections.abc import Sequence

from probes.pki.certificate import UnreadableError, parse

_MOST_REMEMBERED = 4096
_known: dict[bytes, float | None] = {}


def chain_not_after(der_chain: Sequence[bytes]) -> float | None:
    """The earliest end, unix seconds, of the certificates in `der_chain`; None when none can be read. Never raises."""
    return min((end for der in der_chain if (end := _not_after(der)) is not None), default=None)


def _not_after(der: bytes) -> float | None:
    digest = hashlib.sha256(der).digest()
    if digest not in _known:
        if len(_known) >= _MOST_REMEMBERED:
            _known.clear()
        try:
            _known[digest] = parse(der).facts.not_after
        except UnreadableError:
            _known[digest] = None
    return _known.get(digest)
