"""The lists of communes as Chromium shows them: filtered while somebody types, searched without JavaScript, on any width."""

from itertools import product

import pytest
from playwright.sync_api import Browser

from exporter.view import Moment, View
from probes.inventory.official import official_communes
from probes.states.state import Status
from tests.fakes.country import country
from tests.fakes.source import line_state, province
from tests.fakes.troubled import rejudge
from tests.pages.browser import DESK, SMALL_PHONE, WALL, picture, seen, served, turned, violations

pytestmark = pytest.mark.needs("chromium")

HUE = [(code, one.name) for code, one in official_communes().items() if one.province_code == "46"]
ROWS = "table.communes tbody tr:visible"


def _hue() -> Moment:
    """Every commune of Huế: three are cut off, one has its backup line alone."""
    source = province(HUE, [("portal", "Cổng Dịch vụ công")])
    codes = [code for code, _ in HUE]
    cut = [
        line_state(f"{code}/centre/{line}", Status.DOWN) for code in codes[3:6] for line in ("main", "spare")
    ]
    source.see(*cut, line_state(f"{codes[8]}/centre/main", Status.DOWN))
    source.incidents.take(source.known_inventory)
    rejudge(source)
    return View(source).now()


def _country() -> Moment:
    source = country(50)
    source.incidents.take(source.known_inventory)
    rejudge(source)
    return View(source).now()


MOMENTS = {"hue": _hue, "country": _country}


def test_the_list_narrows_while_somebody_types_without_accents(browser: Browser) -> None:
    with served(_hue()) as (address, _), seen(browser, address) as shown:
        rows, said = shown.page.locator(ROWS), shown.page.locator("#matches")
        assert rows.count() == len(HUE)

        shown.page.fill("#q", "xa  a luoi")
        assert rows.count() == 5
        assert said.inner_text() == "Tìm thấy 5 đơn vị"
        shown.page.fill("#q", "xa")  # is in the address of every commune, and in the name of some
        assert rows.count() == sum(name.startswith("Xã") for _, name in HUE)
        shown.page.fill("#q", HUE[3][0])
        assert rows.count() == 1
        shown.page.select_option("#only", "normal")
        assert rows.count() == 0
        assert said.inner_text() == "Không có đơn vị nào như vậy."
        shown.page.fill("#q", "")
        shown.page.select_option("#only", "")
        assert rows.count() == len(HUE)
        assert not said.is_visible()


def test_without_javascript_the_form_asks_the_hub(browser: Browser) -> None:
    with served(_hue()) as (address, _), seen(browser, address, SMALL_PHONE, javascript=False) as shown:
        shown.page.fill("#q", "a luoi")
        shown.page.click("form.search button")

        assert shown.page.locator(ROWS).count() == 5
        assert "Tìm thấy 5 đơn vị" in shown.page.locator("#main").inner_text()


@pytest.mark.parametrize("name", MOMENTS)
def test_lists_fit_every_screen_and_axe_finds_nothing(browser: Browser, name: str) -> None:
    with served(MOMENTS[name]()) as (address, _), seen(browser, address) as shown:
        for size, dark in product((SMALL_PHONE, DESK, WALL), (False, True)):
            turned(shown.page, size, dark=dark)
            picture(shown.page, f"list {name} {size[0]}{' dark' if dark else ''}", whole=False)

            assert shown.page.evaluate("document.documentElement.scrollWidth") <= size[0]
            assert violations(shown.page) == []
        assert shown.complaints == []
        assert all(one.startswith(address) for one in shown.asked)
