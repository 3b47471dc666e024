"""Published pages in Chromium, on a plain web host in a folder of its own: good, then old; whatever the phone's clock says."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from exporter.publish.folder import Folder
from exporter.publish.hub import PublicHub
from exporter.publish.pages import PublishedPages
from exporter.publish.turn import publish
from tests.fakes.clock import NOON
from tests.pages.answers import BEGINS, TABLE
from tests.pages.browser import DESK, PHONE, SMALL_PHONE, picture, served, turned, violations
from tests.pages.moments import COMMUNE, MOMENTS

pytestmark = pytest.mark.needs("chromium")

VALID = 600.0
PATHS = {"commune": f"xa/{COMMUNE}.html", "english": f"xa/{COMMUNE}.en.html", "first": "index.html"}


class Host:
    """A plain web host. now: what time it says it is, unix seconds; None: it says none."""

    def __init__(self, folder: Path) -> None:
        self.now: float | None = NOON + 5
        host = self

        class Handler(SimpleHTTPRequestHandler):
            def date_time_string(self, timestamp: float | None = None) -> str:
                return formatdate(host.now if timestamp is None else timestamp, usegmt=True)

            def send_header(self, keyword: str, value: str) -> None:
                if keyword != "Date" or host.now is not None:
                    super().send_header(keyword, value)

            def log_message(self, *_words: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self._server.server_port}/trang/thai"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _publish(name: str, web: Path) -> None:
    folder = Folder(web)
    with served(MOMENTS[name]()) as (address, _), folder.held():
        publish(PublicHub(address), PublishedPages(VALID), folder)


@pytest.fixture
def web(tmp_path: Path) -> Path:
    return tmp_path / "trang" / "thai"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path)
    yield host
    host.stop()


@contextmanager
def phone(
    browser: Browser,
    address: str,
    says: float = NOON + 5,
    size: tuple[int, int] = PHONE,
    *,
    dark: bool = False,
    javascript: bool = True,
) -> Iterator[Page]:
    """A phone that opens this page, and thinks that it is this time."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
    )
    try:
        page = context.new_page()
        if javascript:
            page.clock.install(time=says)
        page.goto(address, wait_until="load")
        yield page
    finally:
        context.close()


@pytest.mark.long
@pytest.mark.parametrize("name", MOMENTS)
def test_the_answer_stands_above_the_fold_of_the_smallest_phone(
    browser: Browser, host: Host, web: Path, name: str
) -> None:
    _publish(name, web)
    with phone(browser, f"{host.address}/xa/{COMMUNE}.html", size=SMALL_PHONE) as page:
        picture(page, f"published {name}", whole=False)
        answer = page.locator(".answer .call")

        expect(page.locator("#old")).to_be_hidden()
        assert answer.inner_text().startswith(BEGINS[TABLE[name].answer])
        assert TABLE[name].step in page.locator(".answer .next").inner_text()
        box = page.locator(".answer .next").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= SMALL_PHONE[1]


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_axe_finds_nothing_and_nothing_comes_from_elsewhere(
    browser: Browser, host: Host, web: Path, path: str
) -> None:
    _publish("service_outage and signing_blocked", web)
    with phone(browser, f"{host.address}/{path}") as page:
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: complaints.append(said.text))
        page.reload(wait_until="load")
        page.evaluate("document.fonts.ready")
        for size, dark in ((SMALL_PHONE, True), (PHONE, False), (DESK, True)):
            turned(page, size, dark=dark)
            picture(page, f"published {Path(path).name} {size[0]} {'dark' if dark else 'light'}")

            assert page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
            assert violations(page) == []
        assert asked
        assert all(url.startswith(f"{host.address}/") for url in asked)
        assert complaints == []


@pytest.mark.parametrize("wrong_by", [-86400 * 400, -3600, 0, 3600, 86400 * 400])
def test_it_is_good_and_then_old_by_the_host_s_clock_whatever_the_phone_says(
    browser: Browser, host: Host, web: Path, wrong_by: float
) -> None:
    _publish("normal", web)
    with phone(browser, f"{host.address}/xa/{COMMUNE}.html", NOON + 5 + wrong_by) as page:
        expect(page.locator("#old")).to_be_hidden()
        expect(page.locator(".answer")).to_be_visible()
        host.now = NOON + VALID + 5
        page.clock.run_for(61_000)

        expect(page.locator("#old")).to_be_visible()
        expect(page.locator("#old")).to_contain_text("có giá trị đến 13:10")
        expect(page.locator(".answer")).to_be_hidden()


@pytest.mark.long
@pytest.mark.parametrize("name", MOMENTS)
def test_an_old_page_says_nowhere_whether_to_call(browser: Browser, host: Host, web: Path, name: str) -> None:
    """Not in what is told beside, not in the name of the window either."""
    _publish(name, web)
    host.now = NOON + VALID + 5
    with phone(browser, f"{host.address}/xa/{COMMUNE}.html") as page:
        page.clock.run_for(1_000)
        expect(page.locator("#old")).to_be_visible()

        said = page.locator("main").inner_text() + page.title()
        assert [words for words in ("ần gọi", "hải gọi", "Hãy gọi") if words in said] == []
        expect(page.locator(".calling .phone").first).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_an_old_page_is_grey_and_still_plain_to_read(
    browser: Browser, host: Host, web: Path, path: str, *, dark: bool
) -> None:
    _publish("service_outage and signing_blocked", web)
    host.now = NOON + VALID + 5
    with phone(browser, f"{host.address}/{path}", dark=dark) as page:
        page.clock.run_for(1_000)
        expect(page.locator("#old")).to_be_visible()

        assert page.evaluate("getComputedStyle(document.querySelector('main')).filter") == "grayscale(1)"
        assert violations(page) == []


def test_a_page_that_only_the_phone_took_for_old_is_good_again_by_the_host_s_clock(
    browser: Browser, host: Host, web: Path
) -> None:
    _publish("normal", web)
    host.now = None
    with phone(browser, f"{host.address}/xa/{COMMUNE}.html", NOON + VALID + 5) as page:
        page.clock.run_for(1_000)
        expect(page.locator("#old")).to_be_visible()
        host.now = NOON + 5
        page.clock.run_for(61_000)

        expect(page.locator("#old")).to_be_hidden()
        assert page.title().startswith("Chưa cần gọi")


@pytest.mark.parametrize("says", ["nothing", "a day that has not come when the page was made"])
@pytest.mark.parametrize(
    ("phone_says", "old"),
    [(NOON + 5, False), (NOON + VALID + 5, True), (NOON - 86400, True)],
    ids=["true", "late", "impossible"],
)
def test_a_host_that_says_no_time_leaves_the_phone_s_own_unless_that_cannot_be(
    browser: Browser, host: Host, web: Path, says: str, phone_says: float, *, old: bool
) -> None:
    _publish("normal", web)
    host.now = None if says == "nothing" else NOON - 86400
    with phone(browser, f"{host.address}/xa/{COMMUNE}.html", phone_says) as page:
        page.clock.run_for(2_000)

        expect(page.locator("#old")).to_be_visible(visible=old)
        expect(page.locator(".answer")).to_be_visible(visible=not old)


def test_a_page_grows_old_where_nothing_is_reached_any_more(browser: Browser, host: Host, web: Path) -> None:
    _publish("normal", web)
    with phone(browser, f"{host.address}/xa/{COMMUNE}.html") as page:
        expect(page.locator("#old")).to_be_hidden()
        page.context.set_offline(True)
        page.clock.run_for(int(VALID - 60) * 1000)
        expect(page.locator("#old")).to_be_hidden()
        page.clock.run_for(61_000)

        expect(page.locator("#old")).to_be_visible()
        picture(page, "published old")


@pytest.mark.parametrize("behind", [0, 540])
def test_a_cache_that_repeats_what_time_it_was_keeps_no_page_young(
    browser: Browser, host: Host, web: Path, behind: float
) -> None:
    _publish("normal", web)
    host.now = NOON + 5 - behind
    with phone(browser, f"{host.address}/xa/{COMMUNE}.html") as page:
        expect(page.locator("#old")).to_be_hidden()
        page.clock.run_for(int(VALID) * 1000 + 61_000)

        expect(page.locator("#old")).to_be_visible()


def test_a_newer_page_is_fetched_by_itself(browser: Browser, host: Host, web: Path) -> None:
    _publish("normal", web)
    os.utime(web / "xa" / f"{COMMUNE}.html", (NOON, NOON))
    with phone(browser, f"{host.address}/xa/{COMMUNE}.html") as page:
        expect(page.locator(".answer.normal")).to_be_visible()
        _publish("line_down", web)
        file = web / "xa" / f"{COMMUNE}.html"
        made = f'data-made="{int(NOON)}"'
        text = file.read_text(encoding="utf-8")
        assert made in text
        file.write_text(text.replace(made, f'data-made="{int(NOON) + 60}"'), encoding="utf-8")
        os.utime(file, (NOON + 60, NOON + 60))  # hosts tell a newer file by the second
        page.clock.run_for(61_000)

        expect(page.locator(".answer.outage")).to_be_visible()


def test_without_scripts_it_says_until_when_it_may_be_believed(
    browser: Browser, host: Host, web: Path
) -> None:
    _publish("line_down", web)
    with phone(browser, f"{host.address}/xa/{COMMUNE}.html", javascript=False) as page:
        expect(page.locator(".stamps")).to_contain_text("có giá trị đến 13:10")
        expect(page.locator("footer")).to_contain_text("Sau giờ đó trang này đã cũ")


def test_languages_and_lists_lead_to_each_other(browser: Browser, host: Host, web: Path) -> None:
    _publish("line_down", web)
    with phone(browser, f"{host.address}/") as page:
        page.get_by_role("link", name="Xã A Lưới 2").click()
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator(".answer .call")).to_contain_text("No need to call yet")
        page.get_by_role("link", name="All of Thành phố Huế").click()
        expect(page).to_have_url(f"{host.address}/tinh/46.en.html")
