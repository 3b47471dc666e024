"""The poisoned inventory as a hub that runs: both listeners, signed in and not, and all that can be asked of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import httpx
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
from exporter.view import View
from exporter.web.duty.app import DUTY_PATHS, duty_routes
from exporter.web.operations.app import operations_app
from exporter.web.public.app import public_app
from exporter.web.server import serve
from exporter.web.web_config import load_web_config
from probes.clock import Instant
from probes.expand import targets_of
from probes.inventory.model import Inventory
from probes.kinds.certificate import CertificateTarget, examine, told
from probes.observation import HUB, Result
from probes.reasons import Reason
from probes.runner import result_of
from probes.states.state import Snapshot, State, Status
from probes.store import Store
from probes.targets import Target
from tests.exporter.privacy.poison import HIT, LINE_ISP, POINT, WELL, WORD, text, token, write_inventory
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource, line_state, state_of

WRITTEN = '"><img src=x onerror=poison()>zqpersonzq 0912 345 678'
"""What somebody on call wrote, staff of a commune, or a server that was asked."""
PERIOD = "?tu=2026-11-20&den=2026-11-24"
SIGN_IN = "/truc/dang-nhap"
SPOKEN = ("wrong code", "wrong report", "search")
"""What is asked with words of one's own, which a page shows to whoever typed them."""


@dataclass
class Poisoned:
    """A hub with that inventory: its two listeners, and what everybody and those on call can ask there."""

    inventory: Inventory
    public: str
    operations: str
    codes: Codes
    paths: Sequence[str]
    duty_paths: Sequence[str]
    operations_paths: Sequence[str]

    def asked(self) -> Iterator[tuple[str, httpx.Response]]:
        """Every page and every answer of the public listener, in both languages."""
        with httpx.Client(base_url=self.public, trust_env=False, timeout=30) as client:
            yield from _each(client, self.paths)
            code = {"ma": self.codes.code_of(HIT)}
            wrong = {"loai": WRITTEN, "noi-dung": WRITTEN, **code}
            yield "wrong code", client.post(f"/xa/{HIT}/chung-thu", data={"ma": WRITTEN})
            yield "wrong report", client.post(f"/xa/{HIT}/bao-su-co", data=wrong)
            yield "search", client.get("/", params={"q": WRITTEN, "tinh-trang": WRITTEN, "lang": WRITTEN})

    def on_call(self) -> Iterator[tuple[str, httpx.Response]]:
        """Every page of those on call, signed in, in both languages."""
        with httpx.Client(base_url=self.operations, trust_env=False, timeout=30) as client:
            form = client.get(SIGN_IN).text
            csrf = re.search(r'name="token" value="([^"]+)"', form)
            assert csrf is not None
            who = {"token": csrf[1], "name": text("OnCall.users"), "password": WORD}
            answer = client.post(SIGN_IN, data=who)
            assert answer.status_code == 303, answer.text
            yield from _each(client, self.duty_paths)

    def machines(self) -> Iterator[tuple[str, httpx.Response]]:
        """What the operations listener answers to machines that have its password."""
        with self.machine() as client:
            yield from _each(client, self.operations_paths)

    @contextmanager
    def machine(self) -> Iterator[httpx.Client]:
        """One of them."""
        who = (text("OnCall.users").encode(), WORD.encode())
        with httpx.Client(base_url=self.operations, trust_env=False, timeout=30, auth=who) as client:
            yield client


def _each(client: httpx.Client, paths: Sequence[str]) -> Iterator[tuple[str, httpx.Response]]:
    for path in paths:
        for language in ("vi", "en"):
            yield path, client.get(path, headers={"Accept-Language": language}, follow_redirects=True)


def running(folder: Path, stack: ExitStack) -> Poisoned:
    """All of it in `folder`, until the stack is closed."""
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
    duty = duty_routes(source, view, config.users)
    operations = operations_app(
        source, view, renderer, lambda target, _seconds: _looked_at(target), more=duty
    )
    listeners = [
        serve(public, "127.0.0.1:0", None),
        serve(operations, "127.0.0.1:0", config, open_paths=DUTY_PATHS),
    ]
    for one in listeners:
        stack.callback(one.stop)
    first, second = (f"http://127.0.0.1:{one.port}" for one in listeners)
    incidents = [one.code for one in view.now().incidents]
    looks = [f"/probe?target={quote(one.id)}&module={one.kind}" for one in source.known.targets.values()]
    own = [one for one in operations.routes if one not in duty]
    return Poisoned(
        inventory,
        first,
        second,
        codes,
        list(_paths(public.routes, _public(incidents))),
        list(_paths(duty, _duty(incidents))),
        list(_paths(own, {"/probe": looks})),
    )


def _paths(routes: Sequence[object], filled: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every path that a listener knows, filled in with what is there."""
    for route in routes:
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            if route.path in filled:
                yield from filled[route.path]
            elif "{code}" in route.path:
                yield from (route.path.replace("{code}", code) for code in (HIT, WELL))
            else:
                assert "{" not in route.path, f"say what to ask of {route.path}"
                yield route.path


def _public(incidents: Sequence[str]) -> Mapping[str, Sequence[str]]:
    return {
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


def _duty(incidents: Sequence[str]) -> Mapping[str, Sequence[str]]:
    return {
        "/truc/su-co/{code}": [f"/truc/su-co/{one}" for one in incidents],
        "/truc/chung-thu": ["/truc/chung-thu", f"/truc/chung-thu?xa={HIT}"],
        "/truc/{rest:path}": [],
    }


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
    """A line of the commune that is hit is down, its certificate is what its file says, and the rest fails in strangers' words."""
    if target.kind == "ping":
        return line_state(target.id, Status.DOWN if target.id.startswith(HIT) else Status.UP)
    result = _looked_at(target)
    return state_of(target.id, result, Status.UP if result.success else Status.DOWN)


def _looked_at(target: Target) -> Result:
    spec = target.spec
    if isinstance(spec, CertificateTarget):
        return result_of(lambda: told(examine(spec, NOON)), 0.0)
    return Result(Reason.HTTP_STATUS, 0.1, detail=WRITTEN)


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
