import gzip
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from alerts.inside.journal import AGENTS
from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.delivery.envelope import (
    ENROL_PATH,
    LARGEST_BODY_BYTES,
    LARGEST_PLAIN_BYTES,
    MOST_ITEMS,
    OBSERVATIONS_PATH,
    PLAN_PATH,
    Batch,
    answer_from_json,
    batch_to_json,
)
from exporter.delivery.facts import Outcome
from exporter.delivery.ingest.ingest import Hub
from exporter.delivery.planning import plan_of
from exporter.delivery.plans import Plans
from exporter.delivery.reception import Reception
from exporter.view import View
from exporter.web.agents import AGENT_PATHS, BURST, MOST_DROPPED, agent_routes, told_verdict
from exporter.web.public.app import public_app
from exporter.web.server import serve
from exporter.web.web_config import WebConfig
from probes.inventory.model import Commune, Inventory, Province, Site, SiteKind
from probes.observation import Observation
from tests.fakes.batches import GATEWAY, SITE, batch, item
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource, province

TOKEN, OTHER = "a" * 43, "b" * 43


def with_agents(*codes: str) -> Inventory:
    return Inventory(
        provinces=(Province(code="46", name="Thành phố Huế"),),
        communes=tuple(
            Commune(
                code=code,
                name=f"Xã {code}",
                province="46",
                sites=(Site(id="centre", kind=SiteKind.CENTRE, agent=True),),
            )
            for code in codes
        ),
    )


_JSON = {"Content-Type": "application/json"}


@dataclass
class Rig:
    """A public listener with the way in for agents, on loopback."""

    folder: Path
    stack: ExitStack
    source: FakeSource = field(default_factory=lambda: province([("19789", "Xã A"), ("19804", "Xã B")]))
    inventory: Inventory = field(default_factory=lambda: with_agents("19789", "19804"))
    put: list[Observation] = field(default_factory=list)

    def __post_init__(self) -> None:
        view = View(self.source)
        hub = Hub(
            put=lambda observation, _seen: self.put.append(observation),
            verdict=lambda site: told_verdict(view.now(), site),
            report_every=lambda: 30.0,
        )
        self.reception = Reception(
            self.folder, self.source.clock, Plans(lambda: self.inventory, plan_of), hub
        )
        self.reception.start()
        self.stack.callback(self.reception.stop)
        app = public_app(self.source, view, agent_routes(self.reception, self.source.clock))
        users = WebConfig(users={"tinh": "$2b$04$CPfFGp5Ycv1KWNk4O9Xv6eAAgZI6hE1nIlUIvtXTUKb4ZdL3Vdxmu"})
        running = serve(app, "127.0.0.1:0", users, open_paths=AGENT_PATHS)
        self.stack.callback(running.stop)
        self.port = running.port
        self.client = self.stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{running.port}"))

    def code(self, site: str = SITE) -> str:
        elsewhere = agents_file(self.folder)  # as the command line does it
        with closing(elsewhere):
            return elsewhere.write(lambda database: registry.new_code(database, site, NOON))

    def enrol(self, code: str, token: str = TOKEN) -> httpx.Response:
        return self.client.post(ENROL_PATH, json={"code": code, "token": token})

    def enrolled(self, site: str = SITE, token: str = TOKEN) -> None:
        assert self.enrol(self.code(site), token).json() == {"site": site}

    def send(self, sent: Batch, token: str = TOKEN) -> httpx.Response:
        return self.post(gzip.compress(json.dumps(batch_to_json(sent)).encode()), token)

    def post(self, body: bytes, token: str = TOKEN, encoding: str = "gzip") -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Content-Encoding": encoding, **_JSON}
        return self.client.post(OBSERVATIONS_PATH, content=body, headers=headers)

    def plan(self, token: str = TOKEN, **headers: str) -> httpx.Response:
        return self.client.get(PLAN_PATH, headers={"Authorization": f"Bearer {token}", **headers})


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with ExitStack() as stack:
        yield Rig(tmp_path, stack)


def test_an_agent_enrols_fetches_its_plan_and_delivers(rig: Rig) -> None:
    rig.enrolled()
    plan = rig.plan()
    reply = rig.send(batch([item(1)]))
    answer = answer_from_json(reply.json())

    assert reply.headers["connection"] == "close"
    assert plan.json()["version"] == answer.plan
    assert GATEWAY in [target["id"] for target in plan.json()["targets"]]
    assert rig.plan(**{"If-None-Match": plan.headers["etag"]}).status_code == 304
    assert answer.verdict is not None
    assert answer.verdict.status == "normal"
    assert [one.target for one in rig.put] == [GATEWAY]
    assert rig.reception.facts()[SITE].last_contact == NOON
    assert rig.reception.enrolled() == [SITE]


def test_agents_bear_tokens_and_everybody_else_signs_in(rig: Rig) -> None:
    assert rig.client.get("/api/v1/status").status_code == 401
    assert rig.client.get(PLAN_PATH + "/").status_code == 401
    assert rig.client.get(PLAN_PATH + "/").headers["www-authenticate"].startswith("Basic")
    assert rig.plan("unknown").headers["www-authenticate"].startswith("Bearer")


def test_where_no_site_has_an_agent_the_paths_are_not_there(rig: Rig) -> None:
    rig.enrolled()
    rig.inventory = with_agents()

    assert rig.plan().status_code == 404
    assert rig.send(batch()).status_code == 404
    assert rig.enrol("AAAA-AAAA-AAAA").status_code == 404


def test_whoever_is_revoked_or_has_no_agent_any_more_is_turned_away(rig: Rig) -> None:
    rig.enrolled()
    rig.inventory = with_agents("19804")
    assert rig.send(batch()).status_code == 401
    rig.inventory = with_agents("19789")
    assert rig.send(batch()).status_code == 200

    with closing(agents_file(rig.folder)) as elsewhere:
        elsewhere.write(lambda database: registry.revoke(database, SITE))
    rig.reception._ingest.refresh()  # the running hub does so every second
    assert rig.send(batch()).status_code == 401


def test_a_used_code_is_refused_with_a_sentence(rig: Rig) -> None:
    code = rig.code()
    assert rig.enrol(code).status_code == 200
    assert rig.enrol(code).status_code == 200
    refused = rig.enrol(code, OTHER)

    assert refused.status_code == 403
    assert "máy khác dùng" in refused.text


def test_codes_cannot_be_guessed_quickly(rig: Rig) -> None:
    answers = [rig.enrol("AAAA-AAAA-AAAA").status_code for _ in range(11)]
    assert answers == [403] * 10 + [429]

    rig.source.clock.advance(1)
    assert rig.enrol("AAAA-AAAA-AAAA").status_code == 403


def test_an_agent_writes_only_its_own(rig: Rig) -> None:
    rig.enrolled()
    rig.enrolled("19804/centre", OTHER)
    answer = answer_from_json(rig.send(batch([item(1, target=GATEWAY)]), OTHER).json())

    assert [one.why for one in answer.refused] == ["unknown_target"]
    assert rig.put == []


def test_one_that_comes_too_often_waits_alone(rig: Rig) -> None:
    rig.enrolled()
    rig.enrolled("19804/centre", OTHER)
    answers = [rig.send(batch()) for _ in range(int(BURST) + 1)]

    assert [answer.status_code for answer in answers] == [200] * int(BURST) + [429]
    assert answers[-1].headers["retry-after"] == "1"
    assert rig.send(batch(), OTHER).status_code == 200
    rig.source.clock.advance(1)
    assert rig.send(batch()).status_code == 200


def test_a_backlog_without_a_turn_comes_again(rig: Rig) -> None:
    rig.enrolled()
    refused = rig.send(batch([item(1)], turn="none"))

    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1


def test_a_backlog_by_turns_never_comes_too_often(rig: Rig) -> None:
    rig.enrolled()
    first = rig.send(batch(backlog=9))
    turn = answer_from_json(first.json()).turn
    assert "connection" not in first.headers
    for number in range(3 * int(BURST)):
        assert turn is not None
        sent = batch([item(number + 1, 9000.0)], backlog=9, turn=turn.token)
        turn = answer_from_json(rig.send(sent).json()).turn

    assert rig.reception.facts()[SITE].counts[Outcome.REPLAY] == 3 * BURST


def test_one_that_floods_the_disk_waits_alone(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporter.web.agents.ITEMS_BURST", 1500.0)
    with ExitStack() as stack:
        rig = Rig(rig.folder / "small", stack)
        rig.enrolled()
        first, second = (
            batch([item(number) for number in range(begin, begin + MOST_ITEMS)]) for begin in (1, 1001)
        )

        assert rig.send(first).status_code == 200
        refused = rig.send(second)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "100")
        assert rig.send(batch([item(1)])).status_code == 200


def plain(value: object) -> bytes:
    return gzip.compress(json.dumps(value).encode())


GOOD = batch_to_json(batch([item(1)]))


def spoilt(**changed: object) -> bytes:
    return plain(GOOD | changed)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"no gzip", 400),
        (gzip.compress(b"{}")[:-4], 400),
        (gzip.compress(b"{}") + b"more", 400),
        (gzip.compress(b"\xff\xfe{}"), 400),
        (gzip.compress(b'{"protocol": 1'), 400),
        (gzip.compress(b"[" * 100_000 + b"]" * 100_000), 400),
        (gzip.compress(b'{"kind": ' * 900 + b"1" + b"}" * 900), 400),
        (gzip.compress(b"9" * 5_000), 400),
        (plain(None), 400),
        (plain([]), 400),
        (plain(GOOD | {"protocol": 99}), 400),
        (spoilt(sent=float("nan")), 400),
        (spoilt(sent=10**400), 400),
        (spoilt(sent="noon"), 400),
        (spoilt(observations={}), 400),
        (spoilt(observations=[1]), 400),
        (spoilt(observations=[{}] * (MOST_ITEMS + 1)), 400),
        (spoilt(dropped=[{"epoch": "a", "first": 1, "last": 2}] * (MOST_DROPPED + 1)), 400),
        (spoilt(dropped=[{"epoch": "a", "first": 2, "last": 1}]), 400),
        (spoilt(agent={"version": "\ud800", "uptime_seconds": 1, "backlog": 0}), 400),
        (gzip.compress(b" " * (LARGEST_PLAIN_BYTES + 1)), 413),
        (gzip.compress(b"0" * (1 << 28), 9), 413),
        (os.urandom(LARGEST_BODY_BYTES + 1), 413),
    ],
    ids=[
        "empty", "no gzip", "cut", "more", "no utf-8", "half", "deep", "deep kind", "digits", "null", "list", "protocol",
        "nan", "huge", "word", "object", "number", "many", "many dropped", "backwards", "surrogate", "long", "bomb", "large",
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused_and_costs_its_sender_the_next(
    body: bytes, status: int, rig: Rig
) -> None:
    rig.enrolled()
    rig.enrolled("19804/centre", OTHER)
    refused = rig.post(body)

    assert refused.status_code == status
    assert refused.text.strip()
    assert rig.put == []
    if len(body) <= LARGEST_BODY_BYTES:
        assert rig.post(body).status_code == 429
    assert rig.send(batch([item(1, target="19804/centre/gateway")]), OTHER).status_code == 200


def test_a_million_observations_are_refused_before_they_are_looked_at(rig: Rig) -> None:
    rig.enrolled()
    body = plain(GOOD | {"observations": [0] * 1_000_000})

    assert len(body) < LARGEST_BODY_BYTES
    assert rig.post(body).status_code == 400


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one | {"result": {"duration_seconds": float("nan")}},
        lambda one: one | {"result": {"duration_seconds": 10**400}},
        lambda one: one | {"result": {"duration_seconds": 1, "reason": "of a newer agent"}},
        lambda one: one | {"result": {"duration_seconds": 1, "measures": {"a": "b"}}},
        lambda one: one | {"result": {"duration_seconds": 1, "facts": 7}},
        lambda one: one | {"result": {"duration_seconds": -1}},
        lambda one: one | {"target": "a\nb"},
        lambda one: one | {"age_seconds": float("inf")},
    ],
    ids=["nan", "huge", "reason", "measure", "facts", "negative", "target", "age"],
)
def test_one_bad_observation_is_refused_and_the_others_are_taken(
    spoil: Callable[[dict[str, object]], object], rig: Rig
) -> None:
    rig.enrolled()
    good, bad = batch_to_json(batch([item(1), item(2)]))["observations"]
    answer = answer_from_json(rig.post(spoilt(observations=[good, spoil(bad)])).json())

    assert [(one.number, one.why) for one in answer.refused] == [(2, "unreadable")]
    assert [one.number for one in rig.put] == [1]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"code": 1, "token": "a"}', b'{"code": "\\ud800", "token": "a"}', b"[" * 3000, b"x" * 5000],
    ids=["empty", "list", "half", "number", "surrogate", "deep", "long"],
)  # fmt: skip
def test_what_is_no_enrolment_is_refused(body: bytes, rig: Rig) -> None:
    assert rig.client.post(ENROL_PATH, content=body, headers=_JSON).status_code in (400, 413)


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_a_body_that_is_not_said_to_be_json_is_not_read(kind: str, rig: Rig) -> None:
    rig.enrolled()
    body = json.dumps(batch_to_json(batch([item(1)]))).encode()
    headers = {"Authorization": f"Bearer {TOKEN}", **({"Content-Type": kind} if kind else {})}

    for path in (OBSERVATIONS_PATH, ENROL_PATH):
        refused = rig.client.post(path, content=body, headers=headers)
        assert refused.status_code == 415
        assert "application/json" in refused.text
    assert rig.put == []
    assert rig.client.post(OBSERVATIONS_PATH, content=body, headers={**headers, **_JSON}).status_code == 200


def test_a_disk_that_takes_nothing_turns_agents_away_and_forgets_none(rig: Rig) -> None:
    rig.enrolled()
    rig.reception._ingest.stop()
    rig.reception._disk.close()
    file = rig.folder / AGENTS
    kept = file.read_bytes()
    file.write_bytes(b"damaged" * 1000)
    for suffix in ("-wal", "-shm"):
        (rig.folder / f"{AGENTS}{suffix}").unlink(missing_ok=True)

    with ExitStack() as stack:
        again = Rig(rig.folder, stack)
        refused = again.send(batch([item(1)]))
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) >= 1
        assert again.enrol("AAAA-AAAA-AAAA").status_code == 503

        file.write_bytes(kept)
        again.reception._ingest.refresh()
        assert again.send(batch([item(1)])).status_code == 200


def test_a_body_that_never_ends_holds_nobody_up(rig: Rig) -> None:
    rig.enrolled()
    rig.enrolled("19804/centre", OTHER)
    slow = []
    for _ in range(5):
        sock = socket.create_connection(("127.0.0.1", rig.port))
        head = f"POST {OBSERVATIONS_PATH} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\n"
        sock.sendall(f"{head}Content-Length: 1000\r\n\r\nhalf".encode())
        slow.append(sock)
    try:
        assert rig.send(batch(), OTHER).status_code == 200
    finally:
        for sock in slow:
            sock.close()


def test_many_at_once_are_all_answered(rig: Rig) -> None:
    rig.enrolled()
    rig.enrolled("19804/centre", OTHER)
    numbers, answers = iter(range(1, 100)), list[int]()

    def agent(token: str) -> None:
        for _ in range(5):
            answers.append(rig.send(batch([item(next(numbers))]), token).status_code)

    threads = [threading.Thread(target=agent, args=(token,)) for token in (TOKEN, OTHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 10
