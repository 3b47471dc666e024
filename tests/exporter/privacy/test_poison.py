"""The poison itself: no address that an inventory takes is one that runs, and a script that got through would be seen."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from probes.inventory.faults import InventoryError
from probes.inventory.load import load
from tests.exporter.privacy.poison import URL_FIELDS, token, write_inventory
from tests.exporter.privacy.run import Run


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The inventory's file, with whose files beside it another like it may be loaded."""
    folder = tmp_path_factory.mktemp("written")
    write_inventory(folder, folder / "data")
    return (folder / "inventory.yml").read_text(encoding="utf-8")


def test_every_address_of_an_inventory_is_tried(written: str) -> None:
    assert set(re.findall(r"https?://zq([a-z]+)zq", written)) == {token(name)[2:-2] for name in URL_FIELDS}


@pytest.mark.parametrize("field", sorted(URL_FIELDS))
@pytest.mark.parametrize("scheme", ["javascript:poison()//", "data:text/html,", "JavaScript:", "//"])
def test_no_inventory_takes_an_address_that_runs(
    written: str, tmp_path: Path, field: str, scheme: str
) -> None:
    changed = re.sub(rf"https?://(?={token(field)})", scheme, written, count=1)
    file = tmp_path / "inventory.yml"
    file.write_text(changed, encoding="utf-8")

    assert changed != written
    with pytest.raises(InventoryError) as refused:
        load(file)
    assert ["http://" in fault.text.en for fault in refused.value.faults] == [True]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<img src=x onerror=poison()>", ["onerror", "src=x"]),
        ("<script>poison()</script>", ["script "]),
        ('<a href="javascript:poison()">', ["href=javascript:poison()"]),
        ('<script src="/live.js?0123456789" defer></script><a href="/xa/19753">', []),
    ],
)
def test_a_script_that_is_not_escaped_would_be_found(html: str, found: Sequence[str]) -> None:
    assert Run(html).found == found
