"""The authorities that certificates are judged under: their certificates, and what the library made of their paths."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from probes.pki import Certificate
from probes.pki.chain import End, chains
from probes.pki.constraints import is_usual, may_anchor
from probes.pki.crl import Crl
from probes.pki.distribution import list_issuers
from probes.pki.ocsp import OLD_DIGESTS
from probes.signing import second_opinion
from probes.signing.evidence import Evidence
from probes.signing.revocation import Revocation, Standing
from probes.signing.second_opinion import Opinion


@dataclass(frozen=True, slots=True)
class Selection:
    """The few certificates and lists that matter for one path: more, and the library does not finish.

    crls: the newest ones, from known authorities, soundly signed. names: of those whose lists may say something.
    """

    certificates: tuple[Certificate, ...]
    crls: tuple[Crl, ...]
    names: tuple[bytes, ...]
    needs_library: bool


class Authorities:
    """Pinned anchors and known intermediates. Remembers what the library says of issuers' paths. Threads may share it."""

    def __init__(
        self, anchors: Iterable[Certificate] = (), intermediates: Iterable[Certificate] = ()
    ) -> None:
        pinned = tuple({one.identity: one for one in anchors}.values())
        self.anchors = tuple(one for one in pinned if may_anchor(one))
        others = (one for one in pinned if not may_anchor(one))
        self.intermediates = tuple({one.identity: one for one in (*intermediates, *others)}.values())
        self.identities = frozenset(one.identity for one in (*self.anchors, *self.intermediates))
        self._by_subject: dict[bytes, list[Certificate]] = defaultdict(list)
        for one in (*self.anchors, *self.intermediates):
            self._by_subject[one.subject].append(one)
        self._opinions: dict[tuple[bytes, ...], Opinion] = {}
        self._by_name: dict[bytes, tuple[Certificate, ...]] = {}

    @property
    def trusted(self) -> tuple[Certificate, ...]:
        """The anchors, and the intermediates that lead to one; where nothing is pinned, whatever is known."""
        if not self.anchors:
            return self.intermediates
        return (*self.anchors, *(one for one in self.intermediates if self._is_anchored(one)))

    def path_opinion(self, way: Sequence[Certificate], moment: float, *, full: bool) -> tuple[Opinion, bool]:
        """What the library makes of a way to an anchor, and whether it was asked about this very certificate.

        What a path asks of its last certificate is seldom more than a signature, dates and names, which our own walk
        has seen to. Then the library is asked once per issuer, not once per signer: 4 ms each, and there are 30,000.
        """
        if not full and is_usual(way):
            opinion = self._opinion_of_issuers(way[1:], moment)
            if opinion.state is None:
                return opinion, False
        return second_opinion.of_path(way, moment), True

    def also_listing(self, certificate: Certificate, issuer: Certificate) -> tuple[Certificate, ...]:
        """Whose lists, beside those of `issuer`, may name a certificate as revoked: other certificates of that authority,
        which has renewed its key or its own, and the authorities that the certificate sends its readers to."""
        names = dict.fromkeys((issuer.subject, *list_issuers(certificate)))
        return tuple(one for name in names for one in self._anchored(name) if one.identity != issuer.identity)

    def _anchored(self, name: bytes) -> tuple[Certificate, ...]:
        """The authorities of a name that lead to an anchor."""
        known = self._by_name.get(name)
        if known is None:
            known = tuple(one for one in self._by_subject.get(name, ()) if self._is_anchored(one))
            self._by_name[name] = known
        return known

    def select(
        self, way: Sequence[Certificate], known: Sequence[Revocation], evidence: Evidence, moment: float
    ) -> Selection:
        """What matters for the revocation of the certificates of `way`. known: what our own look-up has found of them."""
        certificates: dict[bytes, Certificate] = {}
        names: dict[bytes, None] = {}
        waiting = list(way)
        while waiting:
            one = waiting.pop()
            if one.identity in certificates:
                continue
            certificates[one.identity] = one
            for name in (one.issuer, *list_issuers(one)):
                if name in names:
                    continue
                names[name] = None
                if evidence.lists_of(name):
                    waiting += self._by_subject.get(name, ())
        crls = {
            id(crl): crl
            for name in names
            if evidence.lists_of(name)
            for authority in self._by_subject.get(name, ())
            for crl in evidence.newest(authority, moment)
            if _may_prove(crl)
        }
        needed = any(
            _leaves_open(certificate, issuer, one, crl, evidence)
            for (certificate, issuer), one in zip(pairwise(way), known, strict=True)
            for crl in crls.values()
        )
        return Selection(tuple(certificates.values()), tuple(crls.values()), tuple(names), needed)

    def _opinion_of_issuers(self, issuers: Sequence[Certificate], moment: float) -> Opinion:
        """Remembered as long as the files are: dates, which may change it, are judged by our own walk each time."""
        key = tuple(one.identity for one in issuers)
        if key not in self._opinions:
            self._opinions[key] = second_opinion.of_path(issuers, moment)
        return self._opinions[key]

    def _is_anchored(self, certificate: Certificate) -> bool:
        return chains(certificate, self.anchors, self.intermediates)[0].end is End.ANCHOR


def _may_prove(crl: Crl) -> bool:
    """Whether a list may be shown to the library, which takes old signatures, and riddles in entries about others.

    RFC 5280 section 5.3: with one such entry a list says nothing of any certificate.
    """
    return crl.facts.understood and crl.facts.signature_digest not in OLD_DIGESTS


def _leaves_open(
    certificate: Certificate, issuer: Certificate, known: Revocation, crl: Crl, evidence: Evidence
) -> bool:
    """Whether a list may say more of a certificate than our own look-up could read in it.

    Not of one that was found revoked, nor of one found good that is not on the list.
    """
    if known.standing is Standing.REVOKED:
        return False
    if known.standing is Standing.GOOD and crl.entry_about(certificate) is None:
        return False
    if crl.issuer == issuer.subject and evidence.signed(crl, issuer):
        return crl.speaks_for(certificate) is None
    # signed with another key of that name, or by another authority altogether
    return crl.issuer in {issuer.subject, *list_issuers(certificate)}
