"""`thongsuot probe trust` as people see it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter.cli import thongsuot
from tests.authority import Authority

ROOT = Authority.root()
SUB = ROOT.sub()


@pytest.mark.parametrize(("pinned", "noted"), [(ROOT, False), (SUB, True)], ids=["a root", "an intermediate"])
@pytest.mark.parametrize(
    ("language", "note"),
    [("en", "an intermediate is pinned like a root"), ("vi", "chứng thư trung gian được ghim")],
)
def test_an_intermediate_that_is_pinned_is_noted_and_is_no_fault(
    pinned: Authority, noted: bool, language: str, note: str, tmp_path: Path
) -> None:
    (tmp_path / "pinned.pem").write_bytes(pinned.pem)

    result = CliRunner().invoke(
        thongsuot, ["--lang", language, "probe", "trust", "--trust", str(tmp_path / "pinned.pem")]
    )

    assert result.exit_code == 0
    assert (note in result.output) is noted
