"""What Alertmanager still has, and what the hub knows of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from alerts.relay.case import AT_THE_HUB
from alerts.relay.message import Kind
from alerts.relay.queue import Queue
from alerts.relay.reconcile import CannotAsk, close_orphans, fingerprints, hub_incidents, learn_from_hub
from exporter.view import View
from exporter.web.public.app import public_app
from exporter.web.server import serve
from tests.alerts.relay.posts import alert, notification
from tests.alerts.relay.queues import TEAM, drain, queue_in, told
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource
from tests.fakes.troubled import rejudge, troubled
from tests.servers.hostile import slow
from tests.servers.loopback import serving
from tests.servers.plain import answer, maps, says

ALERTS = "/api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true"


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    found = queue_in(tmp_path)
    found.cases.take(notification(alert()), TEAM, NOON)
    return found


@pytest.fixture
def source() -> FakeSource:
    return troubled()


@pytest.fixture
def hub(source: FakeSource) -> Iterator[str]:
    running = serve(public_app(source, View(source)), "127.0.0.1:0")
    try:
        yield f"http://127.0.0.1:{running.port}"
    finally:
        running.stop()


def fingerprint(queue: Queue) -> str:
    ((case, _),) = queue.cases.open_cases().values()
    return case.fingerprint


def code_at(hub: str) -> str:
    incident = hub_incidents(hub).of(alert()["labels"])
    assert incident is not None
    return incident.code


def alertmanager(*known: str) -> bytes:
    return answer("200 OK", body=json.dumps([{"fingerprint": each} for each in known]).encode())


def test_silenced_and_inhibited_alerts_are_asked_for_and_all_alertmanagers_together_know() -> None:
    with (
        serving(maps({ALERTS: alertmanager("a")})) as first,
        serving(maps({ALERTS: alertmanager("b")})) as second,
    ):
        known = fingerprints([f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}/"])

    assert known == {"a", "b"}


@pytest.mark.parametrize(
    "said",
    [
        answer("500 Internal Server Error"),
        answer("302 Found", "Location: /"),
        answer(body=b"{}"),
        answer(body=b"[" * 100_000),
        answer(body=b"<html>"),
        b"",
        alertmanager("b")[:-1],
    ],
    ids=["500", "redirect", "no list", "deep", "html", "hung up", "cut"],
)
def test_one_that_does_not_answer_is_no_answer_at_all(said: bytes) -> None:
    with (
        serving(maps({ALERTS: alertmanager("a")})) as first,
        serving(says(said)) as second,
        pytest.raises(CannotAsk),
    ):
        fingerprints([f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}"])


def test_one_that_answers_byte_by_byte_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.relay.reconcile._SECONDS", 0.5)
    with serving(slow(b"HTTP/1.1 200 OK\r\nX: x")) as port, pytest.raises(CannotAsk, match="ReadTimeout"):
        fingerprints([f"http://127.0.0.1:{port}"])


def test_what_nobody_has_known_for_five_minutes_is_closed_and_told(queue: Queue) -> None:
    assert close_orphans(queue.cases, frozenset(), 300, NOON + 100) == 0
    assert close_orphans(queue.cases, frozenset(), 300, NOON + 399) == 0
    assert told(queue, NOON + 399) == [(Kind.FIRING, ("19753",))]
    assert close_orphans(queue.cases, frozenset(), 300, NOON + 400) == 1

    assert told(queue, NOON + 500) == [(Kind.RESOLVED, ("19753",))]


def test_what_comes_back_within_them_begins_its_five_minutes_anew(queue: Queue) -> None:
    # an Alertmanager that was restarted knows nothing until Prometheus has spoken to it again
    close_orphans(queue.cases, frozenset(), 300, NOON + 100)
    close_orphans(queue.cases, frozenset({fingerprint(queue)}), 300, NOON + 200)
    close_orphans(queue.cases, frozenset(), 300, NOON + 300)

    assert close_orphans(queue.cases, frozenset(), 300, NOON + 500) == 0
    assert len(queue.cases.open_cases()) == 1


def test_a_case_takes_the_hub_s_code_and_its_beginning(queue: Queue, hub: str) -> None:
    learn_from_hub(queue, hub_incidents(hub), NOON)
    code = code_at(hub)

    ((case, _),) = queue.cases.open_cases().values()
    assert (case.code, case.starts) == (code, NOON - 3600)
    assert queue.calls.acknowledge(code, "Tổ trực 1", NOON) == 1


def test_what_the_hub_knows_already_bears_its_code_from_the_first_message(tmp_path: Path, hub: str) -> None:
    queue = queue_in(tmp_path)
    queue.cases.take(notification(alert()), TEAM, NOON, hub_incidents(hub))

    assert [work.cases[0].code for work in drain(queue, NOON + 10)] == [code_at(hub)]


def test_the_code_that_was_told_first_still_counts(queue: Queue, hub: str) -> None:
    ((case, _),) = queue.cases.open_cases().values()
    learn_from_hub(queue, hub_incidents(hub), NOON)

    assert queue.calls.acknowledge(case.code, "Tổ trực 1", NOON) == 1


def test_what_is_taken_on_at_the_hub_is_taken_on(queue: Queue, hub: str, source: FakeSource) -> None:
    learn_from_hub(queue, hub_incidents(hub), NOON)
    code = code_at(hub)
    source.change_incident(lambda incidents, now: incidents.acknowledge(code, "Tổ trực 1", now))
    rejudge(source)
    learn_from_hub(queue, hub_incidents(hub), NOON + 60)

    ((case, _),) = queue.cases.open_cases().values()
    assert (case.acknowledged, case.acknowledged_by) == (NOON + 60, AT_THE_HUB)


@pytest.mark.parametrize(
    "about", [alert("19774"), alert(province="48"), alert(cause="line_slow"), alert(cause="")]
)
def test_an_incident_of_something_else_teaches_nothing(
    about: dict[str, Any], tmp_path: Path, hub: str
) -> None:
    queue = queue_in(tmp_path)
    queue.cases.take(notification(about), TEAM, NOON)
    learn_from_hub(queue, hub_incidents(hub), NOON)

    ((case, _),) = queue.cases.open_cases().values()
    assert case.code != code_at(hub)


@pytest.mark.parametrize(
    "body", [b"[]", b'{"incidents": [{}]}', b'{"incidents": 1}', b'{"incidents": [null]}']
)
def test_what_is_no_hub_is_no_answer(body: bytes) -> None:
    with serving(says(answer(body=body))) as port, pytest.raises(CannotAsk):
        hub_incidents(f"http://127.0.0.1:{port}")
