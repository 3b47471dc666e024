"""What a hub tells an agent: from the inventory to JSON and back, and what an agent refuses to be told."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exporter.delivery.plan import (
    LARGEST_PLAN_BYTES,
    AgentPlan,
    HttpSpec,
    PlanRefused,
    plan_from_bytes,
    plan_from_json,
    plan_to_json,
)
from exporter.delivery.planning import plan_of
from probes.inventory.model import Inventory
from tests.inventories.small import small_values

SITE = "03405/centre"


def inventory(trust: Path | None = None) -> Inventory:
    """The small inventory with an agent in the centre of Tả Lèng that looks at the portal."""
    values = small_values()
    values["communes"][0]["sites"][0]["agent"] = True
    values["services"][0]["checks"][0]["vantages"] = ["hub", "agent"]
    values["teams"] = [{"id": "ha_tang_wan", "name": "Tổ mạng", "phone": "0213 000 000"}]
    if trust is not None:
        values["services"][0]["checks"][0]["trust"] = str(trust)
    return Inventory.model_validate(values)


def plan(trust: Path | None = None) -> AgentPlan:
    made = plan_of(inventory(trust), "03405", "centre")
    assert made is not None
    return made


def refused(change: Callable[[dict[str, Any]], object]) -> str:
    value = plan_to_json(plan())
    change(value)
    with pytest.raises(PlanRefused) as refusal:
        plan_from_json(value)
    assert refusal.value.text.vi != refusal.value.text.en
    return refusal.value.text.en


def test_it_comes_back_as_it_was_told() -> None:
    told = plan()

    assert plan_from_json(plan_to_json(told)) == (told.version, told)


def test_it_names_what_people_must_be_able_to_name() -> None:
    told = plan()

    assert (told.site, told.commune_name, told.province_name) == (SITE, "Xã Tả Lèng", "Tỉnh Lai Châu")
    assert [(line.isp, line.role) for line in told.lines] == [("VNPT", "primary"), ("Viettel", "backup")]
    assert told.team is not None
    assert (told.team.name, told.team.phone) == ("Tổ mạng", "0213 000 000")
    assert set(told.services) == {target.service for target in told.targets if target.service is not None}


def test_what_is_trusted_is_told_as_text(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("one\n")
    told = plan(tmp_path / "ca.pem")
    digest = hashlib.sha256(b"one\n").hexdigest()
    (spec,) = (target.spec for target in told.targets if isinstance(target.spec, HttpSpec))

    assert told.trust == {digest: "one\n"}
    assert spec.trust == digest
    assert str(tmp_path) not in str(plan_to_json(told))


def test_what_relies_on_a_file_that_is_not_there_is_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = plan(tmp_path / "gone.pem")

    assert not any(isinstance(target.spec, HttpSpec) for target in told.targets)
    assert "its trust cannot be read" in caplog.text


def test_its_version_changes_with_what_it_says() -> None:
    told = plan()

    assert told.version == plan().version
    assert told.version != told.model_copy(update={"commune_name": "Xã Tả Lèng 2"}).version


def test_a_site_without_an_agent_has_none() -> None:
    assert plan_of(inventory(), "03405", "ban-giang") is None
    assert plan_of(inventory(), "99999", "centre") is None


def test_what_a_newer_hub_adds_is_left_out() -> None:
    value = plan_to_json(plan())
    value["weather"] = "rain"
    value["targets"][0]["spec"]["colour"] = "blue"

    assert plan_from_json(value)[1] == plan()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda value: value.pop("version"), "version: must be"),
        (lambda value: value.pop("site"), "site: is missing"),
        (lambda value: value.update(targets={}), "targets: must be a list"),
        (lambda value: value["targets"].append(value["targets"][0]), "stands there twice"),
        (lambda value: value["targets"][0].update(id="portal/http"), "nothing else is"),
        (lambda value: value["targets"][0].update(id="../../x"), "targets[0].id"),
        (
            lambda value: value["targets"][0].update(interval_seconds=float("nan")),
            "targets[0].interval_seconds",
        ),
        (lambda value: value["targets"][0].update(timeout_seconds=1e9), "targets[0].timeout_seconds"),
        (
            lambda value: value["targets"][0]["spec"].update(kind="token"),
            "must be one of: ping, http, tcp, dns",
        ),
        (lambda value: value["targets"][0]["spec"].update(count=10**6), "targets[0].spec.count"),
        (lambda value: value["targets"][2]["spec"].update(url="file:///etc/passwd"), "targets[2].spec.url"),
        (lambda value: value["targets"][2]["spec"].update(trust="/etc/ssl"), "targets[2].spec.trust"),
        (lambda value: value["targets"][2]["spec"].update(trust="0" * 64), "is not in trust"),
        (lambda value: value["targets"][2]["spec"].update(body="("), "must be a regular expression"),
        (lambda value: value["targets"][2]["spec"].update(user_agent="a\r\nb"), "must be ASCII"),
        (lambda value: value.update(trust={"0" * 64: "other"}), "is not what it holds"),
        (lambda value: value.update(trust={"../../x": "other"}), "trust"),
    ],
)
def test_an_agent_refuses(change: Callable[[dict[str, Any]], object], says: str) -> None:
    assert says in refused(change)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"[" * 100_000, b" " * (LARGEST_PLAN_BYTES + 1), b"\xff"])
def test_bytes_that_are_no_plan_are_refused(data: bytes) -> None:
    with pytest.raises(PlanRefused):
        plan_from_bytes(data)


def test_half_a_letter_is_refused_before_the_agent_trips_on_it_at_every_start() -> None:
    def halve(value: dict[str, Any]) -> None:
        spec = {"kind": "tcp", "host": "\ud800", "port": 1}
        value["targets"].append({**value["targets"][-1], "id": "portal/tcp", "spec": spec})

    assert refused(halve) == "the plan has broken letters"
