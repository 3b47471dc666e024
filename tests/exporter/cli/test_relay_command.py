"""`thongsuot relay` as people type it."""

import json
import signal
import socket
from pathlib import Path

import bcrypt
import pytest
from click.testing import CliRunner, Result

from exporter.cli import thongsuot
from tests.alerts.relay.posts import alert, post
from tests.peers.prometheus import eventually
from tests.servers.certificates import Certificates
from tests.servers.loopback import serving
from tests.servers.mail import mail_server
from tests.servers.plain import says
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


def test_a_secret_that_only_systemd_knows_is_a_note_of_the_check_and_a_fault_of_the_relay(
    tmp_path: Path,
) -> None:
    secret = {"user": "thongsuot", "password": "env:THONGSUOT_TEST_NONE"}
    config = str(relay_yml(tmp_path, [mail_channel(25, **secret)]))
    checked, started = run("--check", "--config", config), run("--config", config)

    note = "there is no secret at env:THONGSUOT_TEST_NONE"
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, "ok")
    assert f"Note: {config}:1: " in checked.stdout
    assert note in checked.stdout
    assert (started.exit_code, note in started.stderr) == (1, True)


def test_an_incident_is_taken_on_from_a_shell_that_knows_no_other_secret(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    config = relay_yml(tmp_path, [mail_channel(25)], listen=listen)
    with relaying(config):
        secret = {"user": "thongsuot", "password": "env:THONGSUOT_TEST_NONE"}
        relay_yml(tmp_path, [mail_channel(25, **secret)], listen=listen)
        (tmp_path / "inventory.yml").unlink()
        said = run("ack", "46-NONE2", "--by", "Tổ trực 1", "--config", str(config))

    assert "No open incident has the code 46-NONE2" in said.stderr


def test_a_dry_run_writes_what_it_would_send_and_sends_nothing(tmp_path: Path) -> None:
    told = tmp_path / "told.jsonl"
    with mail_server() as box:
        secret = {"user": "thongsuot", "password": "env:THONGSUOT_TEST_NONE"}
        config = relay_yml(tmp_path, [mail_channel(box.port, **secret)])
        with relay_process(config, "--dry-run", str(told)) as (process, client):
            assert posted(client, post(alert())).status_code == 200
            eventually(lambda: told.exists() and told.read_text() != "", str)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0

    assert json.loads(told.read_text(encoding="utf-8"))["title"].startswith("[Nghiêm trọng] Xã 19753")
    assert box.mails == []


def test_a_dry_run_leaves_what_waits_to_be_sent_for_the_real_relay(tmp_path: Path) -> None:
    told = tmp_path / "told.jsonl"
    with mail_server() as box:
        config = relay_yml(tmp_path, [mail_channel(box.port)], retry={"first": "10ms"})
        box.answers += ["451 later"] * 100_000
        with relaying(config) as real:
            assert real.post(post(alert("19753"))).status_code == 200
        box.answers.clear()
        with relay_process(config, "--dry-run", str(told)) as (_process, client):
            assert posted(client, post(alert("20194"))).status_code == 200
            eventually(lambda: told.exists() and told.read_text() != "", str)
        with relaying(config):
            eventually(lambda: len(box.mails) == 1, str)

    assert box.subjects()[0].startswith("[Nghiêm trọng] Xã 19753")


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


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"web_config": "web.yml"}, "web.yml:2: is not YAML"),
        ({"listen": "203.0.113.1:1"}, "Cannot listen on 203.0.113.1:1"),
    ],
    ids=["refused", "does not start"],
)
def test_what_cannot_be_run_after_a_reload_is_told_and_the_relay_goes_on(
    changed: dict[str, str], why: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    file = {"id": "dry", "kind": "file", "path": "told.jsonl"}
    (tmp_path / "web.yml").write_text("not: [valid", encoding="utf-8")
    config = relay_yml(tmp_path, [file], listen=listen)
    with relay_process(config) as (process, client):
        relay_yml(tmp_path, [file], **{"listen": listen, **changed})
        process.send_signal(signal.SIGHUP)
        eventually(lambda: why in (tmp_path / "relay.log").read_text(encoding="utf-8"), str)
        if "listen" in changed:
            assert process.stdout is not None
            assert listen in process.stdout.readline()
        assert posted(client, post(alert())).status_code == 200
        eventually((tmp_path / "told.jsonl").exists, str)


def test_a_bot_s_token_is_not_logged_where_a_proxy_breaks_the_head_of_an_answer(tmp_path: Path) -> None:
    (tmp_path / "bot").write_text("1234:the-bots-secret")
    broken = b"HTTP/1.1 502 Bad Gateway\r\nno header at all\r\nContent-Length: 2\r\n\r\n{}"
    with serving(says(broken)) as port:
        bot = {"id": "bot", "kind": "telegram", "chat": "-1", "url": f"http://127.0.0.1:{port}"}
        config = relay_yml(tmp_path, [bot | {"token": "file:bot"}])
        with relay_process(config) as (_process, client):
            posted(client, post(alert()))
            log = tmp_path / "relay.log"
            eventually(lambda: "was not sent" in log.read_text(encoding="utf-8"), str)

    assert "the-bots-secret" not in log.read_text(encoding="utf-8")


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


def test_a_password_that_would_keep_alertmanager_out_is_refused(tmp_path: Path) -> None:
    hashed = bcrypt.hashpw(b"x", bcrypt.gensalt(4)).decode()
    (tmp_path / "web.yml").write_text(f"basic_auth_users: {{a: '{hashed}'}}", encoding="utf-8")
    config = str(relay_yml(tmp_path, [mail_channel(25)], web_config="web.yml"))
    started, checked = run("--config", config), run("--check", "--config", config)

    assert (started.exit_code, checked.exit_code) == (1, 1)
    assert "web.yml:1: basic_auth_users" in started.stderr
    assert "web.yml:1: basic_auth_users" in checked.stdout


def test_over_tls_it_is_reached_by_those_who_trust_it(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    certificate, key = certificates.issued("good").write(tmp_path, "relay")
    (tmp_path / "web.yml").write_text(
        f"tls_server_config: {{cert_file: {certificate}, key_file: {key}}}", encoding="utf-8"
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    config = relay_yml(tmp_path, [mail_channel(25)], listen=listen, web_config="web.yml")
    with relay_process(config):
        said = run(
            "ack", "46-NONE2", "--by", "Tổ trực 1", "--config", str(config), "--ca", str(certificates.trust)
        )

    assert "No open incident has the code 46-NONE2" in said.stderr


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
            again = run("ack", code, "--by", "Tổ trực 2", "--config", str(config))
            relay.post(post(alert("20194", severity="warning")))
            eventually(lambda: "20194" in box.subjects()[-1], str)

    assert (said.exit_code, said.stdout) == (0, f"Tổ trực 1 has taken on {code}\n")
    assert (again.exit_code, again.stdout) == (0, f"Tổ trực 1 has taken on {code}\n")


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
