import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_address

import httpx
import pytest

from exporter.view import View
from exporter.web.public.app import public_app
from exporter.web.public.country import Asked
from exporter.web.public.pages import Pages
from exporter.web.server import Running
from probes.inventory.model import Commune, Isp, Link, Province, Site, SiteKind
from probes.inventory.settings import Operator, Settings
from probes.language import Language
from probes.observation import Result
from probes.reasons import Reason
from probes.signing.state import SigningState
from probes.states.state import Status
from tests.exporter.web.reading import Reading
from tests.fakes.clock import NOON
from tests.fakes.signers import certificate, declare, seen, signer
from tests.fakes.source import GOOD_HTTP, FakeSource, line_state, line_target, province, state_of

Start = Callable[..., Running]


@pytest.fixture
def source() -> FakeSource:
    return province(
        [("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long"), ("19777", "Phường Vỹ Dạ")],
        [("portal", "Cổng Dịch vụ công")],
    )


@pytest.fixture
def client(start: Start, source: FakeSource) -> Iterator[httpx.Client]:
    running = start(public_app(source, View(source)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        yield client


def _cut(source: FakeSource, commune: str) -> None:
    source.see(
        line_state(f"{commune}/centre/main", Status.DOWN, since=NOON - 900),
        line_state(f"{commune}/centre/spare", Status.DOWN, since=NOON - 720),
    )


def test_the_first_line_answers_the_question(client: httpx.Client, source: FakeSource) -> None:
    assert "đường truyền của cả 3 đơn vị đều có trả lời" in Reading(client.get("/").text).words

    _cut(source, "19774")

    assert "1/3 đơn vị đang mất kết nối" in Reading(client.get("/").text).words


def test_the_worst_commune_stands_first(client: httpx.Client, source: FakeSource) -> None:
    _cut(source, "19777")
    source.see(line_state("19774/centre/main", flapping=True))

    codes = re.findall(r'href="/xa/(\d{5})', client.get("/").text)

    assert codes == ["19777", "19774", "19753"]


def test_a_row_says_what_since_when_and_when_it_was_last_looked_at(
    client: httpx.Client, source: FakeSource
) -> None:
    _cut(source, "19774")

    words = Reading(client.get("/").text).words

    assert (
        "Mất kết nối Phường Kim Long Nhìn từ tỉnh: mọi đường truyền của trung tâm đều đang mất kết nối "
        "12:48 (12 phút) 13:00:00"
    ) in words
    assert "Kiểm tra lần cuối" in words


def test_the_page_is_in_english_for_who_asks(client: httpx.Client) -> None:
    english = client.get("/?lang=en").text

    assert '<html lang="en">' in english
    assert "the lines of all 3 communes answer" in english
    assert 'href="/xa/19753?lang=en"' in english
    assert client.get("/", headers={"Accept-Language": "en-GB"}).text.count('<html lang="en">') == 1
    assert '<html lang="vi">' in client.get("/").text


def test_the_pages_run_nothing_and_fetch_nothing_from_elsewhere(client: httpx.Client) -> None:
    for path in ("/", "/xa/19753", "/nowhere"):
        answer = client.get(path)
        page = Reading(answer.text)

        assert page.fetched
        assert all(address.startswith("/") and not address.startswith("//") for address in page.fetched)
        assert page.inline == []
        assert not {"script", "iframe", "style"} & set(page.tags)
        policy = answer.headers["content-security-policy"]
        assert policy.startswith(
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
        )
        assert "unsafe" not in policy
        for address in page.fetched:
            assert client.get(address).status_code == 200


def test_provinces_stand_apart_when_there_are_several(client: httpx.Client, source: FakeSource) -> None:
    inventory = source.known_inventory
    moved = inventory.communes[0].model_copy(update={"province": "01"})
    source.known_inventory = inventory.model_copy(
        update={
            "provinces": (Province(code="01", name="Thành phố Hà Nội"), *inventory.provinces),
            "communes": (moved, *inventory.communes[1:]),
        }
    )
    _cut(source, "19774")

    html = client.get("/").text

    assert re.findall(r'<h2><a href="(/tinh/\d+)', html) == ["/tinh/46", "/tinh/01"]
    assert re.findall(r'href="(/xa/\d+)', html) == [
        "/xa/19774"
    ]  # of each province only those that are not well
    assert re.findall(r'href="(/xa/\d+)', client.get("/tinh/46").text) == ["/xa/19774", "/xa/19777"]
    assert client.get("/tinh/99").status_code == 404


def test_a_blind_hub_says_so_first(client: httpx.Client, source: FakeSource) -> None:
    source.known = replace(source.known, blind=True)

    page = client.get("/").text

    assert "Máy giám sát của tỉnh đang mất kết nối: tình trạng dưới đây tạm thời chưa biết được" in page
    assert 'class="badge normal"' not in page


def test_nothing_stays_green_when_the_rounds_stand_still(client: httpx.Client, source: FakeSource) -> None:
    assert 'class="badge normal"' in client.get("/").text

    source.clock.advance(3 * 60 + 1)

    for path in ("/", "/xa/19753"):
        page = client.get(path).text
        assert 'class="badge normal"' not in page
        assert "Có trả lời" not in page
    assert "Chưa có số liệu của đơn vị nào" in client.get("/").text


def test_a_commune_shows_its_lines_and_systems(client: httpx.Client, source: FakeSource) -> None:
    source.see(line_state("19753/centre/spare", Status.DOWN, since=NOON - 60))
    source.see(state_of("portal/http", Result(Reason.HTTP_STATUS, 0.1), Status.DOWN))

    words = Reading(client.get("/xa/19753").text).words

    assert "Trung tâm: đường truyền chính Có trả lời 12:00 (1 giờ) 13:00:00" in words
    assert "Trung tâm: đường truyền dự phòng Không trả lời 12:59 (1 phút) 13:00:00" in words
    assert "Cổng Dịch vụ công Đang có sự cố 11:00 (2 giờ) 13:00:00" in words


def test_a_satellite_a_flapping_line_and_one_without_an_address_are_told_apart(
    client: httpx.Client, source: FakeSource
) -> None:
    commune = source.known_inventory.communes[0]
    satellite = Site(
        id="thuan-loc",
        kind=SiteKind.SATELLITE,
        name="Điểm tiếp nhận Thuận Lộc",
        links=(Link(id="main", isp="vnpt"), Link(id="lte", isp="vnpt")),
    )
    whole = commune.model_copy(update={"sites": (*commune.sites, satellite)})
    source.known_inventory = source.known_inventory.model_copy(update={"communes": (whole,)})
    target = line_target("19753", site="thuan-loc")
    source.known = replace(source.known, targets=dict(source.known.targets) | {target.id: target})
    source.see(line_state(target.id, flapping=True))

    words = Reading(client.get("/xa/19753").text).words

    assert "Điểm tiếp nhận Thuận Lộc: đường truyền chính Chập chờn – 13:00:00" in words
    assert "Điểm tiếp nhận Thuận Lộc: đường truyền chính Chưa theo dõi được – chưa có số liệu" in words
    assert "Nhìn từ tỉnh: đường truyền và các hệ thống dùng chung có trả lời" in words


def _with_signers(source: FakeSource) -> None:
    signers = (
        signer("chu-tich"),
        signer("pho-chu-tich"),
        signer("con-dau", kind="organisation"),
        signer("van-thu"),
    )
    declare(source, *signers)
    valid, ending = certificate(), certificate(SigningState.EXPIRING)
    source.see(
        seen(signers[0], valid),
        replace(seen(signers[1], ending), status=Status.DEGRADED),
        seen(signers[2], certificate(SigningState.EXPIRED)),
    )


def test_certificates_are_counted_and_nobody_is_pointed_at(client: httpx.Client, source: FakeSource) -> None:
    _with_signers(source)

    html, told = client.get("/xa/19753").text, client.get("/api/v1/communes/19753").text

    assert (
        "Chưa phát hành được văn bản ký số: không có chứng thư con dấu nào dùng được. "
        "Việc cần làm: báo tổ trực (nhóm chữ ký số) và chuẩn bị đề nghị cấp mới (Mẫu 02). "
    ) in Reading(html).words
    assert (
        "Chứng thư chữ ký số Số chứng thư đã khai báo, theo tình trạng: "
        "Ký được 1 còn hiệu lực, đã kiểm tra là không bị thu hồi "
        "Sắp hết hạn 1 cần lập đề nghị gia hạn (Mẫu 04) "
        "Đã hết hạn 1 không ký được nữa "
        "Chưa kiểm tra được 1 chưa có chứng thư hoặc chưa đủ căn cứ để kết luận "
        "Hết hạn sớm nhất: chứng thư của lãnh đạo (còn 264 ngày). "
        "Xem ngày hết hạn theo vai trò (cần mã của đơn vị) "
        "Sự cố đang có"
    ) in Reading(html).words
    assert "certificates" not in json.loads(told)
    assert json.loads(told)["signing"] == {
        "usable": {"leader": 2, "seal": 0, "staff": None},
        "first_end_days": {"leader": 264},
        "states": {"expired": 1, "not_observed": 1, "expiring": 1, "valid": 1},
    }
    for text in (html, told):
        assert "chu-tich" not in text
        assert "person" not in text


def test_a_commune_without_signers_says_nothing_of_them(client: httpx.Client) -> None:
    assert "Chứng thư" not in client.get("/xa/19753").text
    assert client.get("/api/v1/communes/19753").json()["signing"] == {
        "usable": {},
        "first_end_days": {},
        "states": {},
    }


def test_the_public_side_never_shows_addresses_circuits_isps_or_people(
    client: httpx.Client, source: FakeSource
) -> None:
    secret_line = Link(
        id="fpt-0901234567", isp="fpt", address=ip_address("10.46.7.8"), circuit="HUE-FTTH-00421"
    )
    site = Site(id="centre", links=(secret_line,))
    commune = Commune(code="19753", name="Phường Phú Xuân", province="46", sites=(site,))
    operator = Operator(name="Trung tâm IOC Huế", contact="ktv@hue.example 0905 000 111")
    source.known_inventory = source.known_inventory.model_copy(
        update={
            "communes": (commune,),
            "isps": (Isp(id="fpt", name="FPT Telecom", hotline="1900 6600"),),
            "settings": Settings(operator=operator),
        }
    )
    target = line_target("19753", "fpt-0901234567")
    source.known = replace(source.known, targets={target.id: target})
    source.see(line_state(target.id, Status.DOWN))
    _with_signers(source)

    for path in ("/", "/xa/19753", "/api/v1/status", "/api/v1/communes/19753"):
        text = client.get(path).text
        for secret in ("10.46.7.8", "HUE-FTTH", "fpt", "FPT", "1900", "0905", "hue.example", "signer"):
            assert secret not in text, f"{secret} on {path}"
    assert "Trung tâm IOC Huế" in client.get("/").text


def test_a_name_cannot_become_markup(client: httpx.Client, source: FakeSource) -> None:
    commune = source.known_inventory.communes[0]
    named = commune.model_copy(update={"name": "<script>alert(1)</script>"})
    source.known_inventory = source.known_inventory.model_copy(update={"communes": (named,)})

    for path in ("/", "/xa/19753"):
        assert "script" not in Reading(client.get(path).text).tags


def test_the_api_tells_every_commune(client: httpx.Client, source: FakeSource) -> None:
    _cut(source, "19774")

    answer = client.get("/api/v1/status")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "generated_at": "2026-11-24T06:00:00Z",
        "communes": [
            {
                "code": "19774",
                "name": "Phường Kim Long",
                "status": "outage",
                "verdict": "line_down",
                "since": "2026-11-24T05:48:00Z",
                "incident": None,
                "call": "not_yet",
            },
            *(
                {
                    "code": code,
                    "name": name,
                    "status": "normal",
                    "verdict": "normal",
                    "since": "2026-11-24T05:00:00Z",
                    "incident": None,
                    "call": "no",
                }
                for code, name in (("19753", "Phường Phú Xuân"), ("19777", "Phường Vỹ Dạ"))
            ),
        ],
        "incidents": [],
    }


def test_the_api_tells_one_commune(client: httpx.Client, source: FakeSource) -> None:
    source.see(line_state("19753/centre/main", last_seen=0), line_state("19753/centre/spare", last_seen=0))

    told = client.get("/api/v1/communes/19753").json()

    assert (told["code"], told["province"], told["status"], told["since"]) == (
        "19753",
        "46",
        "unknown",
        None,
    )
    assert told["headline"]["vi"] == "Chưa có số liệu mới về đường truyền của trung tâm"
    assert told["call"] == told["answers"][0]["call"] == "after_steps"
    assert told["answers"][0]["sentence"]["vi"] == "Nếu không làm việc được thì gọi tổ trực"
    assert told["last_checked"] == "2026-11-24T06:00:00Z"
    assert told["lines"][0] == {
        "name": {"vi": "Trung tâm: đường truyền chính", "en": "Centre: primary line"},
        "status": "unknown",
        "flapping": False,
        "only_inside": False,
        "since": None,
        "last_checked": "2026-11-24T06:00:00Z",
    }
    assert told["services"][0]["status"] == "up"
    assert told["contacts"] == [
        {"name": {"vi": "Tổ trực hỗ trợ kỹ thuật", "en": "The duty team"}, "phone": None}
    ]


def test_the_api_tells_a_whole_province_as_it_tells_each_commune(
    client: httpx.Client, source: FakeSource
) -> None:
    _cut(source, "19774")

    (province,) = client.get("/api/v1/provinces").json()["provinces"]
    told = client.get(f"/api/v1/provinces/{province['code']}").json()

    assert province == {"code": "46", "name": "Thành phố Huế", "communes": 3}
    assert (told["code"], told["name"]) == ("46", "Thành phố Huế")
    assert told["communes"] == [
        client.get(f"/api/v1/communes/{code}").json() for code in ("19753", "19774", "19777")
    ]
    assert client.get("/api/v1/provinces/01").status_code == 404


def test_pages_and_api_and_metrics_rest_on_one_verdict(source: FakeSource) -> None:
    view = View(source)

    assert view.now() is view.now()
    source.see(state_of("portal/http", GOOD_HTTP, Status.DOWN))
    assert view.now().verdicts["19753"].cause.value == "service_outage"


def test_the_province_page_is_written_anew_when_it_tells_something_else_or_after_a_second(
    source: FakeSource,
) -> None:
    view, pages = View(source), Pages()
    target = "19753/centre/main"
    first = pages.first(view.now(), Asked(), Language.VI)

    source.see(line_state(target, last_seen=999.5))
    assert pages.first(view.now(), Asked(), Language.VI) is first  # one more good round is no news
    source.see(line_state(target, Status.DEGRADED, causes={"loss"}))
    worse = pages.first(view.now(), Asked(), Language.VI)
    source.clock.advance(1)
    source.see(line_state(target, Status.DEGRADED, causes={"loss"}))

    assert worse != first
    assert pages.first(view.now(), Asked(), Language.VI) is not worse


def test_ages_move_on_without_a_new_snapshot(source: FakeSource) -> None:
    view = View(source)
    before = view.now()

    source.clock.advance(1.5)

    assert view.now() is not before
    assert view.now().snapshot is before.snapshot


@pytest.mark.parametrize("path", ["/xa/99999", "/xa/", "/nothing", "/xa/19753/more"])
def test_a_page_that_is_not_there_says_so_in_the_readers_language(client: httpx.Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "Không có trang này" in answer.text
    assert "There is no such page" in client.get(path, params={"lang": "en"}).text


def test_the_api_says_its_errors_in_json(client: httpx.Client) -> None:
    unknown, wrong_method = client.get("/api/v1/communes/99999?lang=en"), client.post("/api/v1/status")

    assert (unknown.status_code, unknown.json()) == (
        404,
        {
            "error": "There is no such page",
            "problem": {"vi": "Không có trang này", "en": "There is no such page"},
        },
    )
    assert wrong_method.status_code == 405
    assert "GET" in wrong_method.headers["allow"]


def test_a_failure_inside_shows_no_stack(client: httpx.Client, source: FakeSource) -> None:
    source.known = None  # type: ignore[assignment]  # on purpose: what a bug of ours would do

    client.headers["Connection"] = "close"  # the server hangs up after a failure
    page, told = client.get("/"), client.get("/api/v1/status")

    assert (page.status_code, told.status_code) == (500, 500)
    assert "Trang này gặp lỗi bên trong" in page.text
    assert "Traceback" not in page.text + told.text
