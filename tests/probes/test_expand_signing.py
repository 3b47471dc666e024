"""What is looked at of signers and authorities, where evidence is kept, and how often anybody is asked."""

from datetime import datetime
from ipaddress import ip_network
from typing import Any

import pytest

from probes.expand import targets_of
from probes.fetch.guard import Guard
from probes.inventory.model import Inventory
from probes.inventory.summary import counts_of
from probes.inventory.values import VIETNAM
from probes.kinds import KINDS
from probes.kinds.certificate import CertificateTarget
from probes.kinds.crl import CrlTarget
from probes.kinds.ocsp import OcspSubject, OcspTarget
from probes.kinds.timestamp import TimestampTarget
from probes.kinds.trust import TrustTarget
from probes.signing.verdict import Rules
from probes.targets import Target
from tests.inventories.small import small_values

PINNED = {"anchors": ["/ca/root.pem"], "intermediates": ["/ca/sub.pem"]}
FULL = PINNED | {
    "canary": "/ca/canary.pem",
    "crl": ["http://crl.test/a.crl"],
    "crl_files": ["/brought"],
    "ocsp": "http://ocsp.test/",
    "ocsp_good": "/ca/good.pem",
    "ocsp_revoked": "/ca/revoked.pem",
    "timestamp": "http://tsa.test/",
    "timestamp_anchors": ["/tsa/root.pem"],
    "networks": ["10.0.0.0/8"],
    "rewrite": {"http://ocsp.noi-bo": "http://ocsp.test"},
    "renewal_closes_days": 0,
}
GUARD = Guard((ip_network("10.0.0.0/8"),), (("http://ocsp.noi-bo", "http://ocsp.test"),))


def inventory(authority: dict[str, Any], *, certified: bool = True, **settings: Any) -> Inventory:
    """The small inventory with this authority; certified: whether its signer has a file."""
    values = small_values()
    values["settings"] = {"data_dir": "/data"} | settings
    values["authorities"] = [{"id": "ca", "name": "CA"} | authority]
    if not certified:
        del values["signers"][0]["file"]
        values["signers"][0]["not_after"] = "2027-06-30"
    return Inventory.model_validate(values)


def made(authority: dict[str, Any], *, certified: bool = True, **settings: Any) -> dict[str, Target]:
    found = targets_of(inventory(authority, certified=certified, **settings))
    return {target.id: target for target in found}


def services(authority: dict[str, Any], *, certified: bool = True) -> list[str]:
    found = made(authority, certified=certified)
    return [id_.removeprefix("authority/ca/") for id_ in found if id_.startswith("authority/")]


@pytest.mark.parametrize(
    ("authority", "certified", "looked_at"),
    [
        (FULL, True, ["trust", "crl", "ocsp", "timestamp"]),
        (FULL, False, ["trust", "crl", "ocsp", "timestamp"]),
        ({}, True, []),
        (PINNED, True, ["trust", "crl", "ocsp"]),
        ({"intermediates": ["/ca/sub.pem"]}, True, ["trust", "crl", "ocsp"]),
        (PINNED, False, ["trust"]),
        (PINNED | {"from_certificates": False}, True, ["trust"]),
        (PINNED | {"from_certificates": False, "crl": ["http://c.test/"]}, True, ["trust", "crl"]),
        (PINNED | {"from_certificates": False, "ocsp": "http://o.test/"}, True, ["trust", "ocsp"]),
        (PINNED | {"ocsp": "http://o.test/"}, False, ["trust"]),
        (PINNED | {"ocsp_good": "/ca/good.pem"}, False, ["trust", "ocsp"]),
        ({"timestamp": "http://t.test/", "timestamp_anchors": ["/tsa/root.pem"]}, False, ["timestamp"]),
    ],
)
def test_an_authority_is_looked_at_as_far_as_it_can_be_asked_and_verified(
    authority: dict[str, Any], certified: bool, looked_at: list[str]
) -> None:
    assert services(authority, certified=certified) == looked_at


@pytest.mark.parametrize("certified", [True, False])
@pytest.mark.parametrize("authority", [{}, PINNED, FULL, PINNED | {"from_certificates": False}])
def test_as_many_are_made_as_are_counted_and_each_spec_is_of_its_kind(
    authority: dict[str, Any], certified: bool
) -> None:
    found = made(authority, certified=certified)

    assert len(found) == counts_of(inventory(authority, certified=certified)).targets
    assert all(type(target.spec) is KINDS[target.kind].target for target in found.values())


def test_pinned_certificates_are_read_with_the_canary() -> None:
    found = made(FULL)["authority/ca/trust"]

    assert found.spec == TrustTarget(
        anchors=("/ca/root.pem",), intermediates=("/ca/sub.pem",), canary="/ca/canary.pem"
    )
    assert (found.kind, found.interval_seconds, found.labels) == ("trust", 300.0, {"authority": "ca"})
    assert found.policy.expiry_degraded == 180 * 86400.0


def test_lists_are_fetched_where_they_are_declared_and_kept_beside_the_authoritys_other_evidence() -> None:
    found = made(FULL)["authority/ca/crl"]

    assert found.spec == CrlTarget(
        urls=("http://crl.test/a.crl",),
        anchors=("/ca/root.pem",),
        intermediates=("/ca/sub.pem",),
        folder="/data/revocation/ca",
        guard=GUARD,
        user_agent=found.spec.user_agent,
    )
    assert found.interval_seconds == found.policy.interval == 300.0
    assert found.spec.user_agent.startswith("thongsuot/")


def test_without_an_address_lists_are_looked_for_where_the_certificates_say() -> None:
    spec = made(PINNED)["authority/ca/crl"].spec

    assert (spec.urls, spec.certificates) == ((), ("/ca/sub.pem", "/ca/con-dau.pem"))


def test_a_responder_is_asked_about_its_canaries() -> None:
    found = made(FULL)["authority/ca/ocsp"]

    assert found.spec == OcspTarget(
        url="http://ocsp.test/",
        subjects=(
            OcspSubject(file="/ca/good.pem", expect="good"),
            OcspSubject(file="/ca/revoked.pem", expect="revoked"),
        ),
        anchors=("/ca/root.pem",),
        intermediates=("/ca/sub.pem",),
        crls="/data/revocation/ca",
        guard=GUARD,
        user_agent=found.spec.user_agent,
    )
    assert found.interval_seconds == 300.0


def test_without_canaries_it_is_asked_about_one_certificate_once_an_hour() -> None:
    found = made(PINNED)["authority/ca/ocsp"]

    assert found.spec.subjects == (OcspSubject(file="/ca/con-dau.pem"),)
    assert (found.spec.url, found.spec.folder) == (None, None)
    assert found.interval_seconds == found.policy.interval == found.policy.confirm_every == 3600.0


def test_a_few_other_signers_stand_in_for_the_one_a_responder_is_asked_about() -> None:
    values = inventory(PINNED).model_dump(mode="json", exclude_defaults=True)
    one = values["signers"][0]
    values["signers"] = [one | {"id": f"s{number}", "file": f"/ca/{number}.pem"} for number in range(9)]

    (found,) = [one for one in targets_of(Inventory.model_validate(values)) if one.id == "authority/ca/ocsp"]
    assert found.spec.subjects == (
        OcspSubject(file="/ca/0.pem", stand_ins=tuple(f"/ca/{number}.pem" for number in range(1, 5))),
    )


def test_a_slow_timestamp_authority_is_waited_for_and_never_asked_twice_at_once() -> None:
    found = made(FULL)["authority/ca/timestamp"]

    assert found.spec == TimestampTarget(
        url="http://tsa.test/",
        anchors=("/tsa/root.pem",),
        intermediates=(),
        guard=GUARD,
        user_agent=found.spec.user_agent,
    )
    assert (found.interval_seconds, found.timeout_seconds) == (600.0, 180.0)
    assert (found.policy.slow, found.policy.down_after) == (30.0, 3)
    assert found.timeout_seconds <= found.policy.confirm_every
    assert 3 * found.policy.confirm_every <= found.interval_seconds


def test_a_timestamp_authority_without_certificates_of_its_own_has_the_authoritys() -> None:
    spec = made(PINNED | {"timestamp": "http://tsa.test/"})["authority/ca/timestamp"].spec

    assert (spec.anchors, spec.intermediates) == (("/ca/root.pem",), ("/ca/sub.pem",))


def test_an_authoritys_services_are_siblings_and_nothing_else_is() -> None:
    found = made(FULL)

    assert {id_ for id_, target in found.items() if ("authority", "ca") in target.groups} == {
        "authority/ca/crl",
        "authority/ca/ocsp",
        "authority/ca/timestamp",
    }


def test_the_rhythm_of_authorities_can_be_set() -> None:
    rhythm = {
        "crl_interval": "10m",
        "ocsp_interval": "2m",
        "ocsp_status_interval": "12h",
        "timestamp_interval": "20m",
        "timestamp_timeout": "1m",
    }

    found = made(FULL, rhythm=rhythm)

    assert [found[f"authority/ca/{name}"].interval_seconds for name in ("crl", "ocsp", "timestamp")] == [
        600.0,
        120.0,
        1200.0,
    ]
    assert found["authority/ca/timestamp"].timeout_seconds == 60.0
    assert found["03405/signer/con-dau/ocsp"].interval_seconds == 43200.0


def test_a_signer_is_read_every_five_minutes_with_its_authoritys_files_and_evidence() -> None:
    found = made(FULL)["03405/signer/con-dau"]

    assert found.spec == CertificateTarget(
        file="/ca/con-dau.pem",
        anchors=("/ca/root.pem",),
        intermediates=("/ca/sub.pem",),
        crls=("/brought", "/data/revocation/ca"),
        answers="/data/revocation/ca/ocsp",
        rules=Rules(organisation="Xã Tả Lèng", renewal_closes_days=0),
    )
    assert found.interval_seconds == 300.0
    assert found.labels == {
        "province": "12",
        "commune": "03405",
        "signer": "con-dau",
        "signer_kind": "organisation",
        "authority": "ca",
    }


def test_a_signer_without_an_authority_has_no_evidence_and_the_provinces_lead_times() -> None:
    signing = {"lead_days": [30, 7], "renewal_closes_days": 45}

    found = made(PINNED, signing=signing)

    spec = found["03405/signer/chu-tich"].spec
    assert (spec.crls, spec.answers, spec.rules.lead_days, spec.rules.renewal_closes_days) == (
        (),
        None,
        (30, 7),
        45,
    )
    assert found["03405/signer/con-dau"].spec.rules.renewal_closes_days == 45
    assert "authority" not in found["03405/signer/chu-tich"].labels


def test_a_declared_end_is_the_last_second_of_that_day_in_vietnam() -> None:
    found = made(PINNED)["03405/signer/chu-tich"]

    assert found.spec.file is None
    assert datetime.fromtimestamp(found.spec.not_after, VIETNAM).isoformat() == "2027-01-31T23:59:59+07:00"
    assert (found.kind, found.where) == ("certificate", "certificate declared 2027-01-31")


def test_a_file_says_its_own_end_whatever_was_declared() -> None:
    values = small_values()
    values["signers"][0]["not_after"] = "2026-12-31"

    found = {target.id: target for target in targets_of(Inventory.model_validate(values))}

    assert found["03405/signer/con-dau"].spec.not_after is None


@pytest.mark.parametrize(("kind", "organisation"), [("person", "Xã Tả Lèng"), ("device", None)])
def test_a_device_need_not_be_called_as_its_commune(kind: str, organisation: str | None) -> None:
    values = small_values()
    values["signers"][0]["signer_kind"] = kind

    found = {target.id: target for target in targets_of(Inventory.model_validate(values))}

    assert found["03405/signer/con-dau"].spec.rules.organisation == organisation


def test_an_authority_is_asked_about_a_signer_daily_and_its_answer_is_kept() -> None:
    found = made(FULL)["03405/signer/con-dau/ocsp"]

    assert found.spec == OcspTarget(
        url="http://ocsp.test/",
        subjects=(OcspSubject(file="/ca/con-dau.pem"),),
        anchors=("/ca/root.pem",),
        intermediates=("/ca/sub.pem",),
        nonce=False,
        folder="/data/revocation/ca/ocsp",
        crls="/data/revocation/ca",
        guard=GUARD,
        user_agent=found.spec.user_agent,
    )
    assert (found.kind, found.interval_seconds, found.policy.confirm_every) == ("ocsp", 86400.0, 3600.0)
    assert found.labels == made(FULL)["03405/signer/con-dau"].labels
    assert found.groups == ()


@pytest.mark.parametrize("authority", [{}, PINNED | {"from_certificates": False}])
def test_nobody_is_asked_about_a_signer_where_nobody_answers(authority: dict[str, Any]) -> None:
    assert "03405/signer/con-dau/ocsp" not in made(authority)


def test_what_is_looked_at_for_one_signer_is_told_from_its_authoritys_own_services() -> None:
    found = made(FULL)

    assert {id_ for id_, target in found.items() if target.about_a_signer} == {
        id_ for id_ in found if "/signer/" in id_
    }
    assert {target.kind for target in found.values() if target.about_a_signer} == {"certificate", "ocsp"}
    assert found["authority/ca/ocsp"].kind == "ocsp"


def test_other_canaries_networks_or_signers_look_at_the_same_services() -> None:
    changed = FULL | {"ocsp_good": "/ca/other.pem", "networks": [], "anchors": ["/ca/2.pem"], "rewrite": {}}
    first, then = made(FULL), made(changed, certified=False)

    for id_ in ("authority/ca/trust", "authority/ca/crl", "authority/ca/ocsp"):
        assert first[id_].where == then[id_].where
        assert first[id_].spec != then[id_].spec


def test_another_address_is_another_service() -> None:
    first = made(FULL)
    then = made(FULL | {"crl": ["http://c.test/"], "ocsp": "http://o.test/", "timestamp": "http://t.test/"})

    moved = {id_ for id_ in first if first[id_].where != then[id_].where}
    assert moved == {"authority/ca/crl", "authority/ca/ocsp", "authority/ca/timestamp"}
