"""What a new inventory changes, and when it is too much at once."""

from typing import Any

import pytest

from probes.expand import targets_of
from probes.inventory.model import Inventory
from probes.reload import ReloadRefused, plan
from tests.inventories.small import small, small_values


def changed(**sections: Any) -> Inventory:
    return Inventory.model_validate(small_values() | sections)


def communes(count: int) -> Inventory:
    return changed(
        signers=[],
        communes=[
            {"code": f"{number:05}", "name": "Xã", "province": "12", "sites": [{"id": "centre"}]}
            for number in range(count)
        ],
    )


def test_the_same_inventory_changes_nothing() -> None:
    found = plan(small(), small())

    assert (found.added, found.removed, found.changed) == ((), (), ())
    assert found.unchanged == tuple(target.id for target in found.targets)
    assert found.targets == targets_of(small())


def test_what_comes_goes_and_changes_is_told_apart() -> None:
    values = small_values()
    values["communes"][0]["sites"][0]["links"][0]["address"] = "192.0.2.99"
    values["communes"][0]["sites"][0]["links"][1]["address"] = "192.0.2.98"
    values["services"] = values["services"][:1]

    found = plan(small(), Inventory.model_validate(values))

    assert found.added == ("03405/centre/lte",)
    assert found.removed == ("documents/tcp",)
    assert found.changed == ("03405/centre/main",)
    assert len(found.unchanged) == 13


def test_a_new_name_leaves_the_targets_alone_but_for_the_certificates_that_must_carry_it() -> None:
    values = small_values()
    values["communes"][0]["name"] = "Phường Tả Lèng"

    found = plan(small(), Inventory.model_validate(values))

    assert found.changed == ("03405/signer/con-dau", "03405/signer/chu-tich")
    assert found.staying == found.targets


def test_a_new_threshold_changes_the_targets_it_holds_for() -> None:
    values = small_values()
    values["services"][0]["thresholds"] = {"slow": "5s"}

    assert plan(small(), Inventory.model_validate(values)).changed == ("portal/http", "portal/dns")


def test_what_is_looked_at_in_the_same_place_stays_whatever_else_changes() -> None:
    values = small_values()
    values["services"][0]["thresholds"] = {"slow": "5s"}
    values["communes"][0]["sites"][0]["links"][0]["address"] = "192.0.2.99"

    found = plan(small(), Inventory.model_validate(values))

    moved = "03405/centre/main"
    assert found.staying == tuple(target for target in found.targets if target.id != moved)


def test_a_fifth_of_the_communes_may_go() -> None:
    assert plan(communes(10), communes(8)).removed == ()


def test_more_than_a_fifth_may_not_go_unforced() -> None:
    with pytest.raises(ReloadRefused) as refused:
        plan(communes(10), communes(7))

    assert "3 of 10 communes" in refused.value.text.en
    assert "3 trên 10 xã" in refused.value.text.vi


def test_forced_any_number_may_go() -> None:
    assert plan(communes(10), communes(0), force=True).targets == targets_of(communes(0))


def test_other_communes_in_their_place_do_not_make_up_for_those_that_go() -> None:
    values = communes(10).model_dump(mode="json", include={"communes", "provinces"}, exclude_none=True)
    for number, commune in enumerate(values["communes"]):
        commune["code"] = f"{number + 50:05}"

    with pytest.raises(ReloadRefused):
        plan(communes(10), Inventory.model_validate({"communes": values["communes"]}))


def test_from_nothing_everything_may_come() -> None:
    assert plan(Inventory(), small()).added == tuple(target.id for target in targets_of(small()))
