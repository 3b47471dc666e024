"""Alertmanager's webhook, version 4: what is taken, and what is refused with every reason."""

import json
from typing import Any

import pytest

from alerts.relay.notification import BadNotification, notification_of
from tests.alerts.relay.posts import BEGAN, alert, post
from tests.fakes.clock import NOON


def test_what_0_25_posts_is_read() -> None:
    said = notification_of(post(alert(), alert("20194", ends=NOON), group="{}:{}", truncatedAlerts=3))

    first, second = said.alerts
    assert (said.group, said.truncated) == ("{}:{}", 3)
    assert (first.firing, first.starts, first.ends) == (True, BEGAN, None)
    assert (second.firing, second.starts, second.ends) == (False, BEGAN, NOON)
    assert first.labels["commune"] == "19753"
    assert first.annotations["summary_en"] == "Commune 19753: down"


def test_fields_of_later_versions_are_left_alone() -> None:
    later = json.loads(post(alert())) | {"notification_reason": "first", "routeID": "{}/{}"}
    later["alerts"][0]["silencedBy"] = []

    assert len(notification_of(json.dumps(later).encode()).alerts) == 1


def test_nanoseconds_of_go_are_read() -> None:
    precise = alert() | {"startsAt": "2026-11-24T06:00:00.123456789Z"}

    assert notification_of(post(precise)).alerts[0].starts == pytest.approx(1795500000.123456)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b'{"version": "4", "groupKey": "\\ud800"}',
    ],
    ids=["empty", "cut", "no utf-8", "a list", "deep", "half a surrogate pair"],
)
def test_what_is_no_json_is_refused_in_both_languages(body: bytes) -> None:
    with pytest.raises(BadNotification) as refused:
        notification_of(body)

    assert "phải là JSON" in refused.value.text.vi
    assert "must be JSON" in refused.value.text.en


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "another version": ({"version": "5"}, "version"),
    "no alerts": ({"alerts": []}, "alerts"),
    "no group": ({"groupKey": ""}, "groupKey"),
    "another status": ({"status": "pending"}, "status"),
    "a label that is a number": (
        {"alerts": [alert() | {"labels": {"commune": 19753}}]},
        "alerts[0].labels.commune",
    ),
    "no start": ({"alerts": [{k: v for k, v in alert().items() if k != "startsAt"}]}, "alerts[0].startsAt"),
    "a start that is none": ({"alerts": [alert(), alert() | {"startsAt": "today"}]}, "alerts[1].startsAt"),
    "a start without a time zone": (
        {"alerts": [alert() | {"startsAt": "2026-11-24T06:00:00"}]},
        "alerts[0].startsAt",
    ),
    "a start that has no local time": (
        {"alerts": [alert() | {"startsAt": "9999-12-31T23:59:59Z"}]},
        "alerts[0].startsAt: ",
    ),
    "a start that is Go's zero": (
        {"alerts": [alert() | {"startsAt": "0001-01-01T00:00:00Z"}]},
        "alerts[0].startsAt",
    ),
    "a label of two lines": (
        {"alerts": [alert(province="46\nBcc: x@mail.test")]},
        "alerts[0].labels.province: ",
    ),
    "no fingerprint": ({"alerts": [alert() | {"fingerprint": ""}]}, "alerts[0].fingerprint"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_notification_is_refused_with_its_place(name: str) -> None:
    changed, place = BAD[name]
    with pytest.raises(BadNotification) as refused:
        notification_of(json.dumps(json.loads(post(alert())) | changed).encode())

    assert place in refused.value.text.vi
    assert place in refused.value.text.en


def test_every_fault_is_told_at_once_and_at_most_twenty() -> None:
    bad = [{"status": "firing"}] * 50

    with pytest.raises(BadNotification) as refused:
        notification_of(post(*[alert()], alerts=bad))

    assert len(refused.value.text.en.splitlines()) == 20
