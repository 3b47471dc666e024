"""The sheet for the wall as Chromium prints it, and its code as another program reads it."""

import subprocess
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pyhanko.pdf_utils.reader import PdfFileReader

from alerts.judgement import Judgement
from tests.pages.browser import DESK, PHONE, SMALL_PHONE, picture, seen, served, turned, violations
from tests.pages.moments import COMMUNE, MOMENTS

A4_POINTS = (595, 842)
LONGEST = f"https://{'a' * 60}.{'b' * 60}.example/{'c' * 56}"  # as long as a name of the inventory may be

pytestmark = pytest.mark.needs("chromium")


def _moment(base: str) -> Judgement:
    moment = MOMENTS["normal"]()
    settings = moment.inventory.settings
    assert settings.operator is not None
    operator = settings.operator.model_copy(update={"status_page": base})
    inventory = moment.inventory.model_copy(
        update={"settings": settings.model_copy(update={"operator": operator})}
    )
    return replace(moment, inventory=inventory)


def _read(picture: Path) -> list[str]:
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True, check=False
    )
    return read.stdout.splitlines()


@pytest.mark.needs("zbarimg")
@pytest.mark.parametrize("base", ["https://hue.example", "http://10.46.0.10:9740", LONGEST])
def test_the_code_is_read_as_the_address_that_stands_below_it(
    browser: Browser, tmp_path: Path, base: str
) -> None:
    with (
        served(_moment(base)) as (address, _),
        seen(browser, f"{address}/xa/{COMMUNE}/to-roi") as shown,
    ):
        for printed, dark in product((True, False), (True, False)):
            shown.page.emulate_media(
                media="print" if printed else "screen", color_scheme="dark" if dark else "light"
            )
            shown.page.screenshot(path=tmp_path / "sheet.png", full_page=True)

            assert _read(tmp_path / "sheet.png") == [f"{base}/xa/{COMMUNE}"], (printed, dark)
        assert shown.page.locator(".address").inner_text() == f"{base}/xa/{COMMUNE}"


@pytest.mark.parametrize("base", ["https://hue.example", LONGEST])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("letters", [True, False])
def test_it_fills_one_page_of_a4(browser: Browser, base: str, language: str, *, letters: bool) -> None:
    """Also where our own letters did not come over the line, and the computer's are wider."""
    with (
        served(_moment(base)) as (address, _),
        seen(browser, f"{address}/xa/{COMMUNE}/to-roi?lang={language}") as shown,
    ):
        if not letters:
            shown.page.route("**/*.woff2", lambda asked: asked.abort())
            shown.page.reload()
        shown.page.evaluate("document.fonts.ready")
        pages = PdfFileReader(BytesIO(shown.page.pdf(prefer_css_page_size=True))).root["/Pages"]

        assert pages["/Count"] == 1
        left, bottom, right, top = (float(edge) for edge in pages["/Kids"][0]["/MediaBox"])
        assert (right - left, top - bottom) == pytest.approx(A4_POINTS, abs=1)


@pytest.mark.parametrize("base", ["https://hue.example", "http://localhost"])
def test_on_a_screen_nothing_is_cut_off_and_all_can_be_read(browser: Browser, base: str) -> None:
    with (
        served(_moment(base)) as (address, _),
        seen(browser, f"{address}/xa/{COMMUNE}/to-roi") as shown,
    ):
        for size, dark in product((SMALL_PHONE, PHONE, DESK), (False, True)):
            turned(shown.page, size, dark=dark)
            kind, light = "none" if "localhost" in base else "vi", "dark" if dark else "light"
            picture(shown.page, f"to-roi {kind} {size[0]} {light}")

            assert shown.page.evaluate("document.documentElement.scrollWidth") <= size[0]
            assert violations(shown.page) == []
        assert shown.complaints == []
