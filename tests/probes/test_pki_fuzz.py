"""Whatever bytes come, reading and judging end in facts or in "not a certificate", never in another exception."""

import base64

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.pki import UnreadableError, chain_not_after, judge, parse, read_certificates
from tests.authority import NOW, PERSON, Authority, dsa_key, rsa_key

ROOT = Authority.root("Root CA")
SUB = ROOT.sub(
    "Sub CA",
    constraint=x509.BasicConstraints(ca=True, path_length=1),
    extra=(
        (
            x509.NameConstraints(
                permitted_subtrees=[
                    x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")])),
                    x509.RFC822Name("example.invalid"),
                ],
                excluded_subtrees=None,
            ),
            True,
        ),
    ),
)
SIGNER = SUB.signer(
    subject=PERSON,
    names=(x509.RFC822Name("a@example.invalid"),),
    purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION,),
)
RSA = Authority.root("RSA Root", key=rsa_key())
DSA = SUB.signer(key=dsa_key())
GOOD = (SIGNER.der, SUB.issued.der, ROOT.issued.der, RSA.issued.der, DSA.der)
BUNDLE = pkcs7.serialize_certificates([SIGNER.certificate, SUB.certificate, ROOT.certificate], Encoding.DER)
KNOWN = tuple(parse(der) for der in GOOD)
MOMENT = NOW.timestamp()

edits = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(["set", "cut", "insert", "copy"]),
        st.binary(max_size=6),
    ),
    min_size=1,
    max_size=4,
)


def edited(data: bytes, changes: list[tuple[float, str, bytes]]) -> bytes:
    for where, how, new in changes:
        at = int(where * len(data))
        match how:
            case "set":
                data = data[:at] + new + data[at + len(new) :]
            case "cut":
                data = data[:at] + data[at + 1 + len(new) :]
            case "insert":
                data = data[:at] + new + data[at:]
            case _:
                data = data[: at + 40] + data[at:]
    return data


def read_and_judge(data: bytes) -> None:
    """Everything that may be asked of bytes. What comes back is never an exception."""
    for certificate in read_certificates(data).certificates:
        for anchors in ((KNOWN[2],), (), (certificate,)):
            judgement = judge(certificate, anchors, (*KNOWN, certificate), MOMENT)
            assert judgement.chain[0] is certificate.facts
        judge(KNOWN[0], (KNOWN[2],), (certificate, *KNOWN), MOMENT)
    chain_not_after([data])


@given(data=st.binary(max_size=400))
def test_random_bytes_are_never_an_exception(data: bytes) -> None:
    read_and_judge(data)


@given(data=st.binary(max_size=400))
def test_random_bytes_in_armour_are_never_an_exception(data: bytes) -> None:
    for label in (b"CERTIFICATE", b"PKCS7"):
        read_and_judge(b"-----BEGIN %b-----\n%b\n-----END %b-----" % (label, base64.b64encode(data), label))
        read_and_judge(b"-----BEGIN %b-----\n%b" % (label, data))


@given(which=st.sampled_from(GOOD), changes=edits)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_damaged_certificate_is_never_an_exception(
    which: bytes, changes: list[tuple[float, str, bytes]]
) -> None:
    read_and_judge(edited(which, changes))


@given(changes=edits)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_damaged_bundle_is_never_an_exception(changes: list[tuple[float, str, bytes]]) -> None:
    read_and_judge(edited(BUNDLE, changes))
    read_and_judge(edited(SIGNER.pem + SUB.pem, changes))


@pytest.mark.long
@pytest.mark.timeout(900)
@given(which=st.sampled_from((*GOOD, BUNDLE)), changes=edits)
@settings(max_examples=2_000, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_two_thousand_damaged_certificates_are_never_an_exception(
    which: bytes, changes: list[tuple[float, str, bytes]]
) -> None:
    read_and_judge(edited(which, changes))


@given(data=st.binary(max_size=64))
def test_the_parser_raises_its_own_error_only(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        parse(data)
