"""A commune's own certificates in Chromium: the code typed and sent by keyboard alone, and what it opens staying where it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from exporter.codes import Codes
from exporter.view import View
from exporter.web.html import RENEW_SECONDS
from exporter.web.public.app import public_app
from exporter.web.server import serve
from probes.signing.state import SigningState
from tests.fakes.signers import certificate, declare, seen, signer
from tests.fakes.source import province
from tests.pages.browser import DESK, PHONE, SMALL_PHONE, picture, violations
from tests.pages.browser import seen as opened

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of the page, and the code that opens it."""
    source = province([("19753", "Phường Phú Xuân")], [("portal", "Cổng Dịch vụ công quốc gia")])
    leader, seal, other = signer("chu-tich"), signer("con-dau", kind="organisation"), signer("van-thu")
    declare(source, leader, seal, other)
    source.see(
        seen(leader, certificate()),
        seen(seal, certificate(SigningState.EXPIRED)),
        seen(other, certificate(SigningState.REVOCATION_UNKNOWN)),
    )
    codes = Codes(tmp_path)
    running = serve(public_app(source, View(source), codes=codes), "127.0.0.1:0")
    try:
        yield f"http://127.0.0.1:{running.port}/xa/19753/chung-thu", codes.code_of("19753")
    finally:
        running.stop()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("size", "dark"), [(SMALL_PHONE, False), (PHONE, True), (DESK, False)])
def test_the_code_is_typed_sent_and_answered_by_keyboard(
    browser: Browser, hub: tuple[str, str], size: tuple[int, int], *, dark: bool, javascript: bool
) -> None:
    address, code = hub
    with opened(browser, address, size, dark=dark, javascript=javascript) as shown:
        page = shown.page
        if javascript:
            assert violations(page) == []
        page.get_by_label("Mã của đơn vị").focus()
        page.keyboard.type("0000-0000-00")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").filter(has_text="Mã của đơn vị chưa đúng")).to_be_visible()
        page.get_by_label("Mã của đơn vị").focus()
        page.keyboard.type(code)
        page.keyboard.press("Enter")

        expect(page.get_by_role("table")).to_contain_text("Chủ tịch")
        picture(page, f"own certificates {size[0]} {'dark' if dark else 'light'}")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        if javascript:
            assert violations(page) == []
        assert code not in page.url


def test_a_renewal_takes_neither_what_is_typed_nor_what_was_opened(
    browser: Browser, hub: tuple[str, str]
) -> None:
    address, code = hub
    with opened(browser, address, PHONE) as shown:
        page = shown.page
        page.clock.install()
        page.reload()
        page.get_by_label("Mã của đơn vị").fill(code)
        page.clock.run_for((RENEW_SECONDS + 1) * 1000)
        expect(page.get_by_label("Mã của đơn vị")).to_have_value(code)
        page.get_by_role("button", name="Xem").click()
        page.clock.run_for((RENEW_SECONDS + 1) * 1000)

        expect(page.get_by_role("table")).to_be_visible()
