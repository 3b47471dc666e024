"""The extensions of an answer: its nonce, and whether it carries a critical one that is not understood here.

They are looked for in the bytes: cryptography shows those of one entry only, and asn1crypto gives up a whole answer for a
nonce without its OCTET STRING, as some old responders send it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from probes.pki.pieces import elements

_NONCE = bytes.fromhex("2b0601050507300102")  # RFC 8954 section 2.1
_BOOLEAN, _OCTETS, _TIME, _EXTENSIONS = 0x01, 0x04, 0x18, 0xA1


@dataclass(frozen=True, slots=True)
class Extensions:
    """puzzling: a critical extension that is not understood forbids the use of the answer, or of one of its entries, in their
    order (RFC 6960 section 4.4)."""

    nonce: bytes | None
    puzzling: bool
    puzzling_entries: tuple[bool, ...]


def extensions_of(signed: bytes) -> Extensions:
    """The extensions in a ResponseData (RFC 6960 section 4.2.1). Raises ValueError."""
    ((_, _, content),) = elements(signed)
    (_, _, entries), *behind = _behind_the_time(content)  # producedAt, responses, extensions
    whole = list(_read(behind))
    nonces = [_unwrapped(value) for oid, _, value in whole if oid == _NONCE]
    return Extensions(
        nonces[0] if nonces else None,
        _puzzling(whole),
        # thisUpdate, nextUpdate, extensions; before it stands the status, whose tag may be that of extensions
        tuple(_puzzling(list(_read(_behind_the_time(entry)))) for _, _, entry in elements(entries)),
    )


def _behind_the_time(content: bytes) -> list[tuple[int, bytes, bytes]]:
    parts = list(elements(content))
    times = [at for at, (tag, _, _) in enumerate(parts) if tag == _TIME] or [len(parts)]
    return parts[times[0] + 1 :]


def _read(parts: list[tuple[int, bytes, bytes]]) -> Iterator[tuple[bytes, bool, bytes]]:
    """Identifier, criticality and value of each extension among `parts`."""
    for _, _, explicit in (part for part in parts if part[0] == _EXTENSIONS):
        ((_, _, extensions),) = elements(explicit)
        for _, _, extension in elements(extensions):
            (_, _, oid), *flags, (_, _, value) = elements(extension)
            yield oid, any(tag == _BOOLEAN and any(flag) for tag, _, flag in flags), value


def _puzzling(extensions: list[tuple[bytes, bool, bytes]]) -> bool:
    return any(critical and oid != _NONCE for oid, critical, _ in extensions)


def _unwrapped(value: bytes) -> bytes:
    try:
        ((tag, _, content),) = elements(value)
    except ValueError:
        return value
    return content if tag == _OCTETS else value
