"""Folders in the place of certificate files: what is read of them, what is left out, and when they are read again."""

import logging
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from probes.clock import Instant
from probes.kinds.certificate import CertificateTarget, observe
from probes.pki import parse
from probes.reasons import ProbeFailed, Reason
from probes.runner import result_of
from probes.signing.files import read_authority_files, read_own_file, version_of
from tests.authority import DAY, NOW, Authority, Issued

ROOT = Authority.root()
SUB = ROOT.sub()
OLD, NEW = SUB.signer(ends=NOW - DAY), SUB.signer(ends=NOW + 700 * DAY)


class _Now:
    def __init__(self) -> None:
        self.clock = self

    def now(self) -> Instant:
        return Instant(NOW.timestamp(), 0.0)


NETWORK: Any = _Now()


def fingerprints(*issued: Issued) -> list[str]:
    return [parse(one.der).facts.fingerprint for one in issued]


def test_a_signers_folder_gives_every_certificate_in_it_those_that_end_last_first(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(OLD.pem)
    (tmp_path / "b.DER").write_bytes(NEW.der)
    (tmp_path / "c.p7b").write_bytes(pkcs7.serialize_certificates([SUB.certificate], Encoding.DER))
    (tmp_path / "notes.txt").write_bytes(ROOT.pem)
    (tmp_path / ".hidden.pem").write_bytes(ROOT.pem)

    found = [one.facts.fingerprint for one in read_own_file(str(tmp_path))]

    assert found == fingerprints(SUB.issued, NEW, OLD)


def test_one_bad_file_hides_no_good_one_in_a_signers_folder(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_text("<html>")
    (tmp_path / "b.pem").write_bytes(NEW.pem)

    assert [one.facts.fingerprint for one in read_own_file(str(tmp_path))] == fingerprints(NEW)


@pytest.mark.parametrize(
    ("content", "reason"), [(None, Reason.CERTIFICATE_MISSING), (b"", Reason.CERTIFICATE_UNREADABLE)]
)
def test_a_signers_folder_without_any_is_told_and_not_by_its_name(
    tmp_path: Path, content: bytes | None, reason: Reason
) -> None:
    folder = tmp_path / "nguyen-van-a"
    folder.mkdir()
    if content is not None:
        (folder / "a.pem").write_bytes(content)

    with pytest.raises(ProbeFailed) as failed:
        read_own_file(str(folder))

    assert failed.value.reason is reason
    assert "nguyen-van-a" not in failed.value.detail


def test_the_certificate_to_sign_with_counts_and_a_renewed_one_is_seen_at_the_next_look(
    tmp_path: Path,
) -> None:
    own, trust = tmp_path / "own", tmp_path / "trust"
    own.mkdir()
    trust.mkdir()
    (own / "old.crt").write_bytes(OLD.pem)
    (trust / "root.cer").write_bytes(ROOT.pem)
    target = CertificateTarget(file=str(own), anchors=(str(trust),), intermediates=(str(trust),))

    with pytest.raises(ProbeFailed):
        observe(target, NETWORK)
    (own / "new.crt").write_bytes(NEW.pem)
    (trust / "sub.cer").write_bytes(SUB.issued.der)
    seen = observe(target, NETWORK)

    assert [seen.facts["fingerprint"]] == fingerprints(NEW)
    assert seen.facts["state"] == "revocation_unknown"


def test_what_cannot_be_read_in_an_authoritys_folder_is_left_out_and_logged_once_per_change(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    (tmp_path / "bad.pem").write_text("<html>")

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert len(read_authority_files([str(tmp_path)])) == 1
        assert len(caplog.records) == 1
        (tmp_path / "bad.pem").write_text("<html></html>")
        read_authority_files([str(tmp_path)])

    assert ["bad.pem" in record.message for record in caplog.records] == [True, True]


def test_an_authoritys_folder_that_gives_nothing_is_no_trust_at_all(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("<html>")

    with pytest.raises(ProbeFailed) as failed:
        read_authority_files([str(tmp_path)])

    assert failed.value.reason is Reason.TRUST_UNREADABLE


def test_a_folders_version_covers_its_certificate_files_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.p7b").write_bytes(b"1")
    before = version_of((str(tmp_path),))

    (tmp_path / "notes.txt").write_text("x")
    same = version_of((str(tmp_path),))
    (tmp_path / "a.p7b").write_bytes(b"22")

    assert same == before
    assert version_of((str(tmp_path),)) != before


def test_a_folder_that_leads_to_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(NEW.pem)
    for name in ("b.pem", "c.pem", "d.pem"):
        (tmp_path / name).symlink_to(tmp_path)

    assert len(version_of((str(tmp_path),))) < 100
    assert result_of(lambda: observe(CertificateTarget(file=str(tmp_path)), NETWORK), 0.0).facts["state"]
