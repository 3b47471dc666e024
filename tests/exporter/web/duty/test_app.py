"""The pages of those on call, asked as a browser asks: who comes in, what they see, what they do."""

import logging
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from alerts.cause import Cause
from alerts.reports import Reported, ReportKind
from exporter.web.duty.guesses import FREE_TRIES
from exporter.web.duty.sessions import IDLE_SECONDS
from exporter.web.tls import Tls
from probes.inventory.model import Inventory, Isp, Service, Signer, SignerKind, Team
from probes.inventory.settings import Alerting, OnCall
from tests.exporter.web.reading import Reading
from tests.fakes.on_call import USERS, WORD, code_of, on_call, operating
from tests.fakes.source import FakeSource
from tests.fakes.troubled import rejudge
from tests.servers.certificates import Certificates


class Browser(httpx.Client):
    """Keeps cookies, follows nothing by itself, and fills in forms as they stand in a page."""

    def page(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("location"))
        return answer.text

    def token(self, path: str) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.page(path))
        assert found is not None
        return found[1]

    def fill(self, path: str, on: str, **fields: str) -> httpx.Response:
        """Send the form at `path` that stands on the page `on`."""
        return self.post(path, data={"token": self.token(on), **fields})

    def sign_in(self, name: str = "truc-1", word: str = WORD, to: str = "") -> httpx.Response:
        return self.fill("/truc/dang-nhap", "/truc/dang-nhap", name=name, password=word, to=to)


@pytest.fixture
def source(tmp_path: Path) -> FakeSource:
    return on_call(tmp_path)


@contextmanager
def serving(source: FakeSource, users: Mapping[str, str] = USERS) -> Iterator[Browser]:
    with (
        operating(source, users) as address,
        Browser(base_url=address, trust_env=False, timeout=20) as client,
    ):
        yield client


@pytest.fixture
def browser(source: FakeSource) -> Iterator[Browser]:
    with serving(source) as client:
        yield client


@pytest.fixture
def inside(browser: Browser) -> Browser:
    assert browser.sign_in().status_code == 303
    return browser


def test_nobody_sees_anything_without_signing_in_and_no_browser_asks_for_a_password(
    browser: Browser, source: FakeSource
) -> None:
    for path in (
        "/truc",
        "/truc/bao-tri",
        "/truc/lich-truc",
        "/truc/chung-thu",
        f"/truc/su-co/{code_of(source)}",
    ):
        answer = browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/truc/dang-nhap?")
        assert "www-authenticate" not in answer.headers
    assert browser.get("/metrics").status_code == 401
    assert browser.get("/trucx").status_code == 401
    assert browser.get("/style.css").status_code == 200


def test_who_signs_in_is_taken_to_where_they_wanted_to_go(browser: Browser, source: FakeSource) -> None:
    wanted = f"/truc/su-co/{code_of(source)}"
    shown = browser.get(wanted).headers["location"]
    to = re.search(r'name="to" value="([^"]*)"', browser.get(shown).text)
    assert to is not None

    answer = browser.sign_in(to=to[1])

    assert answer.headers["location"] == f"{wanted}?lang=vi"
    assert "Phường Phú Xuân" in browser.page(wanted)


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example",
        "/truc//evil",
        "/metrics",
        "/truc/../metrics",
        "/trucx",
        "\\evil",
    ],
)
def test_signing_in_leads_to_no_other_place(browser: Browser, to: str) -> None:
    assert browser.sign_in(to=to).headers["location"] == "/truc?lang=vi"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("truc-1", "sai"),
        ("truc-1", ""),
        ("ai-do", "mật khẩu một"),
        ("", ""),
        ("truc-2", "mật khẩu một"),
        ("truc-1", "x" * 5000),
    ],
)
def test_a_wrong_password_opens_nothing(browser: Browser, name: str, password: str) -> None:
    answer = browser.sign_in(name, password)

    assert answer.status_code == 401
    assert "Tên hoặc mật khẩu không đúng" in answer.text
    assert browser.get("/truc").status_code == 303


def test_a_password_may_be_filled_in_by_whatever_keeps_it(browser: Browser) -> None:
    (name,) = re.findall(r'<input id="name"[^>]*>', browser.page("/truc/dang-nhap"))
    (word,) = re.findall(r'<input id="password"[^>]*>', browser.page("/truc/dang-nhap"))

    assert 'autocomplete="username"' in name
    assert 'autocomplete="current-password"' in word
    assert "onpaste" not in word
    assert "readonly" not in word


def test_who_is_not_on_call_is_told_what_a_stranger_is_told(browser: Browser, source: FakeSource) -> None:
    settings = source.known_inventory.settings.model_copy(update={"duty": OnCall(users=("truc-1",))})
    source.known_inventory = source.known_inventory.model_copy(update={"settings": settings})

    refused = browser.sign_in("prometheus", "scrape")

    assert refused.status_code == 401
    assert "Tên hoặc mật khẩu không đúng" in refused.text
    assert browser.sign_in().status_code == 303


def test_who_is_taken_off_the_list_is_out_at_once(inside: Browser, source: FakeSource) -> None:
    settings = source.known_inventory.settings.model_copy(update={"duty": OnCall(users=("truc-2",))})
    source.known_inventory = source.known_inventory.model_copy(update={"settings": settings})

    assert inside.get("/truc").status_code == 303


def test_too_many_wrong_passwords_must_wait_and_who_is_signed_in_goes_on(
    inside: Browser, source: FakeSource
) -> None:
    with Browser(base_url=inside.base_url, trust_env=False, timeout=20) as stranger:
        for _ in range(FREE_TRIES):
            assert stranger.sign_in(word="sai").status_code == 401
        refused = stranger.sign_in()
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "5"
        assert "hãy chờ 5 giây" in refused.text
        assert stranger.sign_in("truc-2", "mật khẩu hai").status_code == 303, "others are not concerned"
        assert inside.get("/truc").status_code == 200
        source.clock.advance(5)
        stranger.cookies.clear()
        assert stranger.sign_in().status_code == 303


def test_whose_browser_is_known_comes_in_while_strangers_guess(inside: Browser) -> None:
    with Browser(base_url=inside.base_url, trust_env=False, timeout=20) as stranger:
        for _ in range(FREE_TRIES + 3):
            stranger.sign_in(word="sai")
        assert stranger.sign_in().status_code == 429
    inside.fill("/truc/dang-xuat", "/truc")

    assert inside.sign_in().status_code == 303


def test_the_session_s_cookie_is_the_browser_s_own_and_new_each_time(browser: Browser) -> None:
    browser.cookies.set("truc-session", "chosen-by-somebody-else", path="/truc")
    first = [line for line in browser.sign_in().headers.get_list("set-cookie") if "truc-session" in line]
    cookie = first[0].lower()

    assert "chosen-by-somebody-else" not in cookie
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/truc"))
    assert "max-age" not in cookie
    assert "expires" not in cookie


def test_nobody_stays_signed_in_by_leaving_a_page_open(inside: Browser, source: FakeSource) -> None:
    for _ in range(int(IDLE_SECONDS // 600)):
        assert inside.get("/truc", headers={"X-Renew": "1"}).status_code == 200
        assert inside.get("/truc?renew=1").status_code == 200
        source.clock.advance(600)

    assert inside.get("/truc", headers={"X-Renew": "1"}).status_code == 303


def test_signing_out_ends_the_session_for_whoever_holds_its_cookie(inside: Browser) -> None:
    held = inside.cookies.get("truc-session")
    assert held is not None

    assert inside.fill("/truc/dang-xuat", "/truc").headers["location"] == "/truc/dang-nhap?lang=vi"

    assert inside.cookies.get("truc-session") is None
    with Browser(base_url=inside.base_url, trust_env=False, cookies={"truc-session": held}) as thief:
        assert thief.get("/truc").status_code == 303


def test_passwords_are_not_logged_and_tries_are(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        browser.sign_in(word="bí mật của tôi")
        browser.sign_in("giả\nmạo" + "x" * 60, "bí mật của tôi")
        browser.sign_in()

    said = [record.getMessage() for record in caplog.records if record.name.startswith("exporter.web.duty")]
    assert len(said) == 3
    assert not any("bí mật" in line or "mật khẩu một" in line or "\n" in line for line in said)
    assert "truc-1' signed in" in said[2]
    assert len(said[1]) < 120


FORMS = ("/truc/dang-xuat", "/truc/bao-tri", "/truc/su-co/{code}/tiep-nhan", "/truc/su-co/{code}/ghi-chu")


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[evil"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json"},
    ],
    ids=str,
)
def test_a_form_of_another_site_does_nothing(
    inside: Browser, source: FakeSource, path: str, headers: dict[str, str]
) -> None:
    token = inside.token("/truc")
    sent = inside.post(path.format(code=code_of(source)), data={"token": token, "text": "x"}, headers=headers)

    assert sent.status_code == 403
    assert source.incidents.open_incidents()[0].acknowledged is None
    assert inside.get("/truc").status_code == 200


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", ["", "x", "another's"])
def test_a_form_without_its_token_does_nothing(
    inside: Browser, source: FakeSource, path: str, token: str
) -> None:
    if token.startswith("another"):
        with Browser(base_url=inside.base_url, trust_env=False, timeout=20) as other:
            other.sign_in("truc-2", "mật khẩu hai")
            token = other.token("/truc")
    sent = inside.post(path.format(code=code_of(source)), data={"token": token, "text": "x"})

    assert sent.status_code == 403
    assert source.incidents.open_incidents()[0].acknowledged is None
    assert inside.get("/truc").status_code == 200


def test_the_sign_in_form_is_bound_to_the_browser_it_was_given_to(browser: Browser) -> None:
    token = browser.token("/truc/dang-nhap")
    with Browser(base_url=browser.base_url, trust_env=False, timeout=20) as victim:
        sent = victim.post(
            "/truc/dang-nhap", data={"token": token, "name": "truc-1", "password": "mật khẩu một"}
        )

    assert sent.status_code == 403
    assert not any("truc-session" in line for line in sent.headers.get_list("set-cookie"))


def test_a_form_that_is_too_large_is_not_read(inside: Browser) -> None:
    sent = inside.post("/truc/bao-tri", data={"token": inside.token("/truc"), "reason": "x" * 20_000})

    assert sent.status_code == 403


def test_without_users_it_says_how_to_add_them_and_lets_nobody_in(source: FakeSource) -> None:
    with serving(source, {}) as browser:
        for language, word in (("vi", "Chưa khai báo ai"), ("en", "Nobody is declared")):
            answer = browser.get(f"/truc?lang={language}")
            assert answer.status_code == 403
            assert word in answer.text
            assert "htpasswd -nB" in answer.text
            assert "basic_auth_users" in answer.text
        assert browser.get("/truc/su-co/x").status_code == 403
        assert browser.post("/truc/dang-nhap", data={"name": "", "password": ""}).status_code == 405


def test_the_list_shows_what_waits_and_who_is_on_duty(inside: Browser, source: FakeSource) -> None:
    words = Reading(inside.page("/truc")).words

    assert "Chưa ai tiếp nhận (1) Phường Phú Xuân" in words
    assert code_of(source) in words
    assert "Trực hạ tầng 1 0234 3 111 111" in words
    assert "Trực hạ tầng 2" not in words


def test_an_incident_is_taken_on_noted_handed_over_and_its_history_tells(
    inside: Browser, source: FakeSource
) -> None:
    code = code_of(source)
    path = f"/truc/su-co/{code}"

    sent = inside.fill(f"{path}/tiep-nhan", path, by="Ai khác", user="truc-2")
    assert sent.headers["location"] == f"{path}?lang=vi&done=tiep-nhan"
    inside.fill(f"{path}/ghi-chu", path, text="Đã gọi ông A, số 0912 345 678\n<b>chờ</b>")
    inside.fill(f"{path}/phieu-nha-mang", path, text="VNPT-77")
    inside.fill(f"{path}/ban-giao", path, text="Trực hạ tầng 2")
    rejudge(source)
    html = inside.page(f"{path}?done=ghi-chu")
    words = Reading(html).words

    assert "truc-1 tiếp nhận lúc 13:00" in words
    assert "Đã lưu ghi chú" in words
    assert "Ghi chú: Đã gọi ông A, số *** <b>chờ</b>" in words
    assert "<b>chờ</b>" not in html
    assert "0912" not in html
    assert "Phiếu nhà mạng: VNPT-77" in words
    assert "Đang giao: Trực hạ tầng 2" in words
    assert "Tiếp nhận xử lý" not in words, "it is taken on already"


def test_an_incident_shows_what_proves_it_and_what_the_isp_asks_for(
    inside: Browser, source: FakeSource
) -> None:
    words = Reading(inside.page(f"/truc/su-co/{code_of(source)}")).words

    assert "19753/centre/main 12:59:59" in words
    assert "VNPT" in words
    assert "0800 1166" in words
    assert "Phường Phú Xuân 19753" in words
    assert "docs/runbooks/line_down.md" in words
    assert "Tổ hạ tầng 0234 3 999 999" in words


def test_links_lead_to_the_documents_and_to_the_dashboard(inside: Browser, source: FakeSource) -> None:
    settings = source.known_inventory.settings.model_copy(
        update={"alerting": Alerting(docs="https://tai-lieu.example/", dashboards="https://grafana.example/")}
    )
    source.known_inventory = source.known_inventory.model_copy(update={"settings": settings})
    source.incidents.take(source.known_inventory)
    rejudge(source)

    html = inside.page(f"/truc/su-co/{code_of(source)}")

    assert 'href="https://tai-lieu.example/runbooks/line_down.md"' in html
    assert 'href="https://grafana.example/d/thongsuot-commune?var-province=46&amp;var-commune=19753"' in html


@pytest.mark.parametrize("what", ["ghi-chu", "phieu-nha-mang", "ban-giao"])
@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "a\x07b"])
def test_what_says_nothing_is_not_kept(inside: Browser, source: FakeSource, what: str, text: str) -> None:
    path = f"/truc/su-co/{code_of(source)}"

    assert inside.fill(f"{path}/{what}", path, text=text).status_code == 400


def test_a_disk_that_cannot_be_read_costs_the_history_and_nothing_else(
    inside: Browser, source: FakeSource, tmp_path: Path
) -> None:
    (tmp_path / "incidents.sqlite").unlink()

    words = Reading(inside.page(f"/truc/su-co/{code_of(source)}")).words

    assert "Chưa đọc được diễn biến từ ổ đĩa" in words
    assert "Phường Phú Xuân" in words


PLANNED = {
    "service": "portal",
    "start": "2026-12-05T22:00",
    "end": "2026-12-06T04:00",
    "reason": "Nâng cấp máy chủ",
    "announced": "2026-11-24",
}


def test_maintenance_is_announced_shown_and_called_off(inside: Browser, source: FakeSource) -> None:
    sent = inside.fill("/truc/bao-tri", "/truc/bao-tri", **PLANNED)
    assert sent.headers["location"] == "/truc/bao-tri?lang=vi&done=bao-tri"
    rejudge(source)
    assert source.judged is not None
    (planned,) = source.judged.maintenance
    assert planned.announced is not None

    words = Reading(inside.page("/truc/bao-tri?done=bao-tri")).words
    assert "có hiệu lực ngay" in words
    assert "Sắp tới Nâng cấp máy chủ" in words
    assert f"{planned.announced.id} 22:00, 05/12/2026 – 04:00, 06/12/2026 Phạm vi: Cổng" in words

    inside.fill(f"/truc/bao-tri/{planned.announced.id}/huy", "/truc/bao-tri")
    rejudge(source)
    assert "Không có lịch bảo trì nào" in Reading(inside.page("/truc/bao-tri")).words
    assert inside.fill(f"/truc/bao-tri/{planned.announced.id}/huy", "/truc/bao-tri").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field", "why"),
    [
        ({"end": "2026-12-05T21:00"}, "Dự kiến xong", "phải sau start"),
        ({"start": "2026-11-26T22:00"}, "Ngày thông báo", "ít nhất 7 ngày làm việc"),
        ({"announced": ""}, "", "phải ghi announced"),
        ({"service": ""}, "", "phải nêu phạm vi bảo trì"),
        ({"service": "", "commune": "99999"}, "5 chữ số.", "phải là một mã đã khai báo"),
        ({"service": "", "commune": "1975"}, "5 chữ số.", "phải là 5 chữ số"),
        ({"start": "ngày mai"}, "Bắt đầu", "phải"),
        ({"reason": ""}, "nội dung bảo trì", "còn thiếu"),
        ({"reason": "x" * 300}, "nội dung bảo trì", "1-200 ký tự"),
    ],
)
def test_a_wrong_announcement_is_shown_again_with_what_was_typed_and_every_fault(
    inside: Browser, source: FakeSource, wrong: dict[str, str], field: str, why: str
) -> None:
    sent = inside.fill("/truc/bao-tri", "/truc/bao-tri", **(PLANNED | wrong))

    assert sent.status_code == 422
    words = Reading(sent.text).words
    assert "Chưa ghi được, hãy sửa:" in words
    assert re.search(f"{field} ?: .*{why}" if field else why, words)
    assert "aria-invalid" in sent.text or not field
    if "reason" not in wrong:
        assert 'value="Nâng cấp máy chủ"' in sent.text
    rejudge(source)
    assert source.judged is not None
    assert not source.judged.announced


def test_what_is_under_way_stands_on_the_first_page(inside: Browser, source: FakeSource) -> None:
    now = {"start": "2026-11-24T12:00", "end": "2026-11-24T15:00", "force_majeure": "Bão số 12"}
    inside.fill("/truc/bao-tri", "/truc/bao-tri", **(PLANNED | now))
    rejudge(source)

    assert "Đang bảo trì (1) Đang bảo trì Nâng cấp máy chủ" in Reading(inside.page("/truc")).words


def test_the_roster_says_who_is_on_and_who_comes_next(inside: Browser) -> None:
    words = Reading(inside.page("/truc/lich-truc")).words

    assert "Đang trực Trực hạ tầng 1 0234 3 111 111 07:00 – 19:00" in words
    assert "Kế tiếp Trực hạ tầng 2 chưa khai báo" in words
    assert "Trực hạ tầng 0" not in words


def test_certificates_are_told_by_role_and_never_by_person(inside: Browser, source: FakeSource) -> None:
    signers = (
        Signer(id="19753-chu-tich", commune="19753", role="chu-tich", signer_kind=SignerKind.PERSON),
        Signer(id="19774-con-dau", commune="19774", role="con-dau", signer_kind=SignerKind.ORGANISATION),
    )
    source.known_inventory = source.known_inventory.model_copy(update={"signers": signers})
    source.incidents.take(source.known_inventory)
    rejudge(source)

    every, one = (Reading(inside.page(f"/truc/chung-thu{asked}")).words for asked in ("", "?xa=19774"))

    assert "Phường Phú Xuân 19753-chu-tich Chủ tịch Cá nhân" in every
    assert "19774-con-dau" in every
    assert "Mọi chứng thư của Phường Kim Long" in one
    assert "Chủ tịch" not in one
    assert "Chưa khai báo" in Reading(inside.page("/truc/chung-thu?xa=00000")).words
    assert inside.get("/truc/chung-thu?xa=<script>").status_code == 200


def _reported(source: FakeSource, *said: Reported) -> None:
    for one in said:
        source.clock.advance(1)
        source.incidents.report(one, source.clock.now())
    rejudge(source)


def test_what_communes_report_is_shown_with_their_words_and_dealt_with(
    inside: Browser, source: FakeSource
) -> None:
    locked = Reported("19774", ReportKind.PIN_LOCKED, None, "máy <b>số 3</b>")
    _reported(source, locked, Reported("19753", ReportKind.SIGN_IN, "portal"))

    html = inside.page("/truc")
    words = Reading(html).words
    assert "Việc các xã báo (2)" in words
    assert words.index("Phường Phú Xuân: Không đăng nhập được") < words.index(
        "Phường Kim Long: Thiết bị ký số"
    )
    assert "“máy <b>số 3</b>”" in words

    answer = inside.fill("/truc/viec-bao/1/da-xu-ly", "/truc", to="/truc")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/truc?")
    assert [one.settled is not None for one in source.incidents.reports()] == [False, True]
    words = Reading(inside.page(answer.headers["location"])).words
    assert "Đã ghi nhận: việc được báo đã xử lý" in words
    assert "Việc các xã báo (1)" in words
    assert "truc-1 xử lý lúc 13:00" in words


def test_three_communes_are_one_incident_that_rests_on_what_they_said(
    inside: Browser, source: FakeSource
) -> None:
    codes = ["19753", "19774", "19777"]
    communes = source.known_inventory.communes
    third = communes[1].model_copy(update={"code": codes[2], "name": "Phường Vỹ Dạ"})
    source.known_inventory = source.known_inventory.model_copy(update={"communes": (*communes, third)})
    source.incidents.take(source.known_inventory)
    _reported(source, *(Reported(code, ReportKind.SERVICE, "portal", f"xã {code}") for code in codes))
    found = next(one for one in source.incidents.open_incidents() if one.cause is Cause.SERVICE_REPORTED)

    words = Reading(inside.page(f"/truc/su-co/{found.code}")).words

    assert all(f"“xã {code}”" in words for code in codes)
    for number in (1, 2, 3):
        inside.fill(f"/truc/viec-bao/{number}/da-xu-ly", "/truc", to=f"/truc/su-co/{found.code}")
    rejudge(source)
    assert found.code not in [one.code for one in source.incidents.open_incidents()]


def test_a_report_that_is_not_there_is_told_of_and_leads_to_no_other_place(
    inside: Browser, source: FakeSource
) -> None:
    assert inside.fill("/truc/viec-bao/7/da-xu-ly", "/truc", to="/truc").status_code == 404
    _reported(source, Reported("19753", ReportKind.TOKEN))
    answer = inside.fill("/truc/viec-bao/1/da-xu-ly", "/truc", to="//evil.example/truc")
    assert answer.headers["location"].startswith("/truc?")
    assert inside.post("/truc/viec-bao/1/da-xu-ly", data={"to": "/truc"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/truc", "/truc/bao-tri", "/truc/lich-truc", "/truc/chung-thu", "/truc/su-co/{code}", "/truc/khong-co"],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_run_and_fetch_nothing_but_our_own_and_are_kept_by_nobody(
    inside: Browser, source: FakeSource, path: str, language: str
) -> None:
    answer = inside.get(path.format(code=code_of(source)), params={"lang": language})
    reading = Reading(answer.text)

    assert f'<html lang="{language}">' in answer.text
    assert not reading.inline
    assert "script" not in reading.tags
    assert all(fetched.startswith("/") and not fetched.startswith("//") for fetched in reading.fetched)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in answer.headers


def test_pages_with_a_form_are_not_taken_from_under_whoever_types(
    inside: Browser, source: FakeSource
) -> None:
    for path in ("/truc/bao-tri", f"/truc/su-co/{code_of(source)}"):
        assert "http-equiv" not in inside.page(path)
    assert 'content="30; url=/truc?lang=vi&amp;renew=1"' in inside.page("/truc")


def test_what_strangers_wrote_into_the_inventory_is_shown_as_it_is_written(source: FakeSource) -> None:
    evil = '"><script>alert(1)</script>'
    inventory: Inventory = source.known_inventory
    source.known_inventory = inventory.model_copy(
        update={
            "communes": tuple(each.model_copy(update={"name": evil}) for each in inventory.communes),
            "isps": (Isp(id="vnpt", name=evil, hotline=evil),),
            "services": (Service(id="portal", name=evil),),
            "teams": (Team(id="ha_tang_wan", name=evil, phone=evil),),
        }
    )
    source.incidents.take(source.known_inventory)
    rejudge(source)

    with serving(source) as browser:
        browser.sign_in()
        for path in (
            "/truc",
            "/truc/bao-tri",
            "/truc/lich-truc",
            "/truc/chung-thu",
            f"/truc/su-co/{code_of(source)}",
        ):
            assert "<script>alert" not in browser.page(path)


def test_with_tls_the_cookies_never_go_without_it(source: FakeSource, tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    trusting = ssl.create_default_context(cafile=certificates.trust)
    tls = Tls(*certificates.issued("good").write(tmp_path, "good"))
    with (
        operating(source, tls=tls) as address,
        Browser(base_url=address, trust_env=False, timeout=20, verify=trusting) as browser,
    ):
        set_at_sign_in = browser.sign_in().headers.get_list("set-cookie")
        assert browser.get("/truc").status_code == 200

    assert len(set_at_sign_in) == 2
    assert all(line.startswith("__Secure-truc-") and "; Secure" in line for line in set_at_sign_in)
