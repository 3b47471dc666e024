"""The authority's revocation lists (RFC 5280 section 5): a new number whenever something changes, and regularly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from exporter.demo.authority.register import Entry
from exporter.demo.issuing import Holder

_ANEW_EVERY = timedelta(seconds=60)
_GOOD_FOR = timedelta(minutes=50)
# Lists begin a little in the past, for clocks that lag. That also lets a stale list be no older than the one before.
_BEGINS_BEFORE = timedelta(minutes=10)
_STALE_SINCE = timedelta(minutes=6)


@dataclass(frozen=True, slots=True)
class IssuedList:
    """A list in DER. issued: when it was made, to the second."""

    der: bytes
    number: int
    issued: datetime


class Lists:
    """The lists of one authority, numbered from 1."""

    def __init__(self, issuer: Holder) -> None:
        self._issuer = issuer
        self._newest: IssuedList | None = None
        self._said: object = None

    def newest(self, entries: Mapping[int, Entry], moment: datetime, *, stale: bool) -> IssuedList:
        """The list that is out at `moment`. stale: its end has passed, and the authority makes no newer one."""
        said = (dict(entries), stale)
        before = self._newest
        if before is not None and said == self._said and (stale or moment < before.issued + _ANEW_EVERY):
            return before
        number = 1 if before is None else before.number + 1
        moment = moment.replace(microsecond=0)
        der = self._signed(entries, number, moment, moment - _STALE_SINCE if stale else moment + _GOOD_FOR)
        self._newest, self._said = IssuedList(der, number, moment), said
        return self._newest

    def _signed(
        self, entries: Mapping[int, Entry], number: int, moment: datetime, next_update: datetime
    ) -> bytes:
        key = self._issuer.key
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._issuer.certificate.subject)
            .last_update(moment - _BEGINS_BEFORE)
            .next_update(next_update)
            .add_extension(x509.CRLNumber(number), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
            )
        )
        for serial, entry in entries.items():
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(entry.at)
                .add_extension(x509.CRLReason(entry.reason), critical=False)
                .build()
            )
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
