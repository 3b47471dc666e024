"""A certificate's subject holds a person's name, e-mail address and identity number: none of it may get out."""

import logging
import sys
import traceback
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from probes.kinds import KINDS
from probes.kinds.certificate import CertificateTarget
from probes.pki import Certificate, judge, parse, read_certificates
from probes.runner import result_of
from tests.authority import (
    DAY,
    NOW,
    PERSON,
    PERSON_EMAIL,
    PERSON_ID,
    PERSON_NAME,
    Authority,
    Issued,
    organisation,
    rsa_key,
)
from tests.fakes.no_network import at

SERIAL = 0x1234567890ABCDEF1234567890ABCDEF
ROOT = Authority.root("Root CA")
SUB = ROOT.sub("Sub CA")
PERSONAL: dict[str, Any] = {
    "subject": PERSON,
    "names": (x509.RFC822Name(PERSON_EMAIL), x509.DirectoryName(PERSON)),
    "serial": SERIAL,
}
SECRETS = (
    PERSON_NAME,
    PERSON_NAME.encode().decode("latin-1"),
    repr(PERSON_NAME.encode())[2:-1],
    " ".join(PERSON_NAME.split()[:2]),
    PERSON_EMAIL,
    PERSON_ID,
    str(SERIAL),
    f"{SERIAL:x}",
)


def alone(**wish: Any) -> Issued:
    """A person's self-signed certificate: the name stands in the issuer field too."""
    return Authority.root("-", **{**PERSONAL, "constraint": None, **wish}).issued


CERTIFICATES = {
    "good": SUB.signer(**PERSONAL),
    "bad in every way": SUB.signer(key=rsa_key(1024), ends=NOW - DAY, usage=None, **PERSONAL),
    "self-signed": alone(),
    "self-signed authority": alone(constraint=x509.BasicConstraints(ca=True, path_length=None)),
    "issued by a person": Authority.root("-", subject=PERSON).signer(subject=organisation("x")),
    "malformed extensions": SUB.signer(
        extra=((x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.32"), PERSON_NAME.encode()), True),),
        **PERSONAL,
    ),
}


def leaks(text: str) -> list[str]:
    folded = unicodedata.normalize("NFC", text).casefold()
    return [secret for secret in SECRETS if secret.casefold() in folded]


def test_the_search_finds_what_it_looks_for() -> None:
    good = CERTIFICATES["good"]

    assert PERSON_NAME in leaks(str(good.certificate.subject))
    assert PERSON_ID in leaks(repr(good.certificate))
    assert str(SERIAL) in leaks(str(good.certificate.serial_number))
    assert leaks(repr(good.der))


@pytest.mark.parametrize("issued", CERTIFICATES.values(), ids=CERTIFICATES)
def test_nothing_that_is_said_of_a_certificate_names_a_person(issued: Issued) -> None:
    read = read_certificates(issued.pem)
    (certificate,) = read.certificates
    anchors = tuple(parse(one.issued.der) for one in (ROOT, SUB))
    judgements = [
        judge(certificate, pinned, known, NOW.timestamp())
        for pinned, known in ((anchors[:1], anchors), (anchors[:1], ()), ((), ()), ((certificate,), ()))
    ]

    assert not leaks(repr(read))
    assert not leaks(f"{certificate} {asdict(certificate.facts)}")
    for judgement in judgements:
        assert not leaks(repr(judgement))


@pytest.mark.parametrize("issued", CERTIFICATES.values(), ids=CERTIFICATES)
def test_no_result_log_line_or_traceback_of_a_look_names_a_person(
    issued: Issued, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file, root = tmp_path / f"{PERSON_NAME}.pem", tmp_path / "root.pem"
    root.write_bytes(ROOT.pem)
    broken = issued.der[:40] + b"\x00" + issued.der[41:]
    bundle = pkcs7.serialize_certificates([issued.certificate], Encoding.DER)
    contents = (
        issued.pem,
        issued.der,
        issued.der[:-30],
        broken,
        bundle,
        bundle[:-30],
        issued.pem + issued.pem[:300],
    )

    for content in (*contents, None):
        file.unlink(missing_ok=True)
        if content is not None:
            file.write_bytes(content)
        for anchors in ((), (str(root),)):
            said = _everything_a_look_says(CertificateTarget(file=str(file), anchors=anchors))
            assert not leaks(said)
    assert not leaks(caplog.text)


@pytest.mark.parametrize("cut", [0, 1, 30, 200, -1])
def test_an_error_of_the_parser_names_nobody_and_drags_no_foreign_error_along(cut: int) -> None:
    der = CERTIFICATES["good"].der[:cut]

    with pytest.raises(ValueError, match=r"^not a certificate$") as caught:
        parse(der)

    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("issuer", "told"),
    [
        (organisation("CA phục vụ các cơ quan Nhà nước"), "CA phục vụ các cơ quan Nhà nước"),
        (PERSON, "UBND xã Thử Nghiệm"),  # an e-mail address or a UID stands in it: a person's
        (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"CA {PERSON_ID}")]), ""),
        (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, PERSON_EMAIL)]), ""),
        (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA\x1b[31m")]), ""),
        (x509.Name([]), ""),
    ],
)
def test_an_issuer_is_told_by_the_name_of_the_authority_and_never_by_a_persons(
    issuer: x509.Name, told: str
) -> None:
    issued = Authority.root("-", subject=issuer).signer()

    assert parse(issued.der).facts.issuer_name == told


def test_a_self_signed_certificate_is_told_by_its_organisation_only() -> None:
    itself = Authority.root("-", subject=organisation(PERSON_NAME, "UBND xã A"), constraint=None).issued

    assert parse(itself.der).facts.issuer_name == "UBND xã A"


def test_two_certificates_compare_without_their_names() -> None:
    certificate: Certificate = parse(CERTIFICATES["good"].der)

    assert not leaks(repr(certificate.subject) + repr(certificate.issuer))


def _everything_a_look_says(target: CertificateTarget) -> str:
    """The result, the traceback, and every exception in its history, also those it does not show."""
    network = at()
    result = result_of(lambda: KINDS["certificate"].observe(target, network), 0.0)
    said = [repr(result)]
    try:
        KINDS["certificate"].observe(target, network)
    except Exception:  # noqa: BLE001  # whatever it is, it must name nobody
        said.append(traceback.format_exc())
        error = sys.exc_info()[1]
        while error is not None:
            said.append(f"{error!r} {error.args!r}")
            error = error.__cause__ or error.__context__
    return "\n".join(said)
