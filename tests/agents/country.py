"""A hub, a portal and agents as real processes in a Lab, and what a test asks of them."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme
import yaml

from tests.agents.lab import HUB, NETWORKS, PORTAL, WITNESSES, Commune, Lab, lab

CODES = ("19789", "19804", "19819", "19960", "20044")
"""Real communes of Huế: the inventory's codes are checked against the State's list."""
SITE = "centre"
PATIENCE_SECONDS = 60.0
_ASK_SECONDS = 0.2
_WAITING = (
    """SELECT run.epoch, seen.id & ((1 << 40) - 1) FROM observation seen JOIN run ON run.id = seen.id >> 40"""
)
_ASK = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=5).read().decode())"
_PORTS = {"public": 9740, "operations": 9741}


@dataclass(slots=True)
class Agent:
    """One agent: where it lives, and its process while it runs."""

    code: str
    folder: Path
    commune: Commune
    process: subprocess.Popen[bytes] | None = None

    @property
    def site(self) -> str:
        return f"{self.code}/{SITE}"

    @property
    def outbox(self) -> Path:
        return self.folder / "state" / "outbox.sqlite"

    def waiting(self) -> set[tuple[str, int]]:
        """(epoch, number) of what waits on its disk. Only while it does not run."""
        with closing(sqlite3.connect(f"file:{self.outbox}?mode=ro", uri=True)) as database:
            return set(database.execute(_WAITING))


class Country:
    """`hub_starts`, `agent_starts` and their ends; questions go through the namespace they concern."""

    def __init__(self, at: Lab, folder: Path, stack: ExitStack) -> None:
        self.lab = at
        self.folder = folder
        self._stack = stack
        self._hub: ExitStack | None = None
        self._agents: dict[str, ExitStack] = {}
        authority = trustme.CA()
        authority.cert_pem.write_to_path(folder / "hub-ca.pem")
        issued = authority.issue_cert(HUB)
        issued.private_key_pem.write_to_path(folder / "hub-key.pem")
        for number, part in enumerate(issued.cert_chain_pems):
            part.write_to_path(folder / "hub.pem", append=number > 0)
        (folder / "web.yml").write_text(
            "tls_server_config:\n  cert_file: hub.pem\n  key_file: hub-key.pem\n", encoding="utf-8"
        )
        (folder / "inventory").mkdir()
        self.agents = [self._agent(code, commune) for code, commune in zip(CODES, at.communes, strict=False)]
        (folder / "inventory" / "all.yml").write_text(
            yaml.safe_dump(self._inventory(), allow_unicode=True), encoding="utf-8"
        )
        serve = [
            sys.executable,
            "-m",
            "http.server",
            "80",
            "--bind",
            PORTAL,
            "--directory",
            str(folder / "inventory"),
        ]
        stack.enter_context(at.world.process(serve, folder / "portal.log"))

    def hub_starts(self) -> None:
        """And has answered."""
        self._hub = ExitStack()
        self._stack.push(self._hub)
        run = [sys.executable, "-m", "tests.agents.hub", str(self.folder / "inventory")]
        self.hub_process = self._hub.enter_context(self.lab.hub.process(run, self.folder / "hub.log"))
        self.until(lambda: self.operations("/-/healthy") == "ok", "the hub to answer")

    def hub_ends(self) -> None:
        """As the system would end it."""
        assert self._hub is not None
        self._hub.close()

    def enrol(self, agent: Agent) -> None:
        """A code from the hub's command line, exchanged by the agent's."""
        told = self._run(
            self.lab.hub.command(
                sys.executable,
                "-m",
                "exporter",
                "agents",
                "enrol",
                agent.site,
                "--config",
                str(self.folder / "inventory"),
            )
        )
        code = next(word for word in told.split() if word.count("-") == 2 and len(word) == 14)
        self._run(
            agent.commune.box.command(
                sys.executable,
                "-m",
                "exporter",
                "agent",
                "--config",
                str(agent.folder / "agent.yml"),
                "--enrol",
                code,
            )
        )

    def agent_starts(self, agent: Agent, environment: Mapping[str, str] = {}) -> None:
        """Its process, in the commune's box."""
        own = self._agents[agent.code] = ExitStack()
        self._stack.push(own)
        log = agent.folder / "agent.log"
        agent.process = own.enter_context(
            agent.commune.box.process(self.agent_command(agent), log, environment)
        )

    def agent_command(self, agent: Agent) -> list[str]:
        """What runs it."""
        return [sys.executable, "-m", "tests.agents.agent", str(agent.folder / "agent.yml")]

    def agent_ends(self, agent: Agent) -> None:
        """As the system would end it."""
        self._agents[agent.code].close()
        agent.process = None

    def agent_dies(self, agent: Agent) -> None:
        """kill -9."""
        assert agent.process is not None
        agent.process.kill()
        agent.process.wait()
        self.agent_ends(agent)

    def operations(self, path: str) -> str:
        """What the hub's operations side says, stripped; nothing when it does not answer."""
        return self._ask(f"http://127.0.0.1:{_PORTS['operations']}{path}", self.lab.hub.command())

    def page(self, agent: Agent, path: str) -> str:
        """What the agent's own page says, asked from its LAN."""
        return self._ask(f"http://127.0.0.1:9743{path}", agent.commune.box.command())

    def series(self, name: str, **labels: str) -> dict[str, float]:
        """By its labels as written, each series of the hub with this name and these labels."""
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        found = {}
        for line in self.operations("/metrics").splitlines():
            head, _, value = line.rpartition(" ")
            if head.startswith(f"{name}{{") and all(one in head for one in wanted):
                found[head] = float(value)
        return found

    def incidents(self) -> list[dict[str, Any]]:
        """Those that are open, as the hub's operations side tells them."""
        told = json.loads(self.operations("/api/v1/incidents") or '{"incidents": []}')
        return [one for one in told["incidents"] if one.get("closed") is None]

    def causes(self, code: str) -> set[str]:
        """The causes of open incidents about a commune."""
        return {one["cause"] for one in self.incidents() if one.get("labels", {}).get("commune") == code}

    def receipts(self, site: str) -> Mapping[str, set[int]]:
        """By epoch, the numbers that the hub has settled."""
        found: dict[str, set[int]] = {}
        path = self.folder / "data" / "agents.sqlite"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            for epoch, first, last in database.execute(
                "SELECT epoch, first, last FROM receipt WHERE site = ?", (site,)
            ):
                found.setdefault(epoch, set()).update(range(first, last + 1))
        return found

    def until(self, holds: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> float:
        """Wait until it holds; how long that took. Raises AssertionError with the logs' ends."""
        began = time.monotonic()
        while not holds():
            if time.monotonic() - began > seconds:
                logs = [*self.folder.glob("*.log"), *self.folder.glob("*/agent.log")]
                tails = "\n".join(f"{log}:\n{log.read_text(encoding='utf-8')[-1500:]}" for log in logs)
                raise AssertionError(f"waited {seconds:g} s for {what}\n{tails}")
            time.sleep(_ASK_SECONDS)
        return time.monotonic() - began

    def _agent(self, code: str, commune: Commune) -> Agent:
        folder = self.folder / code
        folder.mkdir()
        config = {
            "site": f"{code}/{SITE}",
            "hubs": [{"url": f"https://{HUB}:{_PORTS['public']}", "ca": str(self.folder / "hub-ca.pem")}],
            "state_dir": str(folder / "state"),
            "listen": "127.0.0.1:9743",
            "networks": list(NETWORKS),
        }
        (folder / "agent.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        return Agent(code, folder, commune)

    def _inventory(self) -> dict[str, Any]:
        return {
            "settings": {
                "data_dir": str(self.folder / "data"),
                "listen": {
                    "public": f"0.0.0.0:{_PORTS['public']}",
                    "operations": f"127.0.0.1:{_PORTS['operations']}",
                    "public_web_config": str(self.folder / "web.yml"),
                },
                "rhythm": {
                    "link_interval": "1s",
                    "link_packets": 3,
                    "link_gap": "50ms",
                    "link_timeout": "400ms",
                    "witness_interval": "1s",
                    "service_interval": "2s",
                    "service_timeout": "1500ms",
                    "agent_report_interval": "2s",
                },
                "thresholds": {"confirm_every": "300ms"},
            },
            "provinces": [{"code": "46", "name": "Thành phố Huế"}],
            "isps": [{"id": "vnpt", "name": "VNPT"}],
            "communes": [
                {
                    "code": agent.code,
                    "name": f"Xã {agent.code}",
                    "province": "46",
                    "sites": [
                        {
                            "id": SITE,
                            "agent": True,
                            "links": [{"id": "main", "isp": "vnpt", "address": agent.commune.line}],
                        }
                    ],
                }
                for agent in self.agents
            ],
            "services": [
                {
                    "id": "portal",
                    "name": "Cổng Dịch vụ công quốc gia",
                    "checks": [
                        {
                            "id": "page",
                            "kind": "http",
                            "url": f"http://{PORTAL}/",
                            "vantages": ["hub", "agent"],
                        }
                    ],
                }
            ],
            "witnesses": [{"id": f"w{number}", "address": at} for number, at in enumerate(WITNESSES)],
        }

    def _ask(self, url: str, inside: list[str]) -> str:
        done = subprocess.run(
            [*inside, sys.executable, "-c", _ASK, url], capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def _run(self, words: list[str]) -> str:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout


@contextmanager
def country(folder: Path, communes: int = 1) -> Iterator[Country]:
    """A country whose hub runs, and whose agents are enrolled and run."""
    with lab(communes) as at, ExitStack() as stack:
        it = Country(at, folder, stack)
        it.hub_starts()
        for agent in it.agents:
            it.enrol(agent)
            it.agent_starts(agent)
        yield it
