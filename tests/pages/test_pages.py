"""The public pages as Chromium shows them: in both languages, light and dark, from a small phone to a wall, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from exporter.web.html import RENEW_SECONDS, VALID_SECONDS
from exporter.web.public.pages import REPORT_SECONDS
from tests.pages.browser import DESK, PHONE, SMALL_PHONE, WALL, picture, seen, served, turned, violations
from tests.pages.moments import CODE, COMMUNE, MOMENTS

pytestmark = pytest.mark.needs("chromium")

PATHS = {
    "first": "/",
    "search": "/?q=luoi",
    "none found": "/?q=khong-co",
    "commune": f"/xa/{COMMUNE}",
    "poster": f"/xa/{COMMUNE}/to-roi",
    "incidents": "/su-co",
    "incident": f"/su-co/{CODE}",
    "report": "/bao-cao/2026-11-24",
    "missing": "/xa/99999",
}
OTHERS = {"dark phone": (PHONE, True), "light desk": (DESK, False)}
_SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("name", PATHS)
def test_axe_finds_nothing_and_nothing_comes_from_elsewhere(browser: Browser, name: str) -> None:
    with served(MOMENTS["line_down"]()) as (address, _), seen(browser, address + PATHS[name]) as shown:
        for look, (size, dark) in OTHERS.items():
            turned(shown.page, size, dark=dark)
            picture(shown.page, f"page {name} {look}")

            assert violations(shown.page) == []
        assert all(url.startswith(f"{address}/") for url in shown.asked)
        expected = ["Failed to load resource: the server responded with a status of 404 (Not Found)"]
        assert list(shown.complaints) == (expected if name == "missing" else [])


@pytest.mark.parametrize("name", PATHS)
def test_no_page_has_to_be_moved_sideways(browser: Browser, name: str) -> None:
    """At 320 px it is also what 400 % zoom makes of a desk (WCAG 1.4.10)."""
    with (
        served(MOMENTS["service_outage and signing_blocked"]()) as (address, _),
        seen(browser, f"{address}{PATHS[name]}", language="en-GB") as shown,
    ):
        for size in (SMALL_PHONE, PHONE, DESK, WALL):
            turned(shown.page, size, dark=False)
            picture(shown.page, f"page {name} en {size[0]}")

            assert not shown.page.evaluate(_SCROLLS_SIDEWAYS), size


@pytest.mark.parametrize("name", [name for name in PATHS if name != "poster"])  # which is paper
def test_everything_is_there_without_scripts(browser: Browser, name: str) -> None:
    with served(MOMENTS["line_down"]()) as (address, _):
        with seen(browser, address + PATHS[name], PHONE) as shown:
            with_scripts = _words(shown.page)
        with seen(browser, address + PATHS[name], PHONE, javascript=False) as shown:
            without = _words(shown.page)
            refresh = shown.page.locator('noscript meta[http-equiv="refresh"], meta[http-equiv="refresh"]')
            assert refresh.get_attribute("content") == str(
                REPORT_SECONDS if name == "report" else RENEW_SECONDS
            )

    assert without == [line for line in with_scripts if line != "Sao chép"]
    if name not in ("missing", "report"):  # which tell no present state
        assert any("có giá trị đến 13:02" in line for line in without)


def test_the_letters_are_our_own_and_hold_every_letter_of_vietnamese(browser: Browser) -> None:
    with served(MOMENTS["line_down"]()) as (address, _), seen(browser, f"{address}/xa/{COMMUNE}") as shown:
        shown.page.evaluate("document.fonts.ready")

        loaded = shown.page.evaluate("[...document.fonts].filter(one => one.status === 'loaded').length")
        assert loaded == 4
        assert shown.page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"', 'ắằẵặẳ Đỗ Hữu ườn')")


def test_a_page_can_be_walked_with_the_keyboard_alone(browser: Browser) -> None:
    with served(MOMENTS["line_down"]()) as (address, _), seen(browser, address, DESK) as shown:
        page = shown.page
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]  # it is shown once it has the focus
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none" or page.evaluate("document.activeElement === document.body")
        every = page.locator("a:visible, button:visible, input:visible:not([type=hidden]), select:visible")
        wanted = {
            every.nth(number).evaluate("one => one.outerHTML.slice(0, 80)") for number in range(every.count())
        }
        assert {one for one in wanted if 'class="skip"' not in one} <= reached


@pytest.mark.parametrize("name", PATHS)
def test_what_is_touched_is_large_enough_for_a_finger(browser: Browser, name: str) -> None:
    """WCAG 2.5.8: 24 px, links within a sentence excepted."""
    with served(MOMENTS["line_down"]()) as (address, _), seen(browser, address + PATHS[name], PHONE) as shown:
        controls = shown.page.locator(
            "button:visible, select:visible, input:visible:not([type=hidden]), header a:visible"
        )
        for number in range(controls.count()):
            box = controls.nth(number).bounding_box()
            assert box is not None
            assert box["height"] >= 24, controls.nth(number).inner_text()


def test_the_page_renews_itself_and_keeps_the_readers_place(browser: Browser) -> None:
    with served(MOMENTS["line_down"]()) as (address, still):
        context = browser.new_context(viewport={"width": 390, "height": 500}, locale="vi-VN")
        page = context.new_page()
        page.clock.install()
        page.goto(f"{address}/xa/{COMMUNE}")
        page.evaluate("scrollTo(0, 400)")
        link = page.locator(".phone").first
        link.focus()
        page.evaluate("scrollTo(0, 400)")

        still.moment = MOMENTS["line_down acknowledged"]()
        page.clock.run_for((RENEW_SECONDS + 1) * 1000)

        expect(page.locator(".answer .call")).to_contain_text("đã tiếp nhận lúc 12:56")
        expect(page.locator(".phone").first).to_be_focused()
        assert page.evaluate("scrollY") == 400
        assert page.locator("#old").is_hidden()
        context.close()


def test_a_typed_search_survives_a_renewal_and_filters_what_came(browser: Browser) -> None:
    with served(MOMENTS["normal"]()) as (address, still):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
        page = context.new_page()
        page.clock.install()
        page.goto(address)
        page.locator("#q").type("vy da")
        rows = page.locator("table.communes tbody tr:visible")
        expect(rows).to_have_count(1)

        still.moment = MOMENTS["line_down"]()
        page.clock.run_for((RENEW_SECONDS + 1) * 1000)

        expect(page.locator("#banner")).to_contain_text("1/3 đơn vị đang mất kết nối")
        expect(page.locator("#q")).to_have_value("vy da")
        expect(rows).to_have_count(1)
        context.close()


@pytest.mark.parametrize("path", ["/", f"/xa/{COMMUNE}", "/su-co"])
def test_a_page_that_cannot_reach_the_hub_turns_grey_and_green_no_more(browser: Browser, path: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = context.new_page()
    page.clock.install()
    with served(MOMENTS["normal"]()) as (address, _):
        page.goto(address + path)
        for _ in range(
            VALID_SECONDS // RENEW_SECONDS + 1
        ):  # which is longer than the first answer was good for
            with page.expect_response(address + path) as renewed:
                page.clock.run_for((RENEW_SECONDS + 1) * 1000)
            renewed.value.finished()
            page.evaluate("Promise.resolve()")
        assert page.locator("#old").is_hidden()

    page.clock.run_for((VALID_SECONDS + 2) * 1000)

    expect(page.locator("#old")).to_be_visible()
    expect(page.locator("#old")).to_contain_text("chưa rõ tình trạng hiện nay")
    picture(page, f"old {path.strip('/').replace('/', '-') or 'first'}", whole=False)
    assert page.evaluate("getComputedStyle(document.querySelector('main')).filter") == "grayscale(1)"
    for answer in ("main .banner", "main .answer", "main .meaning"):
        assert page.locator(answer).is_hidden()
    assert "cần gọi" not in page.title()
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("name", ["commune", "first", "incident", "report", "poster"])
def test_a_page_prints_on_paper(browser: Browser, name: str) -> None:
    with served(MOMENTS["line_down"]()) as (address, _), seen(browser, address + PATHS[name]) as shown:
        shown.page.emulate_media(media="print")
        picture(shown.page, f"print {name}")

        assert shown.page.pdf(format="A4").startswith(b"%PDF")
        for hidden in (".language", "form.search", ".send", "nav"):
            assert all(one.is_hidden() for one in shown.page.locator(hidden).all())


@pytest.mark.parametrize("path", ["/", f"/xa/{COMMUNE}", "/su-co"])
def test_a_page_with_all_it_fetches_is_lighter_than_100_kilobytes(browser: Browser, path: str) -> None:
    with served(MOMENTS["line_down"]()) as (address, _):
        context = browser.new_context()
        page = context.new_page()
        sizes: list[int] = []
        page.on("response", lambda answer: sizes.append(_body(answer.body)))
        page.goto(address + path, wait_until="networkidle")
        context.close()

    assert len(sizes) >= 8
    assert sum(sizes) < 100_000


def _body(body: bytes | Callable[[], bytes]) -> int:
    return len(body() if callable(body) else body)


def _words(page: Page) -> list[str]:
    return [line.strip() for line in page.locator("body").inner_text().splitlines() if line.strip()]
