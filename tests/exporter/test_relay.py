"""From a post of Alertmanager to a mail, through the disk, with real servers."""

from pathlib import Path

from tests.alerts.relay.posts import BEGAN, alert, post
from tests.peers.prometheus import eventually
from tests.servers.mail import mail_server
from tests.servers.relaying import mail_channel, relay_yml, relaying


def test_an_alert_is_one_mail_when_it_fires_and_one_when_it_ends(tmp_path: Path) -> None:
    with mail_server() as box, relaying(relay_yml(tmp_path, [mail_channel(box.port)])) as running:
        for body in (
            post(alert()),
            post(alert()),
            post(alert(ends=BEGAN + 300)),
            post(alert(ends=BEGAN + 300)),
        ):
            assert running.post(body).status_code == 200
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
