"""What ICMP errors say, in one word each (RFC 792, RFC 1122 part 3.2.2.1, RFC 1812 part 5.2.7, RFC 4443)."""

from typing import Literal

_NET, _HOST, _ADMIN = "net", "host", "admin"

_UNREACHABLE_4 = {
    0: _NET,
    1: _HOST,
    2: "protocol",
    3: "port",
    4: "too_big",
    5: "source_route",
    6: _NET,
    7: _HOST,
    8: _HOST,
    9: _ADMIN,
    10: _ADMIN,
    11: _NET,
    12: _HOST,
    13: _ADMIN,
    14: _ADMIN,
    15: _ADMIN,
}
_UNREACHABLE_6 = {0: _NET, 1: _ADMIN, 2: "scope", 3: _HOST, 4: "port", 5: _ADMIN, 6: _NET}
_EXCEEDED = {0: "ttl", 1: "reassembly"}

# ICMP type -> code -> word; a type that is no error is not here
_WORDS: dict[int, dict[int, dict[int, str]]] = {
    4: {3: _UNREACHABLE_4, 11: _EXCEEDED, 12: {}},
    6: {1: _UNREACHABLE_6, 2: {0: "too_big"}, 3: _EXCEEDED, 4: {}},
}
_OTHERWISE = {
    4: {3: _HOST, 11: "ttl", 12: "parameter"},
    6: {1: _HOST, 2: "too_big", 3: "ttl", 4: "parameter"},
}

ERROR_TYPES = {4: (3, 11, 12), 6: (1, 2, 3, 4)}


def word(version: Literal[4, 6], kind: int, code: int) -> str | None:
    """What an ICMP message of this type and code says; None when it is no error."""
    codes = _WORDS[version].get(kind)
    if codes is None:
        return None
    return codes.get(code, _OTHERWISE[version][kind])
