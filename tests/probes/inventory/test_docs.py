"""docs/inventory.md keeps its promises: the example is sound, and every key is explained."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.inventory.summary import counts_of
from probes.inventory.wording import models_in

DOCS = (Path(__file__).parents[3] / "docs" / "inventory.md").read_text(encoding="utf-8")


def keys_of(model: type[BaseModel]) -> set[str]:
    inner = (models_in(field.annotation) for field in model.model_fields.values())
    return set(model.model_fields).union(*(keys_of(found) for models in inner for found in models))


def test_the_example_is_sound(tmp_path: Path) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
    (tmp_path / "example.yml").write_text("".join(examples), encoding="utf-8")

    inventory = load(tmp_path)

    assert all(getattr(inventory, section) for section in set(Inventory.model_fields) - {"authorities"})
    assert counts_of(inventory).links_without_address == 1


@pytest.mark.parametrize("key", sorted(keys_of(Inventory)))
def test_every_key_is_explained(key: str) -> None:
    explained: Any = re.search(rf"`[^`|]*\b{key}\b[^`]*`|^### .*\b{key}\b", DOCS, re.MULTILINE)

    assert explained is not None
