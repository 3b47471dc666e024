from dataclasses import dataclass, replace
from ipaddress import ip_address

import pytest

from exporter.any_target import any_target
from exporter.metrics import catalogue
from exporter.web.operations.look import CannotLook, exposition, seconds_allowed, target_asked_for
from probes.clock import Instant
from probes.expand import targets_of
from probes.expand.agents import KNOWN_INSIDE
from probes.inventory.model import Inventory
from probes.kinds import KINDS
from probes.kinds.ping import PingTarget
from probes.kinds.tcp import TcpTarget
from probes.observation import Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.targets import Target
from tests.fakes.source import GOOD_HTTP
from tests.inventories.small import small_values


@dataclass(frozen=True)
class _Page:
    url: str


@dataclass(frozen=True)
class _Name:
    name: str


def _target(target_id: str, kind: str, spec: object) -> Target:
    return Target(
        id=target_id, kind=kind, spec=spec, interval_seconds=60, timeout_seconds=10, policy=Policy(60)
    )


_TARGETS = {
    target.id: target
    for target in (
        _target("19753/centre/main", "ping", PingTarget(address=ip_address("127.0.3.1"))),
        _target("portal/http", "http", _Page("https://portal.example/")),
        _target("portal/tcp", "tcp", TcpTarget(host="portal.example", port=443)),
        _target("portal/dns", "dns", _Name("portal.example")),
        _target("19753/signer/seal", "certificate", None),
    )
}


@pytest.mark.parametrize(
    ("asked", "module", "found"),
    [
        ("19753/centre/main", "", "19753/centre/main"),
        ("19753/centre/main", "ping", "19753/centre/main"),
        ("127.0.3.1", "icmp", "19753/centre/main"),
        ("127.0.3.1", "", "19753/centre/main"),
        ("https://portal.example/", "http_2xx", "portal/http"),
        ("portal.example:443", "tcp_connect", "portal/tcp"),
        ("portal.example", "dns", "portal/dns"),
        ("19753/signer/seal", "certificate", "19753/signer/seal"),
    ],
)
def test_a_target_is_found_by_its_id_or_as_blackbox_users_write_it(
    asked: str, module: str, found: str
) -> None:
    assert target_asked_for(_TARGETS, asked, module, None).id == found


@pytest.mark.parametrize(
    ("asked", "module", "sentence"),
    [
        ("", "ping", "The parameter target is missing"),
        ("127.0.9.9", "", "127.0.9.9 is not in the inventory"),
        ("127.0.9.9", "icmp", "127.0.9.9 is not in the inventory for the module icmp"),
        ("127.0.3.1", "http", "127.0.3.1 is not in the inventory for the module http"),
        ("portal/http", "tcp", "portal/http is looked at with http, not with tcp"),
    ],
)
def test_what_the_inventory_does_not_name_is_refused(asked: str, module: str, sentence: str) -> None:
    with pytest.raises(CannotLook) as refused:
        target_asked_for(_TARGETS, asked, module, None)

    assert refused.value.why.en == sentence


def test_any_host_may_be_looked_at_when_that_is_allowed() -> None:
    def made(kind: str, asked: str) -> Target | None:
        return _target(asked, kind, None) if kind == "ping" else None

    assert target_asked_for(_TARGETS, "127.0.9.9", "icmp", made).kind == "ping"
    with pytest.raises(CannotLook):
        target_asked_for(_TARGETS, "127.0.9.9", "http", made)


def test_what_only_agents_look_at_is_refused_by_its_id_and_its_address() -> None:
    inside = replace(
        _target("19753/centre/gateway", "ping", PingTarget(address=KNOWN_INSIDE)), from_hub=False
    )

    for asked in (inside.id, str(KNOWN_INSIDE)):
        with pytest.raises(CannotLook):
            target_asked_for({inside.id: inside}, asked, "", None)


AUTHORITY = {
    target.id: target
    for target in targets_of(
        Inventory.model_validate(
            small_values()
            | {
                "authorities": [
                    {
                        "id": "ca",
                        "name": "CA",
                        "anchors": ["/ca/root.pem"],
                        "crl": ["http://crl.test/a.crl"],
                        "ocsp": "http://ocsp.test/",
                        "timestamp": "http://tsa.test/",
                    }
                ]
            }
        )
    )
    if "authority" in target.labels
}


def test_an_authoritys_service_is_looked_at_by_its_id_and_by_no_address() -> None:
    for id_, target in AUTHORITY.items():
        assert target_asked_for(AUTHORITY, id_, target.kind, None) is target
    for kind in sorted({target.kind for target in AUTHORITY.values()}):
        for address in (
            "http://ocsp.test/",
            "http://crl.test/a.crl",
            "http://tsa.test/",
            "/ca/root.pem",
            "None",
        ):
            with pytest.raises(CannotLook):
                target_asked_for(AUTHORITY, address, kind, None)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"ping", "http", "dns", "tcp"}))
@pytest.mark.parametrize(
    "asked",
    [
        "http://169.254.169.254/latest",
        "http://127.0.0.1:9741/",
        "file:///etc/passwd",
        "/ca/x.pem",
        "10.0.0.1",
    ],
)
def test_whoever_may_look_at_any_host_gets_no_file_read_and_nothing_posted(kind: str, asked: str) -> None:
    assert any_target(kind, asked) is None
    with pytest.raises(CannotLook):
        target_asked_for(AUTHORITY, asked, kind, any_target)


@pytest.mark.parametrize(
    ("header", "seconds"), [(None, 10), ("15", 10), ("8", 7.5), ("0.55", 0.1), ("0.01", 0.1)]
)
def test_a_look_ends_before_the_scraper_gives_up(header: str | None, seconds: float) -> None:
    assert seconds_allowed(_TARGETS["portal/http"], header) == pytest.approx(seconds)


@pytest.mark.parametrize("header", ["", "soon", "-1", "0", "nan", "inf"])
def test_a_scrape_timeout_is_a_number_of_seconds(header: str) -> None:
    with pytest.raises(CannotLook):
        seconds_allowed(_TARGETS["portal/http"], header)


def test_the_answer_has_no_label_of_the_target() -> None:
    text = exposition(_TARGETS["portal/http"], GOOD_HTTP, Instant(1000.5, 7.0), openmetrics=False).decode()

    assert "\nprobe_success 1\n" in text
    assert "\nthongsuot_last_probe_timestamp_seconds 1000.5\n" in text
    assert '\nprobe_http_duration_seconds{phase="tls"} 0.03\n' in text
    assert "instance" not in text


def test_a_single_look_always_says_whether_it_succeeded() -> None:
    for reason in (Reason.NO_REPLY, Reason.BUG):
        text = exposition(
            _TARGETS["portal/http"], Result(reason, 0.1), Instant(0, 0), openmetrics=True
        ).decode()

        assert "\nprobe_success 0\n" in text
        assert f'\nprobe_failure_info{{reason="{reason}"}} 1\n' in text
        assert text.count(catalogue.PROBE_SUCCESS.header(openmetrics=True).decode()) == 1
        assert text.endswith("# EOF\n")
