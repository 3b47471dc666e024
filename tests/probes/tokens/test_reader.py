"""What the reader's code cannot do, whatever it is told."""

import ast
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[3] / "probes" / "tokens"
# Everything in python-pkcs11 that logs in, waits for slots, writes, or uses a key.
FORBIDDEN = {
    *(
        "user_pin",
        "so_pin",
        "user_type",
        "PROTECTED_AUTH",
        "reaffirm_credentials",
        "wait_for_slot_event",
        "rw",
    ),
    *("initialize_token", "init_pin", "set_pin", "create_object", "destroy", "copy", "get_key", "sign"),
}


@pytest.mark.parametrize("file", sorted(TOKENS.glob("*.py")), ids=lambda file: file.stem)
def test_no_code_leads_to_a_login(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg is not None}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}

    assert names & FORBIDDEN == set()
    assert not any("login" in name.lower() for name in names)


def test_sessions_are_opened_without_arguments() -> None:
    tree = ast.parse((TOKENS / "reader.py").read_text(encoding="utf-8"))
    opened = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "open"
        if ast.unparse(node.func.value) != "os"
    ]

    assert [ast.unparse(call) for call in opened] == ["token.open()"]
