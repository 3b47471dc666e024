import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest

from alerts.inside.facts import Line, Place, Power, Team
from exporter.delivery.envelope import ToldVerdict
from exporter.web.agent.app import agent_page_app
from exporter.web.agent.source import Delivery, PlanState, Told
from exporter.web.server import Running
from probes.language import Text
from tests.alerts.inside.office import MONITOR, OUTSIDE, PLACE, PORTAL, ROUTER, Office, well
from tests.exporter.web.reading import Reading
from tests.fakes.agent import FakeAgent
from tests.fakes.clock import FakeClock

Start = Callable[..., Running]
Ask = Callable[[FakeAgent], httpx.Client]

LINE_CUT = "Đường truyền từ trung tâm ra ngoài đang mất kết nối; mạng trong trụ sở vẫn tốt"
VIETNAMESE = re.compile(r"[À-ỹ]")
NAMES = {"Phường Phú Xuân", *PLACE.services.values(), *PLACE.authorities.values(), "Tiếng Việt", "Thông Suốt"}


@pytest.fixture
def ask(start: Start) -> Iterator[Ask]:
    """A client of the page of an agent, over a real listener on loopback."""
    clients = []

    def asking(agent: FakeAgent) -> httpx.Client:
        running = start(agent_page_app(agent))
        client = httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False)
        clients.append(client)
        return client

    yield asking
    for client in clients:
        client.close()


def told(office: Office, headline: Text, ago: float, incident: str | None = None) -> FakeAgent:
    now = office.clock.now()
    verdict = ToldVerdict("degraded", "service_outage", headline, now.wall + 7200 - ago, incident)
    # The hub's clock is two hours ahead of the agent's: how long it has been so does not rest on either being right.
    received = Told(verdict=verdict, received=now.monotonic - 20, hub_now=now.wall + 7200 - 20)
    return FakeAgent(
        office, hubs=(Delivery(hub="hub.example", last_contact=received.received, told=received),)
    )


FAILURE = Text("hết thời gian chờ", "no answer in time")
STATES: dict[str, Callable[[], FakeAgent]] = {
    "well": lambda: FakeAgent(well()),
    "nothing known yet": lambda: FakeAgent(Office(), known_plan=PlanState()),
    "line cut": lambda: FakeAgent(
        well().cut(*OUTSIDE).run(2400),
        hubs=(Delivery(hub="hub.example", last_contact=1690.0, backlog=412, dropped=7, failure=FAILURE),),
        known_plan=PlanState(version="v1", fault=Text("Dòng 3: sai", "Line 3: wrong")),
    ),
    "router gone": lambda: FakeAgent(well().cut(ROUTER, *OUTSIDE).run(600)),
    "router silent, all else well": lambda: FakeAgent(well().cut(ROUTER).run(600)),
    "monitor gone": lambda: FakeAgent(well().cut(MONITOR).run(900)),
    "portal gone": lambda: FakeAgent(well().cut(PORTAL).run(900)),
    "told by the hub": lambda: told(well(), Text("Lời của tỉnh", "The hub's words"), 1500, "46-0131"),
    "no clock": lambda: FakeAgent(well(clock=FakeClock(wall=1000.0)).cut(*OUTSIDE).run(2400)),
    "on battery": lambda: powered(Power(on_battery=True, battery_since=1600.0, charge=0.62, runtime=2400)),
    "on mains": lambda: powered(Power(on_battery=False, charge=1.0, booted=100.0)),
}


def powered(power: Power) -> FakeAgent:
    office = well()
    office.power = power
    return FakeAgent(office)


def words(ask: Ask, state: str, language: str = "vi") -> str:
    return _words_of(ask(STATES[state]()), language)


def _words_of(client: httpx.Client, language: str = "vi") -> str:
    return Reading(client.get("/", params={"lang": language}).text).words


def test_a_cut_line_is_said_first_with_since_what_to_do_and_whom_to_call(ask: Ask) -> None:
    said = words(ask, "line cut")

    assert f"Phường Phú Xuân {LINE_CUT} Từ 13:11 (39 phút)" in said
    assert "Việc cần làm, theo thứ tự Xem đèn quang" in said
    assert "VNPT 1800 1166 báo hỏng đường truyền chính, đọc mã kênh HUE-0042" in said
    assert "Bộ định tuyến (modem) của trụ sở Có trả lời – 13:51:31" in said
    assert "lần cuối: 13:11:30. Hết thời gian chờ. Số kết quả đo đang chờ gửi: 412" in said
    assert "bỏ vì hết chỗ chứa: 7" in said
    assert "Danh sách mới không dùng được: Dòng 3: sai" in said


def test_a_number_can_be_dialled_from_a_phone(ask: Ask) -> None:
    assert 'href="tel:18001166"' in ask(STATES["line cut"]()).get("/").text


def test_the_page_renews_itself_twice_a_minute(ask: Ask) -> None:
    assert '<meta http-equiv="refresh" content="30">' in ask(STATES["well"]()).get("/").text


@pytest.mark.parametrize("state", STATES)
def test_every_state_reads_in_either_language_and_fetches_nothing_from_elsewhere(
    ask: Ask, state: str
) -> None:
    client = ask(STATES[state]())

    for language in ("vi", "en"):
        answer = client.get("/", params={"lang": language})
        page = Reading(answer.text)
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.text
        fetched = sorted(address.partition("?")[0] for address in page.fetched)
        assert fetched == ["/icon.svg", "/icon.svg", "/live.js", "/style.css"]
        assert page.inline == []
        assert not {"script", "iframe", "form", "style"} & set(page.tags)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert "unsafe" not in answer.headers["content-security-policy"]
        if language == "en":
            rest = page.words
            for name in (*NAMES, PLACE.team.name if PLACE.team else ""):
                rest = rest.replace(name, "")
            assert not VIETNAMESE.search(rest)
    for address in ("/style.css", "/icon.svg"):
        assert client.get(address).status_code == 200


def test_vietnamese_unless_the_browser_asks_for_english_alone(ask: Ask) -> None:
    client = ask(STATES["well"]())

    assert '<html lang="vi">' in client.get("/").text
    assert '<html lang="vi">' in client.get("/", headers={"Accept-Language": "en, vi;q=0.5"}).text
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en-GB"}).text


def test_the_hub_s_word_is_marked_as_the_hub_s_and_timed_by_its_own_clock(ask: Ask) -> None:
    said = words(ask, "told by the hub")

    assert "Lời của tỉnh Từ 12:46 (25 phút)" in said
    assert "Theo máy giám sát của tỉnh, lúc 13:11:20" in said
    assert "Mã sự cố: 46-0131" in said
    assert "Máy đo tại đây thấy Nhìn từ trung tâm: mạng nội bộ" in said
    assert "Không cần gọi" in said


def test_the_newest_word_of_several_hubs_counts(ask: Ask) -> None:
    agent = told(well(), Text("Lời mới", "New"), 60)
    (new,) = agent.hubs
    assert new.told is not None
    old_told = replace(
        new.told,
        received=new.told.received - 30,
        verdict=replace(new.told.verdict, headline=Text("Lời cũ", "Old")),
    )
    agent.hubs = (new, Delivery(hub="second.example", last_contact=1600.0, told=old_told))

    said = Reading(ask(agent).get("/").text).words

    assert "Lời mới" in said
    assert "Lời cũ" not in said
    assert "second.example:" in said


def test_without_a_clock_only_how_long_ago_is_told(ask: Ask) -> None:
    said = words(ask, "no clock")

    assert f"{LINE_CUT} Từ khoảng 39 phút trước" in said
    assert "Kiểm tra lần cuối" in said
    assert "vừa xong" in said
    assert "Đồng hồ của máy đo chưa đúng" in said
    assert not re.search(r"\d\d:\d\d|1970", said)


def test_times_are_those_of_viet_nam_and_dated_when_not_today_s(ask: Ask) -> None:
    said = Reading(ask(FakeAgent(well().cut(*OUTSIDE).run(12 * 3600))).get("/").text).words

    assert "Từ 13:11, 24/11/2026 (11 giờ 59 phút)" in said
    assert "Lập lúc 01:11:40" in said


def test_a_router_that_only_ignores_us_is_not_painted_red(ask: Ask) -> None:
    said = words(ask, "router silent, all else well")

    assert "Bộ định tuyến (modem) của trụ sở Không trả lời máy đo, nhưng mạng vẫn thông" in said


def test_one_failed_look_is_checked_again_before_it_is_told(ask: Ask) -> None:
    said = _words_of(ask(FakeAgent(well().cut(MONITOR).run(12))))

    assert "Máy giám sát của tỉnh Đang kiểm tra lại" in said
    assert "Không trả lời" not in said


def test_while_all_is_well_nobody_is_told_to_do_anything(ask: Ask) -> None:
    said = words(ask, "well")

    assert "Nếu máy của đơn vị vẫn gặp lỗi" in said
    assert "Việc cần làm" not in said
    assert "Việc cần làm" in words(ask, "monitor gone")


def test_the_power_is_told_as_far_as_it_is_known(ask: Ask) -> None:
    assert "đang chạy bằng ắc quy, ắc quy còn 62 %, dùng được khoảng 40 phút" in words(ask, "on battery")
    assert "Bộ lưu điện: đang có điện lưới" in words(ask, "on mains")
    assert "Máy đo khởi động: 12:45:00" in words(ask, "on mains")
    assert "Bộ lưu điện" not in words(ask, "well")


HOSTILE = "<script>alert(1)</script>{{ 7*7 }}"


def test_names_out_of_a_plan_cannot_become_markup(ask: Ask) -> None:
    place = Place(
        commune="19753",
        site="centre",
        commune_name=HOSTILE,
        lines=(Line(isp=HOSTILE, hotline='1"><script>', circuit=HOSTILE),),
        team=Team(name=HOSTILE, phone="javascript:alert(1)"),
        services={"portal": HOSTILE, "documents": HOSTILE},
        authorities={"gov-ca": HOSTILE},
    )
    cut = FakeAgent(
        well(place=place).cut(*OUTSIDE).run(400),
        hubs=(Delivery(hub=HOSTILE, failure=Text(HOSTILE, HOSTILE)), Delivery(hub=HOSTILE)),
    )
    portal = FakeAgent(well(place=place).cut(PORTAL).run(400))
    said_by_hub = told(well(place=place), Text(HOSTILE, HOSTILE), 60, HOSTILE)

    for agent in (cut, portal, said_by_hub):
        html = ask(agent).get("/").text
        page = Reading(html)
        assert "script" not in page.tags
        assert page.inline == []
        assert "{{ 7*7 }}" in page.words
        assert re.findall(r'href="tel:([^"]*)"', html) in (["1", "1"], ["1"], [])


def test_the_api_tells_the_same_facts(ask: Ask) -> None:
    status = ask(STATES["line cut"]()).get("/api/v1/status").json()

    assert status["generated_at"] == "2026-11-24T06:51:40Z"
    assert (status["site"], status["status"], status["cause"]) == ("19753/centre", "outage", "line_down")
    assert status["headline"]["vi"] == LINE_CUT
    assert status["since"] == "2026-11-24T06:11:49Z"
    assert status["lasting_seconds"] == pytest.approx(2391, abs=5)
    assert status["call"] == "after_steps"
    assert status["contacts"][0]["phone"] == "1800 1166"
    assert [one["answer"] for one in status["seen"]] == ["answers", "fails", "fails", "fails", "fails"]
    assert status["seen"][1]["reason"] == "no_reply"
    assert status["deliveries"] == [
        {
            "hub": "hub.example",
            "last_contact_seconds": 2410.0,
            "backlog": 412,
            "dropped": 7,
            "failure": {"vi": "hết thời gian chờ", "en": "no answer in time"},
        }
    ]
    assert status["plan"]["fault"]["en"] == "Line 3: wrong"
    assert status["from_hub"] is None


def test_the_api_claims_no_moment_without_a_clock(ask: Ask) -> None:
    status = ask(STATES["no clock"]()).get("/api/v1/status").json()

    assert (status["generated_at"], status["since"]) == (None, None)
    assert status["lasting_seconds"] == pytest.approx(2391, abs=5)


def test_it_says_that_it_runs_and_its_errors_plainly(ask: Ask) -> None:
    client = ask(STATES["no clock"]())

    assert client.get("/-/healthy").text == "ok\n"
    missing = client.get("/xa/19753")
    assert missing.status_code == 404
    assert "Không có trang này" in missing.text
    assert "1970" not in missing.text
    assert client.get("/api/v1/nothing").json() == {
        "error": "Không có trang này",
        "problem": {"vi": "Không có trang này", "en": "There is no such page"},
    }
    assert client.post("/").status_code == 405


def test_the_page_needs_little_of_the_program() -> None:
    """The agent runs on a small box: the page must not bring the hub's judgement and its calendars along."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, exporter.web.agent.app; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()

    assert not {"alerts.judgement", "alerts.verdict", "holidays", "openpyxl", "cryptography"} & set(loaded)
