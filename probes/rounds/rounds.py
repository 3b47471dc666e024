"""All rounds of the program: APScheduler owns when, a watchdog owns the day the wall clock steps."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from probes.clock import Clock
from probes.network import Gate
from probes.rounds.looker import Looker, Manners
from probes.rounds.pace import HUB_PACE, Pace
from probes.rounds.recorder import Recorder
from probes.rounds.round import Pings, Round, RoundMetrics
from probes.states.followup import FollowUp
from probes.targets import Target

log = logging.getLogger(__name__)

CLOCK_STEP_SECONDS = 2.0
WATCH_SECONDS = 1.0
SOON_SECONDS = 0.1  # a start that has passed when APScheduler reads it counts from the next interval on


class Rounds:
    """One job per (kind, interval). Targets may be replaced at any time; `stop` returns within two seconds."""

    def __init__(
        self,
        gate: Gate,
        recorder: Recorder,
        clock: Clock,
        metrics: RoundMetrics,
        manners: Manners | None = None,
        pace: Pace = HUB_PACE,
    ) -> None:
        """pace: of all looks but pings, which meet nobody's patience."""
        self._recorder = recorder
        self._clock = clock
        self._metrics = metrics
        self._pace = pace
        self._pings = Pings(gate.pinger)
        self._looker = Looker(gate, clock, manners)
        self._rounds: dict[tuple[str, float], Round] = {}
        self._targets: dict[str, Target] = {}
        self._lock = Lock()
        self._stopping = Event()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._watchdog = Thread(target=self._watch_the_wall_clock, name="clock-watchdog", daemon=True)

    def start(self) -> None:
        """Begin: every round at once, each first pass hurried."""
        self._looker.start()
        self._scheduler.start()
        self._watchdog.start()

    def stop(self) -> None:
        """No look begins after this."""
        self._stopping.set()
        self._looker.stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._watchdog.is_alive():
            self._watchdog.join(2)

    def replace(self, targets: Iterable[Target]) -> None:
        """Look at exactly these from each round's next pass on; new rounds begin at once."""
        groups: dict[tuple[str, float], list[Target]] = defaultdict(list)
        for target in targets:
            groups[target.kind, target.interval_seconds].append(target)
        with self._lock:
            self._targets = {target.id: target for group in groups.values() for target in group}
            for key in self._rounds.keys() - groups.keys():
                self._scheduler.remove_job(_job_id(key))
                # so that none of its looks that were put off is carried out
                self._rounds.pop(key).replace([])
            for key, group in groups.items():
                if key in self._rounds:
                    self._rounds[key].replace(group)
                    continue
                kind, interval = key
                pinged = kind == "ping"
                look = self._pings if pinged else self._looker
                pace = HUB_PACE if pinged else self._pace
                round_ = Round(kind, interval, look, self._recorder, self._clock, self._metrics, pace)
                round_.replace(group)
                self._rounds[key] = round_
                self._scheduler.add_job(
                    round_.run, "interval", seconds=interval, id=_job_id(key), next_run_time=datetime.now(UTC)
                )

    def follow(self, follow_ups: Sequence[FollowUp]) -> None:
        """Carry out the engine's wishes: look once more at these targets, at these moments."""
        wanted: dict[tuple[str, float], list[tuple[float, Target]]] = defaultdict(list)
        with self._lock:
            for follow_up in follow_ups:
                if (target := self._targets.get(follow_up.target)) is not None:
                    wanted[target.kind, target.interval_seconds].append((follow_up.at, target))
            rounds = [(self._rounds[key], looks) for key, looks in wanted.items() if key in self._rounds]
        for round_, looks in rounds:
            round_.again(looks)

    def _watch_the_wall_clock(self) -> None:
        """APScheduler reckons in wall time: set back two hours, it would sleep two hours. So its jobs are set anew."""
        then = self._clock.now()
        while not self._stopping.wait(WATCH_SECONDS):
            now = self._clock.now()
            step = (now.wall - then.wall) - (now.monotonic - then.monotonic)
            then = now
            if abs(step) > CLOCK_STEP_SECONDS:
                log.warning("the wall clock stepped by %+.1f s; the rounds are scheduled anew", step)
                self._reschedule(step)

    def _reschedule(self, step: float) -> None:
        with self._lock:
            for key in self._rounds:
                job = self._scheduler.get_job(_job_id(key))
                if job is None or job.next_run_time is None:
                    continue
                soon = datetime.now(UTC) + timedelta(seconds=SOON_SECONDS)
                moved = job.next_run_time + timedelta(seconds=step)
                moment = min(max(moved, soon), soon + timedelta(seconds=key[1]))
                self._scheduler.reschedule_job(job.id, trigger="interval", seconds=key[1], start_date=moment)


def _job_id(key: tuple[str, float]) -> str:
    return f"{key[0]} every {key[1]!r} s"
