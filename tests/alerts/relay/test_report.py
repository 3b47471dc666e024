"""When the first message about an incident had been taken, as the hub learns it."""

from collections.abc import Iterator
from pathlib import Path

import bcrypt
import pytest
from starlette.applications import Starlette

from alerts.incident import Incident
from alerts.relay.message import Kind
from alerts.relay.queue import Queue
from alerts.relay.reconcile import CannotAsk
from alerts.relay.report import report_told
from alerts.relay.secret import SecretPlace
from alerts.relay.settings import HubOperations
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.server import serve
from exporter.web.web_config import load_web_config
from probes.observation import Result
from tests.alerts.relay.posts import alert, notification
from tests.alerts.relay.queues import FIRST, TEAM, drain, queue_in
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource
from tests.fakes.troubled import troubled
from tests.servers.loopback import serving
from tests.servers.plain import answer, says

SENT = NOON - 60


@pytest.fixture
def source() -> FakeSource:
    return troubled()


@pytest.fixture
def hub(source: FakeSource) -> Iterator[HubOperations]:
    running = serve(operations(source), "127.0.0.1:0")
    try:
        yield HubOperations(url=f"http://127.0.0.1:{running.port}")
    finally:
        running.stop()


def operations(source: FakeSource) -> Starlette:
    view = View(source)
    renderer = Renderer(source, view, SelfMetrics(["ping"]))
    return operations_app(source, view, renderer, lambda _target, _seconds: Result(None, 0.0))


def incident(source: FakeSource) -> Incident:
    (found,) = source.incidents.open_incidents()
    return found


def queue_with(folder: Path, code: str | None) -> Queue:
    """One line that is down, under the code of the hub's incident, if that is known."""
    queue = queue_in(folder)
    queue.cases.take(notification(alert()), TEAM, SENT - 10)
    if code is not None:
        ((id_, _),) = queue.cases.open_cases().items()
        queue.cases.learn(id_, code, None)
    return queue


def test_the_hub_learns_when_the_first_message_left(
    tmp_path: Path, source: FakeSource, hub: HubOperations
) -> None:
    queue = queue_with(tmp_path, incident(source).code)

    assert report_told(queue.cases, hub) == 0
    assert incident(source).told is None
    drain(queue, SENT)
    assert report_told(queue.cases, hub) == 1
    assert report_told(queue.cases, hub) == 0

    assert incident(source).told == SENT


def test_what_only_a_digest_told_was_told(tmp_path: Path, source: FakeSource, hub: HubOperations) -> None:
    queue = queue_in(tmp_path)
    alerts = [alert(f"{number:05d}") for number in range(30)]
    queue.cases.take(notification(*alerts, alert(), group="all"), TEAM, SENT - 10)
    for id_, (case, _) in queue.cases.open_cases().items():
        if case.labels["commune"] == "19753":
            queue.cases.learn(id_, incident(source).code, None)

    assert {work.kind for work in drain(queue, SENT)} == {Kind.DIGEST}
    report_told(queue.cases, hub)

    assert incident(source).told == SENT


def test_a_digest_that_left_before_it_began_has_not_told_it(tmp_path: Path) -> None:
    queue = queue_in(tmp_path)
    alerts = [alert(f"{number:05d}") for number in range(30)]
    queue.cases.take(notification(*alerts, group="all"), TEAM, SENT - 10)
    digest = queue.outbox.claim(FIRST, SENT)
    assert digest is not None
    queue.cases.take(notification(alert()), TEAM, SENT)  # meanwhile
    for id_, (case, _) in queue.cases.open_cases().items():
        queue.cases.learn(id_, f"46-{case.labels['commune']}", None)
    queue.outbox.sent(digest, None, SENT + 1)

    told = {code for code, _ in queue.cases.unreported(100)}
    assert len(told) == 30
    assert "46-19753" not in told


def test_what_was_written_into_a_file_told_nobody(tmp_path: Path) -> None:
    queue = queue_with(tmp_path, "46-ABCD-1")
    work = queue.outbox.claim(FIRST, SENT)
    assert work is not None
    queue.outbox.sent(work, None, SENT, reaches_people=False)

    assert queue.cases.unreported(100) == []


def test_what_did_not_leave_told_nobody(tmp_path: Path) -> None:
    queue = queue_with(tmp_path, "46-ABCD-1")
    work = queue.outbox.claim(FIRST, SENT)
    assert work is not None
    queue.outbox.again(work, SENT + 5, SENT, uncertain=True)

    assert queue.cases.unreported(100) == []


def test_an_end_is_no_alert(tmp_path: Path) -> None:
    queue = queue_with(tmp_path, "46-ABCD-1")
    queue.cases.take(notification(alert(ends=SENT - 5)), TEAM, SENT - 5)  # over before its beginning left

    assert [work.kind for work in drain(queue, SENT)] == [Kind.RESOLVED]
    assert queue.cases.unreported(100) == []


def test_what_the_hub_has_no_code_for_waits_for_one(
    tmp_path: Path, source: FakeSource, hub: HubOperations
) -> None:
    queue = queue_with(tmp_path, None)
    drain(queue, SENT)
    assert report_told(queue.cases, hub) == 0

    ((id_, _),) = queue.cases.open_cases().items()
    queue.cases.learn(id_, incident(source).code, None)
    assert report_told(queue.cases, hub) == 1

    assert incident(source).told == SENT


def test_it_is_told_again_after_a_restart_until_the_hub_takes_it(
    tmp_path: Path, source: FakeSource, hub: HubOperations
) -> None:
    queue = queue_with(tmp_path, incident(source).code)
    drain(queue, SENT)
    with serving(says(answer("503 Service Unavailable"))) as port, pytest.raises(CannotAsk, match="503"):
        report_told(queue.cases, HubOperations(url=f"http://127.0.0.1:{port}"))
    with pytest.raises(CannotAsk):
        report_told(queue.cases, HubOperations(url=f"http://127.0.0.1:{port}"))
    queue.disk.close()

    assert report_told(queue_in(tmp_path).cases, hub) == 1
    assert incident(source).told == SENT


def test_an_incident_that_the_hub_has_forgotten_is_told_once(tmp_path: Path, hub: HubOperations) -> None:
    queue = queue_with(tmp_path, "46-GONE-1")
    drain(queue, SENT)

    assert report_told(queue.cases, hub) == 1
    assert report_told(queue.cases, hub) == 0


def test_the_hub_s_password_is_given(tmp_path: Path, source: FakeSource) -> None:
    stored = bcrypt.hashpw("mật khẩu".encode(), bcrypt.gensalt(4)).decode()
    (tmp_path / "web.yml").write_text(f"basic_auth_users: {{relay: '{stored}'}}\n")
    (tmp_path / "hub.password").write_text("mật khẩu\n", encoding="utf-8")
    queue = queue_with(tmp_path, incident(source).code)
    drain(queue, SENT)
    running = serve(operations(source), "127.0.0.1:0", load_web_config(tmp_path / "web.yml"))
    try:
        hub = HubOperations(url=f"http://127.0.0.1:{running.port}", user="relay")
        with pytest.raises(CannotAsk, match="401"):
            report_told(queue.cases, hub)
        password = SecretPlace("file", str(tmp_path / "hub.password"))
        assert report_told(queue.cases, hub.model_copy(update={"password": password})) == 1
    finally:
        running.stop()

    assert incident(source).told == SENT
