"""Revocation lists: bytes to facts, and an index by serial number that answers in a moment (RFC 5280 section 5).

The library looks a serial number up by walking the list: 20 ms in one of 100,000 entries, each time. Here a list is
walked once. Serial numbers are compared as whole numbers: as text, short ones are found inside longer ones.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from probes.pki.certificate import Certificate, UnreadableError, comparable_name, extension_of
from probes.pki.pieces import BROKEN, length_of
from probes.pki.signature import Signature, made_by
from probes.reasons import Reason

_BEGIN = b"-----BEGIN X509 CRL-----"
_SEQUENCE = 0x30
_ARMOUR = re.compile(rb"-----BEGIN X509 CRL-----(.*?)-----END X509 CRL-----", re.DOTALL)
_LIST_EXTENSIONS = (
    x509.AuthorityKeyIdentifier,
    x509.CRLNumber,
    x509.DeltaCRLIndicator,
    x509.IssuingDistributionPoint,
    x509.FreshestCRL,
    x509.AuthorityInformationAccess,
    x509.IssuerAlternativeName,
)
_ENTRY_EXTENSIONS = (x509.CRLReason, x509.InvalidityDate, x509.CertificateIssuer)
_REASONS = tuple(reason.value for reason in x509.ReasonFlags)
_UNSPECIFIED = _REASONS.index(x509.ReasonFlags.unspecified.value)
_REASON_BITS = 4
_NAMED = {reason.name: reason.value for reason in x509.ReasonFlags}
HOLD = x509.ReasonFlags.certificate_hold.value
REMOVED = x509.ReasonFlags.remove_from_crl.value
_HOLD, _REMOVED = _REASONS.index(HOLD), _REASONS.index(REMOVED)
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class CrlFacts:
    """What may be said about a revocation list to anybody.

    this_update, next_update: unix seconds; next_update None where the list does not say. number: cRLNumber.
    signature_digest: such as `sha256`, or empty. delta: it only tells changes. scope: what it is limited to, such as
    `onlyContainsCACerts`, or empty for everything its issuer issues; indirect: it speaks for other issuers too.
    understood: False when something critical in it is not known to this program (RFC 5280 section 5.2, 5.3).
    """

    this_update: float
    next_update: float | None
    number: int | None
    entries: int
    size_bytes: int
    signature_digest: str
    delta: bool
    indirect: bool
    scope: str
    understood: bool

    @property
    def plain(self) -> bool:
        """True for a full list about everything that its issuer issued, and nothing else."""
        return not self.delta and not self.indirect and not self.scope and self.understood


@dataclass(frozen=True, slots=True)
class Revoked:
    """An entry of a list. at: when it was or will be revoked, unix seconds. reason: as in x509.ReasonFlags."""

    at: float
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Crl:
    """A parsed revocation list.

    issuer: digest of the name, comparable with `Certificate.subject`. scope: the same for lists about the same
    certificates; empty without an issuing distribution point.
    """

    facts: CrlFacts
    issuer: bytes = field(repr=False)
    scope: bytes = field(repr=False)
    der: bytes = field(repr=False)
    _entries: Mapping[int, int] = field(repr=False)
    _others: Mapping[tuple[bytes, int], int] = field(repr=False)
    _signature: Signature = field(repr=False)
    _point: x509.IssuingDistributionPoint | None = field(repr=False)

    @property
    def age(self) -> tuple[float, int]:
        """The newer the greater. The date goes before cRLNumber: an authority that was set up anew counts from 1 again,
        and nobody but the authority can date a list."""
        number = self.facts.number
        return (self.facts.this_update, -1 if number is None else number)

    def entry(self, serial: int) -> Revoked | None:
        """What the list says of a serial number of its own issuer; None when it is not on it."""
        return _unpacked(self._entries.get(serial))

    def entry_about(self, certificate: Certificate) -> Revoked | None:
        """What the list says of a certificate, whoever issued it: an indirect list names others' too."""
        if certificate.issuer == self.issuer:
            return self.entry(certificate.serial)
        return _unpacked(self._others.get((certificate.issuer, certificate.serial)))

    def speaks_for(self, certificate: Certificate) -> bool | None:
        """Whether this list tells the whole truth about a certificate of its own issuer; None when that takes more
        than a look at its scope (RFC 5280 section 6.3.3): indirect and partial lists, changes, other key's points."""
        if self.facts.delta or self.facts.indirect or not self.facts.understood:
            return None
        point = self._point
        if point is None:
            return True
        if point.only_some_reasons is not None or point.relative_name is not None:
            return None
        if point.only_contains_attribute_certs:
            return False
        if certificate.facts.is_ca and point.only_contains_user_certs:
            return False
        if not certificate.facts.is_ca and point.only_contains_ca_certs:
            return False
        if point.full_name is None:
            return True
        return _names_point(certificate, point.full_name)

    def signed_by(self, issuer: Certificate) -> bool:
        """True when `issuer` bears the list's name, may sign lists, and its key made the signature."""
        usage = issuer.facts.usage
        if issuer.subject != self.issuer or (usage is not None and "crl_sign" not in usage):
            return False
        return made_by(issuer, self._signature)


def reason_value(name: str | None) -> str:
    """A reason as RFC 5280 spells it (`keyCompromise`), from its name in Python (`key_compromise`); empty for none."""
    return _NAMED.get(name or "", "")


def read_crl(data: bytes) -> Crl:
    """The list in DER or PEM bytes. Raises UnreadableError, and nothing else, when it is none."""
    found = None
    with suppress(*BROKEN):
        found = _read(_der(data))
    if found is None:
        raise UnreadableError("not a revocation list")
    return found


def unreadable_reason(data: bytes) -> Reason:
    """Why `read_crl` refused `data`: something else altogether (a page, nothing), or a damaged list."""
    armoured = data.lstrip().startswith(_BEGIN)
    der = data[:1] == bytes([_SEQUENCE]) and length_of(data) is not None
    return Reason.ANSWER_MALFORMED if armoured or der else Reason.ANSWER_NOT_DER


def _der(data: bytes) -> bytes:
    armoured = _ARMOUR.search(data)
    return x509.load_pem_x509_crl(data).public_bytes(Encoding.DER) if armoured else data


def _read(der: bytes) -> Crl:
    parsed = x509.load_der_x509_crl(der)
    try:
        extensions = list(parsed.extensions)
        known = True
    except BROKEN:
        extensions, known = [], False
    by_class = {type(extension.value): extension.value for extension in extensions}
    known = known and not any(
        extension.critical and not isinstance(extension.value, _LIST_EXTENSIONS) for extension in extensions
    )
    index = _index(parsed)
    point = by_class.get(x509.IssuingDistributionPoint)
    if not isinstance(point, x509.IssuingDistributionPoint):
        point = None
    indirect = index.indirect or (point is not None and point.indirect_crl)
    number = by_class.get(x509.CRLNumber)
    facts = CrlFacts(
        this_update=_timestamp(parsed.last_update_utc),
        next_update=None if parsed.next_update_utc is None else _timestamp(parsed.next_update_utc),
        number=number.crl_number if isinstance(number, x509.CRLNumber) else None,
        entries=len(parsed),
        size_bytes=len(der),
        signature_digest=_digest(parsed),
        delta=x509.DeltaCRLIndicator in by_class,
        indirect=indirect,
        scope="" if point is None else _scope(point),
        understood=known and index.understood,
    )
    signature = Signature(
        parsed.signature,
        parsed.tbs_certlist_bytes,
        parsed.signature_algorithm_parameters,
        parsed.signature_hash_algorithm,
    )
    return Crl(
        facts,
        comparable_name(parsed.issuer),
        b"" if point is None else point.public_bytes(),
        der,
        index.entries,
        index.others,
        signature,
        point,
    )


@dataclass(slots=True)
class _Index:
    """A list's entries, second and reason packed into one number (a third of the memory of a pair).

    entries: its own certificates by serial number; others: those of other issuers by the digest of the issuer's name and
    serial number. understood: every critical part was.
    """

    entries: dict[int, int] = field(default_factory=dict)
    others: dict[tuple[bytes, int], int] = field(default_factory=dict)
    understood: bool = True
    indirect: bool = False


def _index(parsed: x509.CertificateRevocationList) -> _Index:
    """An entry is about the same issuer's certificates as the one before it, until one names another (section 5.3.3)."""
    index = _Index()
    own = comparable_name(parsed.issuer)
    whose = frozenset({own})
    for revoked in parsed:
        reason = _UNSPECIFIED
        try:
            extensions = list(revoked.extensions)
        except BROKEN:
            extensions, index.understood = [], False
        for extension in extensions:
            value = extension.value
            if isinstance(value, x509.CRLReason):
                reason = _REASONS.index(value.reason.value)
            elif isinstance(value, x509.CertificateIssuer):
                names = value.get_values_for_type(x509.DirectoryName)
                index.indirect, whose = True, frozenset(map(comparable_name, names))
            elif extension.critical and not isinstance(value, _ENTRY_EXTENSIONS):
                index.understood = False
        serial, at = revoked.serial_number, int(revoked.revocation_date_utc.timestamp())
        packed = at << _REASON_BITS | reason
        for issuer in whose:
            if issuer == own:
                _put(index.entries, serial, packed)
            else:
                _put(index.others, (issuer, serial), packed)
    return index


def _put(entries: dict[_Key, int], key: _Key, packed: int) -> None:
    """Of two entries for one certificate the one that cannot be undone counts."""
    before = entries.get(key)
    if before is None or _undone(packed) < _undone(before):
        entries[key] = packed


def _undone(packed: int) -> int:
    """The smaller, the worse."""
    return {_HOLD: 1, _REMOVED: 2}.get(packed & (1 << _REASON_BITS) - 1, 0)


def _unpacked(packed: int | None) -> Revoked | None:
    if packed is None:
        return None
    return Revoked(float(packed >> _REASON_BITS), _REASONS[packed & (1 << _REASON_BITS) - 1])


def _names_point(certificate: Certificate, names: Iterable[x509.GeneralName]) -> bool | None:
    """Whether the certificate sends its readers to this very list, for all reasons, from its own issuer.

    None where it names its lists in another way than by full names.
    """
    points = extension_of(certificate, x509.CRLDistributionPoints)
    if points is None:
        return None
    listed = set(names)
    plain = [point.full_name for point in points if point.reasons is None and point.crl_issuer is None]
    if any(not listed.isdisjoint(named) for named in plain if named is not None):
        return True
    return None if len(plain) < len(points) or None in plain else False


def _scope(point: x509.IssuingDistributionPoint) -> str:
    limits = {
        "onlyContainsUserCerts": point.only_contains_user_certs,
        "onlyContainsCACerts": point.only_contains_ca_certs,
        "onlyContainsAttributeCerts": point.only_contains_attribute_certs,
        "onlySomeReasons": point.only_some_reasons is not None,
        "distributionPoint": point.full_name is not None or point.relative_name is not None,
    }
    return " ".join(name for name, limited in limits.items() if limited)


def _digest(parsed: x509.CertificateRevocationList) -> str:
    try:
        algorithm = parsed.signature_hash_algorithm
    except BROKEN:
        return ""
    return "" if algorithm is None else algorithm.name


def _timestamp(moment: datetime) -> float:
    return moment.astimezone(UTC).timestamp()
