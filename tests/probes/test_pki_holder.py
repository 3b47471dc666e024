"""Whom a certificate seems to be for."""

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from probes.pki import parse
from probes.pki.holder import Holder, holder_of
from tests.authority import PERSON, Authority

ROOT = Authority.root()
CN, BODY_NAME, OU, UID = (
    NameOID.COMMON_NAME,
    NameOID.ORGANIZATION_NAME,
    NameOID.ORGANIZATIONAL_UNIT_NAME,
    NameOID.USER_ID,
)
BODY = "UBND xã Thử Nghiệm"


def holder(*attributes: tuple[x509.ObjectIdentifier, str]) -> Holder:
    subject = x509.Name([x509.NameAttribute(kind, value) for kind, value in attributes])
    return holder_of(parse(ROOT.signer(subject=subject).der))


@pytest.mark.parametrize(
    "attributes",
    [
        ((CN, "Nguyễn Thị Thử"), (BODY_NAME, BODY)),
        ((CN, "Trương Văn Thử"), (BODY_NAME, BODY)),
        ((CN, "Đoàn Thị Thử"), (OU, BODY)),
        ((CN, "Hội An Thử"), (BODY_NAME, BODY)),
        ((CN, "Văn Phong Thử"), (BODY_NAME, BODY)),
        ((CN, "Nguyen Van Thu"), (NameOID.EMAIL_ADDRESS, "thu@example.invalid")),
        ((CN, "Nguyễn Thị Thử"), (UID, "CCCD:001199012345")),
        ((CN, BODY), (UID, "CMND:012345678")),
        ((CN, "Thử"), (NameOID.TITLE, "Chủ tịch")),
        ((NameOID.GIVEN_NAME, "Thử"), (NameOID.SURNAME, "Nguyễn")),
    ],
)
def test_a_person(attributes: tuple[tuple[x509.ObjectIdentifier, str], ...]) -> None:
    assert holder(*attributes) is Holder.PERSON


@pytest.mark.parametrize(
    "attributes",
    [
        ((CN, BODY), (BODY_NAME, BODY)),
        ((CN, "ỦY BAN NHÂN DÂN XÃ THỬ"), (BODY_NAME, "Tỉnh Thử")),
        ((CN, "Uỷ ban nhân dân xã Thử"),),
        ((CN, "Đảng ủy xã Thử"), (BODY_NAME, "Tỉnh Thử")),
        ((CN, "Trường Tiểu học Thử"), (BODY_NAME, "Sở Thử")),
        ((CN, "Trung tâm Phục vụ hành chính công"), (OU, "Xã Thử")),
        ((CN, "Thu Nghiem"), (OU, "THU NGHIEM")),
        ((CN, "Nguyễn Thị Thử"), (UID, "MST:0101234567")),
        ((BODY_NAME, BODY),),
    ],
)
def test_an_organisation(attributes: tuple[tuple[x509.ObjectIdentifier, str], ...]) -> None:
    assert holder(*attributes) is Holder.ORGANISATION


@pytest.mark.parametrize("attributes", [(), ((CN, "x"),), ((NameOID.COUNTRY_NAME, "VN"),)])
def test_who_knows(attributes: tuple[tuple[x509.ObjectIdentifier, str], ...]) -> None:
    assert holder(*attributes) is Holder.UNKNOWN


def test_decomposed_letters_are_the_same_letters() -> None:
    assert (
        holder((CN, "U\u0309y ban nha\u0302n da\u0302n"), (BODY_NAME, "Ti\u0309nh Thu\u031b\u0309"))
        is Holder.ORGANISATION
    )


def test_the_invented_person_is_a_person() -> None:
    assert holder_of(parse(ROOT.signer(subject=PERSON).der)) is Holder.PERSON
