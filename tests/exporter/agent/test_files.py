"""What the agent keeps is there whole or not at all, for its owner's eyes, and never leads it astray."""

import hashlib
import json
import os
from ipaddress import ip_address
from pathlib import Path

import pytest

from exporter.agent.files import StateFiles
from exporter.agent.looks import Around
from exporter.delivery.plan import plan_to_json
from tests.exporter.delivery.test_plan import plan

HUB = "https://hub.example:9740"


def files(folder: Path) -> StateFiles:
    made = StateFiles(folder / "state")
    made.make()
    return made


def test_a_token_is_for_its_owner_alone_and_for_one_hub(tmp_path: Path) -> None:
    kept = files(tmp_path)
    kept.keep_token(HUB, "secret")
    (file,) = (tmp_path / "state").iterdir()

    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert kept.token(HUB) == "secret"
    assert kept.token("https://other.example") is None


@pytest.mark.needs("root")
def test_what_root_writes_is_the_services_own(tmp_path: Path) -> None:
    kept = files(tmp_path)
    os.chown(tmp_path / "state", 65534, 65534)
    kept.keep_token(HUB, "secret")
    (file,) = (tmp_path / "state").iterdir()

    assert (file.stat().st_uid, file.stat().st_gid) == (65534, 65534)


def test_a_link_that_somebody_put_there_is_not_followed(tmp_path: Path) -> None:
    kept = files(tmp_path)
    (tmp_path / "precious").write_text("dear")
    (tmp_path / "state" / "plan.json.tmp").symlink_to(tmp_path / "precious")
    kept.keep_plan(b"{}")

    assert (tmp_path / "precious").read_text() == "dear"
    assert (tmp_path / "state" / "plan.json").read_bytes() == b"{}"


def test_a_token_that_was_taken_is_no_candidate_any_more(tmp_path: Path) -> None:
    kept = files(tmp_path)
    kept.keep_candidate(HUB, "secret")
    before = kept.candidate(HUB)
    kept.keep_token(HUB, "secret")

    assert (before, kept.candidate(HUB)) == ("secret", None)


def test_the_last_good_plan_comes_back(tmp_path: Path) -> None:
    kept, told = files(tmp_path), plan()
    kept.keep_plan(json.dumps(plan_to_json(told)).encode())

    assert kept.plan() == (told.version, told)


def test_a_plan_that_was_damaged_on_the_disk_is_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = files(tmp_path)
    kept.keep_plan(b"\0\0\0")

    assert kept.plan() is None
    assert "cannot be used" in caplog.text


def test_what_the_plan_trusts_stands_in_files_and_nothing_else_does(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("one\n")
    kept, digest = files(tmp_path), hashlib.sha256(b"one\n").hexdigest()
    kept.trust(plan(tmp_path / "ca.pem"))
    file = Path(kept.trust_file(digest))
    file.write_text("damaged")
    kept.trust(plan(tmp_path / "ca.pem"))
    mended = file.read_text()
    kept.trust(plan())

    assert mended == "one\n"
    assert not file.exists()


def test_where_the_neighbours_were_is_remembered(tmp_path: Path) -> None:
    kept = files(tmp_path)
    nothing = kept.around()
    around = Around(ip_address("192.168.1.1"), ip_address("2001:db8::1"))
    kept.keep_around(around)
    back = kept.around()
    (tmp_path / "state" / "around.json").write_text('{"gateway": "nonsense"}')

    assert (nothing, back, kept.around()) == (Around(), around, Around())
