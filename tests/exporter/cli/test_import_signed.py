"""`thongsuot import --from-signed`, as it is typed."""

import logging
import stat
import tempfile
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from exporter.cli import thongsuot
from probes.inventory.faults import InventoryError
from probes.inventory.load import load
from probes.pki import day, parse
from probes.signing import harvest
from probes.signing.pdf import Trouble
from tests.authority import DAY, NOW, PERSON, PERSON_EMAIL, PERSON_ID, PERSON_NAME, Authority
from tests.signed import plain_pdf, signed_pdf

SUB = Authority.root().sub("CA thử nghiệm kín")
LEADER = SUB.signer(subject=PERSON)
SEAL = SUB.signer()
PRINTS = {name: parse(issued.der).facts.fingerprint for name, issued in (("leader", LEADER), ("seal", SEAL))}
SECRETS = (PERSON_NAME, "Thử Nghiệm", PERSON_EMAIL, PERSON_ID, "CA thử nghiệm kín")


def run(*arguments: object, lang: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", lang, "import", *map(str, arguments)])


@pytest.fixture
def issued(tmp_path: Path) -> Path:
    """A commune's folder of documents: two signed, and much else."""
    folder = tmp_path / "van-ban"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "1.pdf").write_bytes(signed_pdf(LEADER, SEAL, when=NOW - 30 * DAY))
    (folder / "2.PDF").write_bytes(signed_pdf(LEADER, when=NOW - DAY))
    (folder / "chua-ky.pdf").write_bytes(plain_pdf())
    (folder / "dang-nhap.pdf").write_bytes(b"<html>")
    (folder / "rong.pdf").touch()
    (folder / "cut.pdf").write_bytes(signed_pdf(SEAL)[:3000])
    (folder / "vong.pdf").symlink_to(folder / "vong.pdf")
    return folder


def test_each_certificate_is_written_and_told_by_its_fingerprint(issued: Path, tmp_path: Path) -> None:
    done = run("--from-signed", issued, "--out", tmp_path / "ra")

    assert done.exit_code == 0
    above = parse(SUB.issued.der).facts.fingerprint
    assert {path.name for path in (tmp_path / "ra").iterdir()} == {
        f"{fingerprint}.pem" for fingerprint in (*PRINTS.values(), above)
    }
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (tmp_path / "ra").iterdir())
    lines = done.stdout.splitlines()
    assert "PDFs read: 7; signatures: 3; certificates: 2" in lines
    (leader,) = [line.split("  ") for line in lines if line.startswith(PRINTS["leader"])]
    first, last, until = (
        day(moment.timestamp()).en for moment in (NOW - 30 * DAY, NOW - DAY, NOW + 365 * DAY)
    )
    assert [cell.strip() for cell in leader if cell] == [
        PRINTS["leader"],
        "a person",
        first,
        last,
        until,
        "2",
    ]
    (seal,) = [line for line in lines if line.startswith(PRINTS["seal"])]
    assert "an organisation" in seal


def test_what_gave_nothing_is_named_with_the_reason_and_stops_nothing(issued: Path, tmp_path: Path) -> None:
    done = run("--from-signed", issued, "--out", tmp_path / "ra", lang="vi")

    lines = done.stdout.splitlines()
    at = lines.index("5 tệp bị bỏ qua, hoặc chỉ lấy được một phần:")
    assert sorted(lines[at + 1 : at + 6]) == sorted(
        f"  {name}: {trouble.sentence.vi}"
        for name, trouble in {
            "chua-ky.pdf": Trouble.UNSIGNED,
            "cut.pdf": Trouble.BROKEN,
            "dang-nhap.pdf": Trouble.NOT_PDF,
            "rong.pdf": Trouble.EMPTY,
            "vong.pdf": Trouble.UNREADABLE,
        }.items()
    )
    assert "đã đọc 7 tệp PDF: 3 chữ ký, 2 chứng thư" in lines


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nobodys_name_is_told_or_logged(
    issued: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, lang: str
) -> None:
    caplog.set_level(logging.DEBUG)

    done = run("--from-signed", issued, "--out", tmp_path / "ra", lang=lang)

    said = (
        done.stdout + done.stderr + caplog.text + "".join(str(path) for path in (tmp_path / "ra").iterdir())
    )
    assert not [secret for secret in SECRETS if secret in said]


def test_the_snippet_is_yaml_that_waits_for_its_blanks(issued: Path, tmp_path: Path) -> None:
    done = run("--from-signed", issued, "--out", tmp_path / "ra")

    snippet = done.stdout[done.stdout.index("# signers.yml") :]
    signers = yaml.safe_load(snippet)["signers"]
    assert [(signer["id"], signer["signer_kind"]) for signer in signers] == sorted(
        [(PRINTS["leader"], "person"), (PRINTS["seal"], "organisation")]
    )
    assert {signer["file"] for signer in signers} == {
        str(tmp_path / "ra" / f"{fingerprint}.pem") for fingerprint in PRINTS.values()
    }
    (tmp_path / "signers.yml").write_text(snippet, encoding="utf-8")
    with pytest.raises(InventoryError) as refused:
        load(tmp_path / "signers.yml")
    blanks = {fault.text.en.partition(":")[0] for fault in refused.value.faults}
    assert blanks == {
        f"signers[{number}].{key}" for number in (0, 1) for key in ("commune", "role", "authority")
    }


def test_authorities_that_came_along_are_no_intermediates_yet(issued: Path, tmp_path: Path) -> None:
    done = run("--from-signed", issued, "--out", tmp_path / "ra")

    above = tmp_path / "ra" / f"{parse(SUB.issued.der).facts.fingerprint}.pem"
    assert done.stdout.splitlines()[-1] == f"# {above}"


def test_nothing_found_writes_nothing_and_ends_with_1(tmp_path: Path) -> None:
    (folder := tmp_path / "van-ban").mkdir()
    (folder / "a.pdf").write_bytes(plain_pdf())

    done = run("--from-signed", folder, "--out", tmp_path / "ra")

    assert done.exit_code == 1
    assert "PDFs read: 1; signatures: 0; certificates: 0" in done.stdout
    assert not (tmp_path / "ra").exists()


def test_one_document_may_be_named_itself(issued: Path, tmp_path: Path) -> None:
    done = run("--from-signed", issued / "2.PDF", "--out", tmp_path / "ra")

    assert done.exit_code == 0
    assert done.stdout.startswith("PDFs read: 1; signatures: 1; certificates: 1")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from-signed", "{issued}"), "--from-signed FOLDER goes with --out FOLDER alone"),
        (
            ("x.xlsx", "--from-signed", "{issued}", "--out", "ra"),
            "--from-signed FOLDER goes with --out FOLDER alone",
        ),
        (
            ("--from-signed", "{issued}/khong-co", "--out", "ra"),
            "there is no file or folder {issued}/khong-co",
        ),
        (("--from-signed", "{issued}", "--out", "{issued}/2.PDF"), "{issued}/2.PDF is no folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    issued: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = run(*(argument.format(issued=issued) for argument in arguments))

    assert done.exit_code in (1, 2)
    assert sentence.format(issued=issued) in done.stderr


def test_a_folder_that_cannot_be_written_to_is_said(
    issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)

    english, vietnamese = (
        run("--from-signed", issued, "--out", tmp_path / "ra", lang=lang) for lang in ("en", "vi")
    )

    assert english.exit_code == vietnamese.exit_code == 1
    assert f"cannot write to {tmp_path / 'ra'}: No space left on device" in english.stderr
    assert f"không ghi được vào {tmp_path / 'ra'}: ổ đĩa đã đầy" in vietnamese.stderr


def test_without_pyhanko_it_says_what_to_install(
    issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harvest, "find_spec", lambda _: None)

    done = run("--from-signed", issued, "--out", tmp_path / "ra", lang="vi")

    assert done.exit_code == 1
    assert "thongsuot[harvest]" in done.stderr
