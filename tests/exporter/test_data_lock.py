"""Two hubs never share a data folder, and a folder that cannot be locked stops nobody."""

import subprocess
import sys
from pathlib import Path

import pytest

from exporter.data_lock import LOCK_NAME, DataFolderTaken, only_hub_of
from probes.language import Language


def test_a_second_hub_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with (
        only_hub_of(tmp_path / "data"),
        pytest.raises(DataFolderTaken) as taken,
        only_hub_of(tmp_path / "data"),
    ):
        pytest.fail("two hubs hold one folder")

    assert taken.value.text.in_(Language.EN).startswith(f"{tmp_path / 'data'} is in use by another hub")
    assert "đang được một máy giám sát khác dùng" in taken.value.text.in_(Language.VI)


def test_the_folder_is_free_once_the_hub_has_ended(tmp_path: Path) -> None:
    for _ in range(2):
        with only_hub_of(tmp_path):
            assert (tmp_path / LOCK_NAME).exists()


def test_a_hub_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from exporter.data_lock import only_hub_of\n"
        "with only_hub_of(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as hub:
        assert hub.stdout is not None
        assert hub.stdout.readline() == b"held\n"
        with pytest.raises(DataFolderTaken), only_hub_of(tmp_path):
            pytest.fail("two hubs hold one folder")
        hub.kill()
        hub.wait()
        with only_hub_of(tmp_path):
            assert hub.returncode != 0


def test_a_folder_that_cannot_be_made_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with only_hub_of(tmp_path / "file" / "data"):
        assert (tmp_path / "file").is_file()
