"""The pages of those on call in Chromium: signed in by keyboard, on a phone, without JavaScript, with what axe finds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from alerts.reports import Reported, ReportKind
from tests.fakes.on_call import WORD, code_of, on_call, operating
from tests.fakes.source import FakeSource
from tests.fakes.troubled import rejudge
from tests.pages.browser import DESK, PHONE, SMALL_PHONE, picture, seen, violations

pytestmark = pytest.mark.needs("chromium")

PAGES = ("/truc", "/truc/su-co/{code}", "/truc/bao-tri", "/truc/lich-truc", "/truc/chung-thu")


@pytest.fixture
def source(tmp_path: Path) -> FakeSource:
    source = on_call(tmp_path)
    source.incidents.note(code_of(source), "truc-2", "Đã gọi tổng đài VNPT, hẹn 14 giờ", source.clock.now())
    for said in (
        Reported("19774", ReportKind.PIN_LOCKED, None, "máy ở quầy 3, đã thử cổng USB khác"),
        Reported("19753", ReportKind.SIGN_IN, "portal"),
    ):
        source.incidents.report(said, source.clock.now())
    source.incidents.settle_report(1, "truc-2", source.clock.now())
    rejudge(source)
    return source


@pytest.fixture
def address(source: FakeSource) -> Iterator[str]:
    with operating(source) as where:
        yield where


def sign_in(page: Page) -> None:
    """By keyboard alone."""
    page.locator("#name").focus()
    page.keyboard.type("truc-1")
    page.keyboard.press("Tab")
    page.keyboard.type(WORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def overflow(page: Page) -> Any:
    """By how many pixels the page is wider than its screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [SMALL_PHONE, PHONE, DESK], ids=["small", "phone", "desk"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_stands_on_every_screen_and_axe_finds_nothing(
    browser: Browser, address: str, source: FakeSource, size: tuple[int, int], dark: bool
) -> None:
    with seen(browser, f"{address}/truc", size, dark=dark) as shown:
        page = shown.page
        assert violations(page) == []
        picture(page, f"duty sign-in {size[0]} {dark}")
        sign_in(page)
        for path in PAGES:
            page.goto(address + path.format(code=code_of(source)), wait_until="load")
            picture(page, f"duty {path.rpartition('/')[2].partition('{')[0] or 'incident'} {size[0]} {dark}")
            assert violations(page) == []
            assert overflow(page) <= 0, path
        assert shown.complaints == []
        assert all(asked.startswith(address) for asked in shown.asked)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_report_is_dealt_with_by_keyboard(
    browser: Browser, address: str, source: FakeSource, javascript: bool
) -> None:
    with seen(browser, f"{address}/truc", PHONE, javascript=javascript) as shown:
        page = shown.page
        sign_in(page)
        page.get_by_role("button", name="Đã xử lý").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

        assert page.get_by_role("status").first.inner_text() == "Đã ghi nhận: việc được báo đã xử lý"
        assert page.get_by_role("button", name="Đã xử lý").count() == 0
    assert all(one.settled is not None for one in source.incidents.reports())


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_an_incident_is_taken_on_and_noted_from_a_browser(
    browser: Browser, address: str, source: FakeSource, javascript: bool
) -> None:
    code = code_of(source)
    with seen(browser, f"{address}/truc/su-co/{code}", PHONE, javascript=javascript) as shown:
        page = shown.page
        sign_in(page)
        assert f"/truc/su-co/{code}" in page.url, "back to where they wanted to go"
        page.get_by_role("button", name="Tiếp nhận xử lý").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.get_by_label("Ghi chú").fill("Đang đến xã")
        with page.expect_navigation():
            page.get_by_role("button", name="Lưu ghi chú").click()
        assert page.get_by_role("status").first.inner_text() == "Đã lưu ghi chú"
        assert "Đang đến xã" in page.content()
        with page.expect_navigation():
            page.get_by_role("button", name="Đăng xuất").click()
        page.goto(f"{address}/truc", wait_until="load")
        assert "/truc/dang-nhap" in page.url

    (one,) = source.incidents.open_incidents()
    assert one.acknowledged is not None
    assert one.acknowledged.by == "truc-1"


def test_what_is_being_typed_outlives_the_page_s_renewal(
    browser: Browser, address: str, source: FakeSource
) -> None:
    code = code_of(source)
    with seen(browser, f"{address}/truc/su-co/{code}", PHONE) as shown:
        page = shown.page
        sign_in(page)
        page.get_by_label("Ghi chú").fill("Đang viết dở")
        source.incidents.acknowledge(code, "truc-2", source.clock.now())
        rejudge(source)
        with page.expect_response(lambda answer: "su-co" in answer.url):
            page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        page.get_by_text("truc-2 tiếp nhận").wait_for()

        assert page.get_by_label("Ghi chú").input_value() == "Đang viết dở"


def test_maintenance_is_announced_from_a_phone_with_its_faults_named(
    browser: Browser, address: str, source: FakeSource
) -> None:
    with seen(browser, f"{address}/truc/bao-tri", PHONE) as shown:
        page = shown.page
        sign_in(page)
        page.locator("#service").select_option("portal")
        page.locator("#start").fill("2026-11-25T22:00")
        page.locator("#end").fill("2026-11-26T02:00")
        page.locator("#reason").fill("Nâng cấp máy chủ")
        with page.expect_navigation():
            page.get_by_role("button", name="Báo bảo trì").click()
        assert "ít nhất 7 ngày làm việc" in page.get_by_role("alert").first.inner_text()
        picture(page, "duty bao-tri refused")
        assert violations(page) == []
        page.locator("#force_majeure").fill("Bão số 12")
        with page.expect_navigation():
            page.get_by_role("button", name="Báo bảo trì").click()
        assert "có hiệu lực ngay" in page.get_by_role("status").first.inner_text()

    rejudge(source)
    assert source.judged is not None
    assert [one.said.force_majeure for one in source.judged.announced] == ["Bão số 12"]
