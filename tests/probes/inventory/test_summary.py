"""What an inventory amounts to."""

from probes.inventory.model import Commune, Inventory
from probes.inventory.summary import (
    Counts,
    counts_of,
    differently_named,
    link_id,
    unofficial_communes,
    unwatched_links,
)
from tests.inventories.small import small


def test_everything_is_counted() -> None:
    assert counts_of(small()) == Counts(
        communes=2,
        sites=3,
        links=4,
        links_without_address=1,
        agents=0,
        services=2,
        signers=2,
        witnesses=3,
        targets=15,
    )


def test_nothing_counts_as_nothing() -> None:
    assert counts_of(Inventory()) == Counts(0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_a_line_without_an_address_is_listed() -> None:
    assert [link_id(*found) for found in unwatched_links(small())] == ["03405/centre/lte"]


def test_a_code_that_the_state_does_not_list_is_named() -> None:
    assert [commune.code for commune in unofficial_communes(small())] == ["99999"]


def test_a_name_that_belongs_to_another_code_is_noticed_and_a_short_one_is_not() -> None:
    names = {"19753": "Xã Phong Điền", "19774": "P. Kim Long", "03405": "XÃ TẢ LÈNG", "99999": "Xã Mới"}
    communes = tuple(
        Commune.model_construct(code=code, name=name, province="46", sites=()) for code, name in names.items()
    )

    found = differently_named(Inventory.model_construct(communes=communes))

    assert [(commune.code, official) for commune, official in found] == [("19753", "Phường Phú Xuân")]
