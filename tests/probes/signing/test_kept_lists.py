"""What lies in the folder of lists, and what of it counts as a change."""

import gc
from dataclasses import replace
from pathlib import Path

from probes.pki import parse
from probes.pki.crl import Crl, read_crl
from probes.reasons import ProbeFailed, Reason
from probes.signing.files import Known, read_lists, version_of
from probes.signing.kept_lists import KeptLists, Note
from tests.authority import DAY, NOW, Authority
from tests.revocation_lists import crl_of

SUB = Authority.root().sub()
SIGNER = parse(SUB.issued.der)
URL = "http://crl.example/x.crl"
NOTE = Note(NOW.timestamp(), NOW.timestamp() + 60, '"1"', "")


def test_a_new_note_is_no_new_evidence_and_a_new_list_is(tmp_path: Path) -> None:
    shelf, known, folder = KeptLists(str(tmp_path)), Known(), (str(tmp_path),)
    first = read_crl(crl_of(SUB, number=1))
    shelf.keep(URL, first, SIGNER, NOTE)
    version, evidence = version_of(folder), known.evidence(folder)

    shelf.keep(URL, first, SIGNER, replace(NOTE, fetched=NOTE.fetched + 30))
    assert version_of(folder) == version
    assert known.evidence(folder) is evidence

    shelf.keep(URL, read_crl(crl_of(SUB, number=2)), SIGNER, NOTE)
    assert version_of(folder) != version
    assert [crl.facts.number for crl in known.evidence(folder).lists_of(first.issuer)] == [2]


def test_a_second_list_beside_the_first_is_new_evidence(tmp_path: Path) -> None:
    shelf, known, folder = KeptLists(str(tmp_path)), Known(), (str(tmp_path),)
    shelf.keep(URL, read_crl(crl_of(SUB, number=1)), SIGNER, NOTE)
    first = known.evidence(folder)
    shelf.keep(f"{URL}?2", read_crl(crl_of(SUB, number=2)), SIGNER, NOTE)

    assert known.evidence(folder) is not first


def test_what_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    shelf = KeptLists(str(tmp_path / "a" / "b"))
    crl = read_crl(crl_of(SUB, number=1))
    assert shelf.get(URL) is None

    shelf.keep(URL, crl, SIGNER, NOTE)

    kept = shelf.get(URL)
    assert kept is not None
    assert (kept.crl.der, kept.note) == (crl.der, NOTE)


def test_a_file_that_holds_no_list_is_no_kept_list(tmp_path: Path) -> None:
    shelf = KeptLists(str(tmp_path))
    shelf.keep(URL, read_crl(crl_of(SUB)), SIGNER, NOTE)
    next(tmp_path.glob("*.crl")).write_bytes(b"\x30\x03")

    assert shelf.get(URL) is None


def test_of_a_list_that_is_published_again_and_again_only_the_last_is_held(tmp_path: Path) -> None:
    own = Authority.root("Phát hành nhiều lần").sub("Phát hành nhiều lần, cấp dưới")
    shelf, known = KeptLists(str(tmp_path)), Known()
    name = read_crl(crl_of(own)).issuer
    for number in range(5):
        shelf.keep(URL, read_crl(crl_of(own, number=number)), parse(own.issued.der), NOTE)
        known.evidence((str(tmp_path),))
    gc.collect()

    alive = [thing for thing in gc.get_objects() if isinstance(thing, Crl)]
    assert [crl.facts.number for crl in alive if crl.issuer == name] == [4]


def test_one_address_cannot_fill_the_disk_nor_drive_out_what_still_proves(tmp_path: Path) -> None:
    shelf, root = KeptLists(str(tmp_path)), Authority.root()
    refused = []
    for number in range(40):
        one = root.sub(f"CA {number}")
        ends = NOW - DAY / 2 if number == 3 else NOW + DAY
        crl = read_crl(crl_of(one, number=number, next_update=ends))
        try:
            shelf.keep(URL, crl, parse(one.issued.der), NOTE)
        except ProbeFailed as failed:
            refused.append((number, failed.reason, failed.detail))

    numbers = sorted(crl.facts.number or 0 for crl in read_lists((str(tmp_path),)).crls)
    assert numbers == [0, 1, 2, *range(4, 33)]
    assert refused == [(number, Reason.CRL_TOO_MANY, "more than 32") for number in range(33, 40)]
