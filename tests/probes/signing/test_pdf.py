"""What one document gives, whatever it is."""

import os
import re
from pathlib import Path
from random import Random

import pytest

from probes.signing.pdf import LARGEST_BYTES, Document, Signature, Trouble, from_json, read_pdf, to_json
from tests.authority import DAY, NOW, PERSON, Authority
from tests.signed import plain_pdf, signed_pdf

SUB = Authority.root().sub()
LEADER = SUB.signer(subject=PERSON)
SEAL = SUB.signer()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "van-ban.pdf"


def read(path: Path, data: bytes) -> Document:
    path.write_bytes(data)
    return read_pdf(path)


def test_every_signature_gives_its_signers_certificate_those_beside_it_and_the_claimed_time(
    path: Path,
) -> None:
    found = read(path, signed_pdf(LEADER, SEAL, when=NOW - 5 * DAY))

    claimed = (NOW - 5 * DAY).timestamp()
    above = (SUB.issued.der,)
    assert found == Document((Signature(LEADER.der, above, claimed), Signature(SEAL.der, above, claimed)))


def test_a_signature_may_bring_its_signers_certificate_alone(path: Path) -> None:
    assert read(path, signed_pdf(LEADER, chain=False)).signatures[0].others == ()


def test_a_document_encrypted_without_a_password_is_read(path: Path) -> None:
    assert len(read(path, signed_pdf(LEADER, password="")).signatures) == 1


def test_a_broken_signature_does_not_hide_the_good_one(path: Path) -> None:
    data = signed_pdf(LEADER, SEAL)
    second = [match.start(1) for match in re.finditer(rb"/Contents <([0-9a-f]{64})", data, re.IGNORECASE)][1]

    found = read(path, data[:second] + b"00" * 32 + data[second + 64 :])

    assert [signature.signer for signature in found.signatures] == [LEADER.der]
    assert found.trouble is Trouble.SIGNATURE_BROKEN


WORD = "mo ra"
GOOD = signed_pdf(LEADER)


POOR: dict[str, tuple[bytes, Trouble]] = {
    "without a signature": (plain_pdf(), Trouble.UNSIGNED),
    "nothing": (b"", Trouble.EMPTY),
    "a login page": (b"<!doctype html><title>Dang nhap</title>", Trouble.NOT_PDF),
    "a header too far down": (b"PK\x03\x04" + bytes(2000) + b"%PDF-1.7", Trouble.NOT_PDF),
    "a header alone": (b"%PDF-1.7", Trouble.BROKEN),
    "nested without end": (b"%PDF-1.7\n" + b"<<" * 100_000, Trouble.BROKEN),
    "a table nowhere": (b"%PDF-1.7\nstartxref\n0\n%%EOF", Trouble.BROKEN),
    "cut short": (GOOD[:-1500], Trouble.BROKEN),
    "half": (GOOD[: len(GOOD) // 2], Trouble.BROKEN),
    "a signature without its range": (GOOD.replace(b"/ByteRange", b"/ByteRang "), Trouble.SIGNATURE_BROKEN),
    "behind a password": (signed_pdf(LEADER, password=WORD), Trouble.ENCRYPTED),
}


@pytest.mark.parametrize("case", POOR)
def test_what_gives_nothing_is_told_by_a_word_of_the_closed_list(path: Path, case: str) -> None:
    data, trouble = POOR[case]

    assert read(path, data) == Document(trouble=trouble)


def test_what_stands_before_the_header_does_not_matter(path: Path) -> None:
    found = read(path, b"\r\n" + plain_pdf())

    assert found.trouble in (Trouble.UNSIGNED, Trouble.BROKEN)


def test_a_very_large_file_is_not_read(path: Path) -> None:
    path.write_bytes(plain_pdf())
    os.truncate(path, LARGEST_BYTES + 1)  # with a hole: it takes no room

    assert read_pdf(path) == Document(trouble=Trouble.TOO_LARGE)


def test_damage_anywhere_is_told_and_never_raised(path: Path) -> None:
    random = Random(7)
    whole = signed_pdf(LEADER, SEAL)
    for _ in range(500):
        data = bytearray(whole)
        for _ in range(random.choice((1, 3, 20))):
            at = random.randrange(len(data))
            if random.random() < 0.5:
                data[at] = random.randrange(256)
            else:
                del data[at : at + random.randrange(200)]

        found = read(path, bytes(data))

        assert found.signatures or found.trouble is not None


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (ring := tmp_path / "vong.pdf").symlink_to(ring)
    os.mkfifo(pipe := tmp_path / "ong.pdf")
    (folder := tmp_path / "thu-muc.pdf").mkdir()

    for path in (ring, pipe, folder, tmp_path / "khong-co.pdf", Path("a\0.pdf")):
        assert read_pdf(path) == Document(trouble=Trouble.UNREADABLE)


@pytest.mark.parametrize(
    "document",
    [
        Document(),
        Document(trouble=Trouble.BROKEN),
        Document((Signature(b"\x00\xff", (b"a", b""), 1.5), Signature(b"x")), Trouble.SIGNATURE_BROKEN),
    ],
)
def test_a_document_survives_the_pipe(document: Document) -> None:
    assert "\n" not in to_json(document)
    assert from_json(to_json(document)) == document


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_is_said_in_both_languages(trouble: Trouble) -> None:
    assert trouble.sentence.vi != trouble.sentence.en
