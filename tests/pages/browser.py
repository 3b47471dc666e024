"""Debian's Chromium, and the public listener with a moment to show."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

from alerts.judgement import Judgement
from exporter.report.making import day_from
from exporter.web.public.app import public_app
from exporter.web.public.day_reports import DayReports
from exporter.web.server import serve
from tests.exporter.report.kept import EVENING, keep
from tests.fakes.source import FakeSource

SCREENSHOTS = Path("build/screenshots")
PHONE, SMALL_PHONE, DESK, WALL = (390, 844), (320, 568), (1280, 800), (1920, 1080)
_AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium(playwright: Playwright) -> Browser:
    """Debian's own: Playwright's browsers are never fetched."""
    return playwright.chromium.launch(
        executable_path=which("chromium"), args=["--no-sandbox", "--disable-gpu"]
    )


class Still:
    """A View that stands still at one moment."""

    def __init__(self, moment: Judgement) -> None:
        self.moment = moment

    def now(self) -> Judgement:
        """That moment."""
        return self.moment


@contextmanager
def served(moment: Judgement) -> Iterator[tuple[str, Still]]:
    """The public listener over this moment: its address, and the view, of which the moment may be changed."""
    still = Still(moment)
    with TemporaryDirectory() as folder:
        reports = DayReports(
            lambda _inventory, _on, _now: day_from(
                keep(Path(folder)), date(2026, 11, 26), EVENING, posts=False
            )
        )
        running = serve(public_app(FakeSource(), still, reports=reports), "127.0.0.1:0")  # type: ignore[arg-type]  # as a View does
        try:
            yield f"http://127.0.0.1:{running.port}", still
        finally:
            running.stop()


@dataclass(frozen=True, slots=True)
class Seen:
    """A page in a browser, what it asked for, and what the browser complained of."""

    page: Page
    asked: Sequence[str]
    complaints: Sequence[str]


@contextmanager
def seen(
    browser: Browser,
    address: str,
    size: tuple[int, int] = DESK,
    *,
    javascript: bool = True,
    dark: bool = False,
    language: str = "vi-VN",
) -> Iterator[Seen]:
    """The page at this address, in a browser that has never been there."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=javascript,
        color_scheme="dark" if dark else "light",
        locale=language,
    )
    try:
        page = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address, wait_until="load")
        yield Seen(page, asked, complaints)
    finally:
        context.close()


def turned(page: Page, size: tuple[int, int], *, dark: bool) -> None:
    """The page that is open on another screen: its styles alone tell screens apart, and opening it anew takes longer."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if dark else "light")


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA: the rule and where."""
    page.evaluate(_AXE)
    found: Any = page.evaluate("rules => axe.run(document, {runOnly: rules})", _RULES)
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep how it looks."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name.replace(' ', '-')}.png", full_page=whole)
