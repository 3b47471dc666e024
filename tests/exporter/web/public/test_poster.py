"""The sheet for the wall, as its HTML says it. As paper and as a phone reads it: tests/pages/test_poster.py."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from exporter.view import View
from exporter.web.public.app import public_app
from exporter.web.server import Running
from probes.inventory.settings import Operator
from tests.exporter.web.reading import Reading
from tests.fakes.source import FakeSource, province

Start = Callable[..., Running]
SHEET = "/xa/19753/to-roi"


@pytest.fixture
def source() -> FakeSource:
    return province([("19753", "Phường Phú Xuân")], [("portal", "Cổng Dịch vụ công")])


@pytest.fixture
def client(start: Start, source: FakeSource) -> Iterator[httpx.Client]:
    running = start(public_app(source, View(source)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        yield client


def _says(source: FakeSource, status_page: str | None) -> None:
    operator = Operator(name="Sở Khoa học và Công nghệ", contact="truc@hue.example", status_page=status_page)
    settings = source.known_inventory.settings.model_copy(update={"operator": operator})
    source.known_inventory = source.known_inventory.model_copy(update={"settings": settings})


@pytest.mark.parametrize("base", ["https://hue.example", "https://hue.example/"])
def test_the_sheet_has_the_commune_the_address_and_when_to_look(
    client: httpx.Client, source: FakeSource, base: str
) -> None:
    _says(source, base)

    page = Reading(client.get(SHEET).text)

    assert "Trước khi gọi, xem trang này" in page.words
    assert "Phường Phú Xuân" in page.words
    assert " https://hue.example /xa/19753 " in page.words  # with room for a line break between
    assert "thử mở trang bằng dữ liệu di động" in page.words
    assert page.tags.count("li") == 3
    assert page.tags.count("svg") == 1
    assert page.inline == []
    assert all(fetched.startswith("/") for fetched in page.fetched)


@pytest.mark.parametrize("base", ["http://10.46.0.10:9740", "http://[fd00:46::10]:9740"])
def test_an_address_of_the_office_network_promises_nothing_to_mobile_data(
    client: httpx.Client, source: FakeSource, base: str
) -> None:
    _says(source, base)

    words = Reading(client.get(SHEET).text).words

    assert f"{base} /xa/19753" in words
    assert "nối vào mạng của cơ quan" in words
    assert "di động" not in words


def test_without_a_status_page_it_says_what_must_be_set(client: httpx.Client, source: FakeSource) -> None:
    of_nobody = client.get(SHEET).text
    _says(source, None)

    for html in (of_nobody, client.get(SHEET).text):
        page = Reading(html)

        assert "svg" not in page.tags
        assert "settings.operator.status_page" in page.words
        assert "chưa khai báo" in page.words


@pytest.mark.parametrize(
    "base",
    [
        "Trang trạng thái của Sở",
        "hue.example",
        "ftp://hue.example",
        "https://hue.example/?trang=",
        "https://hue.example/#",
        "http://localhost:9740",
        "http://127.0.0.1:9740",
        "http://[::1]:9740",
        "http://0.0.0.0:9740",
        "https://admin:secret@hue.example",
    ],
)
def test_an_address_no_phone_can_open_is_never_printed(
    client: httpx.Client, source: FakeSource, base: str
) -> None:
    _says(source, base)

    html = client.get(SHEET).text

    assert "svg" not in Reading(html).tags
    assert base not in html
    assert "settings.operator.status_page" in html
    assert "không phải là địa chỉ mà điện thoại mở được" in html


def test_only_known_communes_have_one_and_their_page_leads_there(client: httpx.Client) -> None:
    assert client.get("/xa/00001/to-roi").status_code == 404
    assert f'href="{SHEET}?lang=vi"' in client.get("/xa/19753").text
    assert 'lang="en"' in client.get(f"{SHEET}?lang=en").text
