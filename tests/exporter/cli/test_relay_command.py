"""`thongsuot relay` as people type it."""

import json
import signal
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli import thongsuot
from tests.alerts.relay.posts import alert, post
from tests.peers.prometheus import eventually
from tests.servers.mail import mail_server
from tests.servers.relaying import mail_channel, posted, relay_process, relay_yml, relaying


def run(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", language, "relay", *arguments])


def test_a_sound_configuration_is_ok(tmp_path: Path) -> None:
    said = run("--check", "--config", str(relay_yml(tmp_path, [mail_channel(25)])))

    assert (said.exit_code, said.stdout) == (0, "ok\n")


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "there is no secret"), ("vi", "không có bí mật nào")]
)
def test_what_is_wrong_is_told_with_its_place(language: str, sentence: str, tmp_path: Path) -> None:
    config = relay_yml(tmp_path, [mail_channel(25)])
    (tmp_path / "team.token").write_text("", encoding="utf-8")

    said = run("--check", "--config", str(config), language=language)

    assert said.exit_code == 1
    assert sentence in said.stdout
    assert "relay.yml:1" in said.stdout


def test_a_dry_run_writes_what_it_would_send_and_sends_nothing(tmp_path: Path) -> None:
    told = tmp_path / "told.jsonl"
    with mail_server() as box:
        config = relay_yml(tmp_path, [mail_channel(box.port)])
        with relay_process(config, "--dry-run", str(told)) as (process, client):
            assert posted(client, post(alert())).status_code == 200
            eventually(lambda: told.exists() and told.read_text() != "", str)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0

    assert json.loads(told.read_text(encoding="utf-8"))["title"].startswith("[Nghiêm trọng] Xã 19753")
    assert box.mails == []


def test_a_changed_configuration_is_taken_up_once_it_is_sound(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    first, second = ({"id": "dry", "kind": "file", "path": name} for name in ("first.jsonl", "second.jsonl"))
    config = relay_yml(tmp_path, [first], listen=listen)
    with relay_process(config) as (process, client):
        config.write_text("channels: {", encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        eventually(lambda: "relay.yml:1" in (tmp_path / "relay.log").read_text(encoding="utf-8"), str)
        assert posted(client, post(alert("1"))).status_code == 200
        eventually((tmp_path / "first.jsonl").exists, str)

        relay_yml(tmp_path, [second], listen=listen)
        process.send_signal(signal.SIGHUP)
        assert process.stdout is not None
        assert listen in process.stdout.readline()
        assert posted(client, post(alert("2"))).status_code == 200
        eventually((tmp_path / "second.jsonl").exists, str)


def test_two_relays_do_not_share_a_queue(tmp_path: Path) -> None:
    config = relay_yml(tmp_path, [mail_channel(25)])
    with relaying(config):
        said = run("--config", str(config))

    assert said.exit_code == 1
    assert "is in use by another" in said.stderr


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        said = run("--config", str(relay_yml(tmp_path, [mail_channel(25)], listen=listen)))

    assert said.exit_code == 1
    assert listen in said.stderr


def test_a_queue_that_cannot_be_read_is_kept_and_told(tmp_path: Path) -> None:
    config = relay_yml(tmp_path, [mail_channel(25)])
    (tmp_path / "data" / "relay").mkdir(parents=True)
    queue = tmp_path / "data" / "relay" / "relay.sqlite"
    queue.write_bytes(b"this is no database" * 100)

    said = run("--config", str(config))

    assert said.exit_code == 1
    assert "may hold messages nobody was sent" in said.stderr
    assert queue.read_bytes() == b"this is no database" * 100


def test_nobody_answers_so_somebody_is_called_again_and_takes_it_on(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    with mail_server() as box:
        config = relay_yml(
            tmp_path, [mail_channel(box.port)], listen=listen, escalation={"after": "1s", "repeat": "1s"}
        )
        with relaying(config) as relay:
            relay.post(post(alert()))
            eventually(lambda: any("[Gọi lần 2 · " in subject for subject in box.subjects()), str)
            code = box.mails[0]["X-Thongsuot-Code"]
            said = run("ack", code, "--by", "Tổ trực 1", "--config", str(config))
            relay.post(post(alert("20194", severity="warning")))
            eventually(lambda: "20194" in box.subjects()[-1], str)

    assert (said.exit_code, said.stdout) == (0, f"Tổ trực 1 has taken on {code}\n")


def test_a_code_that_nothing_has_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    config = relay_yml(tmp_path, [mail_channel(25)], listen=listen)
    with relaying(config):
        said = run("ack", "46-NONE2", "--by", "Tổ trực 1", "--config", str(config), language="vi")

    assert said.exit_code == 1
    assert "Không có sự cố nào đang mở mang mã 46-NONE2" in said.stderr


def test_a_relay_that_does_not_run_cannot_be_reached(tmp_path: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{bound.getsockname()[1]}"
        config = relay_yml(tmp_path, [mail_channel(25)], listen=listen)
        said = run("ack", "46-NONE2", "--by", "Tổ trực 1", "--config", str(config))

    assert said.exit_code == 1
    assert f"the relay cannot be reached at {listen}" in said.stderr


def test_without_ack_token_nothing_can_be_taken_on(tmp_path: Path) -> None:
    config = relay_yml(tmp_path, [mail_channel(25)], ack_token=None)
    said = run("ack", "46-NONE2", "--by", "Tổ trực 1", "--config", str(config))

    assert (said.exit_code, said.stderr) == (1, "Error: relay.yml has no ack_token\n")
