"""Every verdict, in both languages, light on a desk and dark on a phone: looked at by axe, and kept as a picture."""

import pytest
from playwright.sync_api import Browser

from tests.pages.browser import DESK, PHONE, picture, seen, served, turned, violations
from tests.pages.moments import COMMUNE, MOMENTS

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.long]

_SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", MOMENTS)
def test_axe_finds_nothing_on_any_verdict(browser: Browser, name: str, language: str) -> None:
    with (
        served(MOMENTS[name]()) as (address, _),
        seen(browser, f"{address}/xa/{COMMUNE}?lang={language}", DESK) as shown,
    ):
        for look, size, dark in (("desk light", DESK, False), ("phone dark", PHONE, True)):
            turned(shown.page, size, dark=dark)
            picture(shown.page, f"xa {name} {language} {look}")

            assert violations(shown.page) == []
            assert not shown.page.evaluate(_SCROLLS_SIDEWAYS)
        assert list(shown.complaints) == []


@pytest.mark.parametrize("name", MOMENTS)
def test_every_verdict_says_the_same_without_scripts(browser: Browser, name: str) -> None:
    with served(MOMENTS[name]()) as (address, _):
        said = []
        for javascript in (True, False):
            with seen(browser, f"{address}/xa/{COMMUNE}", PHONE, javascript=javascript) as shown:
                said.append(shown.page.locator(".answer").inner_text())

    assert said[0] == said[1]
