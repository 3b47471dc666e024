from collections.abc import Sequence
from ipaddress import ip_address
from typing import cast

import pytest

from probes.kinds import KINDS
from probes.kinds.ping import PingTarget, observe, seen
from probes.network import EchoReply, EchoRequest, Network
from probes.reasons import ProbeFailed, Reason

HERE = ip_address("10.0.0.1")


class Answering:
    """A network where every ping gets one reply, made beforehand."""

    def __init__(self, reply: EchoReply) -> None:
        self.reply = reply
        self.asked: list[EchoRequest] = []

    def echo(self, requests: Sequence[EchoRequest]) -> Sequence[EchoReply]:
        self.asked += requests
        return [self.reply for _ in requests]


def test_a_look_sends_what_its_target_says() -> None:
    network = Answering(EchoReply(HERE, (0.001, None)))
    target = PingTarget(address=HERE, count=2, gap_seconds=0.1, timeout_seconds=1.5)

    result = observe(target, cast(Network, network))

    assert network.asked == [EchoRequest(HERE, 2, 0.1, 1.5)]
    assert result.round_trips == (0.001, None)
    assert result.measures == {"ip_protocol": 4.0}


def test_a_target_asks_as_the_house_does_unless_told() -> None:
    assert PingTarget(address=HERE) == PingTarget(address=HERE, count=5, gap_seconds=0.2, timeout_seconds=2.0)


def test_a_round_trip_of_zero_is_an_answer() -> None:
    assert seen(EchoReply(HERE, (None, 0.0))).round_trips == (None, 0.0)


def test_silence_fails_with_its_round_trips_and_what_was_counted() -> None:
    with pytest.raises(ProbeFailed) as caught:
        seen(EchoReply(HERE, (None, None), late=2))

    assert caught.value.reason is Reason.NO_REPLY
    assert caught.value.round_trips == (None, None)
    assert caught.value.measures == {"ip_protocol": 4.0, "packets_late": 2.0}


def test_a_router_s_word_is_the_reason() -> None:
    with pytest.raises(ProbeFailed, match=r"unreachable: host from 10\.0\.0\.254"):
        seen(EchoReply(HERE, (None,), unreachable="host from 10.0.0.254"))


def test_ping_is_a_kind() -> None:
    assert KINDS["ping"].observe is observe
    assert KINDS["ping"].target is PingTarget
