"""Whatever a file holds, loading it gives an inventory or the faults: never another error, never pydantic's words."""

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.inventory.faults import InventoryError
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.language import Language

KEYS = (
    *Inventory.model_fields,
    *(
        "id",
        "name",
        "code",
        "province",
        "sites",
        "links",
        "address",
        "isp",
        "checks",
        "kind",
        "url",
        "expect",
    ),
    *(
        "headers",
        "status",
        "body",
        "vantages",
        "file",
        "not_after",
        "start",
        "end",
        "rhythm",
        "listen",
        "trust",
    ),
    *(
        "anchors",
        "team",
        "commune",
        "signer_kind",
        "thresholds",
        "public",
        "data_dir",
        "port",
        "interval",
        "token",
    ),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.dates().map(str),
    st.sampled_from(
        ("vnpt", "12", "03405", "10.1.1.1", "http", "tcp", "dns", "hub", "15s", "5%", "https://a.test/")
    ),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)
ITEMS = st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=3)
INVENTORIES = st.dictionaries(st.sampled_from(tuple(Inventory.model_fields)), ITEMS | VALUES, max_size=5)
OTHERS_WORDS = (
    "Input should",
    "Extra inputs",
    "Field required",
    "valid dictionary",
    "while parsing",
    "Traceback",
)


def load_bytes(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.yml")
        file.write_bytes(data)
        try:
            load(file)
        except InventoryError as error:
            lines = data.decode("utf-8", "replace").splitlines()
            for fault in error.faults:
                assert 1 <= fault.line <= max(len(lines), 1)
                for language in Language:
                    said = fault.in_(language)
                    assert said.isprintable()
                    assert not any(words in said for words in OTHERS_WORDS)


@settings(max_examples=200, deadline=None)
@given(INVENTORIES)
def test_any_values_load_or_are_told(inventory: dict[str, Any]) -> None:
    load_bytes(
        yaml.dump(inventory, Dumper=yaml.SafeDumper, allow_unicode=True).encode("utf-8", "surrogatepass")
    )


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_load_or_are_told(data: bytes) -> None:
    load_bytes(data)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            (
                *"\n\t :-?,[]{}#&*!|>'\"%@`~<",
                "  ",
                "\n- ",
                "\n  ",
                ": ",
                "---\n",
                "...",
                "<<",
                *KEYS[:14],
                "no",
                "03",
            )
        ),
        max_size=40,
    )
)
def test_any_yaml_like_text_loads_or_is_told(parts: list[str]) -> None:
    load_bytes("".join(parts).encode())
