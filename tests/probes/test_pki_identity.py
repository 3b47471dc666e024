"""Whether a certificate still names its body, as names are really written, and as they were before the mergers."""

import unicodedata

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from probes.pki import parse
from probes.pki.identity import folded, names_organisation
from tests.authority import Authority

ROOT = Authority.root()
ORG, UNIT, PLACE, COMMON = (
    NameOID.ORGANIZATION_NAME,
    NameOID.ORGANIZATIONAL_UNIT_NAME,
    NameOID.LOCALITY_NAME,
    NameOID.COMMON_NAME,
)


def says(name: str, *subject: tuple[x509.ObjectIdentifier, str]) -> bool | None:
    written = x509.Name([x509.NameAttribute(kind, value) for kind, value in subject])
    return names_organisation(parse(ROOT.signer(subject=written).der), name)


@pytest.mark.parametrize(
    "written",
    [
        "UBND xã A Lưới 5",
        "ỦY BAN NHÂN DÂN XÃ A LƯỚI 5",
        "Xã A  Lưới\u00a05",
        "Ủy ban nhân dân xã A Lưới 5, thành phố Huế",
        "Trung tâm Phục vụ hành chính công xã A Lưới 5",
        unicodedata.normalize("NFD", "UBND xã A Lưới 5"),
    ],
)
@pytest.mark.parametrize("name", ["Xã A Lưới 5", unicodedata.normalize("NFD", "Xã A Lưới 5")])
def test_its_present_name_is_found_however_it_is_written(written: str, name: str) -> None:
    assert says(name, (ORG, written)) is True


@pytest.mark.parametrize("place", [ORG, UNIT, PLACE])
def test_the_unit_may_stand_in_organisation_unit_or_locality(place: x509.ObjectIdentifier) -> None:
    assert says("Phường Thuận Hóa", (COMMON, "Văn phòng"), (place, "UBND phường Thuận Hóa")) is True


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Xã Hòa Bình", "UBND xã Hoà Bình"),
        ("Xã Hoà Bình", "UBND xã Hòa Bình"),
        ("Phường Thủy Xuân", "Uỷ ban nhân dân phường Thuỷ Xuân"),
        ("Xã Khoé", "UBND xã Khóe"),
    ],
)
def test_the_old_and_the_new_place_of_a_tone_mark_are_one_name(name: str, written: str) -> None:
    assert says(name, (ORG, written)) is True


@pytest.mark.parametrize(
    ("written", "name"),
    [
        pytest.param("UBND xã Hồng Thượng", "Xã A Lưới 5", id="a commune that was merged into it"),
        pytest.param("UBND xã A Lưới 55", "Xã A Lưới 5", id="a longer name"),
        pytest.param("UBND xã Phú Tấn", "Xã Phú Tân", id="another tone"),
        pytest.param("UBND xã Trà", "Xã Tra", id="a tone more"),
        pytest.param("UBND xã Bình Ă", "Xã Bình A", id="another letter"),
        pytest.param("UBND thị trấn A Lưới", "Xã A Lưới 1", id="a township"),
        pytest.param("UBND huyện A Lưới", "Xã A Lưới 1", id="a district"),
        pytest.param("UBND thị xã Hương Trà", "Phường Hương Trà", id="a district town"),
        pytest.param("UBND quận Thuận Hóa", "Phường Thuận Hóa", id="an urban district"),
    ],
)
def test_another_commune_or_a_district_is_a_former_name(written: str, name: str) -> None:
    assert says(name, (ORG, written)) is False


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(((ORG, "UBND thành phố Huế"),), id="province level"),
        pytest.param(((ORG, "Sở Tư pháp"), (UNIT, "Văn phòng")), id="a department"),
        pytest.param(((ORG, "Ban Chỉ huy Quân sự"),), id="quân sự is no quận"),
        pytest.param(((COMMON, "Xã Cũ Kỹ"),), id="a person's own name is not read"),
        pytest.param((), id="an empty subject"),
    ],
)
def test_where_no_commune_is_named_nothing_is_said(
    subject: tuple[tuple[x509.ObjectIdentifier, str], ...],
) -> None:
    assert says("Xã A Lưới 5", *subject) is None


def test_of_several_units_one_present_name_is_enough_but_a_district_never_passes() -> None:
    assert says("Xã A Lưới 5", (UNIT, "Xã Hồng Thượng"), (UNIT, "UBND xã A Lưới 5")) is True
    assert says("Xã A Lưới 5", (ORG, "UBND xã A Lưới 5"), (UNIT, "Huyện A Lưới")) is False


def test_folding_twice_is_folding_once() -> None:
    for text in ("Hoà", "Thuỷ Xuân", "ĐẶC KHU CÔN ĐẢO", "Ｘã"):
        assert folded(folded(text)) == folded(text)
