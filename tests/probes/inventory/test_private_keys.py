"""What is a private key to an inventory's check, and what is none."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    pkcs7,
    pkcs12,
)

from probes.inventory.crosschecks.private_keys import LOOKED_AT_BYTES, private_key_in
from tests.authority import Authority, PrivateKey, new_key, rsa_key
from tests.revocation_lists import crl_of

ROOT = Authority.root()
SIGNER = ROOT.signer()
SECRET = BestAvailableEncryption(b"a test's own")
PLAIN = NoEncryption()


def pkcs12_of(encryption: KeySerializationEncryption, *others: x509.Certificate) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"x", SIGNER.key, SIGNER.certificate, list(others), encryption
    )


@pytest.mark.parametrize("key", [new_key(), rsa_key()], ids=["ec", "rsa"])
@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
@pytest.mark.parametrize(
    ("form", "encryption"),
    [
        (PrivateFormat.PKCS8, PLAIN),
        (PrivateFormat.PKCS8, SECRET),
        (PrivateFormat.TraditionalOpenSSL, PLAIN),
    ],
)
def test_a_key_is_seen_in_every_usual_form(
    tmp_path: Path,
    key: PrivateKey,
    encoding: Encoding,
    form: PrivateFormat,
    encryption: KeySerializationEncryption,
) -> None:
    data = key.private_bytes(encoding, form, encryption)
    file = tmp_path / "con-dau.crt"
    file.write_bytes(SIGNER.pem + data if encoding is Encoding.PEM else data)

    assert private_key_in(str(file)) is not None


@pytest.mark.parametrize("encryption", [PLAIN, SECRET])
def test_a_key_store_is_seen_by_what_it_is_whatever_its_name(
    tmp_path: Path, encryption: KeySerializationEncryption
) -> None:
    file = tmp_path / "con-dau.cer"
    file.write_bytes(pkcs12_of(encryption, ROOT.certificate))

    assert private_key_in(str(file)) is not None


def test_a_key_store_that_lies_in_a_folder_is_seen_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(SIGNER.pem)
    (tmp_path / "B.PFX").write_bytes(b"")

    told = private_key_in(str(tmp_path))

    assert told is not None
    assert "B.PFX" in told.vi


@pytest.mark.parametrize(
    "data",
    [
        SIGNER.pem,
        SIGNER.der,
        ROOT.signer(key=rsa_key()).der,
        pkcs7.serialize_certificates([SIGNER.certificate, ROOT.certificate], Encoding.DER),
        pkcs7.serialize_certificates([SIGNER.certificate], Encoding.PEM),
        crl_of(ROOT),
        b"",
        b"x" * LOOKED_AT_BYTES * 2,
    ],
)
def test_what_holds_no_key_is_no_fault(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "con-dau.pem"
    file.write_bytes(data)

    assert private_key_in(str(file)) is None
    assert private_key_in(str(tmp_path)) is None


def test_what_is_not_there_is_told_by_others(tmp_path: Path) -> None:
    assert private_key_in(str(tmp_path / "none.pem")) is None
