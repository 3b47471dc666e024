"""The strip, the bars and the rows behind them, as a reader takes them."""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from alerts.cause import Cause, CommuneStatus
from exporter.history.bars import Bars, DayBar, StripSpan
from exporter.web.html import Templates
from exporter.web.public.history import history_json, history_of
from exporter.web.public.strips import (
    availability_words,
    bar_rows,
    bars_svg,
    bars_words,
    strip_rows,
    strip_svg,
    strip_words,
)
from probes.language import Language, Text
from tests.alerts.report.made import KIM_LONG, at, incident
from tests.exporter.history.made import LINES, cut_off, keep, kept_until, seen
from tests.exporter.history.moments import told
from tests.exporter.web.reading import Reading

VI, EN = Language.VI, Language.EN
OUTAGE, DEGRADED, NORMAL = CommuneStatus.OUTAGE, CommuneStatus.DEGRADED, CommuneStatus.NORMAL
NOW = at("12:00")


def day(back: int, outage: float = 0, degraded: float = 0, unwatched: float = 0, *codes: str) -> DayBar:
    return DayBar(
        date=date(2026, 11, 26) - timedelta(back),
        length=86400.0,
        outage_seconds=outage,
        degraded_seconds=degraded,
        unwatched_seconds=unwatched,
        whole=back > 0,
        incidents=codes,
    )


def ninety(*others: DayBar) -> Sequence[DayBar]:
    """Quiet days but for these."""
    by_date = {one.date: one for one in others}
    return [by_date.get(one.date, one) for one in (day(back) for back in range(89, -1, -1))]


def span(began: str, ended: str, status: CommuneStatus | None, days: int = 0) -> StripSpan:
    return StripSpan(at(began, days), at(ended), status)


SPANS = [
    span("12:00", "06:00", NORMAL, -1),
    span("06:00", "06:35", OUTAGE),
    span("06:35", "07:00", NORMAL),
    span("07:00", "08:00", None),
    span("08:00", "10:00", DEGRADED),
    span("10:00", "12:00", NORMAL),
]


def boxes(svg: str, status: str) -> list[tuple[int, int, int]]:
    """Where this status is drawn: from where, how wide, how high."""
    drawn = re.search(f'class="{status}" d="([^"]*)"', svg)
    found = re.findall(r"M(\d+) (\d+)h(\d+)V(\d+)H\d+z", drawn.group(1) if drawn else "")
    return [(int(x), int(w), int(bottom) - int(top)) for x, top, w, bottom in found]


def test_the_strip_tells_by_height_as_well_as_by_class() -> None:
    svg = strip_svg(SPANS, NOW, VI)

    assert boxes(svg, "outage") == [(18 * 60, 35, 48)]
    assert boxes(svg, "unknown") == [(19 * 60, 60, 8)]
    assert boxes(svg, "degraded") == [(20 * 60, 120, 32)]
    assert boxes(svg, "normal") == [(0, 1080, 16), (1115, 25, 16), (1320, 120, 16)]


@pytest.mark.parametrize("lasted", [1, 20, 299])
def test_a_short_outage_shows_in_its_five_minutes(lasted: float) -> None:
    began = at("08:01")
    spans = [
        StripSpan(NOW - 86400, began, NORMAL),
        StripSpan(began, began + lasted, OUTAGE),
        StripSpan(began + lasted, NOW, NORMAL),
    ]

    assert boxes(strip_svg(spans, NOW, VI), "outage")[0] == (1200, 5 if lasted < 240 else 10, 48)


def test_five_minutes_that_were_mostly_not_watched_are_not_green() -> None:
    began = at("08:00")
    spans = [StripSpan(NOW - 86400, began + 140, NORMAL), StripSpan(began + 140, NOW, None)]

    assert boxes(strip_svg(spans, NOW, VI), "normal") == [(0, 1200, 16)]


def test_an_empty_strip_is_grey() -> None:
    assert boxes(strip_svg([], NOW, VI), "unknown") == [(0, 1440, 8)]


def test_the_bars_end_today_and_those_missing_are_grey() -> None:
    days = [day(2, outage=3600), day(1, degraded=3600), day(0)]

    svg = bars_svg(days, VI)

    assert boxes(svg, "outage") == [(87 * 5, 4, 48)]
    assert boxes(svg, "degraded") == [(88 * 5, 4, 32)]
    assert boxes(svg, "normal") == [(89 * 5, 4, 16)]
    assert len(boxes(svg, "unknown")) == 87


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("worst", [True, False])
def test_the_markup_is_small_and_has_no_style_of_its_own(language: Language, worst: bool) -> None:
    kinds = [day(0, outage=99), day(0, degraded=99), day(0, unwatched=86400), day(0)]
    days = [kinds[place % 4] if worst else kinds[3] for place in range(90)]
    flapping = [
        StripSpan(
            NOW - 86400 + place * 300, NOW - 86400 + place * 300 + 300, (OUTAGE, NORMAL, None)[place % 3]
        )
        for place in range(288)
    ]

    for svg in (bars_svg(days, language), strip_svg(flapping if worst else SPANS, NOW, language)):
        root = ElementTree.fromstring(svg)  # noqa: S314  # our own
        assert len(svg.encode()) < 6000
        assert (root.get("role"), bool(root.get("aria-label"))) == ("img", True)
        assert "style" not in svg


def test_the_strip_in_words() -> None:
    assert strip_words(SPANS) == Text(
        "24 giờ qua: mất kết nối 35 phút, không ổn định 2 giờ, không có số liệu 1 giờ",
        "Last 24 hours: cut off 35 min, unstable 2 h, no data 1 h",
    )
    assert strip_words([span("12:00", "12:00", NORMAL, -1)]) == Text(
        "24 giờ qua: không ghi nhận sự cố", "Last 24 hours: no trouble recorded"
    )


def test_the_bars_in_words() -> None:
    days = ninety(day(3, outage=60), day(2, degraded=60), day(1, degraded=60), day(0, unwatched=86400))

    assert bars_words(days) == Text(
        "90 ngày qua: 1 ngày mất kết nối, 2 ngày không ổn định, 1 ngày không có số liệu, 86 ngày không ghi nhận sự cố",
        "Last 90 days: 1 day: cut off, 2 days: unstable, 1 day: no data, 86 days: no trouble recorded",
    )


def test_the_rows_of_the_strip_begin_with_the_newest() -> None:
    rows = strip_rows(SPANS, NOW)

    assert [(row.when.vi, row.word.vi, row.lasted.vi) for row in rows][:3] == [
        ("10:00 – 12:00", "Không ghi nhận sự cố", "2 giờ"),
        ("08:00 – 10:00", "Không ổn định", "2 giờ"),
        ("07:00 – 08:00", "Không có số liệu", "1 giờ"),
    ]
    assert rows[-1].when.vi == "12:00, 25/11/2026 – 06:00"


def test_of_a_line_that_came_and_went_all_day_the_table_stays_short() -> None:
    spans = [
        StripSpan(NOW - 86400 + place * 120, NOW - 86400 + place * 120 + 120, (OUTAGE, NORMAL)[place % 2])
        for place in range(720)
    ]

    rows = strip_rows(spans, NOW)

    assert len(rows) == 61
    assert (rows[-1].when.vi, rows[-1].status, rows[-1].word.vi, rows[-1].lasted.vi) == (
        "12:00, 25/11/2026 – 10:00",
        OUTAGE,
        "660 quãng trước đó, lúc được lúc không",
        "22 giờ",
    )


def test_days_of_which_there_is_nothing_to_tell_share_a_row() -> None:
    days = ninety(
        day(40, outage=30),
        day(2, 2100, 600, 1200, "46-AAAA-1", "46-BBBB-1"),
        *(day(back, unwatched=86400) for back in range(50, 90)),
    )

    assert [(row.when.vi, row.word.vi, row.lasted.vi, row.incidents) for row in bar_rows(days)] == [
        ("25/11/2026 – 26/11/2026", "Không ghi nhận sự cố", "–", ()),
        (
            "24/11/2026",
            "Mất kết nối",
            "mất kết nối 35 phút, không ổn định 10 phút, không có số liệu 20 phút",
            ("46-AAAA-1", "46-BBBB-1"),
        ),
        ("18/10/2026 – 23/11/2026", "Không ghi nhận sự cố", "–", ()),
        ("17/10/2026", "Có sự cố ngắn", "mất kết nối chưa đầy 1 phút", ()),
        ("08/10/2026 – 16/10/2026", "Không ghi nhận sự cố", "–", ()),
        ("29/08/2026 – 07/10/2026", "Không có số liệu", "–", ()),
    ]


@pytest.mark.parametrize(
    ("share", "vi", "en"),
    [
        (1.0, "100,00 %", "100.00 %"),
        (0.999999, "99,99 %", "99.99 %"),
        (0.9995, "99,95 %", "99.95 %"),
        (0.0, "0,00 %", "0.00 %"),
    ],
)
def test_the_availability_is_never_rounded_up(share: float, vi: str, en: str) -> None:
    assert availability_words(share) == Text(vi, en)


def test_an_unknown_availability_has_no_words() -> None:
    assert availability_words(None) is None


def reckoned(folder: Path) -> Bars:
    """Kim Long was cut off this morning from 08:00 to 08:35."""
    keep(
        folder,
        incidents=[incident(Cause.LINE_DOWN, at("08:00"), at("08:35"), code="46-AAAA-1")],
        flips=[*seen(at("00:00", -9), *LINES), *cut_off(at("08:00"), at("08:35"))],
        watched=[(at("00:00", -100), NOW)],
    )
    return kept_until(folder, NOW).bars


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            VI,
            [
                "24 giờ qua",
                "08:00 – 08:35 Mất kết nối 35 phút",
                "26/11/2026 Mất kết nối (46-AAAA-1) 35 phút",
                "99,7",
                "29/08/2026 – 16/11/2026 Không có số liệu",
            ],
        ),
        (
            EN,
            [
                "The last 24 hours",
                "08:00 – 08:35 Cut off 35 min",
                "26/11/2026 Cut off (46-AAAA-1) 35 min",
                "99.7",
            ],
        ),
    ],
)
def test_the_piece_of_a_page(tmp_path: Path, language: Language, said: list[str]) -> None:
    history = history_of(KIM_LONG, reckoned(tmp_path), told(NOW), language)

    page = Templates().write("public/history.html", NOW, language, history=history)

    words = Reading(page).words
    assert [one for one in said if one not in words] == []
    assert Reading(page).inline == []
    assert "&lt;" not in page


def test_while_the_earlier_days_are_reckoned_the_piece_says_so(tmp_path: Path) -> None:
    bars = replace(reckoned(tmp_path), complete=False)
    history = history_of(KIM_LONG, bars, told(NOW), VI)

    page = Templates().write("public/history.html", NOW, VI, history=history)

    assert "đang được tính" in page
    assert "thời gian theo dõi được" not in page


def test_there_is_no_piece_before_the_first_reckoning() -> None:
    assert history_of(KIM_LONG, Bars(), told(NOW), VI) is None


def test_the_same_for_programs(tmp_path: Path) -> None:
    told_json = history_json(KIM_LONG, reckoned(tmp_path), told(NOW))

    assert json.loads(json.dumps(told_json)) == told_json
    assert told_json["complete"] is True
    assert told_json["availability"] == pytest.approx(1 - 35 / (9.5 * 1440), abs=1e-4)
    assert told_json["days"][-1] == {
        "date": "2026-11-26",
        "status": "outage",
        "outage_seconds": 2100,
        "degraded_seconds": 0,
        "unwatched_seconds": 0,
        "whole": False,
        "incidents": ["46-AAAA-1"],
    }
    assert [day["status"] for day in told_json["days"][:3]] == ["unknown"] * 3
    assert told_json["last_24_hours"][1:] == [
        {"began": "2026-11-26T01:00:00Z", "ended": "2026-11-26T01:35:00Z", "status": "outage"},
        {"began": "2026-11-26T01:35:00Z", "ended": "2026-11-26T05:00:00Z", "status": "normal"},
    ]


def test_the_same_for_programs_before_the_first_reckoning() -> None:
    told_json = history_json(KIM_LONG, Bars(), told(NOW))

    assert (told_json["days"], told_json["last_24_hours"], told_json["complete"]) == ([], [], False)
