"""A script in every text of an inventory: it runs nowhere, and what is not for everybody is told to nobody but those on call."""

import json
import re
from collections.abc import Sequence
from urllib.parse import quote, urlencode

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page

from exporter.publish.hub import PublicHub
from exporter.publish.pages import PublishedPages
from tests.exporter.privacy.poison import (
    FILES,
    HIT,
    LINE_ISP,
    MEASURED,
    NOT_POISONED,
    ON_CALL,
    PUBLIC,
    TAX_CODE,
    TEXT_FIELDS,
    WORD,
    field_of,
    found_in,
    takes_a_script,
    text,
    texts_of,
    token,
)
from tests.exporter.privacy.poisoned_hub import SIGN_IN, SPOKEN, WRITTEN, Poisoned
from tests.exporter.privacy.run import Run, runs
from tests.personal import leaks

ADDRESSES = re.compile(r"\b10\.9\.\d+\.\d+\b")


def _fields(names: set[str]) -> set[str]:
    return {token(name)[2:-2] for name in names}


def _named(answer: httpx.Response) -> list[str]:
    """The person of the certificate, and the tax code beside it."""
    return leaks(answer.content) + re.findall(TAX_CODE, answer.text)


def test_every_text_of_an_inventory_is_poisoned(poisoned: Poisoned) -> None:
    typed = list(texts_of(poisoned.inventory))
    held = {field_of(part, name) for part, name, value in typed if found_in(value)}
    armed = {field_of(part, name) for part, name, value in typed if "<script>" in value}
    harmless = {field_of(part, name) for part, name, _ in typed if takes_a_script(part, name)} - armed

    assert held | NOT_POISONED.keys() == TEXT_FIELDS
    assert not held & NOT_POISONED.keys()
    assert harmless - NOT_POISONED.keys() == FILES


def test_no_page_for_everybody_runs_or_tells_what_is_not_for_everybody(poisoned: Poisoned) -> None:
    allowed, met = _fields(PUBLIC), set[str]()
    for path, answer in poisoned.asked():
        body, said = answer.text, f"{path} {answer.status_code}"
        assert answer.status_code < 500 or "bao-cao" in path or "day-reports" in path, said
        assert runs(answer) == [], said
        told = found_in(body) | found_in(repr(answer.headers))
        if path not in SPOKEN:
            assert "zqperson" not in body, said
            assert told <= allowed, (said, told - allowed)
        assert ADDRESSES.findall(body) == [], said
        assert LINE_ISP not in body, said
        assert "Mạng của riêng một đường" not in body, said
        assert _named(answer) == [], said
        assert "49zq" not in body, f"{said}: a template of theirs was filled in"
        met |= told
    assert {token(name)[2:-2] for name in ("Commune.name", "Service.name", "Isp.name", "Team.phone")} <= met


def test_a_code_opens_roles_and_no_more(poisoned: Poisoned) -> None:
    code = {"ma": poisoned.codes.code_of(HIT)}
    answer = httpx.post(f"{poisoned.public}/xa/{HIT}/chung-thu", data=code, trust_env=False)

    assert answer.status_code == 200
    assert found_in(answer.text) == _fields({"Commune.name", "Signer.role"})
    assert runs(answer) == []
    assert _named(answer) == []


def test_what_is_published_runs_nothing_and_tells_no_more(poisoned: Poisoned) -> None:
    for path, html in PublishedPages(600).write(PublicHub(poisoned.public).provinces()):
        assert Run(html).found == [], path
        assert found_in(html) <= _fields(PUBLIC), path
        assert ADDRESSES.findall(html) == []
        assert leaks(html) == []


def test_those_on_call_are_told_more_and_nothing_runs(poisoned: Poisoned) -> None:
    allowed, met = _fields(ON_CALL) | {"person"}, set[str]()
    for path, answer in poisoned.on_call():
        assert answer.status_code == 200, path
        assert runs(answer) == [], path
        assert _named(answer) == [], path
        told = found_in(answer.text)
        assert told <= allowed, (path, told - allowed)
        met |= told
    assert {
        token(name)[2:-2] for name in ("Link.circuit", "Isp.hotline", "Duty.person", "Signer.role")
    } <= met


def test_measures_bear_names_of_things_and_nothing_that_people_wrote(poisoned: Poisoned) -> None:
    allowed, met = _fields(MEASURED), set[str]()
    for path, answer in poisoned.machines():
        assert runs(answer) == [], path
        assert _named(answer) == [], path
        if path.startswith("/api/"):  # what those on call are told, as JSON
            assert found_in(answer.text) <= _fields(ON_CALL) | {"person"}, path
            continue
        told = found_in(answer.text)
        assert told <= allowed, (path, told - allowed)
        assert ADDRESSES.findall(answer.text) == [], path
        met |= told
    assert _fields({"Link.id", "Signer.id", "Commune.name"}) <= met


HOSTILE = [
    f"/{quote(WRITTEN, safe='')}",
    f"/xa/{quote(WRITTEN, safe='')}",
    f"/xa/{HIT}/{quote(WRITTEN, safe='')}",
    f"/tinh/{quote(WRITTEN, safe='')}",
    f"/su-co/{quote(WRITTEN, safe='')}",
    f"/su-co?tu={quote(WRITTEN)}&xa={quote(WRITTEN)}&trang={quote(WRITTEN)}",
    f"/bao-cao/{quote(WRITTEN, safe='')}",
    f"/api/v1/communes/{quote(WRITTEN, safe='')}",
    f"/api/v1/incidents?from={quote(WRITTEN)}",
    f"/api/v1/incidents?commune={quote(WRITTEN)}",
    f"/api/v1/{quote(WRITTEN, safe='')}",
    f"/probe?target={quote(WRITTEN)}&module={quote(WRITTEN)}",
    f"/sd/{quote(WRITTEN, safe='')}",
    f"{SIGN_IN}?to={quote(WRITTEN)}&ended={quote(WRITTEN)}",
    f"/truc/su-co/{quote(WRITTEN, safe='')}",
    f"/truc?to={quote(WRITTEN)}",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_what_is_asked_for_is_told_back_as_text(poisoned: Poisoned, path: str) -> None:
    spoken = {
        "Accept-Language": WRITTEN,
        "Referer": WRITTEN,
        "User-Agent": WRITTEN,
        "X-Forwarded-For": WRITTEN,
    }
    with poisoned.machine() as inside, httpx.Client(base_url=poisoned.public, trust_env=False) as outside:
        for client in (inside, outside):
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
                answer = client.request(method, path, headers={**spoken, "X-HTTP-Method-Override": "DELETE"})
                assert answer.status_code < 500, (method, answer.text)
                assert runs(answer) == [], method
                assert "onerror" not in repr(answer.headers), method


def test_an_answer_for_programs_is_json_whatever_stands_in_it(poisoned: Poisoned) -> None:
    answers = [(path, one) for path, one in poisoned.asked() if path.startswith("/api/")]

    assert len(answers) > 20
    for path, answer in answers:
        assert answer.headers["content-type"] == "application/json", path
        json.loads(answer.text)


def _watched(browser: Browser) -> tuple[Page, list[str], list[str]]:
    """A page, what ran in it, and what its policy or its scripts complained of."""
    page = browser.new_context().new_page()
    ran: list[str] = []
    complaints: list[str] = []

    def shown(dialog: Dialog) -> None:
        ran.append(f"a dialog at {page.url}")
        dialog.dismiss()

    page.expose_function("poison", lambda: ran.append(page.url))
    page.on("dialog", shown)
    page.on("console", lambda said: complaints.append(said.text) if _bad(said) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, ran, complaints


def _bad(said: ConsoleMessage) -> bool:
    """An error, unless it is that a report is still being made."""
    return said.type == "error" and "503" not in said.text


def _shown(page: Page, address: str, paths: Sequence[str]) -> None:
    for path in paths:
        page.goto(address + path, wait_until="load")


@pytest.mark.needs("chromium")
def test_chromium_runs_none_of_it(poisoned: Poisoned, browser: Browser) -> None:
    page, ran, complaints = _watched(browser)
    try:
        _shown(
            page,
            poisoned.public,
            [one for one in poisoned.paths if not one.startswith("/api/") and "." not in one],
        )
        page.goto(f"{poisoned.public}/?{urlencode({'q': WRITTEN})}", wait_until="load")
        for box in page.get_by_role("searchbox").all():
            box.fill(WRITTEN)
    finally:
        page.context.close()

    assert ran == []
    assert complaints == []


@pytest.mark.needs("chromium")
def test_chromium_runs_none_of_it_for_those_on_call(poisoned: Poisoned, browser: Browser) -> None:
    page, ran, complaints = _watched(browser)
    try:
        page.goto(poisoned.operations + SIGN_IN)
        page.locator("input[name=name]").fill(text("OnCall.users"))
        page.locator("input[name=password]").fill(WORD)
        page.locator("form.fields button").click()
        page.wait_for_url(re.compile(r"/truc(\?|$)"))
        _shown(
            page,
            poisoned.operations,
            [one for one in poisoned.duty_paths if "." not in one and one != SIGN_IN],
        )
        page.goto(f"{poisoned.operations}/truc/bao-tri")
    finally:
        page.context.close()

    assert ran == []
    assert complaints == []
