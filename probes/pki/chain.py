"""From a certificate up to a pinned anchor: every way that the known certificates allow, and how it ends.

cryptography parses and verifies signatures; the walk and its rules are ours, not `x509.verification`'s, because that
stops at the first fault and says one sentence, where people need all reasons and the chain as far as it goes. It
also compares names byte by byte (authorities change PrintableString to UTF8String between certificates), refuses
every directoryName constraint, and, like `verify_directly_issued_by`, will not tell a good SHA-1 signature
(weak) from a forged one (untrusted). Revocation and certificate policies are not judged here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from probes.pki.certificate import Certificate
from probes.pki.pieces import BROKEN
from probes.pki.signature import Signature, made_by

_LONGEST_CHAIN = 8
_MOST_SIGNATURES = 64  # cross-signed authorities multiply the ways; real ones need fewer than ten checks


class End(Enum):
    """How a way up ends, the best first."""

    ANCHOR = 1  # at a pinned certificate
    MISSING = 2  # the next authority's certificate is not known
    UNPINNED = 3  # at a root that is not pinned
    FORGED = 4  # the authority it names did not sign it


@dataclass(frozen=True, slots=True)
class Chain:
    """One way up. certificates: from the one asked about to the last one known."""

    certificates: tuple[Certificate, ...]
    end: End


class _Budget:
    """Counts signature checks, and remembers them: two ways up share their upper part."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, bytes], bool] = {}

    def signed(self, certificate: Certificate, issuer: Certificate) -> bool:
        pair = (certificate.identity, issuer.identity)
        if pair not in self._known:
            if len(self._known) >= _MOST_SIGNATURES:
                return False
            self._known[pair] = signed_by(certificate, issuer)
        return self._known[pair]


def chains(
    certificate: Certificate, anchors: Sequence[Certificate], intermediates: Sequence[Certificate]
) -> tuple[Chain, ...]:
    """Every way from `certificate` up; at least one, the shortest ways to an anchor first."""
    known = {one.identity: one for one in (*anchors, *intermediates)}
    pinned = frozenset(anchor.identity for anchor in anchors)
    ways = _climb((certificate,), tuple(known.values()), pinned, _Budget())
    return tuple(sorted(ways, key=lambda way: (way.end.value, len(way.certificates))))


def signed_by(certificate: Certificate, issuer: Certificate) -> bool:
    """True when `issuer`'s key made the signature on `certificate`, however old the algorithm."""
    parsed = certificate.parsed
    try:
        made = Signature(
            parsed.signature,
            parsed.tbs_certificate_bytes,
            parsed.signature_algorithm_parameters,
            parsed.signature_hash_algorithm,
        )
    except BROKEN:
        return False
    return made_by(issuer, made)


def _climb(
    so_far: tuple[Certificate, ...], known: Sequence[Certificate], pinned: frozenset[bytes], budget: _Budget
) -> Iterator[Chain]:
    here = so_far[-1]
    if here.identity in pinned:
        yield Chain(so_far, End.ANCHOR)
        return
    met = {one.identity for one in so_far}
    named = [one for one in known if one.subject == here.issuer and one.identity not in met]
    above = [one for one in named if budget.signed(here, one)] if len(so_far) < _LONGEST_CHAIN else []
    for one in sorted(above, key=lambda one: one.identity not in pinned):
        yield from _climb((*so_far, one), known, pinned, budget)
    if not above:
        yield Chain(so_far, _dead_end(here, named, budget))


def _dead_end(here: Certificate, named: Sequence[Certificate], budget: _Budget) -> End:
    """Why nothing known is above `here`.

    An authority that renewed its key keeps its name: another key identifier means another certificate of it is
    missing, not that somebody forged a signature.
    """
    if here.facts.self_issued and budget.signed(here, here):
        return End.UNPINNED
    claimed = [here] if here.facts.self_issued and not named else named
    wanted = here.facts.issuer_key_id
    if any(not wanted or not one.key_id or one.key_id == wanted for one in claimed):
        return End.FORGED
    return End.MISSING
