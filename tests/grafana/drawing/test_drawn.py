"""Whole dashboards: all of ours, and a sample of every type of panel, through Chromium."""

import json
import math
import zlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from probes.language import Language
from tests.grafana.drawing.made_up import SPAN, UNTIL, results_of
from tests.grafana.drawing.page import page_of
from tests.grafana.drawing.picture import indexed, taken
from tests.grafana.drawing.strict import Unknown
from tests.pages.browser import chromium, seen

ROOT = Path(__file__).parents[3]
BOARDS = sorted((ROOT / "grafana" / "dashboards").glob("*/*.json"))
SAMPLE = Path(__file__).with_name("sample.json")


def read(file: Path) -> dict[str, Any]:
    board: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return board


def one(legend: str, *values: float, **labels: str) -> dict[str, Any]:
    pace = SPAN / max(1, len(values) - 1)
    points = [[UNTIL - SPAN + index * pace, value] for index, value in enumerate(values)]
    return {"labels": labels, "legend": legend, "points": points if len(values) > 1 else [[UNTIL, *values]]}


def sampled() -> tuple[dict[str, Any], dict[str, Any]]:
    wave = [0.014 + 0.01 * math.sin(index / 6) for index in range(72)]
    buckets = [
        one("", *(edge * 900 * (1 + value) for value in wave), le=str(edge)) for edge in (0.01, 0.05, 0.1)
    ]
    shares = [one(isp, share, isp=isp) for isp, share in (("vnpt", 0.93), ("viettel", 0.7), ("fpt", 0.31))]
    panels: dict[str, Any] = {
        "2": {"A": shares[:1]},
        "3": {"A": buckets},
        "5": {"A": shares},
        "6": {"A": [one("đi về", *wave)], "B": [one("mất gói", *(value * 9 for value in wave[:24]))]},
        "7": {"A": []},
        "8": {"A": [one("đi về", *wave)]},
        "9": {"A": shares},
    }
    marked = [{"from": UNTIL - 9000, "to": UNTIL - 6600, "title": "Đứt cáp"}]
    results = {"from": UNTIL - SPAN, "to": UNTIL, "variables": {"province": "Huế"}, "panels": panels}
    return read(SAMPLE), {**results, "annotations": marked}


def drawn(board: dict[str, Any], results: dict[str, Any]) -> str:
    return page_of(board, results, Language.VI)


@pytest.mark.parametrize("file", BOARDS, ids=[f"{file.parent.name}-{file.stem}" for file in BOARDS])
def test_every_dashboard_of_ours_is_drawn_with_all_its_panels(file: Path) -> None:
    board = read(file)

    page = drawn(board, results_of(board))

    assert page.count("<section ") == sum(1 for panel in board["panels"] if panel["type"] != "row")


@pytest.mark.needs("chromium")
def test_a_browser_shows_every_type_of_panel_without_a_script_or_a_network(tmp_path: Path) -> None:
    page = tmp_path / "sample.html"
    page.write_text(drawn(*sampled()), encoding="utf-8")
    expected = {
        2: ["Đồng hồ", "93%", "60%"],
        3: ["Phân bố", "50 ms", "14:00"],
        4: ["Đọc bảng này", "Đỏ: mất kết nối"],
        5: ["viettel", "70%"],
        6: ["mất gói", "20 ms", "20%"],
        7: ["chưa có gì"],
        8: ["ms"],
        9: ["Nhà mạng", "vnpt", "93%"],
    }
    with sync_playwright() as playwright:
        launched = chromium(playwright)
        with seen(launched, page.as_uri(), (1440, 900), javascript=False) as shown:
            texts = {
                number: shown.page.locator(f"#panel-{number}").text_content() or "" for number in expected
            }
            whole = shown.page.locator("body").inner_text()
        picture = _picture(launched, page, tmp_path)
        launched.close()

    missing = {
        (number, text) for number, said in expected.items() for text in said if text not in texts[number]
    }
    assert missing == set()
    assert "Hàng của Huế" in whole
    assert "Trang trạng thái" in whole
    assert [asked for asked in shown.asked if not asked.startswith("file:")] == []
    assert list(shown.complaints) == []
    assert int.from_bytes(picture[16:20]) == 1440


@pytest.mark.parametrize(
    ("panel", "key", "value", "named"),
    [
        (2, "type", "piechart", "piechart"),
        (2, "repeat", "province", "repeat"),
        (6, "options", {"legned": {}}, "legned"),
        (6, "targets", [{"refId": "C", "expr": "c"}], "query C"),
        (8, "options", {"colorMode": "rainbow"}, "rainbow"),
        (9, "options", {"footer": {"show": True}}, "show"),
        (4, "options", {"mode": "markdown", "content": "| a | b |"}, "markdown"),
        (5, "options", {"displayMode": "retro"}, "retro"),
        (3, "options", {"calculate": True}, "calculate"),
    ],
)
def test_what_nobody_taught_us_to_draw_is_named(panel: int, key: str, value: object, named: str) -> None:
    board, results = sampled()
    next(each for each in board["panels"] if each["id"] == panel)[key] = value

    with pytest.raises(Unknown, match=named):
        drawn(board, results)


def test_what_a_result_says_is_text_and_no_markup() -> None:
    board, results = sampled()
    results["panels"]["9"]["A"] = [one("x", 0.5, isp="<script>alert(1)</script>")]

    page = drawn(board, results)

    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_a_small_picture_is_a_png_with_a_palette() -> None:
    png = indexed(2, 1, [(255, 0, 0), (0, 0, 255)], b"\0\1")
    data = png.index(b"IDAT")

    assert (png[:8], png[25]) == (b"\x89PNG\r\n\x1a\n", 3)
    assert zlib.decompress(png[data + 4 : -16]) == b"\0\0\1"


def _picture(browser: Browser, page: Path, folder: Path) -> bytes:
    picture = folder / "sample.png"
    taken(browser, page, picture)
    return picture.read_bytes()
