"""3,321 agents in one process, as their hub hears them: a LIVE batch each every half minute, and after a cut the backlog.

python -m bench.fleet TOKENS HOST:PORT SECONDS BACKLOG    TOKENS: a JSON file, [[site, token, [target, ...]], ...]

Prints one JSON object: how many were sent and taken, and how long the LIVE ones waited for their answer, seconds.
"""

import gzip
import heapq
import http.client
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from exporter.delivery.envelope import (
    OBSERVATIONS_PATH,
    AgentState,
    Answer,
    Batch,
    Item,
    Kind,
    answer_from_json,
    batch_to_json,
)
from probes.observation import Result, new_epoch

LIVE_SECONDS = 30.0
_PER_LIVE = 6
"""What an agent sees in half a minute: its router and the hub twice each, and of the services two."""
_BACKLOG_EVERY_SECONDS = 5.0
_THREADS = 24


@dataclass(slots=True)
class Agent:
    """One agent: what it has to say next."""

    site: str
    token: str
    targets: list[str]
    backlog: int
    epoch: str = field(default_factory=new_epoch)
    number: int = 0
    turn: str | None = None
    turn_items: int = 0


@dataclass(slots=True)
class Tally:
    """What came of it."""

    waits: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    live: int = 0
    backlog: int = 0
    drained_at: float | None = None


class Fleet:
    """All of them, by a timetable and a few threads."""

    def __init__(self, agents: list[Agent], server: str) -> None:
        self._agents = agents
        self._server = server
        self._due: list[tuple[float, int, Kind]] = []
        self._work: SimpleQueue[tuple[Kind, int] | None] = SimpleQueue()
        self._lock = Lock()
        self._left = sum(agent.backlog for agent in agents)
        self.tally = Tally()

    def run(self, seconds: float) -> None:
        """So long, all agents coming within the first half minute, as they do when the power is back everywhere."""
        began = time.monotonic()
        for place in range(len(self._agents)):
            self._plan(began + random.uniform(0, LIVE_SECONDS), place, Kind.LIVE)
        threads = [Thread(target=self._post_on) for _ in range(_THREADS)]
        for thread in threads:
            thread.start()
        while (now := time.monotonic()) < began + seconds:
            with self._lock:
                while self._due and self._due[0][0] <= now:
                    _, place, kind = heapq.heappop(self._due)
                    self._work.put((kind, place))
            if self._left == 0 and self.tally.drained_at is None:
                self.tally.drained_at = now - began
            time.sleep(0.01)
        for _ in threads:
            self._work.put(None)
        for thread in threads:
            thread.join()

    def _plan(self, at: float, place: int, kind: Kind) -> None:
        with self._lock:
            heapq.heappush(self._due, (at, place, kind))

    def _post_on(self) -> None:
        while (work := self._work.get()) is not None:
            kind, place = work
            agent = self._agents[place]
            count = _PER_LIVE if kind is Kind.LIVE else min(agent.turn_items, agent.backlog)
            status, answer, took = self._post(agent, kind, count)
            with self._lock:
                self.tally.statuses[f"{kind} {status}"] += 1
                if kind is Kind.LIVE:
                    self.tally.waits.append(took)
                if answer is not None and kind is Kind.LIVE:
                    self.tally.live += count
                elif answer is not None:
                    self.tally.backlog += count
                    self._left -= count
                    agent.backlog -= count
            self._go_on(agent, place, kind, answer)

    def _go_on(self, agent: Agent, place: int, kind: Kind, answer: Answer | None) -> None:
        now = time.monotonic()
        every = LIVE_SECONDS if answer is None else answer.report_every
        if kind is Kind.LIVE:
            self._plan(now + every * random.uniform(0.8, 1.2), place, Kind.LIVE)
        if answer is None or agent.backlog <= 0:
            return
        if answer.turn is not None:
            agent.turn, agent.turn_items = answer.turn.token, answer.turn.items
            self._plan(now, place, Kind.BACKLOG)

    def _post(self, agent: Agent, kind: Kind, count: int) -> tuple[int, Answer | None, float]:
        backlog = kind is Kind.BACKLOG
        now = time.time()
        items = []
        for index in range(count):
            agent.number += 1
            age = 4000.0 - index if backlog else 5.0 * (count - index)
            target = agent.targets[agent.number % len(agent.targets)]
            items.append(Item(agent.epoch, agent.number, target, age, now - age, _RESULT))
        state = AgentState("0.1.0", None, 86400.0, agent.backlog, 4000.0)
        batch = Batch(kind, now, state, tuple(items), turn=agent.turn if backlog else None)
        body = gzip.compress(json.dumps(batch_to_json(batch), separators=(",", ":")).encode(), 6)
        began = time.monotonic()
        connection = http.client.HTTPConnection(self._server, timeout=60)
        try:
            headers = {"Authorization": f"Bearer {agent.token}", "Content-Encoding": "gzip"}
            connection.request(
                "POST", OBSERVATIONS_PATH, body, {**headers, "Content-Type": "application/json"}
            )
            response = connection.getresponse()
            said = response.read()
        except OSError:
            return 0, None, time.monotonic() - began
        finally:
            connection.close()
        took = time.monotonic() - began
        if response.status != http.client.OK:
            return response.status, None, took
        return response.status, answer_from_json(json.loads(said)), took


_RESULT = Result(None, 0.0214, measures={"phase_connect_seconds": 0.0021, "http_status_code": 200.0})


def main() -> None:
    """Play, and tell."""
    tokens, server, seconds, backlog = sys.argv[1:]
    sites = json.loads(Path(tokens).read_text(encoding="utf-8"))
    fleet = Fleet([Agent(site, token, targets, int(backlog)) for site, token, targets in sites], server)
    fleet.run(float(seconds))
    tally = fleet.tally
    waits = sorted(tally.waits)
    told: dict[str, Any] = {
        "live": tally.live,
        "backlog": tally.backlog,
        "drained_seconds": tally.drained_at,
        "statuses": dict(tally.statuses),
        "p50": waits[len(waits) // 2],
        "p99": waits[len(waits) * 99 // 100],
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
