"""A script in every text of an inventory: it runs nowhere, and what is not for everybody is told to nobody but those on call."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Browser
from starlette.routing import Route

from alerts.cause import Cause
from alerts.desk import Event
from alerts.finding import labelled
from alerts.incident import Acknowledgement, Evidence, Incident, Outcome
from alerts.incidents import Incidents
from alerts.judgement import Judge
from alerts.ledger import Ledger
from alerts.report.history import INCIDENTS, STATES
from alerts.reports import Reported, ReportKind
from exporter.codes import Codes
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.publish.hub import PublicHub
from exporter.publish.pages import PublishedPages
from exporter.view import View
from exporter.web.duty.app import DUTY_PATHS, duty_routes
from exporter.web.operations.app import operations_app
from exporter.web.public.app import public_app
from exporter.web.server import serve
from exporter.web.web_config import load_web_config
from probes.clock import Instant
from probes.expand import targets_of
from probes.inventory.model import Inventory
from probes.observation import HUB, Result
from probes.reasons import Reason
from probes.states.state import Snapshot, State, Status
from probes.store import Store
from probes.targets import Target
from tests.exporter.privacy.poison import (
    HIT,
    LINE_ISP,
    NOT_POISONED,
    ON_CALL,
    POINT,
    PUBLIC,
    TEXT_FIELDS,
    WELL,
    WORD,
    found_in,
    text,
    texts_of,
    token,
    write_inventory,
)
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource, line_state, state_of

WRITTEN = '"><img src=x onerror=poison()>zqpersonzq 0912 345 678'
"""What somebody on call wrote."""
PERIOD = "?tu=2026-11-20&den=2026-11-24"
ADDRESSES = re.compile(r"\b10\.9\.\d+\.\d+\b")


@dataclass
class Poisoned:
    """A hub with that inventory: its two listeners, what it answered there, and what was published of it."""

    inventory: Inventory
    public: str
    operations: str
    codes: Codes
    paths: Sequence[str]
    incidents: Sequence[str]

    def asked(self) -> Iterator[tuple[str, httpx.Response]]:
        """Every page and every answer of the public listener, in both languages."""
        with httpx.Client(base_url=self.public, trust_env=False, timeout=30) as client:
            for path in self.paths:
                for language in ("vi", "en"):
                    yield (
                        path,
                        client.get(path, headers={"Accept-Language": language}, follow_redirects=True),
                    )
            code = {"ma": self.codes.code_of(HIT)}
            yield "wrong code", client.post(f"/xa/{HIT}/chung-thu", data={"ma": WRITTEN})
            yield (
                "wrong report",
                client.post(f"/xa/{HIT}/bao-su-co", data={"loai": WRITTEN, "noi-dung": WRITTEN, **code}),
            )
            yield "search", client.get("/", params={"q": WRITTEN, "tinh-trang": WRITTEN, "lang": WRITTEN})

    def on_call(self) -> Iterator[tuple[str, httpx.Response]]:
        """Every page of those on call, signed in, and the operations listener's own answers."""
        name = text("OnCall.users")
        with httpx.Client(base_url=self.operations, trust_env=False, timeout=30) as client:
            sign_in = "/truc/dang-nhap"
            form = client.get(sign_in).text
            csrf = re.search(r'name="token" value="([^"]+)"', form)
            assert csrf is not None
            answer = client.post(sign_in, data={"token": csrf[1], "name": name, "password": WORD})
            assert answer.status_code == 303, answer.text
            pages = ("", "/bao-tri", "/lich-truc", "/chung-thu", f"/chung-thu?xa={HIT}")
            for path in (
                *(f"/truc{page}" for page in pages),
                *(f"/truc/su-co/{one}" for one in self.incidents),
            ):
                for language in ("vi", "en"):
                    yield path, client.get(path, headers={"Accept-Language": language})
        with httpx.Client(
            base_url=self.operations, trust_env=False, auth=(name.encode(), WORD.encode())
        ) as client:
            for path in (
                "/",
                "/metrics",
                "/sd/targets",
                "/sd/agents",
                "/api/v1/incidents",
                "/api/v1/reports",
            ):
                yield path, client.get(path)


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poisoned]:
    folder = tmp_path_factory.mktemp("poison")
    with ExitStack() as stack:
        yield _running(folder, stack)


def _running(folder: Path, stack: ExitStack) -> Poisoned:
    inventory = write_inventory(folder / "inventory", folder / "data")
    data = Path(inventory.settings.data_dir)
    data.mkdir(parents=True)
    source = _source(inventory, data)
    view, codes = View(source), Codes(data)
    public = public_app(source, view, codes=codes)
    renderer = Renderer(source, view, SelfMetrics(["ping"]))
    users = inventory.settings.listen.operations_web_config
    assert users is not None
    config = load_web_config(Path(users))
    routes = duty_routes(source, view, config.users)
    operations = operations_app(
        source, view, renderer, lambda _target, _seconds: Result(None, 0.0), more=routes
    )
    listeners = [
        serve(public, "127.0.0.1:0", None),
        serve(operations, "127.0.0.1:0", config, open_paths=DUTY_PATHS),
    ]
    for one in listeners:
        stack.callback(one.stop)
    first, second = (f"http://127.0.0.1:{one.port}" for one in listeners)
    incidents = [one.code for one in view.now().incidents]
    return Poisoned(inventory, first, second, codes, list(_paths(public.routes, incidents)), incidents)


def _paths(routes: Sequence[object], incidents: Sequence[str]) -> Iterator[str]:
    """Every path that the listener knows, filled in with what is there."""
    filled: Mapping[str, Sequence[str]] = {
        "/tinh/{code}": ["/tinh/46"],
        "/su-co": ["/su-co", f"/su-co{PERIOD}", f"/su-co?xa={HIT}"],
        "/bao-cao/{day}": ["/bao-cao/2026-11-24"],
        "/api/v1/day-reports/{day}": ["/api/v1/day-reports/2026-11-24"],
        "/api/v1/provinces/{code}": ["/api/v1/provinces/46"],
        "/api/v1/incidents": ["/api/v1/incidents", "/api/v1/incidents?page=1"],
        **{
            path: [path.replace("{code}", one) for one in (*incidents, "46-OLD-1")]
            for path in ("/su-co/{code}", "/api/v1/incidents/{code}")
        },
    }
    for route in routes:
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            if route.path in filled:
                yield from filled[route.path]
            elif "{code}" in route.path:
                yield from (route.path.replace("{code}", code) for code in (HIT, WELL))
            else:
                assert "{" not in route.path, f"say what to ask of {route.path}"
                yield route.path


def _source(inventory: Inventory, data: Path) -> FakeSource:
    source = FakeSource(known_inventory=inventory)
    targets = targets_of(inventory)
    source.known = Snapshot(
        targets={one.id: one for one in targets},
        states={(one.target, one.vantage): one for one in map(_state, targets)},
        restored=True,
        witnesses_up={one.id: True for one in inventory.witnesses},
    )
    held = [_incident(number, cause) for number, cause in enumerate(_LABELS)]
    old = replace(held[0], code="46-OLD-1", closed=NOON - 60, outcome=Outcome.RECOVERED)
    now = Instant(NOON, 5000.0)
    ledger = Ledger(data / INCIDENTS)
    ledger.open(now)
    events = [
        Event(one.code, NOON - 100 + place, what, WRITTEN, WRITTEN)
        for one in (*held, old)
        for place, what in enumerate(("opened", "acknowledged", "noted", "isp_ticket", "handed_over"))
    ]
    ledger.save([*held, old], events, now)
    ledger.close()
    store = Store(data / STATES)
    store.open(now)
    store.close([], [], now)
    source.incidents = Incidents(inventory, data / INCIDENTS, now)
    source.incidents.restore(now)
    source.incidents.report(Reported(HIT, ReportKind.OTHER, token("Service.id"), WRITTEN), now)
    reports = source.incidents.reports()
    source.judged = Judge(0.0).judge(inventory, source.known, now, held, [old], (), reports)
    return source


def _state(target: Target) -> State:
    """Everything answers, with words of somebody else's in what it says; but for a line that does not."""
    if target.kind == "ping":
        return line_state(target.id, Status.DOWN if target.id.startswith(HIT) else Status.UP)
    return state_of(target.id, Result(Reason.HTTP_STATUS, 0.1, detail=WRITTEN), Status.DOWN)


_SITE = {
    "province": "46",
    "commune": HIT,
    "site": token("Site.id"),
    "link": f"{token('Link.id')}-a",
    "isp": token("Isp.id"),
}
_LABELS: Mapping[Cause, Mapping[str, str]] = {
    Cause.LINE_DOWN: _SITE,
    Cause.ISP_OUTAGE: {"province": "46", "isp": token("Isp.id")},
    Cause.UPSTREAM_OUTAGE: {"province": "46", "isp": token("Isp.id"), "upstream": token("Upstream.id")},
    Cause.SERVICE_OUTAGE: {"service": token("Service.id")},
    Cause.SERVICE_REPORTED: {"service": token("Service.id")},
    Cause.AUTHORITY_OUTAGE: {"authority": token("Authority.id")},
    Cause.SATELLITE_DOWN: {"province": "46", "commune": HIT, "site": POINT},
    Cause.SERVICE_UNREACHABLE_HERE: {"province": "46", "commune": HIT, "service": token("Service.id")},
    Cause.SIGNING_BLOCKED: {"province": "46", "commune": HIT},
    Cause.LINE_LOSSY: {
        "province": "46",
        "commune": WELL,
        "site": "tt",
        "link": f"{token('Link.id')}-c",
        "isp": LINE_ISP,
    },
}


def _incident(number: int, cause: Cause) -> Incident:
    labels = _LABELS[cause]
    return Incident(
        code=f"46-POISON-{number}",
        cause=cause,
        labels=labelled(**labels),
        opening=1,
        since=NOON - 1800,
        opened=NOON - 1700,
        told=NOON - 1650,
        affected=(labels.get("commune", HIT),),
        acknowledged=Acknowledgement(WRITTEN, NOON - 1000),
        isp_ticket=WRITTEN,
        handler=WRITTEN,
        evidence=(Evidence(f"{HIT}/x", HUB, NOON - 1800, Status.DOWN, Reason.TIMEOUT, "e", 1),),
    )


class Run(HTMLParser):
    """What of a page a browser would run or fetch that we did not write."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        source = told.get("src") or ""
        if tag in ("iframe", "object", "embed", "base") or (
            tag == "script" and not re.match(r"(\.\./)?/?[a-z]+\.js\?", source)
        ):
            self.found.append(f"{tag} {source}")
        self.found += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.found += [
            f"{name}={value}"
            for name, value in attrs
            if name in ("src", "href", "action")
            and re.match(r"\s*(javascript|data|vbscript):|x$", value or "")
        ]


def _fields(names: set[str]) -> set[str]:
    return {token(name)[2:-2] for name in names}


def test_every_text_of_an_inventory_is_poisoned(poisoned: Poisoned) -> None:
    held = {field for field, value in texts_of(poisoned.inventory) if found_in(value)}

    assert held | NOT_POISONED.keys() == TEXT_FIELDS
    assert not held & NOT_POISONED.keys()


def test_no_page_for_everybody_runs_or_tells_what_is_not_for_everybody(poisoned: Poisoned) -> None:
    allowed, met = _fields(PUBLIC), set[str]()
    for path, answer in poisoned.asked():
        body, said = answer.text, f"{path} {answer.status_code}"
        assert answer.status_code < 500, said
        if "html" in answer.headers["content-type"]:
            assert Run(body).found == [], said
            assert "<img src=x" not in body, said
        assert answer.headers["x-content-type-options"] == "nosniff", said
        told = found_in(body) | found_in(repr(answer.headers))
        if path not in ("wrong code", "wrong report", "search"):  # which show to people what they typed
            assert "zqperson" not in body, said
            assert told <= allowed, (said, told - allowed)
        assert ADDRESSES.findall(body) == [], said
        assert LINE_ISP not in body, said
        assert "Mạng của riêng một đường" not in body, said
        met |= told
    assert {token(name)[2:-2] for name in ("Commune.name", "Service.name", "Isp.name", "Team.phone")} <= met


def test_a_code_opens_roles_and_no_more(poisoned: Poisoned) -> None:
    code = {"ma": poisoned.codes.code_of(HIT)}
    answer = httpx.post(f"{poisoned.public}/xa/{HIT}/chung-thu", data=code, trust_env=False)

    assert answer.status_code == 200
    assert found_in(answer.text) == _fields({"Commune.name", "Signer.role"})
    assert Run(answer.text).found == []


def test_what_is_published_runs_nothing_and_tells_no_more(poisoned: Poisoned) -> None:
    for path, html in PublishedPages(600).write(PublicHub(poisoned.public).provinces()):
        assert Run(html).found == [], path
        assert found_in(html) <= _fields(PUBLIC), path
        assert ADDRESSES.findall(html) == []


def test_those_on_call_are_told_more_and_nothing_runs(poisoned: Poisoned) -> None:
    allowed, met = _fields(ON_CALL) | {"person"}, set[str]()
    for path, answer in poisoned.on_call():
        assert answer.status_code == 200, path
        if "html" in answer.headers["content-type"]:
            assert Run(answer.text).found == [], path
        if path.startswith("/truc"):
            told = found_in(answer.text)
            assert told <= allowed, (path, told - allowed)
            met |= told
        if path == "/metrics":
            assert "zqperson" not in answer.text
    assert {
        token(name)[2:-2] for name in ("Link.circuit", "Isp.hotline", "Duty.person", "Signer.role")
    } <= met


def test_an_answer_for_programs_is_json_whatever_stands_in_it(poisoned: Poisoned) -> None:
    answers = [(path, one) for path, one in poisoned.asked() if path.startswith("/api/")]

    assert len(answers) > 20
    for path, answer in answers:
        assert answer.headers["content-type"] == "application/json", path
        json.loads(answer.text)


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("javascript", [True])
def test_chromium_runs_none_of_it(poisoned: Poisoned, browser: Browser, javascript: bool) -> None:
    context = browser.new_context(java_script_enabled=javascript)
    ran: list[str] = []
    page = context.new_page()
    page.expose_function("poison", lambda: ran.append(page.url))
    page.on("dialog", lambda dialog: dialog.dismiss())
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    try:
        for path in [path for path in poisoned.paths if not path.startswith("/api/") and "." not in path]:
            page.goto(poisoned.public + path, wait_until="load")
        page.goto(f"{poisoned.public}/?{urlencode({'q': WRITTEN})}", wait_until="load")
        for box in page.get_by_role("searchbox").all():
            box.fill(WRITTEN)
    finally:
        context.close()

    assert ran == []
    assert [one for one in complaints if "503" not in one] == []


def test_a_script_that_is_not_escaped_would_be_found() -> None:
    seen: Callable[[str], list[str]] = lambda html: Run(html).found  # noqa: E731

    assert seen("<img src=x onerror=poison()>") == ["onerror", "src=x"]
    assert seen("<script>poison()</script>")
    assert seen('<a href="javascript:poison()">')
    assert not seen('<script src="/live.js?0123456789" defer></script><a href="/xa/19753">')
