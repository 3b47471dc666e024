"""`thongsuot relay weekly`, from what the hub says to a real mail server."""

import json
import signal
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli import thongsuot
from exporter.data_lock import only_hub_of
from tests.servers.mail import HANG_UP, TAKEN, mail_server
from tests.servers.relaying import mail_channel, relay_yml, relaying
from tests.servers.weekly import ALL_WELL, ENDS_SOON, FIRST, SECOND, WITHOUT, address_of, hub, weekly_yml

AGAIN = "(gửi lại)"


def run(config: Path, *options: str, language: str = "vi") -> Result:
    return CliRunner().invoke(
        thongsuot, ["--lang", language, "relay", "weekly", "--config", str(config), *options]
    )


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_each_office_with_something_to_do_gets_one_mail_a_week(tmp_path: Path) -> None:
    told = {FIRST: ENDS_SOON, SECOND: ALL_WELL, WITHOUT: ENDS_SOON}
    with hub(told) as url, mail_server() as box:
        config = weekly_yml(tmp_path, url, box.port)
        with relaying(config):
            first = run(config)
        second = run(config)

    assert first.exit_code == second.exit_code == 0
    assert first.stdout == (
        "đã gửi (1): Phường Phú Xuân\n"
        "chưa có việc cần làm (1): Phường Kim Long\n"
        "chưa có địa chỉ (1): Phường Vỹ Dạ\n"
    )
    assert "tuần này đã gửi rồi (1): Phường Phú Xuân\n" in second.stdout
    (mail,) = box.mails
    assert mail["To"] == address_of(FIRST)
    assert mail["Subject"].startswith("Phường Phú Xuân: chứng thư chữ ký số cần xử lý")
    assert "Kính gửi Ủy ban nhân dân Phường Phú Xuân" in plain(mail)
    assert "Chứng thư con dấu: 1 chứng thư đang ký được" in plain(mail)


def test_one_refused_address_does_not_stop_the_others_and_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with hub({FIRST: ENDS_SOON, SECOND: ENDS_SOON, WITHOUT: ALL_WELL}) as url, mail_server() as box:
        config = weekly_yml(tmp_path, url, box.port)
        box.refused, box.refusing = "550 5.1.1 no such office", address_of(FIRST)
        first = run(config)
        box.refused = None
        second = run(config)

    assert (first.exit_code, second.exit_code) == (1, 0)
    assert "đã gửi (1): Phường Kim Long\n" in first.stdout
    assert "không gửi được (1): Phường Phú Xuân\n" in first.stdout
    assert [mail["To"] for mail in box.mails] == [address_of(SECOND), address_of(FIRST)]
    assert not any(AGAIN in subject for subject in box.subjects())
    assert caplog.messages == [f"{FIRST}: the server refuses the recipient (550)"]


def test_a_mail_whose_fate_nobody_knows_is_sent_again_and_says_so(tmp_path: Path) -> None:
    with hub({FIRST: ENDS_SOON, SECOND: ALL_WELL, WITHOUT: ALL_WELL}) as url, mail_server() as box:
        config = weekly_yml(tmp_path, url, box.port)
        box.answers = [HANG_UP, "451 4.3.0 later", TAKEN]
        codes = [run(config).exit_code for _ in range(4)]

    assert codes == [1, 1, 0, 0]
    unknown, again = box.mails
    assert AGAIN not in unknown["Subject"]
    assert again["Subject"].endswith(AGAIN)
    assert unknown["Message-ID"] == again["Message-ID"]


def test_killed_while_a_mail_is_handed_over_it_goes_on_where_it_was(tmp_path: Path) -> None:
    with hub({FIRST: ENDS_SOON, SECOND: ENDS_SOON, WITHOUT: ALL_WELL}) as url, mail_server() as box:
        config = weekly_yml(tmp_path, url, box.port)
        command = [sys.executable, "-m", "exporter", "relay", "weekly", "--config", str(config)]
        with subprocess.Popen(command) as process:
            box.taking = lambda: process.kill() if len(box.mails) == 2 else None
        box.taking = None
        said = run(config)

    assert (process.returncode, said.exit_code) == (-signal.SIGKILL, 0)
    assert [mail["To"] for mail in box.mails] == [address_of(code) for code in (FIRST, SECOND, SECOND)]
    assert [AGAIN in subject for subject in box.subjects()] == [False, False, True]


def test_a_commune_of_which_the_hub_says_nothing_does_not_stop_the_others(tmp_path: Path) -> None:
    with hub({SECOND: ENDS_SOON, WITHOUT: {"usable": {"nobody": 1}}}) as url, mail_server() as box:
        said = run(weekly_yml(tmp_path, url, box.port), language="en")

    assert said.exit_code == 1
    assert (
        said.stdout
        == "sent (1): Phường Kim Long\nthe hub does not answer (2): Phường Phú Xuân, Phường Vỹ Dạ\n"
    )
    assert [mail["To"] for mail in box.mails] == [address_of(SECOND)]


def test_a_dry_run_writes_the_mails_and_sends_nothing(tmp_path: Path) -> None:
    written = tmp_path / "mails.jsonl"
    with hub({FIRST: ENDS_SOON, SECOND: ALL_WELL, WITHOUT: ENDS_SOON}) as url, mail_server() as box:
        config = weekly_yml(tmp_path, url, box.port)
        dry = run(config, "--dry-run", str(written))
        assert box.mails == []
        sent = run(config)

    mails = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    assert [mail["commune"] for mail in mails] == [FIRST, WITHOUT]
    assert "mail.test" not in written.read_text(encoding="utf-8")
    assert "đã ghi vào tệp, không gửi (1): Phường Phú Xuân\n" in dry.stdout
    assert "đã gửi (1): Phường Phú Xuân\n" in sent.stdout


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with hub({}) as url:
        said = run(weekly_yml(tmp_path, url), "--dry-run", str(tmp_path / "no" / "mails.jsonl"))

    assert said.exit_code == 1
    assert "không ghi được xuống đĩa" in said.stderr


def test_two_runs_at_once_do_not_send_twice(tmp_path: Path) -> None:
    with hub({FIRST: ENDS_SOON}) as url, only_hub_of(tmp_path / "data" / "relay" / "weekly"):
        said = run(weekly_yml(tmp_path, url), language="en")

    assert said.exit_code == 1
    assert "is in use by another" in said.stderr


@pytest.mark.parametrize(
    ("hub_url", "channel", "missing"),
    [
        (None, mail_channel(25), "relay.yml has no hub"),
        (
            "http://127.0.0.1:1",
            {"id": "f", "kind": "file", "path": "f"},
            "relay.yml has no channel of kind email",
        ),
    ],
    ids=["hub", "e-mail"],
)
def test_what_relay_yml_lacks_is_told(
    hub_url: str | None, channel: dict[str, object], missing: str, tmp_path: Path
) -> None:
    said = run(relay_yml(tmp_path, [channel], hub=hub_url), language="en")

    assert said.exit_code == 1
    assert missing in said.stderr
