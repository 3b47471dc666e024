from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from exporter.cli import language_first, thongsuot
from probes.clock import Instant, SystemClock
from tests.alerts.report.made import PHU_XUAN
from tests.exporter.report.kept import EVENING, declare

DAY = ("--date", "2026-11-26")
MONTH = ("--month", "2026-11", "--commune", PHU_XUAN)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return declare(tmp_path_factory.mktemp("hub"))


def report(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        thongsuot, language_first(["report", "--config", str(config), "--lang", "vi", *arguments])
    )


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SystemClock, "now", lambda _self: Instant(wall=EVENING, monotonic=0.0))


@pytest.mark.usefixtures("evening")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Báo cáo cuối ngày 26/11/2026"),
        (DAY, "Báo cáo cuối ngày 26/11/2026"),
        (("--date", "2026-11-25"), "Từ 00:00 đến 24:00"),
        (MONTH, "Phiếu theo dõi đường truyền tháng 11/2026: Phường Phú Xuân"),
        ((*DAY, "--format", "html"), "<h1>Báo cáo cuối ngày 26/11/2026</h1>"),
        ((*DAY, "--format", "csv"), "46-LINE-1,Phường Phú Xuân,Mất kết nối"),
        ((*DAY, "--lang", "en"), "End-of-day report of 2026-11-26"),
    ],
)
def test_reports_are_printed(config: Path, arguments: tuple[str, ...], said: str) -> None:
    words = [word for word in arguments if word not in ("--lang", "en")]
    found = (
        CliRunner().invoke(thongsuot, ["--lang", "en", "report", "--config", str(config), *words])
        if "en" in arguments
        else report(config, *words)
    )

    assert found.exit_code == 0, found.output
    assert said in found.output


@pytest.mark.usefixtures("evening")
def test_the_ending_of_the_file_says_the_format(config: Path, tmp_path: Path) -> None:
    for name in ("bao-cao.xlsx", "bao-cao.HTML", "bao-cao.csv", "bao-cao.txt"):
        found = report(config, *DAY, "--output", str(tmp_path / name))
        assert found.exit_code == 0, found.output

    assert load_workbook(tmp_path / "bao-cao.xlsx").sheetnames[0] == "Tóm tắt"
    assert (tmp_path / "bao-cao.HTML").read_bytes().startswith(b"<!doctype html>")
    assert (tmp_path / "bao-cao.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "bao-cao.txt").read_text(encoding="utf-8").startswith("Báo cáo cuối ngày")


@pytest.mark.usefixtures("evening")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--month", "2026-11"), 2, "--month và --commune phải đi cùng nhau"),
        (("--commune", PHU_XUAN), 2, "--month và --commune phải đi cùng nhau"),
        ((*MONTH, *DAY), 2, "chỉ dùng một trong hai"),
        (("--format", "xlsx"), 2, "cần --output"),
        (("--date", "2026-11-27"), 1, "chưa đến"),
        (("--month", "2026-12", "--commune", PHU_XUAN), 1, "chưa đến"),
        (("--month", "2026-11", "--commune", "99999"), 1, "không có xã nào mang mã 99999"),
        ((*DAY, "--output", "/nowhere/a.html"), 1, "không ghi được /nowhere/a.html"),
    ],
)
def test_what_cannot_be_is_said(config: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    found = report(config, *arguments)

    assert found.exit_code == code
    assert said in " ".join(found.output.split())


def test_where_no_hub_has_run_that_is_said(config: Path, tmp_path: Path) -> None:
    copy = tmp_path / "inventory.yml"
    text = config.read_text(encoding="utf-8").replace(str(config.parent / "data"), str(tmp_path / "none"))
    copy.write_text(text, encoding="utf-8")

    found = report(copy)

    assert found.exit_code == 1
    assert "không đọc được số liệu của máy giám sát" in found.output
    assert not (tmp_path / "none").exists()
