"""What a responder is asked, and where a certificate says it is."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from probes.pki import Certificate, UnreadableError
from probes.pki.ocsp import nonce_of, ocsp_request, responder_urls
from tests.probes.ocsp_checks import SIGNER, SUB, known

URL = x509.UniformResourceIdentifier


def test_a_request_names_the_certificate_by_sha_1_and_carries_the_nonce() -> None:
    request = ocsp.load_der_ocsp_request(ocsp_request(known(SIGNER), known(SUB), b"n" * 16))

    assert request.hash_algorithm.name == "sha1"
    assert request.serial_number == SIGNER.certificate.serial_number
    assert nonce_of(request.public_bytes(Encoding.DER)) == b"n" * 16


def test_a_request_without_a_nonce_has_none() -> None:
    assert nonce_of(ocsp_request(known(SIGNER), known(SUB))) is None


@pytest.mark.parametrize("length", [0, 33])
def test_a_nonce_that_servers_refuse_is_not_sent(length: int) -> None:
    with pytest.raises(ValueError, match="nonce"):
        ocsp_request(known(SIGNER), known(SUB), b"n" * length)


def _naming(*locations: x509.GeneralName) -> Certificate:
    access = [
        x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, URL("http://ca.example/ca.cer")),
        *(x509.AccessDescription(AuthorityInformationAccessOID.OCSP, location) for location in locations),
    ]
    return known(SUB.signer(extra=((x509.AuthorityInformationAccess(access), False),)))


@pytest.mark.parametrize(
    ("locations", "urls"),
    [
        ((), ()),
        ((URL("http://ocsp.example/a"),), ("http://ocsp.example/a",)),
        ((URL("ldap://ocsp.example/"), URL("HTTPS://ocsp.example/b")), ("HTTPS://ocsp.example/b",)),
        ((URL("http://b.example"), URL("http://a.example")), ("http://b.example", "http://a.example")),
        ((URL("file:///etc/passwd"), URL("ocsp.example"), x509.DNSName("ocsp.example")), ()),
    ],
)
def test_a_certificate_names_its_responders(
    locations: tuple[x509.GeneralName, ...], urls: tuple[str, ...]
) -> None:
    assert responder_urls(_naming(*locations)) == urls


def test_a_certificate_without_an_address_names_none() -> None:
    assert responder_urls(known(SIGNER)) == ()


def test_what_is_no_request_has_no_nonce() -> None:
    with pytest.raises(UnreadableError):
        nonce_of(b"<html>")
