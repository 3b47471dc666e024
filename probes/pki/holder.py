"""Whom a certificate is for, guessed from what kind of words its subject has. The words themselves stay in here."""

import re
import unicodedata
from enum import StrEnum

from cryptography import x509
from cryptography.x509.oid import NameOID

from probes.pki.certificate import Certificate
from probes.pki.pieces import BROKEN


class Holder(StrEnum):
    """Whom a certificate seems to be for."""

    ORGANISATION = "organisation"
    PERSON = "person"
    UNKNOWN = "unknown"


# Public authorities write what kind of number the UID is: CCCD, CMND and HC are a person's, MST an organisation's tax code.
_NUMBERS = re.compile(
    r"\W*(?:(?P<person>CCCD|CMND|CMT|CC|HC|PP|SDDCN)|(?P<body>MST|MNS|BHXH|QD))\W", re.IGNORECASE
)
_OF_PERSONS = (NameOID.GIVEN_NAME, NameOID.SURNAME, NameOID.INITIALS, NameOID.PSEUDONYM, NameOID.TITLE)
# As names of public bodies begin. Accents are kept: without them the school "trường" is the family name Trương.
_BODIES = re.compile(
    r"(?:u[ỷ]|ủ[y])\s+ban\b|ubnd\b|hđnd\b|hội\s+(?:đồng|liên|nông|cựu|chữ)\b|(?:đảng|tỉnh|thành|huyện|quận)\s+(?:ủy|uỷ)\b"
    r"|ban\s+(?:quản|chỉ|tổ|tuyên|thường|dân|tiếp)\b|văn\s+phòng\b|trung\s+tâm\b|công\s+(?:an|ty|đoàn)\b|mặt\s+trận\b"
    r"|đoàn\s+(?:thanh|tncs)\b|(?:sở|phòng|trường|trạm|cục|chi\s+cục|tổng\s+cục|bộ|xã|phường|huyện|quận|tỉnh|thị\s+trấn"
    r"|thị\s+xã|thành\s+phố|đặc\s+khu|viện\s+kiểm|bệnh\s+viện|kho\s+bạc|bảo\s+hiểm|t(?:òa|oà)\s+án|thuế)\b",
    re.IGNORECASE,
)


def holder_of(certificate: Certificate) -> Holder:
    """Whom `certificate` seems to be for. A guess, to be confirmed by somebody who knows; never says by what."""
    try:
        return _guessed(certificate.parsed.subject)
    except BROKEN:
        return Holder.UNKNOWN


def _guessed(subject: x509.Name) -> Holder:
    for number in _values(subject, NameOID.USER_ID, NameOID.SERIAL_NUMBER):
        if (kind := _NUMBERS.match(number + " ")) is not None:
            return Holder.PERSON if kind["person"] else Holder.ORGANISATION
    if _values(subject, *_OF_PERSONS):
        return Holder.PERSON
    called = _values(subject, NameOID.COMMON_NAME)
    bodies = _values(subject, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
    if not called:
        return Holder.ORGANISATION if bodies else Holder.UNKNOWN
    if any(_BODIES.match(name) for name in called) or {name.casefold() for name in called} & {
        body.casefold() for body in bodies
    }:
        return Holder.ORGANISATION
    return Holder.PERSON if bodies or _values(subject, NameOID.EMAIL_ADDRESS) else Holder.UNKNOWN


def _values(subject: x509.Name, *kinds: x509.ObjectIdentifier) -> list[str]:
    return [
        " ".join(unicodedata.normalize("NFC", str(attribute.value)).split())
        for kind in kinds
        for attribute in subject.get_attributes_for_oid(kind)
    ]
