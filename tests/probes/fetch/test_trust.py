"""Trust stores are read once, again when they change, and never lost to a bad file."""

import logging
import os
from pathlib import Path

import pytest

from probes.fetch.trust import context_for
from probes.reasons import ProbeFailed, Reason
from tests.authority import Authority


def names(trust: Path) -> set[str]:
    return {
        dict(part[0] for part in subject)["commonName"]  # type: ignore[misc]  # typeshed types it loosely
        for subject in (found["subject"] for found in context_for(str(trust)).get_ca_certs())
    }


def later(path: Path, content: bytes) -> None:
    """Write as an editor would, some time after the last write."""
    before = path.stat().st_mtime_ns
    path.write_bytes(content)
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))


def test_the_same_store_is_read_once(tmp_path: Path) -> None:
    trust = tmp_path / "trust.pem"
    trust.write_bytes(Authority.root("Một").pem)

    assert context_for(str(trust)) is context_for(str(trust))


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    trust = tmp_path / "trust.pem"
    trust.write_bytes(Authority.root("Một").pem)
    assert names(trust) == {"Một"}

    later(trust, Authority.root("Hai").pem)

    assert names(trust) == {"Hai"}


@pytest.mark.parametrize("content", [b"", b"khong phai PEM"])
def test_a_file_that_turned_bad_leaves_the_old_store_in_place_and_is_logged_once(
    content: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    trust = tmp_path / "trust.pem"
    trust.write_bytes(Authority.root("Một").pem)
    assert names(trust) == {"Một"}

    later(trust, content)
    with caplog.at_level(logging.WARNING):
        assert names(trust) == {"Một"}
        assert names(trust) == {"Một"}

    assert caplog.text.count("cannot be read, the old one stays") == 1


def test_a_file_that_vanished_leaves_the_old_store_in_place(tmp_path: Path) -> None:
    trust = tmp_path / "trust.pem"
    trust.write_bytes(Authority.root("Một").pem)
    assert names(trust) == {"Một"}

    trust.unlink()

    assert names(trust) == {"Một"}


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "1.pem").write_bytes(Authority.root("Một").pem)
    (tmp_path / "2.pem").write_bytes(Authority.root("Hai").pem)
    (tmp_path / "cu").mkdir()

    assert names(tmp_path) == {"Một", "Hai"}

    (tmp_path / "3.pem").write_bytes(Authority.root("Ba").pem)

    assert names(tmp_path) == {"Một", "Hai", "Ba"}


@pytest.mark.parametrize("content", [None, b"", b"khong phai PEM"])
def test_a_store_that_was_never_readable_is_our_own_fault(content: bytes | None, tmp_path: Path) -> None:
    trust = tmp_path / "trust.pem"
    if content is not None:
        trust.write_bytes(content)

    with pytest.raises(ProbeFailed) as failed:
        context_for(str(trust))

    assert failed.value.reason is Reason.NO_RESOURCES
    assert "trust.pem" in failed.value.detail


def test_the_system_s_store_is_read_once_too() -> None:
    assert context_for(None) is context_for(None)
