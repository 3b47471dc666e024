"""The relay's listener: who may post, what is refused how, and what Alertmanager is told when it cannot be kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from exporter.web.relay import LARGEST_BYTES
from tests.alerts.relay.posts import alert, post
from tests.peers.prometheus import eventually
from tests.servers.relaying import OF_THE_TEAM, OF_THOSE_ON_CALL, Running, posted, relay_yml, relaying

LATER = 4e9
"""When all that waits is due."""


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Running]:
    """One whose messages wait for ever."""
    dry = {"id": "dry", "kind": "file", "path": str(tmp_path / "told.jsonl")}
    with relaying(relay_yml(tmp_path, [dry], fold={"wait": "1h"})) as running:
        yield running


def samples(relay: Running) -> dict[str, float]:
    """Its own metrics, summed by name."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(relay.client.get("/metrics").text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0.0) + sample.value
    return found


def waiting(relay: Running) -> float:
    """How many messages wait, as its own metrics say."""
    return samples(relay).get("thongsuot_relay_messages_waiting", 0)


def test_a_post_is_taken_once_it_is_kept(relay: Running) -> None:
    assert relay.post(post(alert())).status_code == 200
    assert waiting(relay) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer " + OF_THE_TEAM[:-1]},
        {"Authorization": "Bearer " + OF_THOSE_ON_CALL},
        {"Authorization": "Basic " + OF_THE_TEAM},
        {"Authorization": "Bearer \xe9"},
    ],
)
def test_without_the_team_s_own_token_nothing_is_taken(headers: dict[str, str], relay: Running) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = relay.client.post("/v1/alertmanager/ha_tang_wan", content=post(alert()), headers=encoded)

    assert answer.status_code == 401
    assert "Token của nơi gửi không đúng" in answer.text
    assert "The bearer token is wrong" in answer.text
    assert waiting(relay) == 0


def test_a_team_that_relay_yml_does_not_know_is_answered_like_a_wrong_token(relay: Running) -> None:
    headers = {"Authorization": f"Bearer {OF_THE_TEAM}"}
    unknown = relay.client.post("/v1/alertmanager/another", content=post(alert()), headers=headers)
    wrong = relay.post(post(alert()), bearer="x")

    assert (unknown.status_code, unknown.text) == (wrong.status_code, wrong.text)


def test_a_token_that_was_changed_counts_at_once(relay: Running, tmp_path: Path) -> None:
    (tmp_path / "team.token").write_text("new", encoding="utf-8")
    assert relay.post(post(alert())).status_code == 401
    assert relay.post(post(alert()), bearer="new").status_code == 200

    (tmp_path / "team.token").unlink()
    assert relay.post(post(alert()), bearer="new").status_code == 401


def test_what_is_no_notification_is_refused_in_both_languages_and_nothing_is_kept(
    relay: Running, caplog: pytest.LogCaptureFixture
) -> None:
    answer = relay.post(post(alert(), version="5"))

    assert answer.status_code == 400
    vietnamese, english = answer.text.splitlines()
    assert vietnamese.startswith("version: ")
    assert english.startswith("version: ")
    assert "ha_tang_wan: a post that is no notification was refused" in caplog.text
    assert waiting(relay) == 0


def test_a_body_that_does_not_end_is_refused(relay: Running) -> None:
    assert relay.post(b" " * LARGEST_BYTES + b"{}").status_code == 413


def test_a_full_disk_is_a_503_and_the_post_is_taken_when_there_is_room_again(relay: Running) -> None:
    database = relay.relay._queue.disk._database
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")
    many = post(*[alert(f"{number:05d}") for number in range(2000)], group="{}")
    refused = relay.post(many)
    database.execute("PRAGMA max_page_count = 1000000")

    assert refused.status_code == 503
    assert "It could not be written to disk" in refused.text
    assert waiting(relay) == 0
    assert relay.post(many).status_code == 200
    assert relay.client.get("/-/healthy").status_code == 200


def test_too_many_at_once_are_a_503_and_never_a_429(relay: Running) -> None:
    impatient = httpx.Client(base_url=relay.client.base_url, trust_env=False, timeout=1)
    with impatient, ThreadPoolExecutor(64) as threads:
        with relay.relay._queue.disk.write():  # nothing can be kept meanwhile
            bodies = [post(alert(f"{number:05d}")) for number in range(64)]
            taking = [threads.submit(posted, relay.client, body) for body in bodies]

            def busy() -> bool:
                try:
                    return posted(impatient, post(alert())).status_code == 503
                except httpx.TimeoutException:
                    return False

            eventually(busy, str)

        statuses = {future.result().status_code for future in taking}

    assert statuses <= {200, 503}
    assert 200 in statuses


def code_of(relay: Running) -> str:
    ((case, _),) = relay.relay._queue.cases.open_cases().values()
    return case.code


def test_taking_on_tells_how_many_it_was(relay: Running) -> None:
    relay.post(post(alert()))
    answer = relay.acknowledge(code_of(relay).lower())

    assert (answer.status_code, answer.json()) == (200, {"acknowledged": 1, "by": ["Tổ trực 1"]})


def test_whoever_comes_second_is_told_who_has_it(relay: Running) -> None:
    relay.post(post(alert()))
    relay.acknowledge(code_of(relay))

    assert relay.acknowledge(code_of(relay), by="Tổ trực 2").json()["by"] == ["Tổ trực 1"]


def test_a_number_typed_as_who_takes_it_on_is_not_kept(relay: Running) -> None:
    relay.post(post(alert()))

    assert relay.acknowledge(code_of(relay), by="Tổ trực 1, 0912 345 678").json()["by"] == ["Tổ trực 1, ***"]


def test_an_unknown_code_is_a_404_that_names_it(relay: Running) -> None:
    answer = relay.acknowledge("46-NONE2")

    assert (answer.status_code, answer.text) == (404, "No open incident has the code 46-NONE2\n")


@pytest.mark.parametrize("token", ["x", OF_THE_TEAM])
def test_only_the_token_for_it_takes_on(token: str, relay: Running) -> None:
    relay.post(post(alert()))

    assert relay.acknowledge(code_of(relay), bearer=token).status_code == 401


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b'{"code": "46-K7QMA"}',
        b'{"code": 46, "by": "x"}',
        b'{"code": "46-K7QMA", "by": "  "}',
        b'{"code": "46-K7QMA", "by": "\\u0000"}',
        b'{"code": "46-K7QMA", "by": "' + b"x" * 101 + b'"}',
        b" " * 20_000,
    ],
)
def test_an_acknowledgement_that_says_nothing_is_refused_with_an_example(said: bytes, relay: Running) -> None:
    headers = {"Authorization": f"Bearer {OF_THOSE_ON_CALL}", "Accept-Language": "en"}
    answer = relay.client.post("/v1/ack", content=said, headers=headers)

    assert answer.status_code == 400
    assert '{"code": "46-K7QMA", "by": "Tổ trực 1"}' in answer.text


def test_its_own_metrics_say_what_waits_what_fails_and_what_was_sent(relay: Running) -> None:
    relay.post(post(alert("1")))
    relay.post(post(alert("2")))
    outbox = relay.relay._queue.outbox
    assert samples(relay) == {"thongsuot_relay_messages_waiting": 2}

    work = outbox.claim("dry", LATER)
    assert work is not None
    outbox.again(work, LATER, work.created, uncertain=False)
    said = samples(relay)
    assert said.pop("thongsuot_relay_oldest_failing_message_timestamp_seconds") == pytest.approx(work.created)
    assert said == {"thongsuot_relay_messages_waiting": 2}

    first, second = outbox.claim("dry", LATER), outbox.claim("dry", LATER)
    assert first is not None
    assert second is not None
    outbox.sent(first, None, LATER)
    outbox.give_up(second, LATER)
    assert samples(relay) == {"thongsuot_relay_messages_total": 2}


def test_what_is_not_there_is_told_plainly(relay: Running) -> None:
    assert relay.client.get("/").status_code == 404
    assert relay.client.get("/v1/alertmanager/ha_tang_wan").status_code == 405
