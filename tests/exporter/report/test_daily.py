import logging
from pathlib import Path

import pytest
from openpyxl import load_workbook

from exporter.report.daily import DailyReports
from probes.inventory.model import Inventory
from probes.inventory.settings import Report
from tests.alerts.report.made import at
from tests.exporter.report.kept import EVENING, keep


@pytest.fixture
def province(tmp_path: Path) -> Inventory:
    return keep(tmp_path)


def told(province: Inventory, **report: object) -> Inventory:
    settings = province.settings.model_copy(update={"report": Report.model_validate(report)})
    return province.model_copy(update={"settings": settings})


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "reports").glob("*"))


def test_it_is_written_once_when_its_time_has_come(province: Inventory, tmp_path: Path) -> None:
    reports = DailyReports()

    assert reports.write_due(province, EVENING - 1) == ()
    assert len(reports.write_due(province, EVENING)) == 2
    assert reports.write_due(province, EVENING + 60) == ()

    assert names(tmp_path) == ["2026-11-26.html", "2026-11-26.xlsx"]
    page = (tmp_path / "reports" / "2026-11-26.html").read_text(encoding="utf-8")
    assert "Báo cáo cuối ngày 26/11/2026" in page
    assert "46-LINE-1" in page
    assert load_workbook(tmp_path / "reports" / "2026-11-26.xlsx").sheetnames[0] == "Tóm tắt"


def test_a_hub_that_was_stopped_at_the_hour_makes_up_for_it(province: Inventory, tmp_path: Path) -> None:
    DailyReports().write_due(province, at("22:15"))

    assert names(tmp_path) == ["2026-11-26.html", "2026-11-26.xlsx"]


def test_the_hour_can_be_set(province: Inventory) -> None:
    assert DailyReports().write_due(told(province, at="18:00"), EVENING) == ()
    assert DailyReports().write_due(told(province, at="18:00"), at("18:00"))


def test_none_is_written_where_none_is_kept(province: Inventory, tmp_path: Path) -> None:
    assert DailyReports().write_due(told(province, keep=0), EVENING) == ()
    assert not (tmp_path / "reports").exists()


def test_the_oldest_go_and_what_people_put_there_stays(province: Inventory, tmp_path: Path) -> None:
    reports = DailyReports()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "ghi chú.html").touch()

    for day in range(4):
        reports.write_due(told(province, keep=2), at("17:30", day))

    assert names(tmp_path) == [
        "2026-11-28.html",
        "2026-11-28.xlsx",
        "2026-11-29.html",
        "2026-11-29.xlsx",
        "ghi chú.html",
    ]


def test_a_disk_that_takes_nothing_is_told_once_and_tried_again(
    province: Inventory, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reports = DailyReports()
    (tmp_path / "reports").touch()  # a file where the folder should be

    with caplog.at_level(logging.WARNING):
        assert reports.write_due(province, EVENING) == ()
        assert reports.write_due(province, EVENING + 60) == ()
    (tmp_path / "reports").unlink()

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert len(reports.write_due(province, EVENING + 120)) == 2
    assert not list((tmp_path / "reports").glob("*.part"))
