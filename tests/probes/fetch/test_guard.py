"""Addresses that strangers name lead to the public Internet or where the operator said, and never inside."""

import socket
from contextlib import AbstractContextManager
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from probes.fetch import trust
from probes.fetch.addresses import may_be_reached
from probes.fetch.guard import NO_GUARD, Guard
from probes.fetch.guarded import GuardedNetwork
from probes.gate import RealGate
from probes.network import EchoRequest
from probes.reasons import ProbeFailed, Reason
from tests.authority import PERSON_ID
from tests.fakes.network import FakeNetwork
from tests.servers.certificates import Certificates, over_tls
from tests.servers.exchanging import Names, allowing, get
from tests.servers.leaks import nothing_left_open
from tests.servers.loopback import serving, serving_on
from tests.servers.plain import answer, maps, says
from tests.servers.trap import trap

INSIDE = (
    "0.0.0.0",  # noqa: S104  # an address like any other here
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.9",
    "192.0.0.171",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:0:808:808:0:ffff:80ff:fffe",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a01:203::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
)
OUTSIDE = (
    "1.1.1.1",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.0.1.1",
    "203.162.0.1",
    "223.255.255.255",
    "2001:4860:4860::8888",
    "2400:cb00::1",
    "::ffff:1.1.1.1",
    "64:ff9b::1.1.1.1",
    "2002:101:101::1",
)


def serving_at(host: str, port: int, raw: bytes) -> AbstractContextManager[int]:
    """A server at this very address and port."""
    return serving_on(socket.create_server((host, port)), says(raw))


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_the_public_internet_is_refused(address: str) -> None:
    assert not may_be_reached(ip_address(address), ())


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_public_internet_is_allowed(address: str) -> None:
    assert may_be_reached(ip_address(address), ())


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("64:ff9b::10.1.2.3", False),
        ("2002:a01:203::1", False),
        ("11.1.2.3", True),
        ("192.168.1.1", False),
        ("fd00::1", True),
        ("fd00:0:0:1::1", False),
    ],
)
def test_the_operators_networks_are_allowed_but_no_tunnel_into_them(address: str, allowed: bool) -> None:
    networks = (ip_network("10.0.0.0/8"), ip_network("fd00::/64"))

    assert may_be_reached(ip_address(address), networks) is allowed


def test_only_an_address_that_was_checked_is_connected_to() -> None:
    world = FakeNetwork(names={"outside.example": ["1.1.1.1"], "inside.example": ["1.1.1.1", "10.0.0.1"]})
    guarded = GuardedNetwork(world, NO_GUARD)
    with pytest.raises(ProbeFailed) as refused:
        guarded.resolve("inside.example")
    assert refused.value.reason is Reason.ADDRESS_REFUSED
    assert refused.value.detail == "inside.example: 10.0.0.1 is not on the public Internet"

    for unchecked in (
        lambda: guarded.connect(ip_address("1.1.1.1"), 80),
        lambda: guarded.datagram(ip_address("1.1.1.1"), 53),
        lambda: guarded.echo([EchoRequest(ip_address("1.1.1.1"))]),
    ):
        with pytest.raises(ProbeFailed) as refused:
            unchecked()
        assert refused.value.reason is Reason.ADDRESS_REFUSED
    assert world.asked == []

    guarded.resolve("outside.example")
    with pytest.raises(ProbeFailed):
        guarded.connect(ip_address("1.1.1.1"), 80)
    assert world.asked == [("1.1.1.1", 80)]


# through the real network: a trap listens inside, and nobody may come


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::ffff:127.0.0.1]", "[::]", "0.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1"],
)
def test_a_strangers_address_does_not_lead_to_this_machine(gate: RealGate, host: str) -> None:
    with trap() as inside, pytest.raises(ProbeFailed) as failed:
        get(gate, inside.url(host), guard=NO_GUARD)

    assert failed.value.reason is Reason.ADDRESS_REFUSED


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:127.0.0.1"], ["10.0.0.1"]]
)
def test_a_name_that_resolves_inside_is_refused_even_if_only_in_part(addresses: list[str]) -> None:
    names = Names({"crl.example": addresses})
    with nothing_left_open(), names.gate() as gate, trap() as inside, pytest.raises(ProbeFailed) as failed:
        get(gate, inside.url("crl.example"), guard=NO_GUARD)

    assert failed.value.reason is Reason.ADDRESS_REFUSED
    assert failed.value.detail.startswith("crl.example: ")
    assert names.asked == ["crl.example"]


def test_a_name_that_changes_between_two_look_ups_is_looked_up_once() -> None:
    names = Names({"crl.example": [["127.0.0.2"], ["127.0.0.1"]]})
    with (
        nothing_left_open(),
        names.gate() as gate,
        trap() as inside,
        serving_at("127.0.0.2", inside.port, answer(body=b"outside")),
    ):
        got = get(gate, inside.url("crl.example"), guard=allowing("127.0.0.2/32"))
        assert got.body == b"outside"
        assert names.asked == ["crl.example"]

        with pytest.raises(ProbeFailed) as failed:
            get(gate, inside.url("crl.example"), guard=allowing("127.0.0.2/32"))
        assert failed.value.reason is Reason.ADDRESS_REFUSED


def test_a_name_that_changes_between_two_hops_is_checked_again() -> None:
    names = Names({"crl.example": [["127.0.0.2"], ["127.0.0.1"]]})
    with nothing_left_open(), names.gate() as gate, trap() as inside:
        on = answer("302 Found", f"Location: {inside.url('crl.example', '/next')}", body=b"")
        with serving_at("127.0.0.2", inside.port, on), pytest.raises(ProbeFailed) as failed:
            get(gate, inside.url("crl.example"), guard=allowing("127.0.0.2/32"))

    assert failed.value.reason is Reason.ADDRESS_REFUSED
    assert names.asked == ["crl.example", "crl.example"]


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_a_redirect_inward_is_refused_whoever_named_the_first_address(
    gate: RealGate, host: str, declared: bool
) -> None:
    with trap() as inside:
        on = answer("302 Found", f"Location: {inside.url(host)}", body=b"")
        with serving(says(on), "127.0.0.2") as port, pytest.raises(ProbeFailed) as failed:
            get(gate, f"http://127.0.0.2:{port}/", guard=allowing("127.0.0.2/32"), declared=declared)

    assert failed.value.reason is Reason.ADDRESS_REFUSED


def test_a_declared_server_is_asked_wherever_it_is_and_may_send_us_on_to_itself(gate: RealGate) -> None:
    pages = {"/": answer("302 Found", "Location: /next", body=b""), "/next": answer(body=b"here")}
    with serving(maps(pages)) as port:
        assert get(gate, f"http://127.0.0.1:{port}/", guard=NO_GUARD, declared=True).body == b"here"


def test_a_declared_server_may_not_send_us_on_to_another_port_of_its_machine(gate: RealGate) -> None:
    with trap() as inside:
        on = answer("302 Found", f"Location: {inside.url()}", body=b"")
        with serving(says(on)) as port, pytest.raises(ProbeFailed) as failed:
            get(gate, f"http://127.0.0.1:{port}/", guard=NO_GUARD, declared=True)

    assert failed.value.reason is Reason.ADDRESS_REFUSED


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ldap://127.0.0.1/", "ftp://127.0.0.1/", "gopher://x/", "data:,x"]
)
def test_a_redirect_to_another_scheme_is_refused(gate: RealGate, to: str) -> None:
    on = answer("302 Found", f"Location: {to}", body=b"")
    with serving(says(on)) as port, pytest.raises(ProbeFailed) as failed:
        get(gate, f"http://127.0.0.1:{port}/")

    assert failed.value.reason is Reason.ADDRESS_REFUSED
    assert failed.value.detail == f"{to.partition(':')[0]}: only http and https are supported"


@pytest.mark.parametrize(
    "to",
    ["http://me:secret@127.0.0.1/", "http://[::1", "http://127.0.0.1:99999/", "http://a b/"],
)
def test_a_redirect_to_a_broken_address_is_refused_and_not_repeated(gate: RealGate, to: str) -> None:
    on = answer("302 Found", f"Location: {to}", body=b"")
    with serving(says(on)) as port, pytest.raises(ProbeFailed) as failed:
        get(gate, f"http://127.0.0.1:{port}/")

    assert failed.value.reason in {Reason.ADDRESS_REFUSED, Reason.REDIRECT_REFUSED}
    assert "secret" not in failed.value.detail


def test_a_redirect_from_https_to_http_is_refused(
    gate: RealGate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates = Certificates(tmp_path)
    monkeypatch.setattr(trust, "_contexts", {})  # the system's store of this test is another one
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trust))
    with trap() as inside:
        on = says(answer("302 Found", f"Location: {inside.url()}", body=b""))
        with (
            serving(over_tls(on, certificates.context("good"))) as port,
            pytest.raises(ProbeFailed) as failed,
        ):
            get(gate, f"https://127.0.0.1:{port}/")

    assert failed.value.reason is Reason.REDIRECT_REFUSED
    assert failed.value.detail == "from https to http, 127.0.0.1"


# what is no address of a service at all


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("ldap://ca.example/cn=x?certificateRevocationList", "ldap: only http and https are supported"),
        ("LDAP:///CN=x", "ldap: only http and https are supported"),
        ("file:///etc/passwd", "file: only http and https are supported"),
        ("ftp://ca.example/x.crl", "ftp: only http and https are supported"),
        ("crl.example/x.crl", "no scheme: only http and https are supported"),
        ("", "no scheme: only http and https are supported"),
        ("http://me@crl.example/", "a broken address, or one with a user name in it"),
        ("http://127.0.0.1:80@crl.example/", "a broken address, or one with a user name in it"),
        ("http://crl.example:http/", "a broken address, or one with a user name in it"),
        ("http://[::1", "a broken address, or one with a user name in it"),
        ("http://crl.example:0/", "not a possible address"),
        ("http://crl.example\\@127.0.0.1/", "a broken address, or one with a user name in it"),
        ("http://crl.example\\.evil/", "not a possible address"),
        ("http://crl.example/a b", "not a possible address"),
        ("http://crl.example/\r\nHost: x", "not a possible address"),
        ("http://crl.example/" + "x" * 2048, "not a possible address"),
        ("http:///x.crl", "'' is not a possible host"),
        ("http://./", "'' is not a possible host"),
        ("http://a..b/", "'a..b' is not a possible host"),
        (f"http://{'a' * 64}.example/", f"'{'a' * 64}.example' is not a possible host"),
        ("http://crl%2eexample/", "'crl%2eexample' is not a possible host"),
        ("http://[fe80::1%25lo]/", "'fe80::1%25lo' is not a possible host"),
        ("http://-x.example/", "'-x.example' is not a possible host"),
        ("http://*.example/", "'*.example' is not a possible host"),
    ],
)
@pytest.mark.parametrize("declared", [True, False])
def test_what_is_no_web_address_is_refused_with_a_reason_and_never_looked_up(
    url: str, detail: str, declared: bool
) -> None:
    names = Names({})
    with nothing_left_open(), names.gate() as gate, pytest.raises(ProbeFailed) as failed:
        get(gate, url, declared=declared)

    assert failed.value.reason is Reason.ADDRESS_REFUSED
    quoted = detail.endswith(" is not a possible host") and not detail.startswith("''")
    assert failed.value.detail == ("not a possible host" if quoted and not declared else detail)
    assert names.asked == []


@pytest.mark.parametrize(
    "host",
    [
        f"uid={PERSON_ID},cn=nguyenthithu",
        f"{PERSON_ID}.ca.example",
        f"ca-{PERSON_ID}",
        "nguyen a b.example",
        "x" * 70 + PERSON_ID,
    ],
)
def test_a_strangers_host_that_may_be_a_persons_is_never_repeated(host: str) -> None:
    names = Names({host: ["10.0.0.1"]})
    with names.gate() as gate:
        for url in (f"http://{host}/x.crl", f"https://{host}:1/", f"{host.partition('.')[0]}:x"):
            with pytest.raises(ProbeFailed) as failed:
                get(gate, url, declared=False)
            said = f"{failed.value}{failed.value.detail}{failed.value.__context__!r}"
            assert PERSON_ID not in said
            assert "nguyen" not in said
        on = answer("302 Found", f"Location: http://{host}/", body=b"")
        with serving(says(on)) as port, pytest.raises(ProbeFailed) as failed:
            get(gate, f"http://127.0.0.1:{port}/", guard=allowing("127.0.0.0/8"))
        assert PERSON_ID not in failed.value.detail
        assert "nguyen" not in failed.value.detail


# rewriting


@pytest.mark.parametrize(
    ("url", "rewritten"),
    [
        ("http://ocsp.ca.ptc", "http://ocsp.example/"),
        ("http://ocsp.ca.ptc/", "http://ocsp.example/"),
        ("http://ocsp.ca.ptc/a/b?c=d", "http://ocsp.example/a/b?c=d"),
        ("http://ocsp.ca.ptc?c=d", "http://ocsp.example/?c=d"),
        ("HTTP://OCSP.CA.PTC/A", "http://ocsp.example/A"),
        ("http://ocsp.ca.ptc./a", "http://ocsp.example/a"),
        ("http://ocsp.ca.ptc:80/a", "http://ocsp.example/a"),
        ("http://ocsp.ca.ptc.evil.example/a", None),
        ("http://ocsp.ca.ptcx/a", None),
        ("http://ocsp.ca.ptc:8080/a", None),
        ("http://ocsp.ca.ptc@evil.example/a", None),
        ("http://me@ocsp.ca.ptc/a", None),
        ("https://ocsp.ca.ptc/a", None),
        ("http://evil.example/http://ocsp.ca.ptc", None),
        ("http://evil.example?http://ocsp.ca.ptc", None),
        ("http://files.ca.ptc/crl/root.crl", "http://mirror.example/pki/root.crl"),
        ("http://files.ca.ptc/crl/", "http://mirror.example/pki/"),
        ("http://files.ca.ptc/CRL/root.crl", None),
        ("http://files.ca.ptc/other", None),
        ("http://deep.ca.ptc/crl@evil.example", "http://flat.example/@evil.example"),
        ("http://deep.ca.ptc/crl.evil.example", "http://flat.example/.evil.example"),
        ("http://[::1", None),
    ],
)
def test_a_rule_replaces_a_beginning_and_never_leads_to_another_server(
    url: str, rewritten: str | None
) -> None:
    guard = Guard(
        rewrite=(
            ("http://ocsp.ca.ptc", "http://ocsp.example"),
            ("http://files.ca.ptc/crl/", "http://mirror.example/pki/"),
            ("http://Deep.ca.ptc/crl", "http://flat.example"),
        )
    )

    assert guard.rewritten(url) == rewritten


def test_what_is_rewritten_is_the_operators_own_word(gate: RealGate) -> None:
    with serving(says(answer(body=b"here"))) as port:
        guard = Guard(rewrite=(("http://ocsp.ca.ptc", f"http://127.0.0.1:{port}"),))

        assert get(gate, "http://OCSP.ca.ptc/x", guard=guard).body == b"here"
        with pytest.raises(ProbeFailed) as failed:
            get(gate, f"http://127.0.0.1:{port}/", guard=guard)

    assert failed.value.reason is Reason.ADDRESS_REFUSED


def test_a_redirect_to_an_internal_name_is_rewritten_too(gate: RealGate) -> None:
    on = answer("302 Found", "Location: http://ocsp.ca.ptc/x", body=b"")
    with serving(says(answer(body=b"here"))) as other, serving(says(on)) as port:
        guard = Guard(rewrite=(("http://ocsp.ca.ptc", f"http://127.0.0.1:{other}"),))

        assert get(gate, f"http://127.0.0.1:{port}/", guard=guard, declared=True).body == b"here"
