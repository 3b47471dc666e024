"""Certificates out of signed documents: each once, named by its fingerprint, and nobody else."""

import os
import signal
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import Popen
from threading import Thread
from typing import Any

import pytest

from probes.pki import parse, read_certificates
from probes.pki.holder import Holder
from probes.signing import harvest as module
from probes.signing.harvest import Harvest, NotInstalled, Reader, documents_below, harvest, write
from probes.signing.pdf import Document, Signature, Trouble
from tests.authority import DAY, NOW, PERSON, PERSON_EMAIL, PERSON_ID, PERSON_NAME, Authority
from tests.signed import plain_pdf, signed_pdf

ROOT = Authority.root()
SUB = ROOT.sub()
LEADER = SUB.signer(subject=PERSON)
SEAL = SUB.signer()
EARLY, LATE = (NOW - 90 * DAY).timestamp(), (NOW - DAY).timestamp()


def gathered(given: Mapping[str, Document]) -> Harvest:
    documents = {Path(name): document for name, document in given.items()}
    return harvest(list(documents), documents.__getitem__)


def unwanted(path: Path) -> Document:
    raise AssertionError(path)


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


def test_a_certificate_is_told_once_with_its_first_and_last_claimed_time() -> None:
    found = gathered(
        {
            "a": Document((Signature(LEADER.der, (), LATE), Signature(LEADER.der, (), None))),
            "b": Document((Signature(LEADER.der, (), EARLY), Signature(SEAL.der))),
        }
    )

    told = {signer.certificate.identity: signer for signer in found.signers}
    leader, seal = told[parse(LEADER.der).identity], told[parse(SEAL.der).identity]
    assert (leader.first, leader.last, leader.documents, leader.holder) == (EARLY, LATE, 2, Holder.PERSON)
    assert (seal.first, seal.last, seal.documents) == (None, None, 1)
    assert (found.documents, found.signatures, found.passed_over) == (2, 4, ())


def test_of_what_comes_along_only_authorities_are_kept() -> None:
    others = (SUB.issued.der, ROOT.issued.der, SEAL.der, b"rubbish")

    found = gathered({"a": Document((Signature(LEADER.der, others),))})

    assert {one.identity for one in found.issuers} == {parse(der).identity for der in others[:2]}
    assert len(found.signers) == 1


def test_a_signers_certificate_that_is_none_is_named_with_its_document() -> None:
    found = gathered({"a": Document((Signature(b"rubbish"), Signature(SEAL.der)))})

    assert (len(found.signers), found.signatures) == (1, 1)
    assert found.passed_over == ((Path("a"), Trouble.SIGNATURE_BROKEN),)


def test_files_are_named_by_fingerprints_and_open_to_their_owner_alone(tmp_path: Path) -> None:
    found = gathered({"a": Document((Signature(LEADER.der, (SUB.issued.der,)),))})

    written = write(found, tmp_path / "chung" / "thu")

    names = {f"{parse(der).facts.fingerprint}.pem" for der in (LEADER.der, SUB.issued.der)}
    assert (
        {path.name for path in written}
        == {path.name for path in (tmp_path / "chung" / "thu").iterdir()}
        == names
    )
    for path in written:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        (certificate,) = read_certificates(path.read_bytes()).certificates
        assert path.stem == certificate.facts.fingerprint
    assert stat.S_IMODE((tmp_path / "chung" / "thu").stat().st_mode) == 0o700


def test_a_second_harvest_into_the_same_folder_changes_nothing(tmp_path: Path) -> None:
    found = gathered({"a": Document((Signature(LEADER.der),))})
    write(found, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    write(found, tmp_path)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_nothing_found_writes_nothing(tmp_path: Path) -> None:
    assert write(gathered({"a": Document(trouble=Trouble.UNSIGNED)}), tmp_path / "moi") == []
    assert not (tmp_path / "moi").exists()


def test_documents_are_found_in_every_folder_and_links_do_not_lead_round(tmp_path: Path) -> None:
    deep = tmp_path / "2026" / "11"
    deep.mkdir(parents=True)
    for name in ("b.PDF", "a.pdf", "a.docx", ".an.pdf"):
        (deep / name).touch()
    (deep / "len").symlink_to(tmp_path)
    (deep / "len.pdf").symlink_to(deep)

    assert [path.name for path in documents_below(tmp_path, unwanted)] == [
        ".an.pdf",
        "a.pdf",
        "b.PDF",
    ]
    assert documents_below(deep / "a.pdf", unwanted) == [deep / "a.pdf"]


def test_a_folder_that_may_not_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (closed := tmp_path / "kin").mkdir()
    scandir = os.scandir

    def answer(path: Path) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", answer)
    unlisted: list[Path] = []

    assert documents_below(tmp_path, unlisted.append) == []
    assert harvest([], unwanted, unlisted).passed_over == ((closed, Trouble.UNREADABLE),)


def test_the_helper_reads_one_document_after_the_other(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "Quyết định; số\n1.pdf").write_bytes(signed_pdf(LEADER))
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7")

    found = {path.name: reader.read(path) for path in sorted(tmp_path.iterdir())}

    assert [signature.signer for signature in found["Quyết định; số\n1.pdf"].signatures] == [LEADER.der]
    assert found["hong.pdf"].trouble is Trouble.BROKEN


def test_a_document_that_kills_the_helper_does_not_keep_back_the_next(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "a.pdf").write_bytes(plain_pdf())
    assert reader.read(tmp_path / "a.pdf").trouble is Trouble.UNSIGNED
    helper = reader._helper
    assert helper is not None
    helper._process.send_signal(signal.SIGKILL)
    helper._process.wait()

    assert reader.read(tmp_path / "a.pdf").trouble is Trouble.BROKEN
    assert reader.read(tmp_path / "a.pdf").trouble is Trouble.UNSIGNED


def test_a_document_that_takes_for_ever_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(plain_pdf())
    with Reader(seconds=0.0) as reader:
        assert reader.read(tmp_path / "a.pdf").trouble is Trouble.TOO_SLOW
        assert reader._helper is None


def test_a_machine_that_can_start_nothing_is_told_of_with_each_document(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(plain_pdf())
    with monkeypatch.context() as nothing_to_run:
        nothing_to_run.setattr(sys, "executable", str(tmp_path / "nowhere"))
        assert reader.read(tmp_path / "a.pdf").trouble is Trouble.NO_PROCESS

    assert reader.read(tmp_path / "a.pdf").trouble is Trouble.UNSIGNED


def test_a_machine_without_a_thread_to_spare_keeps_no_helper(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Popen[bytes]] = []

    def start(*given: Any, **wish: Any) -> Popen[bytes]:
        started.append(Popen(*given, **wish))
        return started[0]

    def refuse(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(module, "Popen", start)
    monkeypatch.setattr(Thread, "start", refuse)

    assert reader.read(tmp_path / "a.pdf").trouble is Trouble.NO_PROCESS
    assert [one.returncode for one in started] == [-signal.SIGKILL]


def test_no_helper_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(plain_pdf())
    with Reader() as reader:
        reader.read(tmp_path / "a.pdf")
        helper = reader._helper
        assert helper is not None

    assert helper._process.returncode == -signal.SIGKILL
    assert not helper._listener.is_alive()


def test_without_the_extra_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)

    with pytest.raises(NotInstalled):
        Reader()


def test_a_harvest_shown_whole_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(signed_pdf(LEADER))
    with Reader() as reader:
        found = harvest([tmp_path / "a.pdf"], reader.read)

    assert len(found.signers) == 1
    for secret in (PERSON_NAME, PERSON_EMAIL, PERSON_ID):
        assert secret not in repr(found)
