"""When the crl kind asks for a list, when it spares the server, and what it keeps to know by."""

import json
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from probes.reasons import Reason
from tests.authority import DAY, NOW
from tests.probes.kinds.crl_world import GOOD, HOUR, SUB, World, date, published
from tests.revocation_lists import crl_of
from tests.servers.loopback import serving
from tests.servers.plain import answer, says


def test_for_an_hour_nobody_is_asked_and_the_kept_list_is_judged(world: World) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        first = world.look(url)
        for _ in range(11):
            world.clock.advance(300)
            spared = world.look(url)
            assert spared.success
            assert spared.facts["asked"] == "kept"
            assert {name: spared.measures[name] for name in ("crl_number", "crl_entries")} == {
                "crl_number": 7,
                "crl_entries": 1,
            }
            assert "phase_connect_seconds" not in spared.measures
        assert len(server.requests) == 1
        world.clock.advance(300)
        again = world.look(url)

    assert first.facts["asked"] == again.facts["asked"] == "yes"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("headers", "next_update", "seconds"),
    [
        ([], NOW + DAY, 3600),
        ([], NOW + HOUR, 1800),
        (["Cache-Control: max-age=600"], NOW + DAY, 600),
        (["Cache-Control: max-age=86400"], NOW + DAY, 3600),
        (["Cache-Control: max-age=86400"], NOW + HOUR, 1800),
        (["Cache-Control: max-age=1000", "Age: 400"], NOW + DAY, 600),
        (["Cache-Control: no-cache"], NOW + DAY, 0),
        ([date(), f"Expires: {format_datetime(NOW + timedelta(seconds=600), usegmt=True)}"], NOW + DAY, 600),
        ([f"Expires: {format_datetime(NOW + timedelta(seconds=600), usegmt=True)}"], NOW + DAY, 600),
        ([f"Expires: {format_datetime(NOW + DAY, usegmt=True)}"], NOW + DAY, 3600),
        (["Expires: 0"], NOW + DAY, 0),
        (["Expires: 0", "Cache-Control: max-age=600"], NOW + DAY, 600),
        (["Cache-Control: max-age=soon"], NOW + DAY, 3600),
    ],
)
def test_the_servers_wish_is_honoured_but_never_beyond_half_the_lists_time_or_an_hour(
    world: World, headers: list[str], next_update: Any, seconds: float
) -> None:
    server = published(crl_of(SUB, next_update=next_update), headers=tuple(headers))
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        world.clock.advance(seconds - 1)
        if seconds:
            world.look(url)
            assert len(server.requests) == 1
        world.clock.advance(1)
        world.look(url)

    assert len(server.requests) == 2


def test_a_server_that_says_nothing_of_caching_but_compares_is_asked_each_time(world: World) -> None:
    server = published(GOOD, etag='"1"')
    with serving(server.meet) as port:
        for _ in range(3):
            world.look(f"http://127.0.0.1:{port}/")
            world.clock.advance(1)

    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"etag": '"1"'}, 'If-None-Match: "1"'),
        ({"etag": 'W/"1"'}, 'If-None-Match: W/"1"'),
        (
            {"last_modified": "Tue, 24 Nov 2026 00:00:00 GMT"},
            "If-Modified-Since: Tue, 24 Nov 2026 00:00:00 GMT",
        ),
    ],
)
def test_an_unchanged_list_is_not_sent_again(world: World, said: dict[str, str], asked: str) -> None:
    server = published(GOOD, **said)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        before = next(world.kept.glob("*.crl")).stat()
        for _ in range(2):
            world.clock.advance(3600)
            result = world.look(url)
            assert result.success, result
            assert result.measures["crl_number"] == 7
            assert result.measures["http_status_code"] == 304

    assert (server.full, server.unchanged) == (1, 2)
    assert f"\r\n{asked}\r\n" in server.requests[2]
    after = next(world.kept.glob("*.crl")).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_that_it_has_not_changed_is_no_answer_to_who_has_nothing(world: World) -> None:
    result = world.ask(says(answer("304 Not Modified", body=b"")))

    assert result.reason is Reason.HTTP_STATUS
    assert result.detail == "304"
    assert result.facts["state"] == "http_error"


def test_a_list_that_went_lost_is_asked_for_whole(world: World) -> None:
    server = published(GOOD, etag='"1"')
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        next(world.kept.glob("*.crl")).unlink()
        assert world.look(url).success

    assert (server.full, server.unchanged) == (2, 0)
    assert world.lists() == [GOOD]


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"fetched": "today"}',
        b'{"fetched": 1, "ask_again": 1, "etag": 1, "last_modified": null}',
        b'{"fetched": 1, "ask_again": 1, "etag": "", "last_modified": "", "list": "../../etc/passwd"}',
        b"x" * 100_000,
        json.dumps({"fetched": 0, "ask_again": 9e99, "etag": "", "last_modified": ""}).encode(),
    ],
)
def test_a_note_that_cannot_be_read_or_believed_costs_one_question(world: World, note: bytes) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        next(world.kept.glob("*.json")).write_bytes(note)
        assert world.look(url).facts["asked"] == "yes"
        assert world.look(url).facts["asked"] == "kept"


def test_a_clock_set_back_costs_one_question(world: World) -> None:
    server = published(GOOD)
    with serving(server.meet) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        world.clock.step_wall(-7200)
        assert world.look(url).facts["asked"] == "yes"
        assert world.look(url).facts["asked"] == "kept"


def test_validators_that_cannot_be_sent_back_are_not_kept(world: World) -> None:
    odd = answer("200 OK", "ETag: \xe9", "Last-Modified: " + "x" * 600, body=GOOD)
    with serving(says(odd)) as port:
        url = f"http://127.0.0.1:{port}/"
        world.look(url)
        world.clock.advance(3600)
        assert world.look(url).success


def test_a_folder_that_cannot_be_written_spoils_nothing_but_the_rest(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.kept.write_bytes(b"a file")

    assert world.ask(says(answer(body=GOOD))).success
    assert "could not be kept" in caplog.text
