"""From a post of Alertmanager to a mail, through the disk, with real servers."""

import socket
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from alerts.relay.caller import call_next
from tests.alerts.relay.posts import BEGAN, alert, post
from tests.peers.prometheus import eventually
from tests.servers.loopback import serving
from tests.servers.mail import mail_server
from tests.servers.plain import answer, hang_up, hear, path_of, says
from tests.servers.relaying import mail_channel, relay_yml, relaying


def test_an_alert_is_one_mail_when_it_fires_and_one_when_it_ends(tmp_path: Path) -> None:
    with mail_server() as box, relaying(relay_yml(tmp_path, [mail_channel(box.port)])) as running:
        for _ in range(2):
            assert running.post(post(alert())).status_code == 200
        eventually(lambda: len(box.mails) == 1, str)
        for _ in range(2):
            assert running.post(post(alert(ends=BEGAN + 300))).status_code == 200
        eventually(lambda: len(box.mails) == 2, str)

    firing, resolved = box.subjects()
    assert firing.startswith("[Nghiêm trọng] Xã 19753: mất kết nối từ ")
    assert resolved.startswith("[Đã khắc phục] Xã 19753: mất kết nối từ ")
    assert resolved.endswith("(5 phút)")
    assert box.mails[1]["In-Reply-To"] == box.mails[0]["Message-ID"]


def test_what_was_taken_before_a_stop_is_told_after_the_next_start(tmp_path: Path) -> None:
    with mail_server() as box:
        config = relay_yml(tmp_path, [mail_channel(box.port)])
        box.answers += ["451 later"] * 1000
        with relaying(config) as running:
            assert running.post(post(alert())).status_code == 200
        box.answers.clear()
        assert box.mails == []

        with relaying(relay_yml(tmp_path, [mail_channel(box.port)], retry={"first": "10ms"})):
            eventually(lambda: len(box.mails) == 1, str)


def test_a_bug_at_one_call_does_not_end_the_calls_and_is_logged_without_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [RuntimeError("0901234567")]

    def failing_once(*arguments: Any) -> int:
        if failures:
            raise failures.pop()
        return call_next(*arguments)

    monkeypatch.setattr("exporter.relay.call_next", failing_once)
    monkeypatch.setattr("exporter.relay._TROUBLE_SECONDS", 0.01)
    with mail_server() as box:
        config = relay_yml(tmp_path, [mail_channel(box.port)], escalation={"after": "1s", "repeat": "1s"})
        with relaying(config) as running:
            running.post(post(alert()))
            eventually(lambda: any("[Gọi lần 2 · " in subject for subject in box.subjects()), str)

    assert "call begins anew: RuntimeError in test_relay.py:" in caplog.text
    assert "0901234567" not in caplog.text


def test_a_hub_that_answers_half_does_not_keep_alertmanager_from_being_asked(tmp_path: Path) -> None:
    asked: list[str] = []

    def alertmanager(connection: socket.socket, over: Event) -> None:
        asked.append(path_of(hear(connection)))
        connection.sendall(answer(body=b"[]"))
        hang_up(connection, over)

    file = {"id": "dry", "kind": "file", "path": "told.jsonl"}
    with serving(says(answer()[:-1])) as hub, serving(alertmanager) as other:
        urls = {"hub": f"http://127.0.0.1:{hub}", "alertmanagers": [f"http://127.0.0.1:{other}"]}
        with relaying(relay_yml(tmp_path, [file], **urls)):
            eventually(lambda: asked, str)

    assert asked[0].startswith("/api/v2/alerts?")
