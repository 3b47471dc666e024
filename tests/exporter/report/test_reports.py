from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exporter.report.document import Document
from exporter.report.formats.text import write_text
from exporter.report.making import day_from, month_from
from probes.language import Language
from tests.exporter.report.kept import EVENING, keep

EXPECTED = Path(__file__).parents[2] / "expected" / "report"


def day(folder: Path) -> Document:
    return day_from(keep(folder), date(2026, 11, 26), EVENING)


def month(folder: Path) -> Document:
    inventory = keep(folder)
    return month_from(inventory, inventory.communes[1], 2026, 11, EVENING)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("make", [day, month], ids=["day", "month"])
def test_a_report_reads_word_for_word(
    make: Callable[[Path], Document], language: Language, tmp_path: Path
) -> None:
    written = write_text(make(tmp_path), language).decode()

    assert written == (EXPECTED / f"{make.__name__}.{language.value}.txt").read_text(encoding="utf-8")


def test_a_day_without_an_incident_says_so(tmp_path: Path) -> None:
    written = write_text(day_from(keep(tmp_path), date(2026, 11, 24), EVENING), Language.VI).decode()

    assert "Không có sự cố nào trong ngày." in written
    assert "Không xã, phường nào ghi nhận sự cố." in written


def test_people_s_own_words_are_for_those_on_call(tmp_path: Path) -> None:
    inventory = keep(tmp_path)
    public, own = (
        write_text(day_from(inventory, date(2026, 11, 26), EVENING, posts=posts), Language.VI).decode()
        for posts in (False, True)
    )

    assert "cả 3 máy đều không vào được" in own
    for words in ("cả 3 máy", "=2+2", "Tổ trực 1"):
        assert words not in public
    assert "Thiết bị ký số bị khóa PIN" in public
