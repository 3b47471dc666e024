"""Every agent of the country in one process, as their hub hears them: a LIVE batch each every half minute, and after a cut
what waited meanwhile, by turns.

python -m bench.fleet ORDER    ORDER: a JSON file with the fields of `Order`

Prints one JSON object, `Told`.
"""

import gzip
import heapq
import http.client
import json
import random
import ssl
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread

from exporter.delivery.courier import pace
from exporter.delivery.envelope import (
    MOST_ITEMS,
    OBSERVATIONS_PATH,
    AgentState,
    Answer,
    Batch,
    Item,
    Kind,
    Turn,
    answer_from_json,
    batch_to_json,
)
from probes.observation import Result, new_epoch
from probes.reasons import Reason

LOOK_SECONDS = 300 / 55
"""Between two looks of one agent: its router and its hub 20 times each in five minutes, 15 shared systems once each."""

_SYSTEMS = 15
_MINUTE = ("gateway", "hub", "gateway", None, "hub", "gateway", "hub", None, "gateway", "hub", None)
"""Its looks in one minute; None: the next system."""

_THREADS = 24
_PING = Result(
    None, 0.81, round_trips=(0.0011, 0.0021, 0.0013, 0.0012, 0.0016), measures={"ip_protocol": 4.0}
)
_PAGE = Result(
    None,
    0.214,
    "200 OK",
    measures={
        f"phase_{phase}_seconds": 0.0213 for phase in ("resolve", "connect", "tls", "processing", "transfer")
    }
    | {"http_status_code": 200.0, "http_body_bytes": 5120.0, "ip_protocol": 4.0},
    facts={"tls_version": "TLSv1.3"},
)
_CUT = Result(Reason.TIMEOUT, 2.81)


@dataclass(frozen=True, slots=True)
class Order:
    """sites: key and token of each agent. systems: the targets that all of them look at. ca: of the hub's certificate, None
    without TLS. backlog: how many observations each agent has waiting."""

    sites: Sequence[tuple[str, str]]
    systems: Sequence[str]
    server: str
    ca: str | None
    seconds: float
    backlog: int


@dataclass(frozen=True, slots=True)
class Told:
    """live, backlog: observations taken. waits: of each LIVE batch, seconds from when it was due until it was answered.
    drained: seconds until nothing waited any more. statuses: of each answer, as `live 200`; 0: none came."""

    live: int
    backlog: int
    waits: Sequence[float]
    drained: float | None
    statuses: dict[str, int]


@dataclass(slots=True)
class Agent:
    """One agent: which of its observations the hub has. Number n was made at `began` + n * LOOK_SECONDS."""

    site: str
    token: str
    began: float
    backlog: int
    live: int
    sent: int = 0
    turn: Turn | None = None
    due: float = 0.0
    epoch: str = field(default_factory=new_epoch)


class Fleet:
    """All of them, by a timetable and a few threads."""

    def __init__(self, order: Order) -> None:
        now = time.time()
        self._order = order
        self._luck = random.Random(1)
        self._agents = [
            Agent(site, token, now - order.backlog * LOOK_SECONDS, order.backlog, order.backlog)
            for site, token in order.sites
        ]
        self._tls = None if order.ca is None else ssl.create_default_context(cafile=order.ca)
        self._due: list[tuple[float, int, Kind]] = []
        self._work: SimpleQueue[tuple[float, int, Kind] | None] = SimpleQueue()
        self._lock = Lock()
        self._began = time.monotonic()
        self._waits: list[float] = []
        self._statuses: Counter[str] = Counter()
        self._taken: Counter[Kind] = Counter()
        self._drained: float | None = None

    def run(self) -> Told:
        """So long, or until nothing waits any more; all agents come within the first half minute, as when the power is back."""
        threads = [Thread(target=self._post_on) for _ in range(_THREADS)]
        for thread in threads:
            thread.start()
        for place, agent in enumerate(self._agents):
            self._report(agent, place, self._luck.uniform(0, pace.REPORT_SECONDS))
        ends_at = self._began + self._order.seconds
        while (now := time.monotonic()) < ends_at and self._drained is None:
            with self._lock:
                while self._due and self._due[0][0] <= now:
                    due, place, kind = heapq.heappop(self._due)
                    if kind is Kind.BACKLOG or due == self._agents[place].due:
                        self._work.put((due, place, kind))
            time.sleep(0.005)
        for _ in threads:
            self._work.put(None)
        for thread in threads:
            thread.join()
        return Told(
            self._taken[Kind.LIVE],
            self._taken[Kind.BACKLOG],
            self._waits,
            self._drained,
            dict(self._statuses),
        )

    def _report(self, agent: Agent, place: int, seconds: float) -> None:
        """Let it come with what is new in so many seconds, instead of when it would have come."""
        with self._lock:
            agent.due = time.monotonic() + seconds
            heapq.heappush(self._due, (agent.due, place, Kind.LIVE))

    def _post_on(self) -> None:
        while (work := self._work.get()) is not None:
            due, place, kind = work
            agent = self._agents[place]
            first = agent.live if kind is Kind.LIVE else agent.sent
            items = self._items(agent, kind, first)
            status, answer = self._post(agent, kind, items)
            with self._lock:
                self._statuses[f"{kind} {status}"] += 1
                if kind is Kind.LIVE:
                    self._waits.append(time.monotonic() - due)
                if answer is not None:
                    self._taken[kind] += len(items)
                    if kind is Kind.LIVE:
                        agent.live = first + len(items)
                    else:
                        agent.sent = first + len(items)
                if kind is Kind.BACKLOG and self._taken[kind] == self._order.backlog * len(self._agents):
                    self._drained = time.monotonic() - self._began
            self._go_on(agent, place, kind, answer)

    def _go_on(self, agent: Agent, place: int, kind: Kind, answer: Answer | None) -> None:
        """As `exporter.delivery.courier` does."""
        if answer is None:
            if kind is Kind.LIVE:
                self._report(agent, place, pace.around(pace.REPORT_SECONDS, self._luck))
            return
        if answer.ask_again is not None and answer.turn is None:
            asked = pace.between(answer.ask_again) + self._luck.uniform(0, pace.SHORTEST_SECONDS)
            self._report(agent, place, min(asked, pace.around(answer.report_every, self._luck)))
        elif kind is Kind.LIVE:
            self._report(agent, place, pace.around(answer.report_every, self._luck))
        if answer.turn is not None and agent.sent < agent.backlog:
            agent.turn = answer.turn
            wait = pace.TURN_SECONDS if kind is Kind.BACKLOG else 0.0
            with self._lock:
                heapq.heappush(self._due, (time.monotonic() + wait, place, Kind.BACKLOG))

    def _items(self, agent: Agent, kind: Kind, first: int) -> list[Item]:
        now = time.time()
        made = int((now - agent.began) / LOOK_SECONDS)
        last = min(made if kind is Kind.LIVE else agent.backlog, first + MOST_ITEMS)
        items = []
        for number in range(first, last):
            at = agent.began + number * LOOK_SECONDS
            target, result = self._look(agent.site, number, cut=number < agent.backlog)
            items.append(Item(agent.epoch, number + 1, target, now - at, at, result))
        return items

    def _look(self, site: str, number: int, *, cut: bool) -> tuple[str, Result]:
        """What the look of this number found: while the line is cut, the router alone answers."""
        turn, step = divmod(number, len(_MINUTE))
        if (ping := _MINUTE[step]) is not None:
            return f"{site}/{ping}", _CUT if cut and ping == "hub" else _PING
        before = _MINUTE[:step].count(None)
        return self._order.systems[(turn * _MINUTE.count(None) + before) % _SYSTEMS], _CUT if cut else _PAGE

    def _post(self, agent: Agent, kind: Kind, items: Sequence[Item]) -> tuple[int, Answer | None]:
        """The status and the answer; 0 where none came."""
        waiting = agent.backlog - agent.sent - (len(items) if kind is Kind.BACKLOG else 0)
        state = AgentState("0.1.0", None, time.time() - agent.began + 86400.0, waiting, None)
        turn = agent.turn.token if kind is Kind.BACKLOG and agent.turn is not None else None
        batch = Batch(kind, time.time(), state, tuple(items), turn=turn)
        body = gzip.compress(json.dumps(batch_to_json(batch), separators=(",", ":")).encode(), 6)
        headers = {
            "Authorization": f"Bearer {agent.token}",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        }
        try:
            with closing(self._connection()) as connection:
                connection.request("POST", OBSERVATIONS_PATH, body, headers)
                response = connection.getresponse()
                said = response.read()
        except (OSError, http.client.HTTPException):
            return 0, None
        ok = response.status == http.client.OK
        return response.status, answer_from_json(json.loads(said)) if ok else None

    def _connection(self) -> http.client.HTTPConnection:
        """A fresh one each time, as agents make them."""
        if self._tls is None:
            return http.client.HTTPConnection(self._order.server, timeout=60)
        return http.client.HTTPSConnection(self._order.server, timeout=60, context=self._tls)


if __name__ == "__main__":
    order = Order(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    json.dump(asdict(Fleet(order).run()), sys.stdout)
