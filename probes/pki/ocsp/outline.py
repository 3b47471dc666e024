"""The outline of an answer: which bytes are signed, by what signature, and which certificates came along.

Both readers are held to these bytes. asn1crypto writes some elements anew instead of giving back what it read: those whose
length ends in 0x80, which it takes for an indefinite one. The signature on them would look wrong, one time in 256.
"""

from dataclasses import dataclass, field

from probes.pki.pieces import elements

_SEQUENCE, _BITS, _OCTETS, _CONTEXT_0 = 0x30, 0x03, 0x04, 0xA0


@dataclass(frozen=True, slots=True)
class Outline:
    """signed: the ResponseData. algorithm: the AlgorithmIdentifier. certificates: each whole, whatever it is."""

    signed: bytes = field(repr=False)
    algorithm: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)


def outline_of(data: bytes) -> Outline:
    """Of an OCSPResponse with a basic response (RFC 6960 section 4.2.1). Raises ValueError."""
    _, (tag, _, explicit) = _inside(data)
    _, (octets, _, basic) = _inside(explicit)
    (_, signed, _), (_, algorithm, _), (bits, _, signature), *certificates = _inside(basic)
    if (tag, octets, bits) != (_CONTEXT_0, _OCTETS, _BITS) or signature[:1] != b"\0":
        raise ValueError("another element was wanted")
    return Outline(
        signed,
        algorithm,
        signature[1:],
        tuple(
            whole
            for outer, _, explicit in certificates
            if outer == _CONTEXT_0
            for _, whole, _ in _inside(explicit)
        ),
    )


def _inside(data: bytes) -> list[tuple[int, bytes, bytes]]:
    """The elements in the one sequence that `data` is. Raises ValueError."""
    ((tag, _, content),) = elements(data)
    if tag != _SEQUENCE:
        raise ValueError("no sequence")
    return list(elements(content))
