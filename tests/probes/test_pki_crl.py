"""Revocation lists, good and odd: bytes to facts, who signed them, and of whom they tell the whole truth."""

from functools import partial

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from probes.pki import Certificate, UnreadableError, parse
from probes.pki.crl import Revoked, read_crl
from tests.authority import CERTIFICATES, DAY, NOW, Authority, Issued, new_key, organisation, rsa_key
from tests.resigned import resigned, with_serial, without_next_update
from tests.revocation_lists import Entry, crl_of, on_hold, revoked

ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER = SUB.signer()
Reasons = x509.ReasonFlags
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
HERE, ELSEWHERE = (
    x509.UniformResourceIdentifier("http://crl.example.invalid/1.crl"),
    x509.UniformResourceIdentifier("http://crl.example.invalid/2.crl"),
)


def of(issued: Issued | Authority) -> Certificate:
    return parse((issued.issued if isinstance(issued, Authority) else issued).der)


def point(**fields: object) -> tuple[x509.IssuingDistributionPoint, bool]:
    """An issuing distribution point that limits a list to what `fields` say."""
    plain: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**(plain | fields)), True  # type: ignore[arg-type]  # tests name the fields


def named_points(*points: x509.DistributionPoint) -> Issued:
    return SUB.signer(extra=((x509.CRLDistributionPoints(points), False),))


# -- reading ----------------------------------------------------------------------------------------------------


def test_a_list_gives_its_dates_number_and_entries_from_der_and_pem() -> None:
    der = crl_of(SUB, revoked(SIGNER), number=7)
    armoured = x509.load_der_x509_crl(der).public_bytes(Encoding.PEM)

    for data in (der, armoured, b"text before\n" + armoured):
        facts = read_crl(data).facts
        assert (facts.this_update, facts.next_update) == (
            (NOW - DAY).timestamp(),
            (NOW + DAY).timestamp(),
        )
        assert (facts.number, facts.entries, facts.size_bytes) == (7, 1, len(der))
        assert facts.plain


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<!DOCTYPE html><html>", id="a login page"),
        pytest.param(crl_of(SUB)[:-1], id="cut short"),
        pytest.param(SIGNER.der, id="a certificate"),
        pytest.param(SIGNER.pem, id="a certificate in PEM"),
        pytest.param(b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", id="nothing in armour"),
        pytest.param(b"\x30\x80" + crl_of(SUB)[4:], id="indefinite length"),
    ],
)
def test_what_is_no_list_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_crl(data)


def test_a_list_need_not_say_when_the_next_one_comes() -> None:
    crl = read_crl(resigned(crl_of(SUB), SUB.issued.key, without_next_update))

    assert crl.facts.next_update is None
    assert crl.signed_by(of(SUB))


@pytest.mark.parametrize("serial", [0, -1, -300, 1, 127, 128, 255, (1 << 159) - 1, 1 << 167, 1 << 320])
def test_a_serial_number_is_found_whatever_number_it_is(serial: int) -> None:
    signer = parse(resigned(SIGNER.der, SUB.issued.key, with_serial(serial)))
    crl = read_crl(resigned(crl_of(SUB, revoked(SIGNER)), SUB.issued.key, with_serial(serial)))

    assert signer.serial == serial
    assert crl.entry(signer.serial) is not None


def test_a_serial_number_is_not_found_inside_another() -> None:
    crl = read_crl(crl_of(SUB, Entry(0x11), Entry(0x1234), Entry(0x0100)))

    assert [serial for serial in (1, 0x11, 11, 0x12, 0x34, 0x123, 0x100, 0x0) if crl.entry(serial)] == [
        0x11,
        0x100,
    ]


def test_an_entry_tells_when_and_why() -> None:
    crl = read_crl(crl_of(SUB, Entry(5, NOW - DAY, Reasons.superseded), Entry(6, NOW)))

    assert crl.entry(5) == Revoked((NOW - DAY).timestamp(), "superseded")
    assert crl.entry(6) == Revoked(NOW.timestamp(), "unspecified")


@pytest.mark.parametrize("reason", list(Reasons))
def test_every_reason_is_kept(reason: x509.ReasonFlags) -> None:
    crl = read_crl(crl_of(SUB, Entry(5, reason=reason)))

    assert crl.entry(5) == Revoked((NOW - DAY).timestamp(), reason.value)


def test_of_two_entries_for_one_certificate_the_one_that_cannot_be_undone_counts() -> None:
    entries = [revoked(SIGNER), on_hold(SIGNER), revoked(SIGNER, reason=Reasons.remove_from_crl)]
    serial = SIGNER.certificate.serial_number

    for order in (entries, entries[::-1]):
        entry = read_crl(crl_of(SUB, *order)).entry(serial)
        assert entry is not None
        assert entry.reason == "keyCompromise"
    for order in (entries[1:], entries[:0:-1]):
        entry = read_crl(crl_of(SUB, *order)).entry(serial)
        assert entry is not None
        assert entry.reason == "certificateHold"


# -- whose it is ------------------------------------------------------------------------------------------------


def test_a_list_is_its_issuers_when_name_key_and_right_fit() -> None:
    crl = read_crl(crl_of(SUB))
    without_right = ROOT.sub(key=SUB.issued.key, usage=CERTIFICATES - {"crl_sign"})
    without_usage = ROOT.sub(key=SUB.issued.key, usage=None)

    assert crl.signed_by(of(SUB))
    assert crl.signed_by(of(without_usage))
    assert not crl.signed_by(of(without_right))
    assert not crl.signed_by(of(ROOT))
    assert not crl.signed_by(of(ROOT.sub(key=new_key())))


def test_a_list_with_another_key_or_in_another_name_is_not_the_issuers() -> None:
    assert not read_crl(crl_of(SUB, key=new_key())).signed_by(of(SUB))
    assert not read_crl(crl_of(SUB, name=organisation("Somebody else"))).signed_by(of(SUB))
    assert not read_crl(crl_of(SUB)[:-2] + b"\x00\x00").signed_by(of(SUB))


@pytest.mark.parametrize(
    ("authority", "digest"),
    [(SUB, "sha1"), (ROOT.sub(key=rsa_key()), "sha1"), (ROOT.sub(key=rsa_key()), "md5")],
    ids=["ECDSA with SHA-1", "RSA with SHA-1", "RSA with MD5"],
)
def test_an_old_signature_is_right_and_old(authority: Authority, digest: str) -> None:
    crl = read_crl(resigned(crl_of(authority), authority.issued.key, digest=digest))

    assert crl.signed_by(of(authority))
    assert crl.facts.signature_digest == digest


# -- of whom it speaks ------------------------------------------------------------------------------------------

NAMED = named_points(x509.DistributionPoint([ELSEWHERE, HERE], None, None, None))
ONLY_SOME = frozenset({Reasons.key_compromise})
at_the_named = partial(point, full_name=[HERE])


@pytest.mark.parametrize(
    ("issued", "limit", "speaks"),
    [
        pytest.param(SIGNER, None, True, id="of everybody"),
        pytest.param(SIGNER, point(only_contains_user_certs=True), True, id="of users"),
        pytest.param(SUB, point(only_contains_user_certs=True), False, id="of users, asked about an authority"),
        pytest.param(SIGNER, point(only_contains_ca_certs=True), False, id="of authorities, asked about a user"),
        pytest.param(SUB, point(only_contains_ca_certs=True), True, id="of authorities"),
        pytest.param(SIGNER, point(only_contains_attribute_certs=True), False, id="of attributes"),
        pytest.param(NAMED, at_the_named(), True, id="at the point the certificate names"),
        pytest.param(NAMED, point(full_name=[x509.UniformResourceIdentifier("http://other.invalid/")]), False, id="at another point"),
        pytest.param(SIGNER, at_the_named(), None, id="at a point, and the certificate names none"),
        pytest.param(
            named_points(x509.DistributionPoint([ELSEWHERE], None, None, None)), at_the_named(), False, id="another shard"
        ),
        pytest.param(
            named_points(
                x509.DistributionPoint([ELSEWHERE], None, None, None), x509.DistributionPoint([HERE], None, None, None)
            ),
            at_the_named(),
            True,
            id="at its second point",
        ),
        pytest.param(
            named_points(x509.DistributionPoint([HERE], None, ONLY_SOME, None)), at_the_named(), None, id="for some reasons only"
        ),
        pytest.param(
            named_points(
                x509.DistributionPoint([HERE], None, None, [x509.DirectoryName(organisation("Other"))])
            ),
            at_the_named(),
            None,
            id="from another issuer",
        ),
        pytest.param(SIGNER, point(only_some_reasons=ONLY_SOME), None, id="of some reasons"),
        pytest.param(SIGNER, point(indirect_crl=True), None, id="for others too"),
        pytest.param(SIGNER, (x509.DeltaCRLIndicator(1), True), None, id="of changes"),
        pytest.param(SIGNER, (UNKNOWN, True), None, id="with something critical that is not understood"),
        pytest.param(SIGNER, (UNKNOWN, False), True, id="with something uncritical that is not understood"),
    ],
)  # fmt: skip
def test_of_whom_a_list_tells_the_whole_truth(
    issued: Issued | Authority, limit: tuple[x509.ExtensionType, bool] | None, speaks: bool | None
) -> None:
    crl = read_crl(crl_of(SUB, extra=() if limit is None else (limit,)))

    assert crl.speaks_for(of(issued)) is speaks


@pytest.mark.parametrize(
    ("extension", "critical", "understood"),
    [(UNKNOWN, True, False), (UNKNOWN, False, True), (x509.InvalidityDate(NOW.replace(tzinfo=None)), False, True)],
)  # fmt: skip
def test_something_critical_in_an_entry_that_is_not_understood_is_told(
    extension: x509.ExtensionType, critical: bool, understood: bool
) -> None:
    crl = read_crl(crl_of(SUB, Entry(5, extra=((extension, critical),))))

    assert crl.facts.understood is understood
    assert crl.entry(5) is not None


def test_an_entry_whose_extensions_cannot_be_read_still_revokes() -> None:
    invalid_since = x509.InvalidityDate(NOW.replace(tzinfo=None))
    der = crl_of(SUB, Entry(5, reason=Reasons.superseded, extra=((invalid_since, False),)))
    reason, date = bytes.fromhex("0603551d15"), bytes.fromhex("0603551d18")
    crl = read_crl(der.replace(date, reason))

    assert crl.entry(5) == Revoked((NOW - DAY).timestamp(), "unspecified")
    assert not crl.facts.understood


def test_an_entry_about_another_issuers_certificate_makes_a_list_indirect() -> None:
    about = x509.CertificateIssuer([x509.DirectoryName(ROOT.certificate.subject)])
    crl = read_crl(crl_of(SUB, Entry(5, extra=((about, True),))))

    assert crl.facts.indirect
    assert not crl.facts.plain


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"number": 1}, {"number": 2}),
        ({"number": 10, "this_update": NOW - 2 * DAY}, {"number": 9, "this_update": NOW - DAY}),
        ({"number": None, "this_update": NOW - 2 * DAY}, {"number": None, "this_update": NOW - DAY}),
        ({"number": 1, "this_update": NOW - DAY}, {"number": None, "this_update": NOW}),
    ],
)
def test_the_date_says_which_list_is_newer_and_else_the_number(
    older: dict[str, object], newer: dict[str, object]
) -> None:
    assert read_crl(crl_of(SUB, **older)).age < read_crl(crl_of(SUB, **newer)).age  # type: ignore[arg-type]
