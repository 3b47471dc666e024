"""A commune's page: the answer first, then what to do, then whom to call."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest

from exporter.view import View
from exporter.web.public.app import public_app
from exporter.web.public.commune import commune_page
from exporter.web.public.history import history_of
from exporter.web.public.pages import Pages
from exporter.web.server import Running
from probes.inventory.calendar import SpecialDay
from probes.inventory.model import Link, Site, SiteKind
from probes.language import Language
from probes.states.state import Status
from tests.alerts.report.made import KIM_LONG, at
from tests.exporter.history.moments import told
from tests.exporter.web.public.test_history import reckoned
from tests.exporter.web.reading import Reading
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource, line_state, line_target, province

Start = Callable[..., Running]
POINT = "19753/thuan-loc/main"
WORKED = SpecialDay(day=date(2026, 11, 24), working=True)
"""The day of these tests is Vietnam's Culture Day, which offices have off."""


@pytest.fixture
def source() -> FakeSource:
    source = province([("19753", "Phường Phú Xuân")], [("portal", "Cổng Dịch vụ công")])
    commune = source.known_inventory.communes[0]
    point = Site(
        id="thuan-loc",
        kind=SiteKind.SATELLITE,
        name="Điểm tiếp nhận Thuận Lộc",
        links=(Link(id="main", isp="vnpt"),),
    ).model_copy(update={"courier_times": (15 * 60 + 30, 10 * 60)})
    whole = commune.model_copy(update={"sites": (*commune.sites, point)})
    source.known_inventory = source.known_inventory.model_copy(
        update={"communes": (whole,), "days": (WORKED,)}
    )
    target = line_target("19753", site="thuan-loc")
    source.known = replace(source.known, targets=dict(source.known.targets) | {POINT: target})
    source.see(line_state(POINT))
    return source


@pytest.fixture
def client(start: Start, source: FakeSource) -> Iterator[httpx.Client]:
    running = start(public_app(source, View(source)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        yield client


def _words(client: httpx.Client) -> str:
    return Reading(client.get("/xa/19753").text).words


def _cut(source: FakeSource) -> None:
    source.see(
        line_state("19753/centre/main", Status.DOWN, since=NOON - 900),
        line_state("19753/centre/spare", Status.DOWN, since=NOON - 720),
    )


def test_the_answer_comes_before_the_steps_and_the_steps_before_the_number(
    client: httpx.Client, source: FakeSource
) -> None:
    _cut(source)

    words = _words(client)

    places = [
        words.index(part)
        for part in (
            "Chưa cần gọi: đang kiểm tra lại",
            "Việc trước hết:",
            "Việc cần làm, theo thứ tự",
            "Khi nào gọi, gọi ai",
            "Cổng Dịch vụ công Có trả lời",
        )
    ]
    assert places == sorted(places)


def test_a_past_that_has_not_been_reckoned_is_left_out_and_told_as_such(client: httpx.Client) -> None:
    past = client.get("/api/v1/communes/19753/history").json()

    assert 'class="history"' not in client.get("/xa/19753").text
    assert (past["code"], past["complete"], past["days"]) == ("19753", False, [])
    assert client.get("/api/v1/communes/99999/history").status_code == 404


def test_what_is_pasted_says_the_commune_what_and_since_when(
    client: httpx.Client, source: FakeSource
) -> None:
    _cut(source)

    message = client.get("/xa/19753").text.split("<textarea", 1)[1].split("</textarea>")[0]

    assert "[Phường Phú Xuân – mã 19753]" in message
    assert "Từ: 12:48" in message


def test_a_reception_point_names_its_next_courier(client: httpx.Client, source: FakeSource) -> None:
    assert "Điểm tiếp nhận Thuận Lộc Có trả lời Chuyến chuyển hồ sơ kế tiếp hôm nay: 15:30" in _words(client)

    source.clock.advance(3 * 3600)

    assert "Hôm nay không còn chuyến chuyển hồ sơ về trung tâm" in _words(client)


def test_no_courier_runs_on_a_day_off(client: httpx.Client, source: FakeSource) -> None:
    source.known_inventory = source.known_inventory.model_copy(update={"days": ()})

    assert "Hôm nay không còn chuyến" in _words(client)


def test_a_silent_reception_point_is_told_what_to_do_and_leaves_the_centre_its_answer(
    client: httpx.Client, source: FakeSource
) -> None:
    assert "Tại điểm tiếp nhận không trả lời" not in _words(client)

    source.see(line_state(POINT, Status.DOWN, since=NOON - 900))

    beside = client.get("/xa/19753").text.split('class="beside"')[1].split("</section>")[0]
    assert "#degraded" in beside
    assert "#normal" not in beside
    words = _words(client)
    assert "Tại điểm tiếp nhận không trả lời" in words
    assert "chuyển về trung tâm theo chuyến bưu điện kế tiếp" in words
    assert client.get("/api/v1/communes/19753").json()["call"] == "no"


def test_a_past_that_was_reckoned_stands_on_the_page(source: FakeSource, tmp_path: Path) -> None:
    moment = View(source).now()
    page = commune_page(moment, "19753")
    history = history_of(KIM_LONG, reckoned(tmp_path), told(at("12:00")), Language.VI)
    assert page is not None

    html = Pages().commune(page, history, moment, Language.VI)

    words = Reading(html).words
    assert "08:00 – 08:35 Mất kết nối 35 phút" in words
    assert words.index("24 giờ qua") > words.index("Khi nào gọi, gọi ai")
    assert len(html.encode()) < 40_000
