from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from exporter.codes import TURNS_NAME, Codes
from exporter.view import View
from exporter.web.certificates import CertificateRow
from exporter.web.public.app import public_app
from exporter.web.server import Running
from probes.signing.state import SigningState
from probes.states.state import Status
from tests.exporter.web.reading import Reading
from tests.fakes.signers import certificate, declare, seen, signer
from tests.fakes.source import FakeSource, province

Start = Callable[..., Running]
PAGE = "/xa/19753/chung-thu"


@pytest.fixture
def source() -> FakeSource:
    source = province(
        [("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")], [("portal", "Cổng Dịch vụ công")]
    )
    leader = signer("nguyen-van-a", role="pho-chu-tich-2")
    seal = signer("con-dau", kind="organisation")
    declare(source, leader, seal, signer("nguoi-khac", "19774", role="van-thu"))
    ending = replace(seen(leader, certificate(SigningState.EXPIRING)), status=Status.DEGRADED)
    source.see(ending, seen(seal, certificate(SigningState.EXPIRED)))
    return source


@pytest.fixture
def codes(tmp_path: Path) -> Codes:
    return Codes(tmp_path)


@pytest.fixture
def client(start: Start, source: FakeSource, codes: Codes) -> Iterator[httpx.Client]:
    running = start(public_app(source, View(source), codes=codes))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        yield client


def test_the_code_opens_when_the_commune_s_own_certificates_end_by_role(
    client: httpx.Client, codes: Codes
) -> None:
    answer = client.post(PAGE, data={"ma": codes.code_of("19753").lower().replace("-", " ")})

    assert answer.status_code == 200
    words = Reading(answer.text).words
    assert "Con dấu Tổ chức (con dấu)" in words
    assert "Phó Chủ tịch 2 Cá nhân" in words
    assert "15/08/2027" in words  # the effective end: the day before the certificate's own
    assert words.index("Con dấu Tổ chức") < words.index("Phó Chủ tịch 2")  # what is worse comes first
    assert "Văn thư" not in words


def test_nobody_is_named_and_nothing_is_kept(client: httpx.Client, codes: Codes) -> None:
    code = codes.code_of("19753")
    answer = client.post(PAGE, data={"ma": code})

    assert "nguyen-van-a" not in answer.text
    assert code not in answer.text
    assert code not in str(answer.url)
    assert answer.headers["cache-control"] == "no-store"
    assert 'http-equiv="refresh"' not in answer.text
    assert answer.text.index("<table") < answer.text.index('id="live"')  # a renewal must not take it away


@pytest.mark.parametrize("typed", ["", "0000000000", "of another commune"])
def test_no_other_code_opens_anything(client: httpx.Client, codes: Codes, typed: str) -> None:
    answer = client.post(PAGE, data={"ma": codes.code_of("19774") if " " in typed else typed})

    assert answer.status_code == 403
    assert "Mã của đơn vị chưa đúng" in Reading(answer.text).words
    assert "<table" not in answer.text


def test_without_a_code_the_page_asks_for_it_and_says_what_it_will_show(client: httpx.Client) -> None:
    page = client.get(PAGE, params={"lang": "en"}).text

    assert "<table" not in page
    assert "No person's name and no number is shown." in Reading(page).words
    assert f'action="{PAGE}?lang=en"' in page
    assert f'href="{PAGE}?lang=vi"' in client.get("/xa/19753").text


def test_whoever_guesses_shares_one_limit_with_the_other_form(client: httpx.Client, codes: Codes) -> None:
    guesses = [client.post(PAGE, data={"ma": f"{guess:010}"}).status_code for guess in range(11)]

    assert guesses == [403] * 10 + [429]
    assert client.post("/xa/19753/bao-su-co", data={"ma": "0"}).status_code == 429
    assert client.post(PAGE, data={"ma": codes.code_of("19753")}).status_code == 200


def test_thirty_looks_an_hour_are_enough(client: httpx.Client, codes: Codes) -> None:
    code = {"ma": codes.code_of("19753")}
    answers = [client.post(PAGE, data=code).status_code for _ in range(31)]

    assert answers == [200] * 30 + [429]
    assert client.post("/xa/19774/chung-thu", data={"ma": codes.code_of("19774")}).status_code == 200


def test_codes_that_cannot_be_checked_open_nothing(
    client: httpx.Client, codes: Codes, tmp_path: Path, start: Start, source: FakeSource
) -> None:
    code = {"ma": codes.code_of("19753")}
    (tmp_path / TURNS_NAME).write_text("{")
    assert client.post(PAGE, data=code).status_code == 503

    running = start(public_app(source, View(source)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as without:
        assert without.post(PAGE, data=code).status_code == 503
        page = without.get(PAGE).text
    assert "<form" not in page
    assert "chưa kiểm tra được mã" in Reading(page).words


def test_what_no_form_of_ours_sends_is_refused(client: httpx.Client) -> None:
    assert client.post(PAGE, json={}).status_code == 415
    assert client.post(PAGE, data={"ma": "a" * 20_000}).status_code == 413
    assert client.get("/xa/99999/chung-thu").status_code == 404
    assert client.post("/xa/99999/chung-thu", data={"ma": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("chu-tich", "Chủ tịch"),
        ("chu_tich", "Chủ tịch"),
        ("pho-chu-tich", "Phó Chủ tịch"),
        ("pho-chu-tich-2", "Phó Chủ tịch 2"),
        ("van-thu", "Văn thư"),
        ("van-thuy", "van-thuy"),
        ("may-chu", "may-chu"),
    ],
)
def test_a_role_is_called_what_people_call_it(role: str, said: str) -> None:
    row = CertificateRow(signer("x", role=role), "Phường Phú Xuân", SigningState.VALID, None)

    assert row.role.vi == said
