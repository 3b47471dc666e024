"""One Target per line with an address, per check seen from the hub, per signer, per service of an authority, per witness."""

from ipaddress import ip_address

from probes.expand import targets_of, user_agent
from probes.inventory.model import Inventory
from probes.inventory.settings import Operator
from probes.inventory.summary import counts_of
from probes.kinds import KINDS
from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.ping import PingTarget
from probes.kinds.tcp import TcpTarget
from probes.targets import Target
from tests.inventories.small import small, small_values

TARGETS = {target.id: target for target in targets_of(small())}


def target(identity: str) -> Target:
    return TARGETS[identity]


def test_each_thing_to_look_at_has_one_target() -> None:
    assert list(TARGETS) == [
        "03405/centre/main",
        "03405/ban-giang/main",
        "99999/centre/main",
        "portal/http",
        "portal/dns",
        "documents/tcp",
        "authority/ca/trust",
        "authority/ca/crl",
        "authority/ca/ocsp",
        "03405/signer/con-dau",
        "03405/signer/con-dau/ocsp",
        "03405/signer/chu-tich",
        "witness/w1",
        "witness/w2",
        "witness/w3",
    ]


def test_as_many_are_made_as_are_counted() -> None:
    assert len(targets_of(small())) == len(TARGETS) == counts_of(small()).targets


def test_every_spec_is_of_its_kinds_own_type() -> None:
    assert all(type(found.spec) is KINDS[found.kind].target for found in TARGETS.values())


def test_a_line_is_pinged_in_the_inventorys_rhythm() -> None:
    found = target("03405/centre/main")

    assert found.spec == PingTarget(
        address=ip_address("192.0.2.11"), count=5, gap_seconds=0.2, timeout_seconds=2.0
    )
    assert found.interval_seconds == found.policy.interval == 15.0
    assert found.timeout_seconds > 4 * 0.2 + 2.0


def test_a_line_is_labelled_with_codes_and_ids_only() -> None:
    assert target("03405/centre/main").labels == {
        "province": "12",
        "commune": "03405",
        "site": "centre",
        "link": "main",
        "isp": "vnpt",
    }


def test_what_a_line_shares_stands_nearest_first() -> None:
    assert target("03405/centre/main").groups == (("upstream", "pop-1"), ("isp", "vnpt"), ("province", "12"))
    assert target("03405/ban-giang/main").groups == (("isp", "viettel"), ("province", "12"))


def test_thresholds_come_from_settings_then_province_then_site_then_line() -> None:
    line = target("03405/ban-giang/main").policy
    centre = target("03405/centre/main").policy

    assert (line.down_after, line.rtt_degraded, line.up_after, line.jitter_degraded) == (4, 0.09, 3, 0.2)
    assert (centre.down_after, centre.rtt_degraded, centre.up_after, centre.jitter_degraded) == (
        4,
        0.09,
        5,
        0.04,
    )


def test_a_service_takes_no_thresholds_of_a_province() -> None:
    found = target("portal/http").policy

    assert (found.down_after, found.up_after, found.slow) == (4, 2, 4.0)


def test_a_page_is_asked_for_as_the_inventory_says() -> None:
    spec = target("portal/http").spec

    assert spec == HttpTarget(
        url="https://portal.test/",
        statuses=(200,),
        body="Dịch vụ công",
        headers=(("Content-Type", "text/html"),),
        user_agent=spec.user_agent,
    )
    assert target("portal/http").labels == {"service": "portal"}


def test_a_name_and_a_port_are_asked_as_the_inventory_says() -> None:
    assert target("portal/dns").spec == DnsTarget(
        name="portal.test", server=ip_address("192.0.2.53"), expect=("192.0.2.80",)
    )
    assert target("documents/tcp").spec == TcpTarget(host="docs.test", port=8443)


def test_a_service_is_looked_at_each_minute_unless_it_says_otherwise() -> None:
    assert (target("portal/http").interval_seconds, target("portal/http").timeout_seconds) == (60.0, 10.0)
    assert (target("documents/tcp").interval_seconds, target("documents/tcp").timeout_seconds) == (300.0, 3.0)


def test_a_witness_belongs_to_nobody() -> None:
    found = target("witness/w1")

    assert (found.witness, found.labels, found.groups) == (True, {}, ())
    assert [other.id for other in TARGETS.values() if other.witness] == [
        "witness/w1",
        "witness/w2",
        "witness/w3",
    ]


def test_the_rhythm_can_be_set() -> None:
    values = small_values()
    values["settings"]["rhythm"] = {"link_interval": "30s", "link_packets": 3, "witness_interval": "10s"}

    found = {made.id: made for made in targets_of(Inventory.model_validate(values))}

    assert (found["99999/centre/main"].interval_seconds, found["99999/centre/main"].spec.count) == (30.0, 3)
    assert found["witness/w1"].interval_seconds == 10.0


def test_the_user_agent_names_the_program_the_page_and_the_contact_in_ascii() -> None:
    operator = Operator(name="Sở", contact="Tổ trực (Đức) \\ 0213", status_page="https://trangthai.test")

    assert user_agent(operator).endswith(
        " (giam sat ket noi; +https://trangthai.test; lien-he: To truc Duc  0213)"
    )
    assert user_agent(operator).startswith("thongsuot/")
    assert user_agent(None).endswith(" (giam sat ket noi)")


def test_another_rhythm_expectation_or_contact_looks_at_the_same_places() -> None:
    values = small_values()
    values["settings"]["rhythm"] = {"link_packets": 4, "link_timeout": "1s"}
    values["settings"]["operator"]["contact"] = "0213 999 999"
    values["services"][0]["checks"][0]["expect"] = {"status": [204]}
    values["authorities"][0]["anchors"] = ["/ca/new-root.pem"]

    others = {found.id: found for found in targets_of(Inventory.model_validate(values))}

    changed = {id_ for id_, found in TARGETS.items() if found.spec != others[id_].spec}
    assert changed == set(TARGETS) - {"portal/dns", "documents/tcp", "03405/signer/chu-tich"}
    assert {id_: found.place for id_, found in TARGETS.items()} == {
        id_: found.place for id_, found in others.items()
    }
    assert all(found.place is not None for found in TARGETS.values())


def test_another_address_page_port_question_or_file_is_another_place() -> None:
    values = small_values()
    values["communes"][0]["sites"][0]["links"][0]["address"] = "192.0.2.99"
    values["services"][0]["checks"][0]["url"] = "https://portal.test/elsewhere"
    values["services"][0]["checks"][1]["name"] = "www.portal.test"
    values["services"][1]["checks"][0]["port"] = 8444
    values["signers"][0]["file"] = "/ca/con-dau-2.pem"
    values["signers"][1]["not_after"] = "2032-01-31"

    others = {found.id: found for found in targets_of(Inventory.model_validate(values))}

    assert {id_ for id_, found in TARGETS.items() if found.place != others[id_].place} == {
        "03405/centre/main",
        "portal/http",
        "portal/dns",
        "documents/tcp",
        "03405/signer/con-dau",
        "03405/signer/con-dau/ocsp",
        "03405/signer/chu-tich",
    }
