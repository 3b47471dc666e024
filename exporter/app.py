"""The wiring of the running hub: inventory, engine, rounds, listeners; started in order, stopped within seconds."""

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread

from alerts.incidents import Incidents
from alerts.inside.journal import AGENTS
from alerts.judgement import Judgement
from alerts.reports import Report
from exporter.codes import Codes, CodesUnusable
from exporter.data_lock import only_hub_of
from exporter.delivery.facts import AgentFacts, ReplayFacts
from exporter.delivery.ingest.ingest import Hub
from exporter.delivery.ingest.keeps import for_replay, in_journal
from exporter.delivery.planning import plan_of
from exporter.delivery.plans import Plans
from exporter.delivery.reception import Reception
from exporter.delivery.replay.encode import Sample
from exporter.delivery.replay.writer import ReplayWriters
from exporter.history.bars import Bars
from exporter.history.breath import Breath, Stopped
from exporter.history.keeper import Keeper
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.metrics.replayed import replayed
from exporter.report.daily import DailyReports
from exporter.source import Done
from exporter.view import View
from exporter.web.agents import AGENT_PATHS, agent_routes, told_verdict
from exporter.web.duty.app import DUTY_PATHS, duty_routes
from exporter.web.operations.app import operations_app
from exporter.web.operations.look import AnyTarget
from exporter.web.public.app import public_app
from exporter.web.server import MOST_CONNECTIONS_OF_AGENTS, Running, serve
from exporter.web.web_config import WebConfig, load_web_config
from probes.clock import Clock, Instant, SystemClock
from probes.engine import Engine
from probes.expand import targets_of
from probes.gate.opening import OpenGate, open_real_gate
from probes.inventory.faults import Fault, InventoryError
from probes.inventory.load import fingerprint, load
from probes.inventory.model import Inventory
from probes.inventory.settings import Listen
from probes.kinds import KINDS
from probes.network import Gate
from probes.observation import Observation, Result
from probes.polite import PER_SECOND, Politeness
from probes.reasons import Reason
from probes.reload import ReloadRefused, plan
from probes.rounds.recorder import Recorder
from probes.rounds.rounds import Rounds
from probes.runner import look
from probes.states.core import Core
from probes.states.state import Snapshot
from probes.store import Store
from probes.targets import Target, seen_from_hub

log = logging.getLogger(__name__)

WATCH_FILES_SECONDS = 5.0
SHOWN_SECONDS = 2.0
CHANGE_SECONDS = 5.0
REPORT_SECONDS = 60.0
HISTORY_SECONDS = 60.0
RESTORED_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line may change. `listen`: instead of the inventory's; `probe_any`: /probe looks at any host.

    per_second: how often one host may be asked. Only hosts of our own, as the demo's are, may be asked oftener.
    """

    listen: Listen | None = None
    probe_any: AnyTarget | None = None
    per_second: float = PER_SECOND


class App:
    """The running hub; what pages and metrics may ask of it is `exporter.source.Source`."""

    def __init__(
        self,
        config: Path,
        *,
        open_gate: OpenGate = open_real_gate,
        options: Options = Options(),  # frozen
        clock: Clock | None = None,
    ) -> None:
        """Read the inventory. Raises InventoryError."""
        self.clock = clock or SystemClock()
        self._config = config
        self._open_gate = open_gate
        self._options = options
        self._fingerprint = fingerprint(config)
        self._inventory = load(config)
        self._metrics = SelfMetrics(KINDS)
        self._metrics.reloaded(successful=True, wall=self.clock.now().wall)
        self._began = self.clock.now().monotonic
        self._ready = False
        self._stack = ExitStack()
        self._stopping = Event()
        self._reloading = Lock()
        self._history = Keeper()
        self._incidents: Incidents
        self._engine: Engine
        self._rounds: Rounds
        self._reception: Reception
        self._replays: ReplayWriters
        self._gate: Gate
        self.public: Running
        self.operations: Running

    def start(self) -> None:
        """Begin to watch, and to answer.

        Raises ProbeFailed (no right to ping), DataFolderTaken, ListenError, InventoryError (web-config).
        """
        with ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()

    def stop(self) -> None:
        """End everything; states are on disk when it returns, within five seconds."""
        self._stopping.set()
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        settings = self._inventory.settings
        listen = self._options.listen or settings.listen
        public_config, operations_config = (
            _web_config(listen.public_web_config),
            _web_config(listen.operations_web_config),
        )
        targets = targets_of(self._inventory)
        self._gate = self._open_gate(self.clock, stack)
        stack.enter_context(only_hub_of(Path(settings.data_dir)))
        store = Store(Path(settings.data_dir) / "thongsuot.sqlite")
        self._incidents = Incidents(
            self._inventory,
            Path(settings.data_dir) / "incidents.sqlite",
            self.clock.now(),
        )
        self._engine = Engine(
            Core(targets), store, self.clock, lambda wishes: self._rounds.follow(wishes), self._incidents
        )
        politeness = Politeness(self.clock, self._options.per_second)
        self._rounds = Rounds(
            self._gate, Recorder(self._engine.put, self.clock), self.clock, self, politeness
        )
        stack.callback(self._engine.stop)
        self._engine.start()
        view = View(self)
        folder = Path(settings.data_dir)
        self._reception = self._receives(view, folder)
        self._reception.start()
        stack.callback(self._reception.stop)
        self._replays = ReplayWriters(settings.remote_write, folder / AGENTS, self._worth, self.clock)
        stack.callback(self._replays.stop)
        self._replays.start()
        renderer = Renderer(self, view, self._metrics)
        on_call = duty_routes(self, view, {} if operations_config is None else operations_config.users)
        self.operations = serve(
            operations_app(self, view, renderer, self._look, self._options.probe_any, on_call),
            listen.operations,
            operations_config,
            open_paths=DUTY_PATHS,
        )
        stack.callback(self.operations.stop)
        for_agents = agent_routes(self._reception, self.clock)
        self.public = serve(
            public_app(self, view, for_agents, codes=_codes_in(folder)),
            listen.public,
            public_config,
            open_paths=AGENT_PATHS,
            most_connections=MOST_CONNECTIONS_OF_AGENTS,
        )
        stack.callback(self.public.stop)
        self._rounds.start()
        stack.callback(self._rounds.stop)
        stack.callback(self._begin_to_stop)
        self._rounds.replace(seen_from_hub(targets))
        Thread(target=self._watch_files, name="inventory-files", daemon=True).start()
        Thread(target=self._write_reports, name="day-reports", daemon=True).start()
        Thread(target=self._keep_history, name="history", daemon=True).start()

    def _receives(self, view: View, folder: Path) -> Reception:
        late = bool(self._inventory.settings.remote_write)
        hub = Hub(
            put=self._engine.put,
            verdict=lambda site: told_verdict(view.now(), site),
            report_every=lambda: self._inventory.settings.rhythm.agent_report_interval,
            keeps=(in_journal, for_replay) if late else (in_journal,),
        )
        return Reception(folder, self.clock, Plans(self.inventory, plan_of), hub)

    def _worth(self, observations: Sequence[Observation]) -> Iterable[Sequence[Sample] | None]:
        return replayed(observations, self._engine.snapshot().targets, self._inventory)

    def _begin_to_stop(self) -> None:
        """Both listeners take their seconds while everything else ends."""
        self.operations.leave()
        self.public.leave()

    # what readers may ask

    def snapshot(self) -> Snapshot:
        """The states of this moment."""
        return self._engine.snapshot()

    def inventory(self) -> Inventory:
        """The inventory in force."""
        return self._inventory

    def judgement(self) -> Judgement | None:
        """What the states of a moment ago mean."""
        return self._incidents.judgement

    def change_incident(self, act: Callable[[Incidents, Instant], Done]) -> Done:
        """Let somebody do something with incidents or maintenance. Raises what `act` raises, TimeoutError."""
        return self._engine.call(lambda now: act(self._incidents, now)).result(CHANGE_SECONDS)

    def change_report(self, act: Callable[[Incidents, Instant], Report]) -> Report:
        """Let staff report something, or somebody deal with it. Raises NoSuchReport, TimeoutError."""
        return self._engine.call(lambda now: act(self._incidents, now)).result(CHANGE_SECONDS)

    def enrolled(self) -> Collection[str]:
        """The sites whose agent may deliver."""
        return self._reception.enrolled()

    def agents(self) -> Mapping[str, AgentFacts]:
        """Every agent that has been heard since it was enrolled."""
        return self._reception.facts()

    def replay(self) -> Mapping[str, ReplayFacts]:
        """What became of what agents delivered late, by destination."""
        return self._replays.facts()

    def history(self) -> Bars:
        """How each commune was in the last 90 days and 24 hours."""
        return self._history.bars

    def queue_length(self) -> int:
        """How many messages wait for the engine."""
        return self._engine.queue_length()

    def ready(self) -> bool:
        """True once every line has been looked at once."""
        if not self._ready:
            snapshot = self._engine.snapshot()
            seen = {state.target for state in snapshot.states.values() if state.last_seen >= self._began}
            hubs = seen_from_hub(snapshot.targets.values())
            lines = {target.id for target in hubs if target.kind == "ping"}
            self._ready = snapshot.restored and lines <= seen
        return self._ready

    def reload(self, force: bool) -> Sequence[Fault]:
        """Read the inventory again: take it whole, or keep the old one and return every fault. Raises ReloadRefused."""
        with self._reloading:
            taken = False
            seen = fingerprint(self._config)
            try:
                inventory = load(self._config)
                change = plan(self._inventory, inventory, force=force)
                # what an old address still answers must not reach the new one
                self._rounds.replace(seen_from_hub(change.staying))
                shown = self._engine.replace_targets(change.targets, lambda: self._incidents.take(inventory))
                self._rounds.replace(seen_from_hub(change.targets))
                shown.wait(SHOWN_SECONDS)  # else readers would find new lines that nobody watches yet
                before, self._inventory = self._inventory, inventory
                taken = True
                _tell_what_waits(before, inventory)
            except InventoryError as error:
                log.warning("the inventory is faulty; the old one holds:\n%s", error)
                return error.faults
            finally:
                self._fingerprint = seen
                self._metrics.reloaded(successful=taken, wall=self.clock.now().wall)
        log.info(
            "inventory read: %d targets added, %d removed, %d changed, %d unchanged",
            *(len(ids) for ids in (change.added, change.removed, change.changed, change.unchanged)),
        )
        return ()

    # what rounds tell

    def round_finished(self, kind: str, *, duration_seconds: float, late_seconds: float) -> None:
        """A round's last look has ended."""
        self._metrics.round_finished(kind, duration_seconds=duration_seconds, late_seconds=late_seconds)

    def look_failed(self, kind: str, reason: Reason) -> None:
        """A look did not see what it expected."""
        self._metrics.look_failed(kind, reason)

    def _look(self, target: Target, timeout_seconds: float) -> Result:
        return look(KINDS[target.kind], target.spec, self._gate, timeout_seconds)

    def _watch_files(self) -> None:
        """Take a changed inventory once its files have been left alone for one turn: editors write in steps."""
        before = self._fingerprint
        while not self._stopping.wait(WATCH_FILES_SECONDS):
            now = fingerprint(self._config)
            if now == before and now != self._fingerprint:
                try:
                    self.reload(force=False)
                except ReloadRefused as refused:
                    log.warning("%s", refused)
                except Exception:
                    log.exception("the changed inventory was not taken; the old one holds")
            before = now

    def _write_reports(self) -> None:
        """A thread of its own and no job of APScheduler, which would sleep an hour longer when the clock is set back one."""
        reports = DailyReports()
        while not self._stopping.wait(REPORT_SECONDS):
            try:
                for file in reports.write_due(self._inventory, self.clock.now().wall):
                    log.info("the day's report is in %s", file)
            except Exception:
                log.exception("the day's report was not written; it is tried again")

    def _keep_history(self) -> None:
        """What pages tell of the past: the first time at once, then every minute; the rounds come first."""
        breath = Breath(self.clock, self._stopping)
        while not self._engine.snapshot().restored and not self._stopping.wait(RESTORED_SECONDS):
            pass  # before that the files may not be there
        while not self._stopping.is_set():
            try:
                self._history.refresh(self._inventory, self.clock.now().wall, breath)
            except Stopped:
                return
            except sqlite3.Error as error:
                log.warning("the history for the pages cannot be read; it is tried again: %s", error)
            except Exception:
                log.exception("the history for the pages was not reckoned; it is tried again")
            self._stopping.wait(HISTORY_SECONDS)


def _codes_in(folder: Path) -> Codes | None:
    """None when they cannot be used: watching goes on, and the form says that it takes nothing."""
    try:
        return Codes(folder)
    except CodesUnusable as error:
        log.warning("communes cannot report trouble: %s", error)
        return None


def _tell_what_waits(before: Inventory, after: Inventory) -> None:
    for name in ("listen", "data_dir", "remote_write"):
        if getattr(before.settings, name) != getattr(after.settings, name):
            log.warning("settings.%s has changed; that takes effect after a restart", name)


def _web_config(path: str | None) -> WebConfig | None:
    return None if path is None else load_web_config(Path(path))
