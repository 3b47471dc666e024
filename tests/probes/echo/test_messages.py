from typing import Literal

import pytest

from probes.echo.messages import word


@pytest.mark.parametrize(
    ("version", "kind", "code", "said"),
    [
        (4, 3, 0, "net"),
        (4, 3, 1, "host"),
        (4, 3, 4, "too_big"),
        (4, 3, 13, "admin"),
        (4, 3, 99, "host"),
        (4, 11, 0, "ttl"),
        (4, 11, 1, "reassembly"),
        (4, 12, 0, "parameter"),
        (4, 0, 0, None),
        (4, 8, 0, None),
        (6, 1, 0, "net"),
        (6, 1, 1, "admin"),
        (6, 1, 3, "host"),
        (6, 2, 0, "too_big"),
        (6, 3, 0, "ttl"),
        (6, 4, 2, "parameter"),
        (6, 129, 0, None),
        (6, 135, 0, None),
    ],
)
def test_an_error_says_one_word(version: Literal[4, 6], kind: int, code: int, said: str | None) -> None:
    assert word(version, kind, code) == said
