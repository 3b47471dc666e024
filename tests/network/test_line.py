"""The sweep against a far end that does everything a line can do to packets: what is measured is what was done."""

from ipaddress import ip_address
from statistics import median

import pytest

from probes.network import EchoReply, EchoRequest
from tests.network.behaviour import Behaviour, Line
from tests.network.stage import stage

pytestmark = pytest.mark.needs("root", "namespaces", "ip")


def asking(address: str, count: int = 3, gap: float = 0.05, timeout: float = 1.0) -> EchoRequest:
    return EchoRequest(ip_address(address), count, gap, timeout)


BOTH_SOCKETS = pytest.mark.parametrize("datagram", [True, False], ids=["datagram", "raw"])
BOTH_FAMILIES = pytest.mark.parametrize("prefix", ["10.0.7.", "fd00:7::"], ids=["ipv4", "ipv6"])


@BOTH_FAMILIES
@BOTH_SOCKETS
def test_each_odd_reply_is_told_apart(prefix: str, datagram: bool) -> None:
    line = {
        f"{prefix}1": Behaviour(),
        f"{prefix}2": Behaviour(dropped=(1,)),
        f"{prefix}3": Behaviour(duplicated=(0,)),
        f"{prefix}4": Behaviour(payload_damaged=(1,)),
        f"{prefix}5": Behaviour(truncated=(2,)),
        f"{prefix}6": Behaviour(stranger=(0,)),
        f"{prefix}8": Behaviour(forged=(1,)),
        f"{prefix}9": Behaviour(delays_seconds=(1.04, 0.0)),
        f"{prefix}10": Behaviour(delays_seconds=(0.3, 0.1, 0.0)),
    }

    outcome = stage([asking(address) for address in line], line, datagram=datagram)
    replies = [outcome.replies[address] for address in line]

    assert [received(reply) for reply in replies] == [
        (True, True, True),
        (True, False, True),
        (True, True, True),
        (True, False, True),
        (True, True, False),
        (False, True, True),
        (True, False, True),
        (False, True, True),
        (True, True, True),
    ]
    assert [reply.duplicates for reply in replies] == [0, 0, 1, 0, 0, 0, 0, 0, 0]
    assert [reply.corrupted for reply in replies] == [0, 0, 0, 1, 1, 0, 0, 0, 0]
    assert [reply.late for reply in replies] == [0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert outcome.spoofed == 2


def received(reply: EchoReply) -> tuple[bool, ...]:
    return tuple(trip is not None for trip in reply.round_trips)


def test_a_wrong_checksum_counts_as_damage_where_the_kernel_shows_it() -> None:
    line = {"10.0.7.1": Behaviour(checksum_damaged=(1,))}

    raw = stage([asking("10.0.7.1")], line).replies["10.0.7.1"]
    datagram = stage([asking("10.0.7.1")], line, datagram=True).replies["10.0.7.1"]

    assert received(raw) == received(datagram) == (True, False, True)
    assert (raw.corrupted, datagram.corrupted) == (1, 0)  # a datagram socket's kernel throws it away


@BOTH_FAMILIES
@BOTH_SOCKETS
@pytest.mark.parametrize("short_quote", [False, True], ids=["whole", "short"])
def test_what_a_router_says_is_told_and_the_packet_still_waited_for(
    prefix: str, datagram: bool, short_quote: bool
) -> None:
    errors = {
        "10.0.7.": {"host": (3, 1), "net": (3, 0), "admin": (3, 13), "ttl": (11, 0)},
        "fd00:7::": {"host": (1, 3), "net": (1, 0), "admin": (1, 1), "ttl": (3, 0)},
    }[prefix]
    router = {"10.0.7.": "10.0.255.254", "fd00:7::": "fd00:7::fffe"}[prefix]
    line = {
        f"{prefix}{number}": Behaviour(error=error, short_quote=short_quote)
        for number, error in enumerate(errors.values(), 1)
    }
    line[f"{prefix}99"] = Behaviour()

    outcome = stage([asking(address) for address in line], line, datagram=datagram)
    replies = [outcome.replies[address] for address in line]

    assert [reply.unreachable for reply in replies] == [*(f"{word} from {router}" for word in errors), ""]
    assert [received(reply) for reply in replies] == [(False,) * 3] * len(errors) + [(True,) * 3]
    assert {reply.send_error for reply in replies} == {""}


@BOTH_SOCKETS
def test_a_late_reply_is_never_the_next_round_s(datagram: bool) -> None:
    """The first round's last reply comes during the second round; the second says so, and measures its own."""
    line = {"10.0.7.1": Behaviour(delays_seconds=(0.62, 0.6, 0.6, 0.6))}
    request = asking("10.0.7.1", count=2, gap=0.02, timeout=0.5)

    first, second = (one[0] for one in stage([request], line, datagram=datagram, passes=2).passes)

    assert received(first) == received(second) == (False, False)
    assert first.late + second.late >= 2
    assert first.duplicates == second.duplicates == 0


def test_a_copy_of_the_last_reply_is_told_with_the_next_round() -> None:
    line = {"10.0.7.1": Behaviour(duplicated=(0,))}

    first, second = (one[0] for one in stage([asking("10.0.7.1", count=1)], line, passes=2).passes)

    assert received(first) == received(second) == (True,)
    assert (first.duplicates, second.duplicates) == (0, 1)


@BOTH_SOCKETS
def test_loss_and_round_trip_are_what_the_line_did_at_every_commune_of_the_country(datagram: bool) -> None:
    addresses = [f"10.0.{number // 250}.{number % 250 + 1}" for number in range(3321)]
    slow = {
        address: Behaviour(delays_seconds=(0.001 * (number % 120),), drop_ratio=0.03)
        for number, address in enumerate(addresses)
    }
    requests = [asking(address, count=3, gap=0.2, timeout=2.0) for address in addresses]

    outcome = stage(requests, slow, datagram=datagram, rate=3000)

    excess = []
    for address, reply in outcome.replies.items():
        did = outcome.report[address]
        trips = [trip for trip in reply.round_trips if trip is not None]
        assert did["seen"] == len(reply.round_trips) == 3
        assert len(trips) == did["seen"] - did["dropped"], address
        assert reply == EchoReply(reply.address, reply.round_trips)
        excess += [trip - held for trip, held in zip(sorted(trips), sorted(did["held"]), strict=True)]
    assert min(excess) > -0.0001
    assert median(excess) < 0.02  # what the far end's own wake costs; a loaded machine's, not the line's


def test_without_privileges_a_datagram_socket_serves() -> None:
    outcome = stage([asking("10.0.7.1")], {"10.0.7.1": Behaviour()}, datagram=True, unprivileged=True)

    assert received(outcome.replies["10.0.7.1"]) == (True, True, True)


def test_without_any_right_to_ping_both_remedies_are_named() -> None:
    outcome = stage([asking("10.0.7.1")], Line(), datagram=False, unprivileged=True)

    assert outcome.refused is not None
    reason, detail = outcome.refused
    assert reason == "no_permission"
    assert "net.ipv4.ping_group_range" in detail
    assert "CAP_NET_RAW" in detail
    assert outcome.report == {}


@BOTH_SOCKETS
def test_no_route_is_our_own_fault_and_of_that_request_only(datagram: bool) -> None:
    nowhere, somewhere = stage(
        [asking("172.16.0.1"), asking("10.0.7.1")], {"10.0.7.1": Behaviour()}, datagram=datagram
    ).passes[0]

    assert (nowhere.send_error, nowhere.round_trips) == ("ENETUNREACH", ())
    assert (somewhere.send_error, received(somewhere)) == ("", (True, True, True))
