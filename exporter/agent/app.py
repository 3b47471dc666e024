"""The wiring of the agent: what it looks at, its states, its outbox, its couriers, its page; started in order, stopped within seconds."""

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread

from alerts.inside.facts import Place, Power
from exporter.agent.boot import SystemBoot
from exporter.agent.config import AgentConfig
from exporter.agent.delivery import Couriers, OpenLine, open_hub_line
from exporter.agent.files import StateFiles
from exporter.agent.guard import GuardedGate
from exporter.agent.looks import SELDOM_SECONDS, Around, targets_of_plan
from exporter.agent.neighbours import Neighbours
from exporter.agent.place import place_of
from exporter.agent.power import PowerWatch
from exporter.data_lock import only_hub_of
from exporter.delivery.courier import PostFailed
from exporter.delivery.envelope import PLAN_PATH, AgentState
from exporter.delivery.outbox import Boot, Outbox
from exporter.delivery.plan import AgentPlan, PlanRefused, plan_from_bytes
from exporter.web.agent.app import agent_page_app
from exporter.web.agent.source import Delivery, PlanState
from exporter.web.server import Running, serve
from probes.clock import Clock, SystemClock
from probes.engine import Engine
from probes.gate.opening import OpenGate, open_real_gate
from probes.gate.resolver import Resolver
from probes.language import Text
from probes.observation import Observation
from probes.polite import PER_SECOND, Politeness
from probes.reasons import Reason
from probes.rounds.pace import Pace
from probes.rounds.recorder import Recorder
from probes.rounds.rounds import Rounds
from probes.states.core import Core
from probes.states.state import Snapshot
from probes.store import Store
from probes.targets import Target

log = logging.getLogger(__name__)

LOOK_AROUND_SECONDS = 15.0
REFUSED_SECONDS, MISSED_SECONDS = 600.0, 60.0
"""Until a plan that was refused, or did not come, is asked for once more."""


@dataclass(frozen=True, slots=True)
class AgentOptions:
    """What only a demo or a test may change. seldom: the least seconds between two looks at what is not the agent's own.

    first_sweep: over how many seconds the first of those looks are spread. per_second: how often one host may be asked.
    """

    seldom: float = SELDOM_SECONDS
    first_sweep: float = 60.0
    per_second: float = PER_SECOND
    report_every: float = 30.0
    look_around: float = LOOK_AROUND_SECONDS


class AgentApp:
    """The running agent."""

    def __init__(
        self,
        config: AgentConfig,
        *,
        open_gate: OpenGate = open_real_gate,
        open_line: OpenLine = open_hub_line,
        options: AgentOptions = AgentOptions(),  # frozen
        clock: Clock | None = None,
        boot: Boot | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.started = self.clock.now().monotonic
        self._config = config
        self._open_gate = open_gate
        self._open_line = open_line
        self._options = options
        self._boot = boot or SystemBoot()
        self._files = StateFiles(Path(config.state_dir))
        self._version: str | None = None
        self._plan: AgentPlan | None = None
        self._fault: Text | None = None
        self._wait: tuple[str, float] | None = None  # for a plan of this version, until then
        self._rest_until = float("-inf")
        self._around = Around()
        self._targets: tuple[Target, ...] = ()
        self._aiming = Lock()
        self._hub_answers = True
        self._stopping = Event()
        self._stack = ExitStack()
        self._power = PowerWatch(None if config.ups is None else config.ups.name, self.clock, self._boot)
        self._neighbours: Neighbours
        self._outbox: Outbox
        self._engine: Engine
        self._rounds: Rounds
        self._couriers: Couriers
        self.page: Running

    def start(self) -> None:
        """Begin to look, by the last good plan, and to deliver.

        Raises ProbeFailed (no right to ping), DataFolderTaken, ListenError, OSError (no state_dir).
        """
        with ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()

    def stop(self) -> None:
        """End everything; states and observations are on disk when it returns, within five seconds."""
        self._stopping.set()
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        config, options, folder = self._config, self._options, Path(self._config.state_dir)
        self._files.make()
        stack.enter_context(only_hub_of(folder))
        self._read_what_was()
        gate = GuardedGate(self._open_gate(self.clock, stack), config.networks, config.hubs[0].address)
        resolver = Resolver(threads=2)
        stack.callback(resolver.stop)
        self._neighbours = Neighbours(config, resolver)
        self._outbox = Outbox(
            folder / "outbox.sqlite",
            [hub.url for hub in config.hubs],
            self.clock,
            self._boot,
            config.outbox_megabytes << 20,
        )
        stack.callback(self._outbox.stop)
        self._outbox.start()
        self._targets = self._wanted()
        self._engine = Engine(
            Core(self._targets),
            Store(folder / "states.sqlite"),
            self.clock,
            lambda wishes: self._rounds.follow(wishes),
        )
        recorder = Recorder(self._take, self.clock)
        luck = Random()  # noqa: S311  # jitter
        pace = Pace(options.first_sweep, salt=config.site, luck=luck)
        politeness = Politeness(self.clock, options.per_second)
        self._rounds = Rounds(gate, recorder, self.clock, self, politeness, pace)
        stack.callback(self._engine.stop)
        self._engine.start()
        self._rounds.start()
        stack.callback(self._rounds.stop)
        self._rounds.replace(self._targets)
        self._couriers = Couriers(
            config.hubs,
            self._files,
            self._outbox,
            self.clock,
            self._state,
            self._plan_changed,
            self._open_line,
            options.report_every,
        )
        stack.callback(self._couriers.stop)
        self.page = serve(agent_page_app(self), config.listen)
        stack.callback(self.page.stop)
        self._power.start()
        stack.callback(self._power.stop)
        self._couriers.look_for_tokens()
        Thread(target=self._look_around, name="neighbours", daemon=True).start()

    # what rounds tell

    def round_finished(self, kind: str, *, duration_seconds: float, late_seconds: float) -> None:
        """Nothing is counted: an agent has no metrics of its own."""

    def look_failed(self, kind: str, reason: Reason) -> None:
        """The same."""

    def _take(self, observation: Observation) -> None:
        self._engine.put(observation)
        self._outbox.put(observation.target, observation.observed, observation.result)
        if observation.target == f"{self._config.site}/hub":
            answers = observation.result.success
            if answers and not self._hub_answers:
                self._couriers.hub_heard()
            self._hub_answers = answers

    # what it works by

    def _read_what_was(self) -> None:
        self._around = self._files.around()
        if (kept := self._files.plan()) is None:
            return
        known, plan = kept
        if plan.site != self._config.site:
            log.warning(
                "the last plan is for %s, and we are %s: it is not used", plan.site, self._config.site
            )
            return
        self._put_into_force(known, plan)

    def _put_into_force(self, known: str, plan: AgentPlan) -> None:
        try:
            self._files.trust(plan)
        except OSError as error:
            log.warning("what the plan trusts cannot be kept: %s", error)
        self._version, self._plan = known, plan

    def _wanted(self) -> tuple[Target, ...]:
        return targets_of_plan(
            self._plan,
            self._config.site,
            self._around,
            frozenset(self._config.kinds),
            self._files.trust_file,
            self._options.seldom,
        )

    def _aim(self) -> None:
        """Look at what is wanted now. Of what is looked at in the same place, the state stays."""
        with self._aiming:
            wanted = self._wanted()
            if wanted == self._targets:
                return
            before = {target.id: target.where for target in self._targets}
            staying = [target for target in wanted if before.get(target.id) == target.where]
            self._rounds.replace(staying)  # what an old address still answers must not reach the new one
            self._engine.replace_targets(wanted)
            self._rounds.replace(wanted)
            self._targets = wanted

    def _plan_changed(self, told: str) -> None:
        """From a courier's thread: the hub has another plan in force."""
        now = self.clock.now().monotonic
        if now < self._rest_until:
            return
        if self._wait is not None and self._wait[0] == told and now < self._wait[1]:
            return
        self._wait = (told, now + MISSED_SECONDS)
        try:
            data = self._couriers.plan(PLAN_PATH)
            if data is not None:
                self._take_plan(data)
        except PostFailed as failed:
            log.warning("the new plan did not come: %s", failed.text.en)
        except PlanRefused as refused:
            log.warning("the new plan is not taken, the old one holds: %s", refused)
            self._wait = (told, now + REFUSED_SECONDS)
            self._fault = refused.text

    def _take_plan(self, data: bytes) -> None:
        known, plan = plan_from_bytes(data)
        if plan.site != self._config.site:
            raise PlanRefused(_OTHER_SITE.format(its=plan.site, ours=self._config.site))
        self._put_into_force(known, plan)
        self._fault = self._wait = None
        # What is new in a plan is looked at once at once: plans that follow each other fast would ask without end.
        self._rest_until = self.clock.now().monotonic + self._options.seldom
        self._aim()
        try:  # only now: what cannot be looked at must not be there at the next start
            self._files.keep_plan(data)
        except OSError as error:
            log.warning("the new plan holds, and is not kept for the next start: %s", error)
        log.info("a new plan is in force: %d targets", len(self._targets))

    def _look_around(self) -> None:
        """Where gateway and hub are, and whether a token has come. The first time at once."""
        wait = 0.0
        while not self._stopping.wait(wait):
            wait = self._options.look_around
            try:
                around = self._neighbours.now(self._around)
                if around != self._around:
                    self._around = around
                    self._aim()
                    self._files.keep_around(around)
                self._couriers.look_for_tokens()
            except Exception:
                log.exception("looking around tripped, and goes on")

    def _state(self, backlog: int, oldest: float | None) -> AgentState:
        return AgentState(
            version=version("thongsuot"),
            plan=self._version,
            uptime=self._boot.seconds(),
            backlog=backlog,
            oldest_age=oldest,
            ups=self._power.ups(),
        )

    # what its page may ask

    def snapshot(self) -> Snapshot:
        """The states of the agent's own engine, its looks having the vantage `hub` there."""
        return self._engine.snapshot()

    def place(self) -> Place:
        """Its site, and the names that the plan in force gives."""
        return place_of(self._config.site, self._plan)

    def power(self) -> Power:
        """The power of the machine."""
        return self._power.power()

    def unknown_hubs(self) -> Sequence[str]:
        """The URLs of the hubs that it is not enrolled at."""
        return self._couriers.unknown()

    def deliveries(self) -> Sequence[Delivery]:
        """One per hub."""
        return self._couriers.deliveries()

    def plan(self) -> PlanState:
        """The plan in force."""
        confirmed = self._couriers.confirmed(self._version)
        return PlanState(version=self._version, received=confirmed, fault=self._fault)


_OTHER_SITE = Text("site: {its}; máy đo này là của {ours}", "site: {its}; this agent is the one of {ours}")
