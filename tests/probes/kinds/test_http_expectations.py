"""What the http kind expects of an answer: status, headers, body, each bounded."""

import pytest

from probes.gate import RealGate
from probes.kinds.http import HttpTarget
from probes.reasons import Reason
from tests.servers import hostile
from tests.servers.asking import GENEROUS, ask
from tests.servers.plain import HELLO, answer, says


@pytest.mark.parametrize(
    ("statuses", "status", "good"),
    [((200,), "200 OK", True), ((200,), "204 No Content", False), ((404,), "404 Not Found", True)],
)
def test_listed_statuses_are_the_only_good_ones(
    statuses: tuple[int, ...], status: str, good: bool, gate: RealGate
) -> None:
    result = ask(gate, says(answer(status, body=b"")), HttpTarget(url="", statuses=statuses))

    assert result.success is good


def test_a_failed_status_keeps_what_was_measured(gate: RealGate) -> None:
    result = ask(gate, says(answer("500 Internal Server Error")))

    assert result.detail == "500 Internal Server Error"
    assert result.measures["http_status_code"] == 500
    assert "phase_transfer_seconds" in result.measures


def test_the_wish_for_rest_is_a_measure(gate: RealGate) -> None:
    result = ask(gate, says(answer("503 Service Unavailable", "Retry-After: 90")))

    assert result.reason is Reason.HTTP_STATUS
    assert result.measures["retry_after_seconds"] == 90


def test_only_an_overloaded_server_may_ask_for_rest(gate: RealGate) -> None:
    result = ask(gate, says(answer("200 OK", "Retry-After: 90")))

    assert "retry_after_seconds" not in result.measures


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (HttpTarget(url="", body="Xin chào"), None),
        (HttpTarget(url="", body="^<html>"), None),
        (HttpTarget(url="", body="Xin che\u0300o|Xin cha\u0300o"), None),
        (HttpTarget(url="", body="Tạm biệt"), Reason.BODY_MISMATCH),
        (HttpTarget(url="", body_absent="bảo trì"), None),
        (HttpTarget(url="", body_absent="ch[àá]o"), Reason.BODY_MISMATCH),
        (HttpTarget(url="", headers=(("content-type", "^text/html"),)), None),
        (HttpTarget(url="", headers=(("Content-Type", "json"),)), Reason.HEADER_MISMATCH),
        (HttpTarget(url="", headers=(("X-Not-There", ""),)), Reason.HEADER_MISMATCH),
        (HttpTarget(url="", headers=(("Vary", "^Cookie$"),)), None),
    ],
)
def test_expectations_of_body_and_headers(target: HttpTarget, reason: Reason | None, gate: RealGate) -> None:
    result = ask(gate, says(answer("200 OK", "Vary: Accept", "Vary: Cookie", "Vary: Origin")), target)

    assert result.reason is reason, result.detail


def test_a_page_that_never_ends_is_good_once_the_limit_is_read(gate: RealGate) -> None:
    for script in (hostile.endless_body(), hostile.endless_chunks()):
        result = ask(gate, script)

        assert result.success
        assert result.measures["http_body_bytes"] == 65_536


def test_a_page_above_the_limit_is_good_when_what_is_expected_comes_early(gate: RealGate) -> None:
    page = answer(body=HELLO + b"x" * 1_000_000)

    result = ask(gate, says(page), HttpTarget(url="", body="Xin chào"))

    assert result.success
    assert result.measures["http_body_bytes"] == 65_536


@pytest.mark.parametrize(
    "target", [HttpTarget(url="", body="Xin chào"), HttpTarget(url="", body_absent="Lỗi")]
)
def test_a_page_above_the_limit_cannot_be_judged_by_what_comes_late(
    target: HttpTarget, gate: RealGate
) -> None:
    result = ask(gate, says(answer(body=b"x" * 70_000 + HELLO)), target)

    assert result.reason is Reason.HTTP_TOO_LARGE


def test_a_packed_page_is_unpacked_only_as_far_as_the_limit(gate: RealGate) -> None:
    bomb = answer("200 OK", "Content-Encoding: gzip", body=hostile.GZIP_BOMB)

    result = ask(gate, says(bomb), HttpTarget(url="", body="never"))

    assert result.reason is Reason.HTTP_TOO_LARGE
    assert result.duration_seconds < GENEROUS


def test_a_packed_page_is_read_although_none_was_asked_for(gate: RealGate) -> None:
    packed = answer("200 OK", "Content-Encoding: gzip", body=hostile.packed(HELLO))

    assert ask(gate, says(packed), HttpTarget(url="", body="Xin chào")).success


def test_a_page_that_is_not_packed_as_it_says_is_invalid(gate: RealGate) -> None:
    lie = answer("200 OK", "Content-Encoding: gzip")

    assert ask(gate, says(lie), HttpTarget(url="", body="Xin chào")).reason is Reason.HTTP_INVALID


def test_a_pattern_that_needs_years_is_our_fault_and_stops_nobody(gate: RealGate) -> None:
    result = ask(gate, says(answer(body=b"a" * 60_000)), HttpTarget(url="", body="(a|aa|a?a)+(b|c)+$(?<=d)"))

    assert result.reason is Reason.NO_RESOURCES
    assert result.duration_seconds < GENEROUS


def test_the_page_s_own_charset_holds(gate: RealGate) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1258\r\n\r\n" + "Cộng".encode(
        "cp1258", "ignore"
    )

    assert ask(gate, says(page), HttpTarget(url="", body="^C")).success


def test_a_charset_nobody_knows_is_read_as_utf_8(gate: RealGate) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=tcvn\r\n\r\n" + HELLO

    assert ask(gate, says(page), HttpTarget(url="", body="Xin chào")).success
