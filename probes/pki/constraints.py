"""What authorities may and may not issue: the rules of RFC 5280 section 6.1 that a chain can break."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from probes.language import Text
from probes.pki.certificate import Certificate, comparable_rdns, extension_of
from probes.pki.chain import Chain, End
from probes.pki.pieces import BROKEN

_NOT_AN_AUTHORITY = Text("{whose} không có quyền cấp chứng thư", "{whose} may not issue certificates")
_TOO_LONG = Text(
    "{whose} không được phép có thêm cấp chứng thực bên dưới",
    "{whose} may not have that many authorities below it",
)
_OUTSIDE = Text(
    "{whose} cấp chứng thư ngoài phạm vi tên được phép", "{whose} issued outside the names it may issue for"
)
_UNUSUAL = (x509.PolicyConstraints, x509.InhibitAnyPolicy, x509.NameConstraints)
_UNDERSTOOD_IN_SIGNERS = (
    x509.KeyUsage,
    x509.BasicConstraints,
    x509.ExtendedKeyUsage,
    x509.SubjectAlternativeName,
    x509.CertificatePolicies,
    x509.CRLDistributionPoints,
)
_POLICY_MAPPINGS = x509.ObjectIdentifier("2.5.29.33")
_UNKNOWN_CRITICAL = Text(
    "{whose} có phần mở rộng bắt buộc mà chương trình không hiểu",
    "{whose} has a critical extension that this program does not understand",
)


def broken_rules(chain: Chain) -> Iterator[tuple[int, Text]]:
    """Each rule that an authority of the chain breaks, as (position, sentence about `{whose}` certificate)."""
    for position, certificate in enumerate(chain.certificates):
        pinned = chain.end is End.ANCHOR and position == len(chain.certificates) - 1
        below = chain.certificates[:position]
        if not certificate.facts.readable:
            continue  # told as such; nothing more can be said
        if not pinned and _has_unknown_critical(certificate):
            yield position, _UNKNOWN_CRITICAL
        if below and not _may_issue(certificate, pinned):
            yield position, _NOT_AN_AUTHORITY
        if _too_many_below(certificate, below):
            yield position, _TOO_LONG
        if below and _issues_outside_its_names(certificate, below):
            yield position, _OUTSIDE


def may_anchor(certificate: Certificate) -> bool:
    """Whether a pinned certificate is an authority's. A signer's own, pinned by mistake, would vouch for itself whatever
    its authority has revoked. Roots of version 1 have no extension to say what they are."""
    facts = certificate.facts
    return facts.is_ca or (facts.version < 3 and facts.self_issued)


def is_usual(way: Sequence[Certificate]) -> bool:
    """Whether a way up asks of its first certificate, which is no authority's, nothing but signatures, dates and names:
    no policies, no constraints on names, and nothing critical that is seldom seen in a signer's."""
    if len(way) < 2 or way[0].facts.is_ca:
        return False
    try:
        for one in way:
            for extension in one.parsed.extensions:
                if isinstance(extension.value, _UNUSUAL) or extension.oid == _POLICY_MAPPINGS:
                    return False
        return all(
            isinstance(extension.value, _UNDERSTOOD_IN_SIGNERS)
            for extension in way[0].parsed.extensions
            if extension.critical
        )
    except BROKEN:
        return False


def _has_unknown_critical(certificate: Certificate) -> bool:
    """RFC 5280 section 4.2: what is critical and not understood makes a certificate unusable.

    Policy mappings are read by the library that judges policies (`probes.signing.second_opinion`), not by cryptography.
    """
    return any(
        extension.critical
        and isinstance(extension.value, x509.UnrecognizedExtension)
        and extension.oid != _POLICY_MAPPINGS
        for extension in certificate.parsed.extensions
    )


def _may_issue(certificate: Certificate, pinned: bool) -> bool:
    """Section 4.2.1.9 and 4.2.1.3. A pinned root of version 1 has no extensions to say so: the pin does."""
    facts = certificate.facts
    if pinned and facts.version < 3:
        return True
    return facts.is_ca and (facts.usage is None or "key_cert_sign" in facts.usage)


def _too_many_below(certificate: Certificate, below: tuple[Certificate, ...]) -> bool:
    """Section 4.2.1.9: authorities below, without the last certificate and those that renew their own key."""
    authorities = sum(not one.facts.self_issued for one in below[1:])
    return certificate.facts.path_length is not None and authorities > certificate.facts.path_length


def _issues_outside_its_names(certificate: Certificate, below: tuple[Certificate, ...]) -> bool:
    """Section 4.2.1.10. Those that renew their own key are free of it, except the last certificate (6.1.3 b)."""
    constraints = extension_of(certificate, x509.NameConstraints)
    if constraints is None:
        return False
    bound = [one for position, one in enumerate(below) if position == 0 or not one.facts.self_issued]
    try:
        return any(not _allowed(name, constraints) for one in bound for name in _names(one.parsed))
    except BROKEN:  # a name that cannot be read cannot be shown to lie inside
        return True


def _names(parsed: x509.Certificate) -> Iterator[x509.GeneralName]:
    if parsed.subject.rdns:  # an empty name lies nowhere, and is bound by nothing
        yield x509.DirectoryName(parsed.subject)
    alternatives = [
        extension.value
        for extension in parsed.extensions
        if isinstance(extension.value, x509.SubjectAlternativeName)
    ]
    for alternative in alternatives:
        yield from alternative
    if not alternatives:
        for attribute in parsed.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS):
            yield x509.RFC822Name(str(attribute.value))


def _allowed(name: x509.GeneralName, constraints: x509.NameConstraints) -> bool:
    permitted = _of_the_kind(name, constraints.permitted_subtrees)
    excluded = _of_the_kind(name, constraints.excluded_subtrees)
    if not permitted and not excluded:
        return True
    within = _WITHIN.get(type(name))
    if within is None:  # a form of name whose limits we do not know: section 4.2.1.10 wants a refusal
        return False
    if any(within(name.value, base.value) for base in excluded):
        return False
    return not permitted or any(within(name.value, base.value) for base in permitted)


def _of_the_kind(
    name: x509.GeneralName, subtrees: Iterable[x509.GeneralName] | None
) -> list[x509.GeneralName]:
    return [base for base in subtrees or () if type(base) is type(name)]


def _directory_within(name: x509.Name, base: x509.Name) -> bool:
    wanted = comparable_rdns(base)
    return comparable_rdns(name)[: len(wanted)] == wanted


def _dns_within(name: str, base: str) -> bool:
    return not base or f".{name.lower()}".endswith(f".{base.lower().lstrip('.')}")


def _mail_within(name: str, base: str) -> bool:
    host = name.rpartition("@")[2].lower()
    if "@" in base:
        return name.lower() == base.lower()
    return host.endswith(base.lower()) if base.startswith(".") else host == base.lower()


def _uri_within(name: str, base: str) -> bool:
    host = urlsplit(name).hostname or ""
    return host.endswith(base.lower()) if base.startswith(".") else host == base.lower()


def _address_within(name: Any, base: Any) -> bool:
    return isinstance(name, ipaddress.IPv4Address | ipaddress.IPv6Address) and name in base


_WITHIN: dict[type[x509.GeneralName], Callable[[Any, Any], bool]] = {
    x509.DirectoryName: _directory_within,
    x509.DNSName: _dns_within,
    x509.RFC822Name: _mail_within,
    x509.UniformResourceIdentifier: _uri_within,
    x509.IPAddress: _address_within,
}
