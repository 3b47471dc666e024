"""What becomes of each message: sent, tried again, passed on to the next channel, given up."""

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.load import RelayConfig
from alerts.relay.message import Message
from alerts.relay.queue import Queue, open_queue
from alerts.relay.secret import SecretUnreadable
from alerts.relay.sender import Sender
from alerts.relay.settings import RelaySettings
from probes.inventory.model import Inventory
from probes.language import Text
from tests.alerts.relay.posts import alert, notification
from tests.fakes.clock import NOON, FakeClock
from tests.servers.relaying import INVENTORY, TEAM

MIDNIGHT = 86400.0 - (NOON + 7 * 3600) % 86400
"""Seconds from noon to the end of the day in Vietnam."""


class FakeChannel:
    """Keeps what it is given; `fails` are raised instead, one per message."""

    def __init__(self, *fails: Exception) -> None:
        self.fails = list(fails)
        self.messages: list[Message] = []

    def send(self, message: Message, before: str | None) -> str | None:
        self.messages.append(message)
        if self.fails:
            raise self.fails.pop(0)
        return None if before is None else f"after {before}"


class Stage:
    """A queue, its channels and their senders, in a time moved by hand."""

    def __init__(
        self, folder: Path, clock: FakeClock, channels: dict[str, FakeChannel], **changed: Any
    ) -> None:
        per_day = changed.pop("per_day", None)
        roster = changed.pop("roster", [])
        settings = RelaySettings.model_validate(
            {
                "inventory": "inventory.yml",
                "data_dir": str(folder),
                "channels": [
                    {"id": name, "kind": "file", "path": "x", "per_day": per_day if place == 0 else None}
                    for place, name in enumerate(channels)
                ],
                "teams": [{"team": TEAM["id"], "token": "env:X", "channels": list(channels)}],
                **changed,
            }
        )
        inventory = Inventory.model_validate(INVENTORY | {"roster": roster})
        config = RelayConfig(settings, inventory)
        self.clock = clock
        self.queue: Queue = open_queue(folder / "relay.sqlite", {TEAM["id"]: list(channels)}, settings.fold)
        self.senders = [
            Sender(each, channels[each.id], self.queue, config, clock) for each in settings.channels
        ]

    def take(self, *alerts: dict[str, Any]) -> None:
        self.queue.cases.take(notification(*alerts), TEAM["id"], self.clock.wall)
        self.clock.advance(2)

    def work(self, seconds: float = 0.0) -> None:
        """Let `seconds` go by, and every sender send all that is due."""
        self.clock.advance(seconds)
        while any(sender.step() for sender in self.senders):
            pass


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


LATER = ChannelFailed("busy")
NEVER = ChannelFailed("no such number", permanent=True)
PERHAPS = ChannelFailed("hung up", uncertain=True)


def test_a_message_that_may_have_arrived_is_sent_again_and_says_so(tmp_path: Path, clock: FakeClock) -> None:
    mail = FakeChannel(PERHAPS)
    stage = Stage(tmp_path, clock, {"mail": mail})
    stage.take(alert())
    stage.work()
    stage.work(5)

    first, second = mail.messages
    assert first.id == second.id
    assert second.title == f"{first.title} (gửi lại)"


def test_one_that_surely_did_not_arrive_says_nothing_of_it(tmp_path: Path, clock: FakeClock) -> None:
    mail = FakeChannel(LATER, LATER)
    stage = Stage(tmp_path, clock, {"mail": mail})
    stage.take(alert())
    for seconds in (0, 5, 10):
        stage.work(seconds)

    assert len(mail.messages) == 3
    assert "gửi lại" not in mail.messages[-1].title


def test_the_other_side_s_wish_to_wait_is_kept(tmp_path: Path, clock: FakeClock) -> None:
    mail = FakeChannel(ChannelFailed("slow down", wait=90))
    stage = Stage(tmp_path, clock, {"mail": mail})
    stage.take(alert())
    stage.work()
    stage.work(89)
    assert len(mail.messages) == 1

    stage.work(1)
    assert len(mail.messages) == 2


def test_a_channel_that_fails_for_two_minutes_is_stood_in_for_and_the_message_says_so(
    tmp_path: Path, clock: FakeClock
) -> None:
    zalo, mail = FakeChannel(*[LATER] * 100), FakeChannel()
    stage = Stage(tmp_path, clock, {"zalo": zalo, "mail": mail})
    stage.take(alert())
    stage.work()
    for _ in range(11):
        stage.work(10)
    assert mail.messages == []
    stage.work(60)

    (message,) = mail.messages
    assert ("Ghi chú", "kênh zalo không gửi được nên tin này gửi qua đường khác") in message.facts


def test_a_refusal_for_good_is_passed_on_at_once(tmp_path: Path, clock: FakeClock) -> None:
    zalo, mail = FakeChannel(NEVER), FakeChannel()
    stage = Stage(tmp_path, clock, {"zalo": zalo, "mail": mail})
    stage.take(alert())
    stage.work()

    assert len(mail.messages) == 1


def test_when_every_channel_refuses_the_chain_begins_anew_five_minutes_later(
    tmp_path: Path, clock: FakeClock
) -> None:
    zalo, mail = FakeChannel(NEVER), FakeChannel(NEVER)
    stage = Stage(tmp_path, clock, {"zalo": zalo, "mail": mail})
    stage.take(alert())
    stage.work()
    stage.work(299)
    assert len(zalo.messages) == 1

    stage.work(1)
    assert len(zalo.messages) == 2
    assert "Ghi chú" in dict(zalo.messages[1].facts)


def test_one_s_only_channel_is_tried_again_though_it_refused(tmp_path: Path, clock: FakeClock) -> None:
    mail = FakeChannel(NEVER)
    stage = Stage(tmp_path, clock, {"mail": mail})
    stage.take(alert())
    stage.work()
    stage.work(300)

    assert len(mail.messages) == 2
    assert "Ghi chú" not in dict(mail.messages[1].facts)


def test_beyond_the_day_s_quota_the_next_channel_tells_it_and_why_until_midnight(
    tmp_path: Path, clock: FakeClock
) -> None:
    sms, mail = FakeChannel(), FakeChannel()
    stage = Stage(tmp_path, clock, {"sms": sms, "mail": mail}, per_day=2)
    for commune in ("1", "2", "3"):
        stage.take(alert(commune))
        stage.work()
    assert len(sms.messages) == 2
    (message,) = mail.messages
    assert (
        "Ghi chú",
        "kênh sms đã hết hạn mức tin của hôm nay nên tin này gửi qua đường khác",
    ) in message.facts

    clock.advance(MIDNIGHT)
    stage.take(alert("4"))
    stage.work()
    assert len(sms.messages) == 3


def test_without_another_channel_it_waits_for_tomorrow_s_quota(tmp_path: Path, clock: FakeClock) -> None:
    sms = FakeChannel()
    stage = Stage(tmp_path, clock, {"sms": sms}, per_day=1)
    stage.take(alert("1"), alert("2"))
    stage.work()
    stage.work(MIDNIGHT - 10)
    assert len(sms.messages) == 1

    stage.work(10)
    assert len(sms.messages) == 2


def test_attempts_that_may_have_arrived_count_against_the_day_s_quota(
    tmp_path: Path, clock: FakeClock
) -> None:
    sms, mail = FakeChannel(*[PERHAPS] * 1000), FakeChannel()
    stage = Stage(tmp_path, clock, {"sms": sms, "mail": mail}, per_day=2)
    for commune in ("1", "2", "3"):
        stage.take(alert(commune))
        stage.work()

    stage.work(300)

    assert (len(sms.messages), len(mail.messages)) == (2, 3)


def test_one_message_is_not_tried_for_ever_where_each_attempt_may_cost_money(
    tmp_path: Path, clock: FakeClock
) -> None:
    sms = FakeChannel(*[PERHAPS] * 1000)
    stage = Stage(tmp_path, clock, {"sms": sms}, per_day=100)
    stage.take(alert())
    for _ in range(30):
        stage.work(300)
    assert len(sms.messages) == 3

    stage.work(MIDNIGHT)
    assert len(sms.messages) == 4


def test_after_a_day_a_message_is_given_up_and_the_log_says_so(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    mail = FakeChannel(*[LATER] * 1000)
    stage = Stage(tmp_path, clock, {"mail": mail})
    stage.take(alert(severity="warning"))
    for _ in range(300):
        stage.work(300)

    assert stage.queue.outbox.settled() == {("mail", "failed"): 1}
    assert "given up" in caplog.text


@pytest.mark.parametrize("communes", [("1",), tuple("123456")], ids=["alone", "digest"])
def test_what_is_critical_and_still_open_is_told_however_late_and_then_called_about(
    communes: tuple[str, ...], tmp_path: Path, clock: FakeClock
) -> None:
    mail = FakeChannel(*[LATER] * 300)
    stage = Stage(tmp_path, clock, {"mail": mail})
    stage.take(*(alert(commune) for commune in communes))
    for _ in range(300):
        stage.work(300)
    mail.fails.clear()
    stage.work(300)

    assert stage.queue.outbox.settled() == {("mail", "sent"): 1}
    assert len(stage.queue.calls.unanswered()) == 1


def test_what_was_over_before_its_beginning_could_leave_is_told_once_as_over(
    tmp_path: Path, clock: FakeClock
) -> None:
    mail = FakeChannel(*[LATER] * 3)
    stage = Stage(tmp_path, clock, {"mail": mail})
    stage.take(alert())
    stage.work()
    stage.take(alert(ends=NOON))
    mail.fails.clear()
    stage.work(300)

    (_, over) = mail.messages
    assert over.title == "[Đã khắc phục] Xã 19753: mất kết nối từ 12:48 đến 13:00 (12 phút)"
    assert stage.queue.outbox.waiting() == {}


@pytest.mark.parametrize(
    "fault",
    [SecretUnreadable(Text("không đọc được", "cannot be read")), RuntimeError("phone 0901234567")],
    ids=["secret", "bug"],
)
def test_a_fault_of_our_own_loses_nothing_and_tells_no_secret(
    fault: Exception, tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    mail = FakeChannel(fault)
    stage = Stage(tmp_path, clock, {"mail": mail})
    stage.take(alert())
    stage.work()
    stage.work(5)

    assert len(mail.messages) == 2
    assert "0901234567" not in caplog.text


def test_a_disk_that_is_full_when_a_message_has_left_repeats_it_and_holds_nothing(
    tmp_path: Path, clock: FakeClock
) -> None:
    class Filling(FakeChannel):
        def send(self, message: Message, before: str | None) -> str | None:
            if not self.messages:
                database.execute("PRAGMA query_only = ON")
            return super().send(message, before)

    mail = Filling()
    stage = Stage(tmp_path, clock, {"mail": mail})
    database = stage.queue.disk._database
    stage.take(alert())
    with pytest.raises(sqlite3.Error):
        stage.work()
    database.execute("PRAGMA query_only = OFF")
    stage.work()
    stage.take(alert(ends=NOON))
    stage.work()

    titles = [message.title for message in mail.messages]
    assert len(titles) == 3
    assert titles[1] == f"{titles[0]} (gửi lại)"
    assert titles[2].startswith("[Đã khắc phục]")


def duty(person: str, start: float, end: float, phone: str | None = None) -> dict[str, Any]:
    start_, end_ = (datetime.fromtimestamp(each, UTC) for each in (start, end))
    return {"team": TEAM["id"], "start": start_, "end": end_, "person": person, "phone": phone}


def test_whoever_is_on_duty_is_told_and_reached_at_their_own_number(tmp_path: Path, clock: FakeClock) -> None:
    roster = [
        duty("Tổ trực 1", NOON - 60, NOON + 60, "0901 111 111"),
        duty("Tổ trực 2", NOON + 60, NOON + 120),
    ]
    mail = FakeChannel()
    stage = Stage(tmp_path, clock, {"mail": mail}, roster=roster)
    for commune in ("1", "2", "3"):
        stage.take(alert(commune))
        stage.work()
        clock.advance(60)

    reached = [(each.recipient.post, each.recipient.phone) for each in mail.messages]
    assert reached == [
        ("Tổ trực 1", "0901 111 111"),
        ("Tổ trực 2", TEAM["phone"]),
        (TEAM["name"], TEAM["phone"]),
    ]


def test_the_queue_learns_who_was_told_and_that_a_message_to_the_team_told_nobody(
    tmp_path: Path, clock: FakeClock
) -> None:
    roster = [duty("Tổ trực 1", NOON + 60, NOON + 120)]
    stage = Stage(tmp_path, clock, {"mail": FakeChannel()}, roster=roster)
    for commune in ("1", "2"):
        stage.take(alert(commune))
        stage.work()
        clock.advance(60)

    assert [set(about.told) for about in stage.queue.calls.unanswered()] == [set(), {"Tổ trực 1"}]


def test_a_post_named_like_its_team_counts_as_told_once_it_was_called(
    tmp_path: Path, clock: FakeClock
) -> None:
    roster = [duty(TEAM["name"], NOON - 60, NOON + 86400)]
    stage = Stage(tmp_path, clock, {"mail": FakeChannel()}, roster=roster)
    stage.take(alert())
    stage.work()
    (about,) = stage.queue.calls.unanswered()
    stage.queue.calls.call(about, TEAM["name"], clock.wall)
    stage.work()

    (about,) = stage.queue.calls.unanswered()
    assert about.told == {TEAM["name"]}


def test_a_worker_ends_when_it_is_told_to(tmp_path: Path, clock: FakeClock) -> None:
    mail = FakeChannel()
    stage = Stage(tmp_path, clock, {"mail": mail}, fold={"wait": "1ms"})
    stopping = threading.Event()
    thread = threading.Thread(target=stage.senders[0].run, args=(stopping,))
    thread.start()
    stopping.set()
    stage.queue.disk.wake()
    thread.join(60)

    assert not thread.is_alive()
