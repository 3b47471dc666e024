"""The dns kind against real name servers on loopback."""

import socket
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from threading import Event

import dns.flags
import dns.message
import dns.rcode
import pytest

from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.dns import DnsTarget, system_server
from probes.observation import Result
from probes.reasons import Reason
from probes.runner import look
from tests.servers.loopback import Script
from tests.servers.names import Reply, name_server, reply, says_over_tcp

NAME = "dichvucong.example"
A = f"{NAME}. 60 IN A 127.0.0.7"
GENEROUS = 30.0
SHORT = 0.4
SLACK = 10.0


def ask(
    gate: RealGate,
    over_udp: Reply,
    *expect: str,
    type_: str = "A",
    over_tcp: Script | None = None,
    timeout: float = GENEROUS,
    name: str = NAME,
) -> Result:
    with name_server(over_udp, over_tcp) as port:
        target = DnsTarget(name=name, type=type_, server=ip_address("127.0.0.1"), port=port, expect=expect)
        return look(KINDS["dns"], target, gate, timeout)


def says(*rrsets: str, rcode: dns.rcode.Rcode = dns.rcode.NOERROR) -> Reply:
    return lambda query: [reply(query, *rrsets, rcode=rcode)]


def truncated(query: dns.message.Message) -> Sequence[bytes]:
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.TC
    return [answer.to_wire()]


def test_an_answer_is_counted_timed_and_shown(gate: RealGate) -> None:
    result = ask(gate, says(A, f"{NAME}. 60 IN A 127.0.0.6"))

    assert result.success
    assert result.detail == "127.0.0.6, 127.0.0.7"
    assert result.measures["dns_answer_rrs"] == 2
    assert result.measures["dns_rcode"] == 0
    assert result.measures["ip_protocol"] == 4
    assert 0 < result.measures["phase_request_seconds"] <= result.duration_seconds


def test_a_server_may_speak_ipv6(gate: RealGate) -> None:
    with name_server(says(A), host="::1") as port:
        target = DnsTarget(name=NAME, server=ip_address("::1"), port=port)
        result = look(KINDS["dns"], target, gate, GENEROUS)

    assert result.success
    assert result.measures["ip_protocol"] == 6


@pytest.mark.parametrize(
    ("type_", "rrset", "expect"),
    [
        ("A", A, "127.0.0.7"),
        ("AAAA", f"{NAME}. 60 IN AAAA ::1", "0:0:0:0:0:0:0:1"),
        ("CNAME", f"{NAME}. 60 IN CNAME Cong.Example.", "cong.example"),
        ("NS", f"{NAME}. 60 IN NS ns1.example.", "ns1.example."),
        ("MX", f"{NAME}. 60 IN MX 10 thu.example.", "10 thu.example"),
        ("TXT", f'{NAME}. 60 IN TXT "v=spf1 -all"', "v=spf1 -all"),
        ("SOA", f"{NAME}. 60 IN SOA ns1.example. a.example. 7 1 1 1 1", "ns1.example. a.example. 7 1 1 1 1"),
    ],
)
def test_what_is_expected_may_be_written_as_people_write_it(
    type_: str, rrset: str, expect: str, gate: RealGate
) -> None:
    result = ask(gate, says(rrset), expect, type_=type_)

    assert result.success, result.detail


def test_every_expected_answer_must_be_there_and_others_may(gate: RealGate) -> None:
    assert ask(gate, says(A, f"{NAME}. 60 IN A 127.0.0.6"), "127.0.0.6").success

    result = ask(gate, says(A), "127.0.0.7", "127.0.0.9")

    assert result.reason is Reason.ANSWER_MISMATCH
    assert result.detail == "127.0.0.9 is not in 127.0.0.7"


def test_an_alias_is_followed_to_its_address(gate: RealGate) -> None:
    result = ask(gate, says(f"{NAME}. 60 IN CNAME cdn.example.", "cdn.example. 60 IN A 127.0.0.8"))

    assert result.detail == "127.0.0.8"
    assert result.measures["dns_answer_rrs"] == 2


@pytest.mark.parametrize(
    ("over_udp", "reason", "rcode"),
    [
        (says(rcode=dns.rcode.NXDOMAIN), Reason.NAME_NOT_FOUND, 3),
        (says(), Reason.NAME_NO_ADDRESS, 0),
        (says(f"{NAME}. 60 IN CNAME cdn.example."), Reason.NAME_NO_ADDRESS, 0),
        (says(rcode=dns.rcode.SERVFAIL), Reason.RESOLVER_FAILED, 2),
        (says(rcode=dns.rcode.REFUSED), Reason.RESOLVER_FAILED, 5),
        (says(rcode=dns.rcode.FORMERR), Reason.RESOLVER_FAILED, 1),
    ],
    ids=("no_name", "no_records", "alias_to_nothing", "broken", "unwilling", "did_not_understand"),
)
def test_a_server_that_says_no_gives_its_reason_and_its_time(
    over_udp: Reply, reason: Reason, rcode: int, gate: RealGate
) -> None:
    result = ask(gate, over_udp)

    assert result.reason is reason
    assert result.measures["dns_rcode"] == rcode
    assert "phase_request_seconds" in result.measures


def wrong_id(query: dns.message.Message) -> bytes:
    wire = reply(query, f"{NAME}. 60 IN A 127.6.6.6")
    return bytes([wire[0] ^ 0xFF]) + wire[1:]


def wrong_question(query: dns.message.Message) -> bytes:
    other = dns.message.make_query("another.example", "A", id=query.id)
    return reply(other, "another.example. 60 IN A 127.6.6.6")


def test_noise_and_guesses_are_passed_over_until_the_answer_comes(gate: RealGate) -> None:
    def over_udp(query: dns.message.Message) -> Sequence[bytes]:
        torn = reply(query, A)[:-3]
        return [
            b"",
            b"\0",
            b"x" * 600,
            wrong_id(query),
            wrong_question(query),
            query.to_wire(),
            torn,
            reply(query, A),
        ]

    assert ask(gate, over_udp).detail == "127.0.0.7"


def test_noise_alone_ends_with_the_deadline(gate: RealGate) -> None:
    result = ask(gate, lambda query: [wrong_id(query)], timeout=SHORT)

    assert result.reason is Reason.TIMEOUT
    assert result.duration_seconds < SHORT + SLACK
    assert "phase_request_seconds" not in result.measures


def test_a_silent_server_ends_with_the_deadline(gate: RealGate) -> None:
    result = ask(gate, lambda _query: [], timeout=SHORT)

    assert result.reason is Reason.TIMEOUT
    assert result.duration_seconds < SHORT + SLACK


def test_a_closed_port_is_refused(gate: RealGate) -> None:
    with name_server(says(A)) as port:
        pass  # nobody listens there any more

    target = DnsTarget(name=NAME, server=ip_address("127.0.0.1"), port=port)
    result = look(KINDS["dns"], target, gate, GENEROUS)

    assert result.reason is Reason.REFUSED


def test_an_answer_too_long_for_a_datagram_is_fetched_over_tcp(gate: RealGate) -> None:
    many = [f"{NAME}. 60 IN A 127.0.1.{number}" for number in range(200)]

    result = ask(gate, truncated, "127.0.1.199", over_tcp=says_over_tcp(says(*many)))

    assert result.success, result.detail
    assert result.measures["dns_answer_rrs"] == 200


def closes(connection: socket.socket, over: Event) -> None:
    del over
    connection.recv(65_535)


def hangs(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"\x10")
    over.wait(60)


@pytest.mark.parametrize(
    ("over_tcp", "reason", "timeout"),
    [
        (None, Reason.REFUSED, GENEROUS),
        (closes, Reason.RESET, GENEROUS),
        (says_over_tcp(lambda query: [wrong_question(query)]), Reason.RESOLVER_FAILED, GENEROUS),
        (hangs, Reason.TIMEOUT, SHORT),
    ],
    ids=("refused", "closed", "another_answer", "silent"),
)
def test_what_goes_wrong_over_tcp_has_its_reason(
    over_tcp: Script | None, reason: Reason, timeout: float, gate: RealGate
) -> None:
    result = ask(gate, truncated, over_tcp=over_tcp, timeout=timeout)

    assert result.reason is reason
    assert result.duration_seconds < timeout + SLACK


@pytest.mark.parametrize("name", ["x" * 64, "a..b"])
def test_an_impossible_name_does_not_exist(name: str, gate: RealGate) -> None:
    assert ask(gate, says(A), name=name).reason is Reason.NAME_NOT_FOUND


def test_a_name_with_vietnamese_letters_is_asked_in_ascii(gate: RealGate) -> None:
    asked: list[str] = []

    def over_udp(query: dns.message.Message) -> Sequence[bytes]:
        asked.append(query.question[0].name.to_text())
        return [reply(query, rcode=dns.rcode.NXDOMAIN)]

    ask(gate, over_udp, name="huế.example")

    assert asked == ["xn--hu-07s.example."]


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("# none\nnameserver ::1\nnameserver 127.0.0.3\n", "::1"),
        ("search xa.example\nnameserver 127.0.0.53 \noptions edns0\n", "127.0.0.53"),
        ("nameserver khong-phai-dia-chi\nnameserver 127.0.0.4\n", "127.0.0.4"),
        ("nameserver\n", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_system_s_first_server_is_asked_when_none_is_named(
    text: str, server: str, tmp_path: Path
) -> None:
    (tmp_path / "resolv.conf").write_text(text)

    assert str(system_server(tmp_path / "resolv.conf")) == server


def test_without_a_resolv_conf_the_machine_itself_is_asked(tmp_path: Path) -> None:
    assert str(system_server(tmp_path / "missing")) == "127.0.0.1"
