"""A page as a picture, through Debian's Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.grafana.drawing.page import WIDTH
from tests.pages.browser import chromium


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for as many pictures as are needed."""
    with sync_playwright() as playwright:
        launched = chromium(playwright)
        try:
            yield launched
        finally:
            launched.close()


def taken(browser: Browser, page: Path, picture: Path) -> None:
    """The whole page, as it looks at our width."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 900}, java_script_enabled=False, offline=True
    )
    try:
        shown = context.new_page()
        shown.goto(page.absolute().as_uri(), wait_until="load")
        shown.screenshot(path=picture, full_page=True)
    finally:
        context.close()
