from ipaddress import ip_address

import pytest

from probes.echo.meaning import measures_of, why
from probes.network import EchoReply
from probes.reasons import Reason

HERE = ip_address("10.0.0.1")


def test_one_answered_packet_is_an_answer_whatever_else_was_said() -> None:
    reply = EchoReply(HERE, (None, 0.0, None), unreachable="host from 10.0.0.254", send_error="ENOBUFS")

    assert why(reply) is None


@pytest.mark.parametrize(
    ("reply", "reason", "detail"),
    [
        (EchoReply(HERE, (None, None)), Reason.NO_REPLY, "0 of 2 packets answered"),
        (EchoReply(HERE, (None,), late=1), Reason.NO_REPLY, "0 of 1 packets answered"),
        (
            EchoReply(HERE, (None,), unreachable="host from 10.0.0.9"),
            Reason.UNREACHABLE,
            "host from 10.0.0.9",
        ),
        (
            EchoReply(HERE, (None,), unreachable="admin from 10.0.0.9"),
            Reason.UNREACHABLE,
            "admin from 10.0.0.9",
        ),
        (EchoReply(HERE, (None,), unreachable="ttl from 10.0.0.9"), Reason.TTL_EXCEEDED, "ttl from 10.0.0.9"),
    ],
)
def test_silence_has_a_reason(reply: EchoReply, reason: Reason, detail: str) -> None:
    assert why(reply) == (reason, detail)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("ENETUNREACH", Reason.NETWORK_DOWN_HERE),
        ("ENETDOWN", Reason.NETWORK_DOWN_HERE),
        ("EAFNOSUPPORT", Reason.NETWORK_DOWN_HERE),
        ("EINVAL", Reason.NETWORK_DOWN_HERE),
        ("EHOSTUNREACH", Reason.UNREACHABLE),
        ("ENOBUFS", Reason.NO_RESOURCES),
        ("EPERM", Reason.NO_PERMISSION),
        ("EACCES", Reason.NO_PERMISSION),
        ("ECANCELED", Reason.CANCELLED),
    ],
)
def test_what_our_own_machine_refused_is_not_the_line_s_fault(error: str, reason: Reason) -> None:
    assert why(EchoReply(HERE, (), send_error=error)) == (reason, f"this machine would not send: {error}")
    assert why(EchoReply(HERE, (None,), send_error=error)) == (
        reason,
        f"this machine would not send: {error}",
    )


def test_odd_replies_are_measured_only_where_there_were_any() -> None:
    assert dict(measures_of(EchoReply(HERE, (0.001,)))) == {"ip_protocol": 4.0}
    assert dict(measures_of(EchoReply(ip_address("::1"), (0.001,), duplicates=2, corrupted=1))) == {
        "ip_protocol": 6.0,
        "packets_duplicate": 2.0,
        "packets_corrupted": 1.0,
    }
    assert measures_of(EchoReply(HERE, (None,), late=3))["packets_late"] == 3.0
