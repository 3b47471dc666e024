"""The form with which staff report trouble, in Chromium: by keyboard alone, on the smallest phone, right and wrong, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from alerts.reports import ReportKind
from exporter.codes import Codes
from exporter.view import View
from exporter.web.html import RENEW_SECONDS
from exporter.web.public.app import public_app
from exporter.web.server import serve
from tests.fakes.source import FakeSource, province
from tests.pages.browser import DESK, PHONE, SMALL_PHONE, picture, seen, violations

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture
def source() -> FakeSource:
    return province([("19753", "Phường Phú Xuân")], [("portal", "Cổng Dịch vụ công quốc gia")])


@pytest.fixture
def hub(source: FakeSource, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of the form, and the commune's code."""
    codes = Codes(tmp_path)
    running = serve(public_app(source, View(source), codes=codes), "127.0.0.1:0", None)
    try:
        yield f"http://127.0.0.1:{running.port}/xa/19753/bao-su-co", codes.code_of("19753")
    finally:
        running.stop()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("size", "dark"), [(SMALL_PHONE, True), (PHONE, False), (DESK, False)])
def test_it_is_filled_in_and_sent_by_keyboard(
    browser: Browser,
    source: FakeSource,
    hub: tuple[str, str],
    size: tuple[int, int],
    *,
    dark: bool,
    javascript: bool,
) -> None:
    address, code = hub
    with seen(browser, address, size, dark=dark, javascript=javascript) as shown:
        page = shown.page
        if javascript:
            assert violations(page) == []
        picture(page, f"report form {size[0]} {'dark' if dark else 'light'}")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.get_by_label("Không đăng nhập được").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("Cổng")
        page.keyboard.press("Tab")
        page.keyboard.type("máy số 3, gọi 0912 345 678")
        page.keyboard.press("Tab")
        page.keyboard.type("0000 0000 00")
        page.keyboard.press("Enter")

        expect(page.get_by_role("alert").filter(has_text="Mã của đơn vị chưa đúng")).to_be_visible()
        expect(page.get_by_label("Thiết bị ký số bị khóa PIN")).to_be_checked()
        expect(page.get_by_label("Ghi thêm")).to_have_value("máy số 3, gọi 0912 345 678")
        if javascript:
            assert violations(page) == []
        picture(page, f"report form wrong {size[0]} {'dark' if dark else 'light'}")
        page.get_by_label("Mã của đơn vị").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(code)
        page.keyboard.press("Enter")

        expect(page.get_by_role("status").filter(has_text="Đã ghi lại cho tổ trực")).to_be_visible()
        if javascript:
            assert violations(page) == []
        picture(page, f"report form sent {size[0]} {'dark' if dark else 'light'}")
    (report,) = source.incidents.reports()
    assert (report.said.kind, report.said.service, report.said.text) == (
        ReportKind.PIN_LOCKED,
        "portal",
        "máy số 3, gọi ***",
    )


def test_it_speaks_english(browser: Browser, hub: tuple[str, str]) -> None:
    with seen(browser, f"{hub[0]}?lang=en", PHONE) as shown:
        page = shown.page
        page.get_by_label("Something else").check()
        page.get_by_label("The commune's code").fill(hub[1])
        page.get_by_role("button", name="Send").click()

        expect(page.get_by_role("alert").filter(has_text="Say in a few words")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert violations(page) == []


def test_a_renewal_takes_nothing_that_is_typed(browser: Browser, hub: tuple[str, str]) -> None:
    with seen(browser, hub[0], PHONE) as shown:
        page = shown.page
        page.clock.install()
        page.reload()
        page.get_by_label("Ghi thêm").fill("đang gõ dở")
        page.clock.run_for((RENEW_SECONDS + 1) * 1000)

        expect(page.get_by_label("Ghi thêm")).to_have_value("đang gõ dở")
