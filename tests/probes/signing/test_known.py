"""What many looks share is read once, however many of them meet a new file at the same moment."""

import gc
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Event, Lock, Thread
from typing import Any
from weakref import ref

import pytest

from probes.pki import read_certificates
from probes.pki.crl import read_crl
from probes.reasons import ProbeFailed, Reason
from probes.signing.files import Known
from tests.authority import Authority
from tests.revocation_lists import crl_of

ROOT = Authority.root()
LOOKS = 16
PATIENCE_SECONDS = 20.0
NOBODY_ELSE_SECONDS = 0.5


class Counted:
    """A way to read that takes until a second reader comes, or none does for a while."""

    def __init__(self, read: Callable[..., Any]) -> None:
        self.readers = 0
        self._read = read
        self._second = Event()
        self._lock = Lock()

    def __call__(self, *arguments: Any) -> Any:
        with self._lock:
            self.readers += 1
            if self.readers > 1:
                self._second.set()
        self._second.wait(NOBODY_ELSE_SECONDS)
        return self._read(*arguments)


def all_at_once(ask: Callable[[], object]) -> list[object]:
    """What each of many threads got."""
    together = Barrier(LOOKS)
    got: list[object] = []

    def look() -> None:
        together.wait(PATIENCE_SECONDS)
        got.append(ask())

    threads = [Thread(target=look, daemon=True) for _ in range(LOOKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return got


def test_a_new_list_is_read_by_one_of_the_looks_that_meet_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "root.crl").write_bytes(crl_of(ROOT))
    counted = Counted(read_crl)
    monkeypatch.setattr("probes.signing.files.read_crl", counted)
    known = Known()

    got = all_at_once(lambda: known.evidence((str(tmp_path),)))

    assert (len(got), len(set(map(id, got)))) == (LOOKS, 1)
    assert counted.readers == 1


def test_a_new_authority_is_read_by_one_of_the_looks_that_meet_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    counted = Counted(read_certificates)
    monkeypatch.setattr("probes.signing.files.read_certificates", counted)
    known = Known()

    got = all_at_once(lambda: known.authorities((str(tmp_path / "root.pem"),), (), 1))

    assert (len(got), len(set(map(id, got)))) == (LOOKS, 1)
    assert counted.readers == 1


def test_what_nobody_has_asked_for_lately_is_forgotten(tmp_path: Path) -> None:
    """An authority that has left the inventory may have had lists of tens of megabytes."""
    (tmp_path / "root.crl").write_bytes(crl_of(ROOT))
    known, used = Known(), (str(tmp_path),)
    in_use, gone = known.evidence(used), ref(known.evidence((*used, "gone")))

    for number in range(100):
        known.evidence((*used, str(number)))
        assert known.evidence(used) is in_use
    gc.collect()

    assert gone() is None


def test_an_authority_that_cannot_be_read_keeps_nobody_waiting(tmp_path: Path) -> None:
    known = Known()

    def reason() -> object:
        try:
            return known.authorities((str(tmp_path / "root.pem"),), (), 1)
        except ProbeFailed as failed:
            return failed.reason

    assert all_at_once(reason) == [Reason.TRUST_UNREADABLE] * LOOKS
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    assert known.authorities((str(tmp_path / "root.pem"),), (), 1).anchors
