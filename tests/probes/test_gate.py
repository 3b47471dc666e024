"""The real gate: real sockets on loopback and in namespaces, each look over by its deadline."""

import json
import resource
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from ipaddress import ip_address
from threading import Event

import pytest

from probes.clock import SystemClock
from probes.gate import RealGate
from probes.network import EchoRequest
from probes.reasons import ProbeFailed, Reason
from tests.fakes.pinger import FakePinger
from tests.servers.certificates import Certificates, over_tls
from tests.servers.hostile import never_answers
from tests.servers.leaks import nothing_left_open
from tests.servers.loopback import serving

HERE = ip_address("127.0.0.1")
GENEROUS = 30.0
SHORT = 0.3
SLACK = 10.0


@pytest.fixture
def gate() -> Iterator[RealGate]:
    with nothing_left_open(), closing(RealGate(FakePinger(), SystemClock())) as real:
        yield real


def test_a_read_that_never_ends_ends_at_the_deadline_whatever_its_own_timeout(gate: RealGate) -> None:
    began = time.monotonic()
    with serving(never_answers) as port, gate.look(SHORT) as network, network.connect(HERE, port) as sock:
        sock.settimeout(None)
        got = sock.recv(1)

    assert got == b""
    assert SHORT <= time.monotonic() - began < SHORT + SLACK


def test_a_connection_that_tls_took_over_ends_at_the_deadline_too(
    gate: RealGate, tmp_path_factory: pytest.TempPathFactory
) -> None:
    certificates = Certificates(tmp_path_factory.mktemp("certificates"))
    client = ssl.create_default_context(cafile=certificates.trust)
    began = time.monotonic()
    script = over_tls(never_answers, certificates.context("good"))
    with serving(script) as port, gate.look(3.0) as network:
        plain = network.connect(HERE, port)
        with client.wrap_socket(plain, server_hostname="127.0.0.1") as sock, suppress(OSError):
            sock.settimeout(None)
            assert sock.recv(1) == b""

    assert 3.0 <= time.monotonic() - began < 3.0 + SLACK


def test_a_datagram_that_never_comes_ends_at_the_deadline(gate: RealGate) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        began = time.monotonic()
        with gate.look(SHORT) as network, network.datagram(HERE, silent.getsockname()[1]) as sock:
            with suppress(TimeoutError):
                assert sock.recv(1) == b""
            with pytest.raises(ProbeFailed) as failed:
                network.remaining()

    assert failed.value.reason is Reason.TIMEOUT
    assert time.monotonic() - began < SHORT + SLACK


def test_a_hundred_looks_end_at_their_deadlines_side_by_side(gate: RealGate) -> None:
    took: list[float] = []

    def hang(port: int) -> None:
        began = time.monotonic()
        with (
            suppress(ProbeFailed),  # a busy machine may not even connect all hundred in time
            gate.look(SHORT) as network,
            network.connect(HERE, port) as sock,
        ):
            sock.settimeout(None)
            sock.recv(1)
        took.append(time.monotonic() - began)

    with serving(never_answers) as port:
        threads = [threading.Thread(target=hang, args=(port,)) for _ in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(took) == 100
    assert max(took) < SHORT + SLACK


def test_a_later_look_with_an_earlier_deadline_is_cut_first(gate: RealGate) -> None:
    with serving(never_answers) as port, gate.look(GENEROUS), gate.look(SHORT) as network:
        sock = network.connect(HERE, port)
        sock.settimeout(GENEROUS / 2)
        assert sock.recv(1) == b""
        sock.close()


def test_after_its_deadline_a_look_opens_nothing(gate: RealGate) -> None:
    with serving(never_answers) as port, gate.look(0.0) as network:
        for verb in (
            lambda: network.connect(HERE, port),
            lambda: network.datagram(HERE, port),
            lambda: network.resolve("localhost"),
            lambda: network.echo([EchoRequest(HERE)]),
        ):
            with pytest.raises(ProbeFailed) as failed:
                verb()
            assert failed.value.reason is Reason.TIMEOUT


def test_what_a_look_forgets_to_close_is_over_for_the_other_side(gate: RealGate) -> None:
    heard_the_end = Event()

    def listens(connection: socket.socket, over: Event) -> None:
        del over
        if connection.recv(1) == b"":
            heard_the_end.set()

    with serving(listens) as port:
        with gate.look(GENEROUS) as network:
            network.connect(HERE, port).close()  # the look's own duplicate still holds it open
        assert heard_the_end.wait(GENEROUS)


def test_the_deadline_of_one_look_never_cuts_another_that_got_the_same_descriptor(gate: RealGate) -> None:
    with serving(never_answers) as port, gate.look(GENEROUS) as healthy, gate.look(SHORT) as hurried:
        hurried.connect(HERE, port).close()
        with healthy.connect(HERE, port) as sock:
            while True:
                try:
                    hurried.remaining()
                except ProbeFailed:
                    break
                time.sleep(0.01)
            sock.settimeout(SHORT)
            with pytest.raises(TimeoutError):  # still open: nothing came, and no end either
                sock.recv(1)


def test_sockets_come_ready_for_small_messages_and_with_a_timeout(gate: RealGate) -> None:
    with serving(never_answers) as port, gate.look(GENEROUS) as network, network.connect(HERE, port) as sock:
        timeout = sock.gettimeout()
        assert timeout is not None
        assert 0 < timeout <= GENEROUS
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_closing_the_gate_ends_the_looks_that_are_open() -> None:
    gate = RealGate(FakePinger(), SystemClock())
    closer = threading.Timer(SHORT, gate.close)
    closer.start()
    with serving(never_answers) as port, gate.look(GENEROUS * 100) as network:
        sock = network.connect(HERE, port)
        sock.settimeout(None)
        assert sock.recv(1) == b""
        sock.close()
    closer.join()


def test_our_own_lack_of_descriptors_is_not_the_target_s_fault(gate: RealGate) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with serving(never_answers) as port, gate.look(GENEROUS) as network:
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            with pytest.raises(ProbeFailed) as failed:
                network.connect(HERE, port)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert failed.value.reason is Reason.NO_RESOURCES


def test_pings_go_through_the_one_pinger() -> None:
    pinger = FakePinger()
    with closing(RealGate(pinger, SystemClock())) as gate, gate.look(GENEROUS) as network:
        answering = threading.Timer(0.05, pinger.answer)
        answering.start()
        replies = network.echo([EchoRequest(HERE, count=2), EchoRequest(ip_address("::1"), count=1)])
        answering.join()

    assert gate.pinger is pinger
    assert [reply.address for reply in replies] == [HERE, ip_address("::1")]
    assert replies[0].round_trips == (0.010, 0.010)


def test_no_pings_need_no_waiting(gate: RealGate) -> None:
    with gate.look(GENEROUS) as network:
        assert network.echo([]) == ()


def test_a_ping_that_outlasts_the_look_is_a_timeout(gate: RealGate) -> None:
    with gate.look(SHORT) as network, pytest.raises(ProbeFailed) as failed:
        network.echo([EchoRequest(HERE)])

    assert failed.value.reason is Reason.TIMEOUT
    assert failed.value.detail == "0 of 1 pings ended in time"


IN_A_NAMESPACE = """
import json, subprocess, sys
from contextlib import closing
from ipaddress import ip_address
from probes.clock import SystemClock
from probes.gate import RealGate
from probes.reasons import ProbeFailed
from tests.fakes.pinger import FakePinger

def ip(*words):
    subprocess.run(["ip", *words], check=True)

def reason(address, timeout=20.0):
    with gate.look(timeout) as network:
        try:
            network.connect(ip_address(address), 80)
        except ProbeFailed as failed:
            return failed.reason

with closing(RealGate(FakePinger(), SystemClock())) as gate:
    seen = {"no route": reason("203.0.113.1")}
    router = subprocess.Popen(["unshare", "--net", "sh", "-c",
        "while ! ip address add 10.9.0.2/24 dev v1 2>/dev/null; do sleep 0.05; done; ip link set v1 up;"
        "ip route add unreachable 198.51.100.0/25; ip route add blackhole 203.0.113.0/25;"
        "echo 1 > /proc/sys/net/ipv4/ip_forward; echo ready; cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    ip("link", "add", "v0", "type", "veth", "peer", "name", "v1")
    while subprocess.run(["ip", "link", "set", "v1", "netns", str(router.pid)]).returncode:
        pass
    ip("address", "add", "10.9.0.1/24", "dev", "v0")
    ip("link", "set", "v0", "up")
    ip("route", "add", "default", "via", "10.9.0.2")
    assert router.stdout.readline() == b"ready\\n"
    seen["a router says no"] = reason("198.51.100.1")
    seen["swallowed on the way"] = reason("203.0.113.1", 0.5)
    seen["refused"] = reason("10.9.0.2")
    ip("link", "set", "v0", "down")
    seen["link down"] = reason("10.9.0.2")
    router.communicate()
print(json.dumps(seen))
"""


@pytest.mark.needs("root", "namespaces", "ip")
def test_no_route_here_is_ours_and_no_way_further_on_is_the_path_s() -> None:
    command = ["unshare", "--net", sys.executable, "-c", IN_A_NAMESPACE]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "no route": Reason.NETWORK_DOWN_HERE,
        "a router says no": Reason.UNREACHABLE,
        "swallowed on the way": Reason.TIMEOUT,
        "refused": Reason.REFUSED,
        "link down": Reason.NETWORK_DOWN_HERE,
    }
