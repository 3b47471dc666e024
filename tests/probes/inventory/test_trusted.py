"""What an inventory's check says of the certificates that trust is built on."""

import os
from pathlib import Path

import pytest

from probes.inventory.certificate_files import LARGEST_FILE_BYTES
from probes.inventory.crosschecks.trusted import unfit_certificates
from tests.authority import Authority, pem

ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER = SUB.signer()
HALF = ROOT.pem + SUB.pem[:300]


def told(name: Path, *, pinned: bool = True) -> str | None:
    text = unfit_certificates(str(name), pinned=pinned)
    return None if text is None else text.en


@pytest.mark.parametrize(
    ("content", "as_anchor", "as_intermediate"),
    [
        (ROOT.pem, None, None),
        (ROOT.issued.der, None, None),
        (SUB.pem, None, None),
        (pem(SUB.certificate, SIGNER.certificate), None, None),
        (SIGNER.pem, "holds no authority's certificate; a signer's own cannot be pinned as a root", None),
        (b"", *("its certificates cannot be read: the file is empty",) * 2),
        (b"<html>", *("its certificates cannot be read: the file holds no certificate",) * 2),
        (HALF, *("its certificates cannot be read: entry 2 is not a certificate",) * 2),
        (bytes(LARGEST_FILE_BYTES + 1), *("its certificates cannot be read: larger than 1 MiB",) * 2),
    ],
    ids=[
        "a root",
        "in DER",
        "an intermediate",
        "with a signer",
        "a signer",
        "empty",
        "a page",
        "half",
        "large",
    ],
)
def test_a_file_must_hold_certificates_and_an_anchor_an_authoritys(
    content: bytes, as_anchor: str | None, as_intermediate: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(content)

    assert told(file) == as_anchor
    assert told(file, pinned=False) == as_intermediate


def test_in_a_folder_one_good_file_is_enough(tmp_path: Path) -> None:
    (tmp_path / "half.pem").write_bytes(b"<html>")
    assert told(tmp_path) == "its certificates cannot be read: the file holds no certificate"

    (tmp_path / "signer.pem").write_bytes(SIGNER.pem)
    assert told(tmp_path) == "holds no authority's certificate; a signer's own cannot be pinned as a root"

    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    assert told(tmp_path) is None


def test_what_may_not_be_read_by_who_checks_is_not_judged(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(b"<html>")
    file.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root may read everything; nobody may not
    try:
        assert told(file) is None
    finally:
        os.seteuid(user)
    assert told(tmp_path / "gone.pem") is None
