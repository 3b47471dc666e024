"""What a service answers, or does instead of answering, becomes one kind of failure that says whether to try again."""

import socket

import pytest

from alerts.relay.channels.asking import ask, seconds
from alerts.relay.channels.channel import ChannelFailed
from tests.servers.gateway import CUT, HANG_UP, TRICKLE, gateway, says
from tests.servers.hostile import CHUNKED, slow, slow_from_the_start
from tests.servers.loopback import Script, serving

_GENEROUS = 30.0


def _failure(status: int, timeout: float = _GENEROUS) -> ChannelFailed:
    with gateway(says(status, {"some": "thing"})) as service, pytest.raises(ChannelFailed) as failed:
        ask(service.url, body={}, timeout=timeout)
    return failed.value


def test_an_answer_is_its_status_and_its_json() -> None:
    with gateway(says(429, {"a": {"b": 1}}, Retry_After="7")) as service:
        answer = ask(service.url, body={"x": "ế"}, timeout=_GENEROUS)
    assert (answer.status, answer.part("a"), answer.part("c"), answer.wait) == (429, {"b": 1}, {}, 7.0)
    assert service.asked[0].said == {"x": "ế"}


@pytest.mark.parametrize("body", ["", "<html>", "[1]", "null", "[" * 60_000])
def test_an_answer_that_is_no_object_says_nothing(body: str) -> None:
    with gateway(says(200, body)) as service:
        assert ask(service.url, body={}, timeout=_GENEROUS).said == {}


@pytest.mark.parametrize("how", [HANG_UP, CUT])
def test_after_a_cut_connection_nobody_knows_whether_it_arrived(how: int) -> None:
    failure = _failure(how)
    assert failure.uncertain
    assert not failure.permanent


def test_a_reply_that_never_ends_is_left_after_the_timeout() -> None:
    assert _failure(TRICKLE, timeout=0.2).uncertain


@pytest.mark.parametrize(
    "script", [slow(b"HTTP/1.1 200 OK\r\nX: x"), slow(CHUNKED + b"9\r\nx")], ids=["head", "chunk"]
)
def test_so_is_one_that_comes_byte_by_byte(script: Script) -> None:
    with serving(script) as port, pytest.raises(ChannelFailed) as failed:
        ask(f"http://127.0.0.1:{port}/", body={}, timeout=0.5)
    assert (failed.value.why, failed.value.uncertain) == ("no answer in time", True)


def test_a_handshake_that_comes_byte_by_byte_is_left_too() -> None:
    with serving(slow_from_the_start) as port, pytest.raises(ChannelFailed) as failed:
        ask(f"https://127.0.0.1:{port}/", body={}, timeout=0.5)
    assert failed.value.why == "no answer in time"


def test_a_broken_compression_is_a_failure_of_the_channel() -> None:
    with gateway(says(200, "not gzip", Content_Encoding="gzip")) as service, pytest.raises(ChannelFailed):
        ask(service.url, body={}, timeout=_GENEROUS)


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(ChannelFailed) as failed:
            ask(f"http://127.0.0.1:{port}/bot-secret", body={}, timeout=_GENEROUS)
    assert not failed.value.uncertain
    assert "secret" not in failed.value.why


@pytest.mark.parametrize(
    ("status", "permanent", "uncertain"),
    [
        (302, False, False),
        (400, True, False),
        (404, True, False),
        (408, False, False),
        (429, False, False),
        (500, False, False),
        (502, False, True),
        (504, False, True),
    ],
)
def test_a_status_says_whether_to_try_again(status: int, permanent: bool, uncertain: bool) -> None:
    with gateway(says(status, None, Location="http://127.0.0.1:1/")) as service:
        failure = ask(service.url, body={}, timeout=_GENEROUS).failed("refused")
    assert (failure.permanent, failure.uncertain) == (permanent, uncertain)


def test_what_a_service_repeats_of_a_person_is_not_said() -> None:
    with gateway(says(400)) as service:
        failure = ask(service.url, body={}, timeout=_GENEROUS).failed(
            "no such phone 84901234567 " + "x" * 1000
        )
    assert "84901234567" not in failure.why
    assert len(failure.why) < 250


def test_a_wait_is_a_number_of_seconds_within_a_day() -> None:
    assert [seconds(said) for said in ("7", 7, 0.5, 10**9, 10**400, "9" * 400, float("inf"))] == [
        *(7.0, 7.0, 0.5),
        *[86400.0] * 4,
    ]
    odd: list[object] = [None, True, -1, float("nan"), "soon", "-1", "٣", "", []]
    assert {seconds(said) for said in odd} == {None}
