"""`thongsuot probe certificate` as people see it. Expected pages stand in tests/expected/probe/."""

import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from exporter.cli import thongsuot
from exporter.cli.probe import chain
from tests.authority import DAY, PERSON, Authority, rsa_key
from tests.revocation_lists import crl_of, on_hold, revoked

EXPECTED = Path(__file__).parents[2] / "expected" / "probe"
AT = "2026-11-24 08:41"
KNOWN = ("--trust", "trust", "--chain", "sub.cer", "--crl", "lists")

ROOT = Authority.root(
    "Root CA thử nghiệm", starts=datetime(2018, 1, 1, tzinfo=UTC), ends=datetime(2048, 1, 1, tzinfo=UTC)
)
SUB = ROOT.sub(
    "CA phục vụ thử nghiệm", starts=datetime(2020, 6, 1, tzinfo=UTC), ends=datetime(2028, 6, 1, tzinfo=UTC)
)
GOOD = SUB.signer(
    subject=PERSON,
    starts=datetime(2026, 1, 5, tzinfo=UTC),
    ends=datetime(2029, 1, 5, tzinfo=UTC),
    key=rsa_key(),
)
ENDING = SUB.signer(
    subject=PERSON,
    starts=datetime(2022, 1, 5, tzinfo=UTC),
    ends=datetime(2027, 1, 5, tzinfo=UTC),
    key=rsa_key(),
)
BAD = SUB.signer(
    subject=PERSON,
    starts=datetime(2021, 1, 5, tzinfo=UTC),
    ends=datetime(2026, 11, 20, tzinfo=UTC),
    key=rsa_key(1024),
    usage=frozenset({"key_encipherment"}),
)
GONE = SUB.signer(
    subject=PERSON,
    starts=datetime(2025, 1, 5, tzinfo=UTC),
    ends=datetime(2028, 1, 5, tzinfo=UTC),
    key=rsa_key(),
)
HELD = SUB.signer(
    subject=PERSON,
    starts=datetime(2025, 1, 5, tzinfo=UTC),
    ends=datetime(2028, 1, 5, tzinfo=UTC),
    key=rsa_key(),
)
LISTED = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.crt").write_bytes(ROOT.pem)
    (tmp_path / "trust" / "notes.txt").write_text("no certificate")
    (tmp_path / "sub.cer").write_bytes(SUB.issued.der)
    (tmp_path / "good.pem").write_bytes(GOOD.pem)
    (tmp_path / "ending.pem").write_bytes(ENDING.pem)
    (tmp_path / "bad.pem").write_bytes(BAD.pem)
    (tmp_path / "gone.pem").write_bytes(GONE.pem)
    (tmp_path / "held.pem").write_bytes(HELD.pem)
    (tmp_path / "page.html").write_text("<html>")
    (tmp_path / "lists").mkdir()
    fresh = partial(crl_of, this_update=LISTED, next_update=LISTED + 7 * DAY)
    listed = (revoked(GONE, at=datetime(2026, 10, 1, tzinfo=UTC)), on_hold(HELD, at=LISTED - DAY))
    (tmp_path / "lists" / "root.crl").write_bytes(fresh(ROOT))
    (tmp_path / "lists" / "sub.crl").write_bytes(fresh(SUB, *listed))
    return tmp_path


def probe(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", language, "probe", "certificate", *arguments])


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("page", "arguments", "code"),
    [
        ("certificate-good", ["good.pem", *KNOWN], 0),
        ("certificate-revocation-unknown", ["good.pem", *KNOWN[:4]], 0),
        ("certificate-ending", ["ending.pem", *KNOWN], 0),
        ("certificate-revoked", ["gone.pem", *KNOWN], 1),
        ("certificate-on-hold", ["held.pem", *KNOWN], 1),
        ("certificate-of-a-former-commune", ["good.pem", *KNOWN, "--commune", "Xã A Lưới 5"], 0),
        ("certificate-bad-in-every-way", ["bad.pem", *KNOWN], 1),
        ("certificate-incomplete", ["good.pem", "--trust", "trust"], 1),
        ("certificate-unchecked", ["good.pem"], 1),
        ("certificate-unreadable", ["page.html"], 1),
        ("certificate-missing", ["nowhere.pem"], 1),
        ("certificate-two-files", ["good.pem", "nowhere.pem"], 1),
    ],
)
@pytest.mark.usefixtures("folder")
def test_the_page_is_the_expected_one(page: str, arguments: list[str], code: int, language: str) -> None:
    result = probe(*arguments, "--at", AT, language=language)

    assert result.exit_code == code
    assert _without_fingerprints(result.output) == (EXPECTED / f"{page}.{language}.txt").read_text()


@pytest.mark.usefixtures("folder")
def test_json_is_one_object_a_line_with_target_and_result() -> None:
    result = probe("good.pem", "bad.pem", "page.html", "nowhere.pem", "--at", AT, *KNOWN, "--json")

    good, bad, page, nowhere = map(json.loads, result.output.splitlines())
    assert result.exit_code == 1
    assert [(one["file"], one["state"]) for one in (good, bad, page, nowhere)] == [
        ("good.pem", "valid"),
        ("bad.pem", "expired"),
        ("page.html", "unreadable"),
        ("nowhere.pem", "not_observed"),
    ]
    assert good["reasons"] == ["valid"]
    assert bad["reasons"] == ["expired", "wrong_usage", "weak"]
    assert good["effective_not_after"] == datetime(2028, 6, 1, tzinfo=UTC).timestamp()
    assert page["effective_not_after"] is None
    assert (good["kind"], good["target"]) == ("certificate", "good.pem")
    assert good["observed"] == datetime(2026, 11, 24, 1, 41, tzinfo=UTC).timestamp()
    assert "reason" not in good["result"]
    assert good["result"]["measures"]["certificate_effective_not_after_timestamp_seconds"] == (
        datetime(2028, 6, 1, tzinfo=UTC).timestamp()
    )
    assert bad["result"]["reason"] == "certificate_expired"
    assert bad["result"]["facts"]["reasons"] == "expired wrong_usage weak"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-24", datetime(2026, 11, 23, 17, tzinfo=UTC)),
        ("2026-11-24 08:41", datetime(2026, 11, 24, 1, 41, tzinfo=UTC)),
        ("24/11/2026 08:41", datetime(2026, 11, 24, 1, 41, tzinfo=UTC)),
        ("2026-11-24T01:41:07Z", datetime(2026, 11, 24, 1, 41, 7, tzinfo=UTC)),
        ("2026-11-24T03:41+02:00", datetime(2026, 11, 24, 1, 41, tzinfo=UTC)),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_moment_is_vietnam_s_unless_it_names_its_zone(written: str, moment: datetime) -> None:
    result = probe("good.pem", "--at", written, "--json")

    assert json.loads(result.output)["observed"] == moment.timestamp()


def test_what_cannot_be_read_in_a_folder_is_named_and_hides_nothing(folder: Path) -> None:
    (folder / "trust" / "half.crt").write_bytes(SUB.pem[:300])
    (folder / "lists" / "page.crl").write_text("<html>")

    result = probe("good.pem", *KNOWN, "--at", AT)

    assert result.exit_code == 0
    assert "half.crt is left out: it cannot be read" in result.stderr
    assert "page.crl is left out: it cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "at least one FILE is needed, or --token, or --windows-store"),
        (["--windows-store"], "--windows-store works on Windows only"),
        (["--token", "nowhere.so"], "nowhere.so"),
        (["good.pem", "--trust", "nowhere"], "nowhere"),
        (["good.pem", "--trust", "empty"], "the folder empty holds no certificate file"),
        (["good.pem", "--at", "tomorrow"], "tomorrow"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(folder: Path, arguments: list[str], said: str) -> None:
    (folder / "empty").mkdir()

    result = probe(*arguments)

    assert result.exit_code == 2
    assert said in result.output


def test_roots_that_cannot_be_read_are_the_monitors_fault(folder: Path) -> None:
    (folder / "broken.pem").write_text("no root")

    result = probe("good.pem", "--trust", "broken.pem")

    assert result.exit_code == 1
    assert "The monitor cannot read the trusted certificates it was given (broken.pem:" in result.output


def test_a_terminal_gets_colours_and_uncut_lines(folder: Path) -> None:
    main, terminal = pty.openpty()
    run = subprocess.run(
        [sys.executable, "-m", "exporter", "--lang", "vi", "probe", "certificate", "bad.pem"],
        stdout=terminal,
        check=False,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "40", "PYTHONPATH": str(Path(__file__).parents[3])},
        cwd=folder,
    )
    os.close(terminal)
    shown = _all_of(main)
    os.close(main)

    assert run.returncode == 1
    assert "\x1b[1;31m✗ Chứng thư đã hết hạn ngày 20/11/2026\x1b[0m" in shown


def _all_of(main: int) -> str:
    """What was written to a terminal whose other end is closed: reading ends in EIO."""
    read = b""
    try:
        while piece := os.read(main, 65536):
            read += piece
    except OSError:
        pass
    return read.decode()


def _without_fingerprints(page: str) -> str:
    return re.sub(r"[0-9a-f]{16}…", "0123456789abcdef…", page)


def test_trust_that_cannot_be_read_is_told_in_one_language_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("")
    result = CliRunner().invoke(
        thongsuot,
        ["--lang", "vi", "probe", "certificate", "x.crt", "--trust", str(tmp_path / "root.pem")],
    )

    why, hint = result.output.splitlines()[-2:]
    assert why.endswith("(root.pem: tệp trống)")
    assert hint.startswith("→ ")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_signer_cannot_be_pinned_as_its_own_root(tmp_path: Path, language: str) -> None:
    (tmp_path / "self.pem").write_bytes(GOOD.pem)
    file = str(tmp_path / "self.pem")
    result = CliRunner().invoke(
        thongsuot, ["--lang", language, "probe", "certificate", file, "--trust", file]
    )

    assert result.exit_code == 2
    said = "không tự bảo đảm cho mình được" if language == "vi" else "cannot vouch for itself"
    assert result.output.rstrip().endswith(said)


@pytest.mark.parametrize("store", [False, True], ids=["a key", "a key store"])
def test_a_private_key_is_called_one(tmp_path: Path, store: bool) -> None:
    file = tmp_path / "thing"
    key = GOOD.key
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(None, key, None, None, NoEncryption())
        if store
        else key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )
    result = CliRunner().invoke(thongsuot, ["--lang", "vi", "probe", "certificate", str(file)])

    assert result.exit_code == 1
    assert "(đây là khóa bí mật hoặc kho khóa, không phải chứng thư)" in result.output
    assert "không kèm khóa bí mật" in result.output.splitlines()[-1]


@pytest.mark.parametrize(("days", "left"), [(0, "0 days left"), (1, "1 day left"), (2, "2 days left")])
def test_one_day_is_not_called_days(days: int, left: str) -> None:
    assert chain.days_left(days).en == left
