"""What promtool says of rules under test, and every way to take a guard out of an expression."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

_OPERATOR = re.compile(r"\b(?P<word>or|unless|and)\b(?:\s+on\s*\([^)]*\))?")
_QUOTED = re.compile(r'"[^"]*"')


def failures(folder: Path, test: Path) -> str:
    """What `promtool test rules` has against `test`, whose rule files stand in `folder`; nothing when all goes as told."""
    beside = folder / f"{test.stem}.test.yml"  # promtool looks for the rules beside the test
    beside.write_bytes(test.read_bytes())
    said = subprocess.run(
        ["promtool", "test", "rules", beside.name], cwd=folder, capture_output=True, text=True, check=False
    )
    output = said.stdout + said.stderr
    assert ("FAILED:" in output) == (said.returncode == 1), output  # and no rule that cannot be read
    return output if said.returncode else ""


def mutants(expression: str) -> Iterator[tuple[str, str]]:
    """(what was taken out, the expression without it): each side of every `and` and `or`, the right one of `unless`."""
    blank = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), expression)
    for found in _OPERATOR.finditer(blank):
        start, end = _bounds(blank, found.start())
        left, right = expression[start : found.start()], expression[found.end() : end]
        yield f"{found[0]} {right.strip()}", expression[:start] + left + expression[end:]
        if found["word"] != "unless":
            yield f"{left.strip()} {found[0]}", expression[:start] + right + expression[end:]


def _bounds(text: str, place: int) -> tuple[int, int]:
    """Between which brackets this place stands: the whole text outside of all."""
    start = end = None
    depth = 0
    for index in range(place - 1, -1, -1):
        depth += (text[index] == ")") - (text[index] == "(")
        if depth < 0:
            start = index + 1
            break
    depth = 0
    for index in range(place, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if depth < 0:
            end = index
            break
    return start or 0, len(text) if end is None else end
