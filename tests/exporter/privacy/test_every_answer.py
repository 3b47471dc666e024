"""What holds for every answer of both listeners, whatever is asked: nothing of the machine, nothing kept, nothing for other sites."""

import re
from collections.abc import Iterator
from importlib.metadata import version

import httpx
import pytest

from exporter.web.assets import asset_routes
from tests.exporter.privacy.poisoned_hub import SIGN_IN, Poisoned

ELSEWHERE = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
PROXIED = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "elsewhere.example",
    "Forwarded": "for=127.0.0.1;host=elsewhere.example;proto=https",
}
OUTSIDE = [
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/xa/..%2f..%2fetc%2fpasswd",
    "/api/v1/day-reports/..%2f..%2fincidents.sqlite",
    "/static/",
    "/templates/base.html",
    "/.git/config",
    "/.well-known/",
    "/incidents.sqlite",
    "/docs",
    "/redoc",
    "/openapi.json",
]


def _all(poisoned: Poisoned) -> Iterator[tuple[str, httpx.Response]]:
    yield from poisoned.asked()
    yield from poisoned.on_call()
    yield from poisoned.machines()


def _kept(path: str) -> bool:
    """Whether an answer may be kept: a style, a script, an image, whose address changes with what is in it."""
    return path.partition("?")[0] in {one.path for one in asset_routes()}


def test_every_answer_says_what_it_is_and_nobody_keeps_it(poisoned: Poisoned) -> None:
    for path, answer in _all(poisoned):
        kind = answer.headers["content-type"]
        assert not kind.startswith("text/") or "charset=utf-8" in kind, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert _kept(path) or answer.headers["cache-control"] == "no-store", path
        if kind.startswith("text/html"):
            assert "default-src 'none'" in answer.headers["content-security-policy"], path
            assert "unsafe" not in answer.headers["content-security-policy"], path


def test_no_answer_tells_what_it_was_made_with(poisoned: Poisoned) -> None:
    names = re.compile(r"uvicorn|starlette|python/|jinja|openssl", re.IGNORECASE)
    for path, answer in _all(poisoned):
        assert "server" not in answer.headers, path
        assert "x-powered-by" not in answer.headers, path
        assert names.findall(repr(answer.headers)) == [], path
    for path, answer in poisoned.asked():
        assert f'"{version("thongsuot")}"' not in answer.text, path
        assert names.findall(answer.text) == [], path


def test_other_sites_are_let_at_nothing(poisoned: Poisoned) -> None:
    for origin in (ELSEWHERE["Origin"], "null", poisoned.public):
        with httpx.Client(base_url=poisoned.public, trust_env=False, headers={"Origin": origin}) as client:
            asks = {
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization",
            }
            answers = [client.get(path) for path in poisoned.paths[:40]]
            answers += [client.options(path, headers=asks) for path in poisoned.paths[:40]]
            assert [
                one.url for one in answers for name in one.headers if name.startswith("access-control")
            ] == []


def test_the_public_listener_keeps_nothing_in_a_browser(poisoned: Poisoned) -> None:
    assert [path for path, answer in poisoned.asked() if "set-cookie" in answer.headers] == []


@pytest.mark.parametrize("path", OUTSIDE)
def test_what_is_not_a_page_is_not_there(poisoned: Poisoned, path: str) -> None:
    with poisoned.machine() as inside, httpx.Client(base_url=poisoned.public, trust_env=False) as outside:
        for client in (inside, outside):
            request = client.build_request("GET", "/")
            request.url = request.url.copy_with(raw_path=path.encode())
            answer = client.send(request)
            assert answer.status_code == 404
            assert "root:" not in answer.text


def test_what_a_proxy_is_said_to_have_seen_opens_nothing(poisoned: Poisoned) -> None:
    with httpx.Client(base_url=poisoned.operations, trust_env=False, headers=PROXIED) as client:
        for path in ("/", "/metrics", "/api/v1/incidents", "/sd/targets"):
            assert client.get(path).status_code == 401
        there = client.get("/truc")
        assert there.status_code == 303
        assert "elsewhere" not in repr(there.headers)


def test_of_a_word_that_is_said_twice_the_last_counts_everywhere(poisoned: Poisoned) -> None:
    with httpx.Client(base_url=poisoned.public, trust_env=False) as client:
        for first, last in (("2026-11-20", "x"), ("x", "2026-11-20")):
            twice = client.get(f"/api/v1/incidents?from={first}&from={last}&to=2026-11-24")
            once = client.get(f"/api/v1/incidents?from={last}&to=2026-11-24")
            assert (twice.status_code, twice.text) == (once.status_code, once.text)
        assert client.get("/?lang=vi&lang=en").text == client.get("/?lang=en").text


def test_what_is_for_those_on_call_and_for_machines_is_not_on_the_public_listener(poisoned: Poisoned) -> None:
    own = {*poisoned.duty_paths, *poisoned.operations_paths} - {*poisoned.paths}
    with httpx.Client(base_url=poisoned.public, trust_env=False) as client:
        assert {path for path in own if client.get(path).status_code != 404} == set()
    assert {"/metrics", "/truc", "/sd/targets", "/api/v1/reports"} <= own


def test_nobody_is_answered_on_the_operations_listener_who_does_not_say_who_comes(poisoned: Poisoned) -> None:
    with httpx.Client(base_url=poisoned.operations, trust_env=False) as client:
        open_to = {
            path
            for path in (*poisoned.duty_paths, *poisoned.operations_paths)
            if client.get(path).status_code not in (401, 303) and not _kept(path)
        }
    assert open_to == {SIGN_IN}
