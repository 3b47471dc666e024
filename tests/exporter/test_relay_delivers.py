"""Debian's Alertmanager by our configuration, the relay, and a real mail server: what people get."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
import yaml

from alerts.alertmanager import configuration
from alerts.relay.load import load_relay
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.public.app import public_app
from exporter.web.server import serve
from probes.observation import Result
from tests.fakes.troubled import troubled
from tests.peers.alertmanager import Alertmanager, running
from tests.peers.prometheus import eventually
from tests.servers.mail import Mailbox, mail_server
from tests.servers.relaying import mail_channel, relay_yml, relaying

pytestmark = pytest.mark.needs("amtool")

LINE = {
    "alertname": "LineDown",
    "job": "thongsuot",
    "cause": "line_down",
    "scope": "commune",
    "severity": "critical",
    "province": "46",
    "commune": "19753",
}
OUTAGE = {
    "alertname": "ProvinceOutage",
    "job": "thongsuot",
    "cause": "province_outage",
    "scope": "province",
    "severity": "critical",
    "province": "46",
}


def hurried(folder: Path, relay_port: int) -> str:
    """Our configuration for the relay's inventory, with seconds in place of minutes."""
    inventory = load_relay(folder / "relay.yml").inventory
    (folder / "ha_tang_wan.token").write_text((folder / "team.token").read_text(encoding="utf-8"))
    alerting = {"relay": f"http://127.0.0.1:{relay_port}", "relay_tokens": str(folder)}
    settings = inventory.settings.model_copy(
        update={"alerting": inventory.settings.alerting.model_copy(update=alerting)}
    )
    document = yaml.safe_load(configuration(inventory.model_copy(update={"settings": settings}), 2026))
    document["route"] |= {"group_wait": "1s", "group_interval": "1s"}
    return yaml.safe_dump(document)


@contextmanager
def chain(folder: Path, **changed: object) -> Iterator[tuple[Alertmanager, Mailbox]]:
    """Alertmanager, relay and mail server, wired together: each asks the other, so both ports are chosen first."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        asked = f"http://127.0.0.1:{free.getsockname()[1]}"
    with mail_server() as box:
        config = relay_yml(folder, [mail_channel(box.port)], alertmanagers=[asked], **changed)
        with relaying(config) as relay:
            configured = hurried(folder, relay.relay.listener.port)
            with running(folder, configured, port=int(asked.rpartition(":")[2])) as alertmanager:
                yield alertmanager, box


def test_a_line_s_end_follows_its_beginning_and_each_is_one_mail(tmp_path: Path) -> None:
    with chain(tmp_path) as (alertmanager, box):
        alertmanager.post(LINE)
        eventually(lambda: len(box.mails) == 1, alertmanager.log)
        alertmanager.post(LINE, ended=True)
        eventually(lambda: len(box.mails) == 2, alertmanager.log)
        alertmanager.post(LINE | {"commune": "20194"})  # once this has come, nothing else is on its way
        eventually(lambda: len(box.mails) == 3, alertmanager.log)

    firing, resolved, _ = box.subjects()
    assert firing.startswith("[Nghiêm trọng] ")
    assert resolved.startswith("[Đã khắc phục] ")
    assert "Phường Phú Xuân" in text_of(box.mails[0])


def test_a_line_that_recovers_behind_a_province_s_outage_is_closed_by_asking(tmp_path: Path) -> None:
    with chain(tmp_path, orphan_after="4s") as (alertmanager, box):
        alertmanager.post(LINE)
        eventually(lambda: len(box.mails) == 1, alertmanager.log)
        alertmanager.post(OUTAGE)
        eventually(lambda: "LineDown" in alertmanager.suppressed(), alertmanager.log)
        alertmanager.post(LINE, ended=True)  # muted: Alertmanager says nothing of it
        eventually(lambda: len(box.mails) == 3, alertmanager.log)

    (_, end) = (mail for mail in box.mails if "LineDown" in mail["Subject"])
    assert end["Subject"].startswith("[Đã đóng] ")
    assert "Alertmanager không còn cảnh báo này" in text_of(end)


def test_forty_causes_for_one_team_are_a_handful_of_mails_that_tell_them_all(tmp_path: Path) -> None:
    lines = [LINE | {"commune": f"{number:05d}"} for number in range(40)]
    with chain(tmp_path, fold={"wait": "3s", "window": "30s"}) as (alertmanager, box):
        alertmanager.post(*lines)
        eventually(lambda: any("40 sự cố" in subject for subject in box.subjects()), alertmanager.log)

    assert sum("LineDown" in subject for subject in box.subjects()) <= 5


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_the_hub_says_when_the_alert_was_sent_once_the_mail_server_has_taken_it(tmp_path: Path) -> None:
    source = troubled()
    view = View(source)
    renderer = Renderer(source, view, SelfMetrics(["ping"]))
    apps = (
        public_app(source, view),
        operations_app(source, view, renderer, lambda _target, _seconds: Result(None, 0.0)),
    )
    with ExitStack() as stack:
        listeners = [serve(app, "127.0.0.1:0") for app in apps]
        for listener in listeners:
            stack.callback(listener.stop)
        public, operations = (f"http://127.0.0.1:{listener.port}" for listener in listeners)
        alertmanager, box = stack.enter_context(
            chain(tmp_path, hub=public, hub_operations={"url": operations})
        )
        alertmanager.post(LINE)
        eventually(lambda: source.incidents.open_incidents()[0].told is not None, alertmanager.log)

    assert len(box.mails) == 1
