"""Bytes to judgements, over a throwaway authority. How names are kept in is told in test_pki_privacy.py."""

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from probes.pki import (
    Certificate,
    Judgement,
    Trust,
    best,
    chain_not_after,
    day,
    judge,
    parse,
    read_certificates,
)
from probes.reasons import Reason
from tests.authority import (
    CERTIFICATES,
    DAY,
    NOW,
    Authority,
    Issued,
    dsa_key,
    new_key,
    pem,
    rsa_key,
    with_old_digest,
)

MOMENT = NOW.timestamp()
ROOT = Authority.root("Root CA")
SUB = ROOT.sub("Sub CA")
SIGNER = SUB.signer()
SHA1, MD5 = hashes.SHA1(), hashes.MD5()  # noqa: S303  # broken on purpose


def of(*issued: Issued | Authority) -> tuple[Certificate, ...]:
    return tuple(parse((one.issued if isinstance(one, Authority) else one).der) for one in issued)


def judged(
    signer: Issued,
    anchors: tuple[Certificate, ...] = of(ROOT),
    intermediates: tuple[Certificate, ...] = of(SUB),
    moment: float = MOMENT,
) -> Judgement:
    return judge(of(signer)[0], anchors, intermediates, moment)


def said(judgement: Judgement) -> str:
    return "; ".join(finding.what.en for finding in judgement.findings)


# -- reading ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SIGNER.pem, id="PEM"),
        pytest.param(SIGNER.pem.replace(b"\n", b"\r\n"), id="PEM with Windows line ends"),
        pytest.param(b"\xef\xbb\xbfBag Attributes\n  a: b\n" + SIGNER.pem, id="PEM after other text"),
        pytest.param(SIGNER.pem.replace(b"CERTIFICATE", b"X509 CERTIFICATE"), id="old PEM label"),
        pytest.param(SIGNER.der, id="DER"),
        pytest.param(SIGNER.der + b"\r\n", id="DER with a line end behind"),
    ],
)
def test_a_certificate_is_read_however_it_is_written(data: bytes) -> None:
    read = read_certificates(data)

    assert [certificate.identity for certificate in read.certificates] == [of(SIGNER)[0].identity]
    assert read.unreadable == ()


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_a_pkcs7_bundle_gives_every_certificate_in_it(encoding: Encoding) -> None:
    bundle = pkcs7.serialize_certificates([SIGNER.certificate, SUB.certificate, ROOT.certificate], encoding)

    read = read_certificates(bundle)

    assert {one.identity for one in read.certificates} == {one.identity for one in of(SIGNER, SUB, ROOT)}
    assert read.unreadable == ()


def test_a_bad_certificate_in_a_pem_bundle_does_not_hide_the_good_ones() -> None:
    bad = pem(SUB.certificate).replace(b"MII", b"AAA", 1)
    cut = pem(SUB.certificate)[:200]

    read = read_certificates(SIGNER.pem + bad + ROOT.pem + cut)

    assert [one.identity for one in read.certificates] == [one.identity for one in of(SIGNER, ROOT)]
    assert [(fault.position, fault.what.en) for fault in read.unreadable] == [
        (2, "entry 2 is not a certificate"),
        (4, "entry 4 is not a certificate"),
    ]


def test_a_bad_certificate_in_a_pkcs7_bundle_does_not_hide_the_good_ones() -> None:
    bundle = pkcs7.serialize_certificates([SIGNER.certificate, ROOT.certificate], Encoding.DER)
    at = bundle.index(SIGNER.der)
    bad = (
        bundle[:at]
        + SIGNER.der.replace(b"\x30\x0a\x06\x08", b"\x30\x0a\x07\x08")
        + bundle[at + len(SIGNER.der) :]
    )

    read = read_certificates(bad)

    assert [one.identity for one in read.certificates] == [of(ROOT)[0].identity]
    assert [fault.position for fault in read.unreadable] == [1 if at < bundle.index(ROOT.issued.der) else 2]


def test_a_pkcs7_bundle_of_indefinite_length_is_read() -> None:
    bundle = pkcs7.serialize_certificates([SIGNER.certificate], Encoding.DER)
    indefinite = b"\x30\x80" + bundle[4:] + b"\x00\x00"

    assert [one.identity for one in read_certificates(indefinite).certificates] == [of(SIGNER)[0].identity]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the file is empty"),
        (b" \r\n", "the file is empty"),
        (b"<html>login</html>", "the file holds no certificate"),
        (SIGNER.der[:-5], "the file holds no certificate"),
        (
            pkcs7.serialize_certificates([SIGNER.certificate], Encoding.DER)[:-9],
            "the file holds no certificate",
        ),
        (b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n", "the file holds no certificate"),
        (SIGNER.key_pem, "the file holds no certificate"),
    ],
)
def test_what_is_no_certificate_is_said_to_be_none(data: bytes, sentence: str) -> None:
    read = read_certificates(data)

    assert read.certificates == ()
    assert [(fault.position, fault.what.en) for fault in read.unreadable] == [(None, sentence)]


def test_the_same_certificate_twice_counts_once() -> None:
    assert len(read_certificates(SIGNER.pem + SIGNER.pem).certificates) == 1


def test_a_negative_serial_number_is_no_reason_to_refuse_a_certificate() -> None:
    serial = 0x7F << 152
    issued = SUB.signer(serial=serial)

    assert parse(issued.der.replace(serial.to_bytes(20), (0xFF << 152).to_bytes(20), 1)).facts.readable


# -- facts ------------------------------------------------------------------------------------------------------


def test_the_facts_are_those_of_the_certificate() -> None:
    issued = SUB.signer(
        key=rsa_key(),
        purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CLIENT_AUTH),
        usage=frozenset({"digital_signature", "key_encipherment"}),
    )

    facts = of(issued)[0].facts

    assert facts.fingerprint == issued.certificate.fingerprint(hashes.SHA256()).hex()[:16]
    assert facts.not_before == (NOW - DAY).timestamp()
    assert facts.not_after == (NOW + 365 * DAY).timestamp()
    assert (facts.key_type, facts.key_bits) == ("rsa", 2048)
    assert (facts.signature_algorithm, facts.signature_digest) == ("ecdsa-with-sha256", "sha256")
    assert facts.usage == frozenset({"digital_signature", "key_encipherment"})
    assert facts.purposes == ("1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4")
    assert not facts.is_ca
    assert facts.issuer_name == "Sub CA"
    subject_key = x509.SubjectKeyIdentifier.from_public_key(SUB.issued.key.public_key())
    assert facts.issuer_key_id == subject_key.digest.hex()


def test_a_certificate_without_extensions_has_none_of_their_facts() -> None:
    issued = SUB.signer(constraint=None, usage=None, key_ids=False)

    facts = of(issued)[0].facts

    assert (facts.usage, facts.purposes, facts.issuer_key_id, facts.is_ca) == (None, (), "", False)
    assert facts.readable


def test_malformed_extensions_leave_the_dates_known() -> None:
    broken = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.15"), b"\xff\xff")
    issued = SUB.signer(usage=None, extra=((broken, True),))

    judgement = judged(issued)

    assert judgement.facts.not_after == (NOW + 365 * DAY).timestamp()
    assert judgement.reasons == (Reason.CERTIFICATE_UNREADABLE,)
    assert said(judgement) == "the extensions of the certificate are malformed"


# -- trust ------------------------------------------------------------------------------------------------------


def test_a_good_chain_to_a_pinned_root_is_trusted() -> None:
    judgement = judged(SIGNER)

    assert judgement.trust is Trust.TRUSTED
    assert judgement.findings == ()
    assert [facts.fingerprint for facts in judgement.chain] == [
        one.facts.fingerprint for one in of(SIGNER, SUB, ROOT)
    ]


def test_the_earliest_end_of_the_chain_counts() -> None:
    short = ROOT.sub("Short CA", ends=NOW + 10 * DAY)

    judgement = judged(short.signer(), intermediates=of(short))

    assert judgement.facts.not_after == (NOW + 365 * DAY).timestamp()
    assert judgement.effective_not_after == (NOW + 10 * DAY).timestamp()
    assert judgement.findings == ()


def test_without_the_intermediate_the_chain_is_incomplete_and_says_whose_is_missing() -> None:
    judgement = judged(SIGNER, intermediates=())

    assert judgement.trust is Trust.INCOMPLETE
    assert judgement.reasons == (Reason.CERTIFICATE_CHAIN_INCOMPLETE,)
    assert said(judgement) == "the certificate of “Sub CA” is missing"


def test_a_root_that_is_not_pinned_is_not_trusted() -> None:
    judgement = judged(SIGNER, anchors=of(Authority.root("Other Root")), intermediates=of(SUB, ROOT))

    assert judgement.trust is Trust.UNTRUSTED
    assert judgement.reasons == (Reason.CERTIFICATE_UNTRUSTED,)
    assert said(judgement) == "the chain leads to a root that is not among the pinned ones"


def test_a_forged_signature_is_not_trusted() -> None:
    forged = replace(SIGNER, certificate=_with_last_byte_changed(SIGNER.certificate))

    judgement = judged(forged)

    assert judgement.reasons == (Reason.CERTIFICATE_UNTRUSTED,)
    assert said(judgement) == "the signature on the certificate is wrong"


def test_a_namesake_of_the_issuer_does_not_make_it_trusted() -> None:
    namesake = Authority.root("Sub CA")
    without_key_ids = replace(namesake.signer(key_ids=False), above=())

    assert judged(without_key_ids).reasons == (Reason.CERTIFICATE_UNTRUSTED,)


def test_an_issuer_with_a_renewed_key_is_missing_and_not_forged() -> None:
    renewed = ROOT.sub("Sub CA")

    judgement = judged(renewed.signer())

    assert judgement.reasons == (Reason.CERTIFICATE_CHAIN_INCOMPLETE,)


def test_among_namesakes_the_one_that_signed_is_found() -> None:
    renewed = ROOT.sub("Sub CA")

    for signer in (SIGNER, renewed.signer(), renewed.signer(key_ids=False)):
        assert judged(signer, intermediates=of(SUB, renewed)).findings == ()


def test_without_anchors_trust_is_unchecked_and_nothing_is_held_against_anybody() -> None:
    judgement = judged(SIGNER, anchors=())

    assert judgement.trust is Trust.UNCHECKED
    assert judgement.findings == ()
    assert len(judgement.chain) == 2


def test_a_pinned_intermediate_ends_the_chain() -> None:
    judgement = judged(SIGNER, anchors=of(SUB), intermediates=())

    assert judgement.trust is Trust.TRUSTED
    assert len(judgement.chain) == 2


def test_a_pinned_self_signed_signer_is_trusted_alone() -> None:
    alone = Authority.root("Alone", constraint=None, usage=frozenset({"digital_signature"})).issued

    assert judged(alone, anchors=of(alone), intermediates=()).findings == ()
    assert judged(alone).reasons == (Reason.CERTIFICATE_UNTRUSTED,)


def test_a_pinned_signer_cannot_issue_for_others() -> None:
    alone = Authority.root("Alone", constraint=None, usage=frozenset({"digital_signature"}))

    judgement = judged(alone.signer(), anchors=of(alone))

    assert said(judgement) == "the certificate of the authority at level 1 may not issue certificates"


def test_names_that_differ_only_in_encoding_and_case_are_the_same_authority() -> None:
    shouted = Authority(replace(SUB.issued, certificate=SUB.certificate))
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "CƠ QUAN  thử nghiệm"),
            x509.NameAttribute(NameOID.COMMON_NAME, "SUB CA", x509.name._ASN1Type.PrintableString),
        ]
    )
    respelled = ROOT.sub("Sub CA", key=shouted.issued.key, subject=subject)

    assert judged(SIGNER, intermediates=of(respelled)).findings == ()


def test_a_loop_of_cross_signed_authorities_ends() -> None:
    one_key, other_key = new_key(), new_key()
    one = Authority.root("One", key=one_key)
    other = Authority.root("Other", key=other_key)
    crossed = (one.sub("Other", key=other_key), other.sub("One", key=one_key))

    judgement = judged(other.signer(), intermediates=of(*crossed))

    assert judgement.trust is not Trust.TRUSTED
    assert judged(other.signer(), anchors=of(one), intermediates=of(*crossed)).findings == ()


def test_a_chain_that_never_ends_is_given_up() -> None:
    above = ROOT
    many = []
    for number in range(12):
        above = above.sub(f"CA {number}")
        many.append(above)

    judgement = judged(above.signer(), intermediates=of(*many))

    assert judgement.trust is not Trust.TRUSTED
    assert len(judgement.chain) == 8


# -- dates ------------------------------------------------------------------------------------------------------


def test_an_expired_certificate_says_since_when() -> None:
    ended = SUB.signer(starts=datetime(2024, 1, 1, tzinfo=UTC), ends=datetime(2025, 12, 31, 16, tzinfo=UTC))

    judgement = judged(ended)

    assert judgement.reasons == (Reason.CERTIFICATE_EXPIRED,)
    assert [finding.what.vi for finding in judgement.findings] == ["chứng thư đã hết hạn ngày 31/12/2025"]
    assert said(judgement) == "the certificate expired on 2025-12-31"


def test_the_last_second_still_counts() -> None:
    end = of(SIGNER)[0].facts.not_after

    assert judged(SIGNER, moment=end).findings == ()
    assert judged(SIGNER, moment=end + 1).reasons == (Reason.CERTIFICATE_EXPIRED,)


def test_an_expired_authority_makes_a_certificate_unusable() -> None:
    old = ROOT.sub("Old CA", ends=NOW - DAY)

    judgement = judged(old.signer(), intermediates=of(old))

    assert judgement.reasons == (Reason.CERTIFICATE_EXPIRED,)
    assert judgement.findings[0].position == 1


def test_a_root_that_has_expired_counts_though_it_is_pinned() -> None:
    old = Authority.root("Old Root", ends=NOW - DAY)

    assert judged(old.signer(), anchors=of(old)).reasons == (Reason.CERTIFICATE_EXPIRED,)


def test_a_certificate_that_begins_tomorrow_is_not_yet_valid() -> None:
    assert judged(SUB.signer(starts=NOW + DAY)).reasons == (Reason.CERTIFICATE_NOT_YET_VALID,)


def test_a_clock_four_minutes_behind_does_not_make_a_new_certificate_invalid() -> None:
    begins = of(SIGNER)[0].facts.not_before

    assert judged(SIGNER, moment=begins - 240).findings == ()
    assert judged(SIGNER, moment=begins - 301).reasons == (Reason.CERTIFICATE_NOT_YET_VALID,)


def test_a_certificate_without_an_end_is_shown_with_the_last_day_there_is() -> None:
    endless = SUB.signer(ends=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))

    assert judged(endless).findings == ()
    assert day(of(endless)[0].facts.not_after).en == "9999-12-31"


def test_a_day_begins_at_midnight_in_vietnam() -> None:
    assert day(datetime(2026, 11, 23, 17, 0, tzinfo=UTC).timestamp()).vi == "24/11/2026"


def test_the_certificate_that_lasts_longest_is_the_one_to_sign_with() -> None:
    old, new = SUB.signer(ends=NOW + DAY), SUB.signer(ends=NOW + 900 * DAY)
    expired = SUB.signer(ends=NOW - DAY)

    chosen = best([judged(one) for one in (old, expired, new)])

    assert chosen.facts == of(new)[0].facts


# -- usage ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"usage": frozenset({"key_encipherment"})}, "its key may not be used for signatures"),
        ({"usage": None}, "it does not say what its key may be used for"),
        (
            {"purposes": (ExtendedKeyUsageOID.SERVER_AUTH,)},
            "it is meant for machines or services only",
        ),
        (
            {
                "constraint": x509.BasicConstraints(ca=True, path_length=None),
                "usage": CERTIFICATES,
            },
            "this is an authority's own certificate",
        ),
    ],
)
def test_a_certificate_for_something_else_has_the_wrong_usage(wish: dict[str, Any], sentence: str) -> None:
    judgement = judged(SUB.signer(**wish))

    assert judgement.reasons == (Reason.CERTIFICATE_WRONG_USAGE,)
    assert said(judgement) == sentence


@pytest.mark.parametrize("bit", ["digital_signature", "content_commitment"])
def test_either_signing_bit_is_enough(bit: str) -> None:
    assert judged(SUB.signer(usage=frozenset({bit}))).findings == ()


def test_a_machine_purpose_beside_a_personal_one_is_fine() -> None:
    both = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)

    assert judged(SUB.signer(purposes=both)).findings == ()


# -- strength ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signer", "sentence"),
    [
        pytest.param(
            SUB.signer(key=rsa_key(1024)), "the key of the certificate is RSA with 1024 bits", id="RSA"
        ),
        pytest.param(SUB.signer(key=dsa_key()), "the key of the certificate is DSA with 1024 bits", id="DSA"),
        pytest.param(
            SUB.signer(key=ec.generate_private_key(ec.SECP192R1())),
            "the key of the certificate is EC with 192 bits",
            id="EC",
        ),
    ],
)
def test_a_short_key_is_weak(signer: Issued, sentence: str) -> None:
    judgement = judged(signer)

    assert judgement.trust is Trust.TRUSTED
    assert judgement.reasons == (Reason.CERTIFICATE_WEAK,)
    assert said(judgement) == sentence


@pytest.mark.parametrize("digest", [SHA1, MD5])
def test_a_good_signature_with_an_old_digest_is_weak_and_not_untrusted(
    digest: hashes.SHA1 | hashes.MD5,
) -> None:
    root = Authority.root("RSA Root", key=rsa_key())
    signer = with_old_digest(root.signer(), root, digest)

    judgement = judged(signer, anchors=of(root))

    assert judgement.trust is Trust.TRUSTED
    assert said(judgement) == f"the certificate is signed with {digest.name.upper()}"


def test_a_forged_signature_with_an_old_digest_is_untrusted_too() -> None:
    root, other = Authority.root("RSA Root", key=rsa_key()), Authority.root("RSA Root", key=rsa_key(number=1))
    signer = with_old_digest(other.signer(key_ids=False), other, SHA1)

    assert judged(signer, anchors=of(root)).reasons == (Reason.CERTIFICATE_UNTRUSTED, Reason.CERTIFICATE_WEAK)


def test_a_root_that_signed_itself_with_sha1_is_as_good_as_its_pin() -> None:
    root = Authority.root("Old style", key=rsa_key())
    itself = with_old_digest(root.issued, root, SHA1)

    assert judged(root.signer(), anchors=of(itself)).findings == ()


def test_the_weak_key_of_an_authority_counts() -> None:
    weak = ROOT.sub("Weak CA", key=rsa_key(1024))

    judgement = judged(weak.signer(), intermediates=of(weak))

    assert [(finding.reason, finding.position) for finding in judgement.findings] == [
        (Reason.CERTIFICATE_WEAK, 1)
    ]


def test_every_reason_is_told_worst_first() -> None:
    sad = SUB.signer(key=rsa_key(1024), ends=NOW - DAY, usage=frozenset({"key_encipherment"}))

    judgement = judged(sad, intermediates=())

    assert judgement.reasons == (
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_WRONG_USAGE,
        Reason.CERTIFICATE_CHAIN_INCOMPLETE,
        Reason.CERTIFICATE_WEAK,
    )


# -- the rules of RFC 5280 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        pytest.param(
            {"constraint": x509.BasicConstraints(ca=False, path_length=None)},
            "the certificate of the authority at level 1 may not issue certificates",
            id="no authority",
        ),
        pytest.param(
            {"usage": frozenset({"digital_signature"})},
            "the certificate of the authority at level 1 may not issue certificates",
            id="no keyCertSign",
        ),
        pytest.param(
            {
                "extra": ((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),),
            },
            "the certificate of the authority at level 1 has a critical extension that this program does not"
            " understand",
            id="unknown critical extension",
        ),
    ],
)
def test_an_authority_that_may_not_issue_is_not_trusted(wish: dict[str, Any], sentence: str) -> None:
    bad = ROOT.sub("Bad CA", **wish)

    judgement = judged(bad.signer(), intermediates=of(bad))

    assert judgement.reasons == (Reason.CERTIFICATE_UNTRUSTED,)
    assert said(judgement) == sentence


def test_more_authorities_below_than_the_path_length_allows_are_not_trusted() -> None:
    last = ROOT.sub("Last CA", constraint=x509.BasicConstraints(ca=True, path_length=0))
    below = last.sub("Below CA")

    assert judged(last.signer(), intermediates=of(last)).findings == ()
    assert judged(below.signer(), intermediates=of(last, below)).reasons == (Reason.CERTIFICATE_UNTRUSTED,)


def _within(*bases: x509.GeneralName) -> x509.NameConstraints:
    return x509.NameConstraints(permitted_subtrees=bases, excluded_subtrees=None)


def _without(*bases: x509.GeneralName) -> x509.NameConstraints:
    return x509.NameConstraints(permitted_subtrees=None, excluded_subtrees=bases)


VIETNAM = x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "vn")]))
LAOS = x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "LA")]))
MAIL = (x509.RFC822Name("vanthu@xa.example.invalid"),)
HOST = (x509.DNSName("xa.example.invalid"),)
PAGE = (x509.UniformResourceIdentifier("http://xa.example.invalid/"),)
ODD = x509.RegisteredID(x509.ObjectIdentifier("1.2.3.4"))


@pytest.mark.parametrize(
    ("constraints", "names", "allowed"),
    [
        (_within(VIETNAM), (), True),
        (_within(LAOS), (), False),
        (_without(LAOS), (), True),
        (_without(VIETNAM), (), False),
        (_within(x509.RFC822Name("xa.example.invalid")), MAIL, True),
        (_within(x509.RFC822Name(".example.invalid")), MAIL, True),
        (_within(x509.RFC822Name("vanthu@xa.example.invalid")), MAIL, True),
        (_within(x509.RFC822Name("example.invalid")), MAIL, False),
        (_within(x509.RFC822Name("example.invalid")), HOST, True),
        (_within(x509.DNSName("example.invalid")), HOST, True),
        (_without(x509.DNSName("example.invalid")), HOST, False),
        (_within(x509.UniformResourceIdentifier(".example.invalid")), PAGE, True),
        (_within(x509.UniformResourceIdentifier("example.invalid")), PAGE, False),
        (_within(x509.IPAddress(ip_network("10.0.0.0/8"))), (x509.IPAddress(ip_address("10.1.2.3")),), True),
        (
            _without(x509.IPAddress(ip_network("10.0.0.0/8"))),
            (x509.IPAddress(ip_address("10.1.2.3")),),
            False,
        ),
        (_within(ODD), (ODD,), False),  # a form of name whose limits are not known here
    ],
)
def test_an_authority_is_held_to_the_names_it_may_issue_for(
    constraints: x509.NameConstraints, names: tuple[x509.GeneralName, ...], allowed: bool
) -> None:
    bound = ROOT.sub("Bound CA", extra=((constraints, True),))

    judgement = judged(bound.signer(names=names), intermediates=of(bound))

    assert judgement.reasons == (() if allowed else (Reason.CERTIFICATE_UNTRUSTED,))


def test_an_empty_name_is_bound_by_nothing() -> None:
    bound = ROOT.sub("Bound CA", extra=((_within(LAOS), True),))

    assert judged(bound.signer(subject=x509.Name([])), intermediates=of(bound)).findings == ()


# -- presented chains -------------------------------------------------------------------------------------------


def test_a_presented_chain_ends_with_its_first_certificate_to_end() -> None:
    chain = [SUB.server("localhost", ends=NOW + 40 * DAY).der, ROOT.sub("S", ends=NOW + 9 * DAY).issued.der]

    assert chain_not_after(chain) == (NOW + 9 * DAY).timestamp()
    assert chain_not_after([b"junk", chain[0]]) == (NOW + 40 * DAY).timestamp()
    assert chain_not_after([b"junk"]) is None
    assert chain_not_after([]) is None


def _with_last_byte_changed(certificate: x509.Certificate) -> x509.Certificate:
    der = bytearray(certificate.public_bytes(Encoding.DER))
    der[-1] ^= 1
    return x509.load_der_x509_certificate(bytes(der))
