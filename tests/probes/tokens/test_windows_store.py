"""The Windows store, by an enumerator that answers as `ssl.enum_certificates` is documented to."""

import sys

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from probes.reasons import ProbeFailed, Reason
from probes.tokens.windows_store import store_certificates
from tests.authority import PERSON, PERSON_NAME, Authority

ROOT = Authority.root()
NINE = [ROOT.signer(subject=PERSON) for _ in range(9)]
DOCUMENT_SIGNING = "1.3.6.1.4.1.311.10.3.12"


def test_every_certificate_comes_from_the_store_of_ones_own() -> None:
    asked = []

    def enumerate_store(name: str) -> list[tuple[bytes, str, object]]:
        asked.append(name)
        trusted: list[object] = [True, False, frozenset(), {DOCUMENT_SIGNING}]
        return [(one.der, "x509_asn", trusted[number % 4]) for number, one in enumerate(NINE)]

    read = store_certificates(enumerate_store)

    assert asked == ["MY"]
    assert [one.parsed for one in read.certificates] == [one.certificate for one in NINE]
    assert read.unreadable == ()


@pytest.mark.parametrize(
    "bad",
    [
        (b"", "x509_asn", True),
        (f"<html>{PERSON_NAME}</html>".encode(), "x509_asn", True),
        (NINE[0].der[:-9], "x509_asn", True),
        (b"\x30\x80", "pkcs_7_asn", True),
        (ROOT.issued.der, "an encoding of tomorrow", True),
    ],
    ids=["empty", "page", "cut", "bundle", "encoding"],
)
def test_one_bad_certificate_does_not_hide_nine_good_ones(bad: tuple[bytes, str, object]) -> None:
    good = [(one.der, "x509_asn", True) for one in NINE]

    read = store_certificates(lambda _name: [*good[:4], bad, *good[4:]])

    assert [one.parsed for one in read.certificates] == [one.certificate for one in NINE]
    assert [one.position for one in read.unreadable] == [5]
    assert PERSON_NAME not in repr(read)


def test_a_bundle_holds_several_and_each_counts_once() -> None:
    bundle = pkcs7.serialize_certificates([NINE[0].certificate, NINE[1].certificate], Encoding.DER)

    read = store_certificates(lambda _name: [(bundle, "pkcs_7_asn", True), (NINE[1].der, "x509_asn", True)])

    assert len(read.certificates) == 2  # a bundle is a set: its order is the encoder's
    assert {one.serial for one in read.certificates} == {one.certificate.serial_number for one in NINE[:2]}


def test_a_store_that_does_not_open_is_our_own_fault() -> None:
    def refuse(_name: str) -> list[tuple[bytes, str, object]]:
        raise PermissionError(5, "Access is denied")

    with pytest.raises(ProbeFailed) as caught:
        store_certificates(refuse)

    assert caught.value.reason is Reason.NO_PERMISSION


def test_elsewhere_than_on_windows_there_is_no_such_store() -> None:
    assert sys.platform != "win32"

    with pytest.raises(ProbeFailed) as caught:
        store_certificates()

    assert caught.value.reason is Reason.NOT_INSTALLED
