"""The http kind against real servers on loopback, good and hostile."""

import socket
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest

from probes.fetch import prepared_once
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.http import HttpTarget, observe
from probes.reasons import ProbeFailed, Reason
from probes.runner import look
from tests.authority import DAY, NOW
from tests.fakes.network import FakeNetwork
from tests.servers import hostile
from tests.servers.asking import GENEROUS, ask
from tests.servers.certificates import ENDS, Certificates, over_tls
from tests.servers.gallery import GALLERY, RESET_IN_BETWEEN, Exhibit, shown
from tests.servers.loopback import serving
from tests.servers.plain import HELLO, answer, hang_up, hear, maps, says

SHORT = 0.5
"""Seconds for a look that only its deadline can end."""
SLACK = 10.0
"""How much later than its deadline a look may end on a busy machine; the servers would go on for minutes."""

PHASES = ("resolve", "connect", "tls", "processing", "transfer")


def phases(measures: Mapping[str, float]) -> set[str]:
    return {phase for phase in PHASES if f"phase_{phase}_seconds" in measures}


@RESET_IN_BETWEEN
@pytest.mark.parametrize("exhibit", GALLERY, ids=lambda exhibit: exhibit.name)
def test_every_server_gets_its_reason_and_no_look_outlasts_its_deadline(
    exhibit: Exhibit, gate: RealGate, certificates: Certificates
) -> None:
    timeout = SHORT if exhibit.reason is Reason.TIMEOUT else GENEROUS
    with shown(exhibit, certificates) as url:
        result = look(KINDS["http"], HttpTarget(url=url, trust=str(certificates.trust)), gate, timeout)

    assert result.reason is exhibit.reason, result.detail
    assert result.duration_seconds < timeout + SLACK


def test_a_page_over_tls_shows_every_phase_its_chain_and_its_version(
    gate: RealGate, certificates: Certificates
) -> None:
    with shown(Exhibit("", says(answer()), tls="good"), certificates) as url:
        result = look(KINDS["http"], HttpTarget(url=url, trust=str(certificates.trust)), gate, GENEROUS)

    assert phases(result.measures) == set(PHASES)
    assert result.measures["http_status_code"] == 200
    assert result.measures["http_redirects"] == 0
    assert result.measures["http_version"] == 1.1
    assert result.measures["http_over_tls"] == 1
    assert result.measures["http_content_length"] == len(HELLO)
    assert result.measures["http_body_bytes"] == len(HELLO)
    assert result.measures["ip_protocol"] == 4
    assert result.measures["tls_chain_not_after_timestamp_seconds"] == ENDS.timestamp()
    assert result.facts == {"tls_version": "TLS 1.3"}
    assert sum(result.measures[f"phase_{phase}_seconds"] for phase in PHASES) <= result.duration_seconds


def test_the_first_certificate_of_the_chain_to_end_counts(gate: RealGate, certificates: Certificates) -> None:
    with shown(Exhibit("", says(answer()), tls="ending_authority"), certificates) as url:
        result = look(KINDS["http"], HttpTarget(url=url, trust=str(certificates.trust)), gate, GENEROUS)

    assert result.measures["tls_chain_not_after_timestamp_seconds"] == (NOW + 9 * DAY).timestamp()


@pytest.mark.parametrize(
    ("tls", "ends"), [("expired", NOW - DAY), ("wrong_host", ENDS), ("unknown", ENDS), ("self_signed", ENDS)]
)
def test_a_refused_chain_still_tells_its_end_from_the_same_handshake(
    tls: str, ends: datetime, gate: RealGate, certificates: Certificates
) -> None:
    connections = 0

    def counted(connection: socket.socket, over: Event) -> None:
        nonlocal connections
        connections += 1
        over_tls(says(answer()), certificates.context(tls))(connection, over)

    with serving(counted) as port:
        target = HttpTarget(url=f"https://127.0.0.1:{port}/", trust=str(certificates.trust))
        result = look(KINDS["http"], target, gate, GENEROUS)

    assert result.measures["tls_chain_not_after_timestamp_seconds"] == ends.timestamp()
    assert phases(result.measures) == {"resolve", "connect"}
    assert connections == 1


def test_without_tls_there_is_no_word_of_it(gate: RealGate) -> None:
    result = ask(gate, says(answer()))

    assert phases(result.measures) == {"resolve", "connect", "processing", "transfer"}
    assert "tls_chain_not_after_timestamp_seconds" not in result.measures
    assert result.facts == {}


@pytest.mark.parametrize(
    ("status", "headers", "length"),
    [
        ("200 OK", ("Content-Length: 5",), 5),
        ("204 No Content", (), 0),
        ("304 Not Modified", ("Content-Length: 5",), 0),
        ("200 OK", (), None),
        ("200 OK", ("Content-Length: năm",), None),
        ("200 OK", ("Content-Length: -5",), None),
        ("200 OK", (f"Content-Length: {'9' * 5000}",), None),
        ("200 OK", ("Content-Length: 5", "Transfer-Encoding: chunked"), None),
    ],
)
def test_a_length_is_told_only_where_the_answer_says_one(
    status: str, headers: tuple[str, ...], length: int | None, gate: RealGate
) -> None:
    body = b"5\r\nhello\r\n0\r\n\r\n" if len(headers) == 2 else b"hello" if status.startswith("200") else b""
    head = "\r\n".join([f"HTTP/1.1 {status}", *headers, "Connection: close", "", ""])

    result = ask(gate, says(head.encode() + body))

    assert result.measures["http_version"] == 1.1
    assert result.measures.get("http_content_length") == length


def test_what_an_earlier_hop_answered_is_not_told_of_the_last_one(gate: RealGate) -> None:
    nowhere = says(answer("302 Found", "Location: http://127.0.0.1:1/"))

    result = ask(gate, nowhere)

    assert result.reason is Reason.REFUSED
    answered = ("http_status_code", "http_version", "http_over_tls", "http_content_length", "http_body_bytes")
    assert not result.measures.keys() & set(answered)


def test_a_refused_port_was_resolved_and_no_more(gate: RealGate) -> None:
    with serving(says(answer())) as port:
        pass  # nobody listens there any more

    result = look(KINDS["http"], HttpTarget(url=f"http://127.0.0.1:{port}/"), gate, GENEROUS)

    assert result.reason is Reason.REFUSED
    assert phases(result.measures) == {"resolve"}
    assert "http_status_code" not in result.measures


@pytest.mark.parametrize("reason", [Reason.NAME_NOT_FOUND, Reason.RESOLVER_FAILED, Reason.NAME_NO_ADDRESS])
def test_what_the_resolver_says_is_handed_on(reason: Reason) -> None:
    with pytest.raises(ProbeFailed) as failed:
        observe(HttpTarget(url="https://khong.co.example/"), FakeNetwork({"khong.co.example": reason}))

    assert failed.value.reason is reason
    assert failed.value.measures == {}


def test_only_the_first_address_is_tried() -> None:
    network = FakeNetwork({"hai.example": ("127.0.0.8", "127.0.0.9")})

    with pytest.raises(ProbeFailed):
        observe(HttpTarget(url="https://hai.example/"), network)

    assert network.asked == [("127.0.0.8", 443)]


def test_a_name_with_vietnamese_letters_is_asked_in_ascii() -> None:
    network = FakeNetwork({"xn--hu-07s.example": Reason.NAME_NOT_FOUND})

    with pytest.raises(ProbeFailed) as failed:
        observe(HttpTarget(url="http://huế.example/"), network)

    assert failed.value.detail == "xn--hu-07s.example"


def test_an_impossible_name_does_not_exist() -> None:
    with pytest.raises(ProbeFailed) as failed:
        observe(HttpTarget(url="http://.example/"), FakeNetwork())

    assert failed.value.reason is Reason.NAME_NOT_FOUND


def test_redirects_are_counted_and_their_phases_summed(gate: RealGate) -> None:
    pages = {
        "/": answer("301 Moved", "Location: /kia"),
        "/hai": answer(),
    }

    with serving(maps(pages)) as port:
        pages["/kia"] = answer("307 Moved", f"Location: //127.0.0.1:{port}/hai")
        result = look(KINDS["http"], HttpTarget(url=f"http://127.0.0.1:{port}/"), gate, GENEROUS)

    assert result.success
    assert result.measures["http_redirects"] == 2
    assert result.detail == f"200 OK http://127.0.0.1:{port}/hai"


def test_a_redirect_is_the_answer_when_none_is_followed(gate: RealGate) -> None:
    result = ask(gate, says(answer("302 Found", "Location: /x")), HttpTarget(url="", redirects=0))

    assert result.success
    assert result.measures["http_status_code"] == 302


def test_a_redirect_that_is_expected_is_not_followed(gate: RealGate) -> None:
    result = ask(gate, says(answer("302 Found", "Location: /x")), HttpTarget(url="", statuses=(302,)))

    assert result.success


def test_where_a_server_sends_us_is_not_kept_in_memory(gate: RealGate) -> None:
    prepared_once.cache_clear()

    ask(gate, hostile.redirects_ever_further, HttpTarget(url="", redirects=3))

    assert prepared_once.cache_info().currsize == 1


def test_one_redirect_more_than_allowed_is_too_many(gate: RealGate) -> None:
    result = ask(gate, hostile.redirects_ever_further, HttpTarget(url="", redirects=3))

    assert result.reason is Reason.REDIRECT_LOOP
    assert result.measures["http_redirects"] == 3
    assert result.detail == "more than 3 redirects"


@pytest.mark.parametrize(
    "location",
    ["ftp://127.0.0.1/", "javascript:alert(1)", "http://[::1", "http://a:b@127.0.0.1/", "//:80/"],
)
def test_a_redirect_to_where_no_page_can_be_is_refused(location: str, gate: RealGate) -> None:
    result = ask(gate, says(answer("302 Found", f"Location: {location}")))

    assert result.reason is Reason.REDIRECT_REFUSED


def test_a_location_in_utf_8_is_understood(gate: RealGate) -> None:
    moved = "HTTP/1.1 302 Found\r\nLocation: /trang-chủ\r\nContent-Length: 0\r\n\r\n".encode()

    result = ask(gate, maps({"/": moved, "/trang-ch%E1%BB%A7": answer()}))

    assert result.success, result.detail


@pytest.mark.parametrize("status", ["405 Method Not Allowed", "501 Not Implemented"])
def test_a_server_that_does_not_know_head_is_asked_with_get(status: str, gate: RealGate) -> None:
    result = ask(gate, hostile.no_head(status), HttpTarget(url="", method="HEAD"))

    assert result.success
    assert result.measures["http_status_code"] == 200


def test_head_needs_no_body(gate: RealGate) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"

    result = ask(gate, says(head), HttpTarget(url="", method="HEAD"))

    assert result.success
    assert result.measures["http_body_bytes"] == 0


def test_the_request_says_who_asks_and_nothing_else(gate: RealGate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    heard: list[str] = []

    def script(connection: socket.socket, over: Event) -> None:
        heard.append(hear(connection))
        connection.sendall(answer())
        hang_up(connection, over)

    result = ask(gate, script, HttpTarget(url="", user_agent="thongsuot/1 (giam sat)"))

    assert result.success
    lines = heard[0].split("\r\n")
    assert lines[0] == "GET / HTTP/1.1"
    assert {line.partition(":")[0] for line in lines[1:] if line} == {
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Connection",
    }
    assert "User-Agent: thongsuot/1 (giam sat)" in lines
    assert "Accept-Encoding: identity" in lines


def test_a_trust_store_that_cannot_be_read_is_our_fault(gate: RealGate, tmp_path: Path) -> None:
    with serving(says(answer())) as port:
        target = HttpTarget(url=f"https://127.0.0.1:{port}/", trust=str(tmp_path / "missing.pem"))
        result = look(KINDS["http"], target, gate, GENEROUS)

    assert result.reason is Reason.NO_RESOURCES
