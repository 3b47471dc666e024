import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from alerts.reports import ReportKind
from exporter.codes import TURNS_NAME, Codes
from exporter.view import View
from exporter.web.public.app import public_app
from exporter.web.server import Running
from tests.exporter.web.reading import Reading
from tests.fakes.source import FakeSource, province

Start = Callable[..., Running]
FORM = "/xa/19753/bao-su-co"


@pytest.fixture
def source() -> FakeSource:
    return province(
        [("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")], [("portal", "Cổng Dịch vụ công")]
    )


@pytest.fixture
def codes(tmp_path: Path) -> Codes:
    return Codes(tmp_path)


@pytest.fixture
def client(start: Start, source: FakeSource, codes: Codes) -> Iterator[httpx.Client]:
    running = start(public_app(source, View(source), codes=codes))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        yield client


def _filled(codes: Codes, **other: str) -> dict[str, str]:
    return {"loai": "sign_in", "he-thong": "portal", "noi-dung": "cả 3 máy", "ma": codes.code_of("19753")} | {
        name.replace("_", "-"): value for name, value in other.items()
    }


def test_what_staff_send_with_their_code_reaches_those_on_call(
    client: httpx.Client, source: FakeSource, codes: Codes
) -> None:
    answer = client.post(FORM, data=_filled(codes, noi_dung="gọi 0912345678"))

    assert answer.status_code == 303
    (report,) = source.incidents.reports()
    assert (report.said.commune, report.said.kind, report.said.service, report.said.text) == (
        "19753",
        ReportKind.SIGN_IN,
        "portal",
        "gọi ***",
    )
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"da-gui": ["1"], "lang": ["vi"]}
    assert "Đã ghi lại cho tổ trực" in Reading(client.get(answer.headers["location"]).text).words


def test_a_wrong_code_is_told_and_what_was_typed_stays(
    client: httpx.Client, source: FakeSource, codes: Codes
) -> None:
    answer = client.post(FORM, data=_filled(codes, ma=codes.code_of("19774"), noi_dung="<b>cả 3</b> máy"))

    assert answer.status_code == 403
    assert "Mã của đơn vị chưa đúng" in Reading(answer.text).words
    assert "&lt;b&gt;cả 3&lt;/b&gt; máy" in answer.text
    assert re.search(r'value="sign_in" required checked', answer.text)
    assert re.search(r'value="portal" selected', answer.text)
    assert not source.incidents.reports()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"loai": ""}, "Hãy chọn việc đang gặp"),
        ({"loai": "nonsense"}, "Hãy chọn việc đang gặp"),
        ({"he_thong": "nonsense"}, "Hãy chọn lại hệ thống"),
        ({"loai": "service", "he_thong": ""}, "Hãy chọn hệ thống đang gặp lỗi"),
        ({"loai": "other", "noi_dung": " "}, "Hãy ghi vắn tắt"),
        ({"noi_dung": "a" * 501}, "nhiều nhất 500 ký tự"),
        ({"noi_dung": "a\x00"}, "không hiển thị được"),
    ],
)
def test_what_is_missing_is_said(
    client: httpx.Client, source: FakeSource, codes: Codes, changed: dict[str, str], said: str
) -> None:
    answer = client.post(FORM, data=_filled(codes, **changed))

    assert answer.status_code == 400
    assert said in Reading(answer.text).words
    assert not source.incidents.reports()


def test_who_guesses_locks_nobody_out(client: httpx.Client, source: FakeSource, codes: Codes) -> None:
    answers = [client.post(FORM, data=_filled(codes, ma=f"{guess:010}")).status_code for guess in range(12)]

    assert answers == [403] * 10 + [429] * 2
    assert client.post(FORM, data=_filled(codes)).status_code == 303
    assert len(source.incidents.reports()) == 1


def test_one_commune_sends_six_an_hour_and_the_others_are_not_kept_waiting(
    client: httpx.Client, source: FakeSource, codes: Codes
) -> None:
    answers = [client.post(FORM, data=_filled(codes, noi_dung=f"lần {time}")) for time in range(7)]
    assert [answer.status_code for answer in answers] == [303] * 6 + [429]
    assert "sau 10 phút" in Reading(answers[-1].text).words

    other = client.post("/xa/19774/bao-su-co", data=_filled(codes, ma=codes.code_of("19774")))
    assert other.status_code == 303
    source.clock.advance(601)
    assert client.post(FORM, data=_filled(codes, noi_dung="nữa")).status_code == 303


def test_what_no_form_of_ours_sends_is_refused(client: httpx.Client) -> None:
    assert client.post(FORM, json={}).status_code == 415
    assert client.post(FORM, data={"noi-dung": "a" * 20_000}).status_code == 413
    assert client.post(FORM, data={f"a{number}": "1" for number in range(30)}).status_code == 400
    assert client.get("/xa/99999/bao-su-co").status_code == 404
    assert client.post("/xa/99999/bao-su-co", data={"ma": "1"}).status_code == 404


def test_without_codes_the_form_says_that_it_takes_nothing(start: Start, source: FakeSource) -> None:
    running = start(public_app(source, View(source)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        page = client.get(FORM).text
        assert "chưa nhận được báo cáo" in Reading(page).words
        assert "<form" not in page
        assert client.post(FORM, data={"ma": "1", "loai": "token"}).status_code == 503


def test_damaged_turns_close_the_form_and_take_no_old_code(
    client: httpx.Client, source: FakeSource, codes: Codes, tmp_path: Path
) -> None:
    filled = _filled(codes)
    (tmp_path / TURNS_NAME).write_text("{")

    assert client.post(FORM, data=filled).status_code == 503
    assert not source.incidents.reports()


def test_a_form_being_filled_in_is_not_taken_away_by_a_renewal(client: httpx.Client) -> None:
    page = client.get(FORM, params={"lang": "en"}).text

    assert 'http-equiv="refresh"' not in page
    assert page.index("<form") < page.index('id="live"')
    assert "Report trouble" in Reading(page).words


def test_the_page_of_a_commune_leads_to_its_form(client: httpx.Client) -> None:
    assert f'href="{FORM}?lang=vi"' in client.get("/xa/19753").text
