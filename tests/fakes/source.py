"""A Source that stands still: a small province as it was seen at noon."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from alerts.incidents import Incidents
from alerts.judgement import Judgement
from alerts.reports import Report
from exporter.delivery.facts import AgentFacts, ReplayFacts
from exporter.history.bars import Bars
from exporter.source import Done
from probes.clock import Instant
from probes.inventory.faults import Fault
from probes.inventory.model import Commune, Inventory, Isp, Link, Province, Role, Service, Site, SiteKind
from probes.observation import HUB, Observation, Origin, Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.reload import ReloadRefused
from probes.states.state import Snapshot, State, Status, Window
from probes.targets import Target
from tests.fakes.clock import NOON, FakeClock


def _incidents() -> Incidents:
    return Incidents(Inventory(), None, FakeClock().now())


@dataclass
class FakeSource:
    """What a test says is known."""

    clock: FakeClock = field(default_factory=FakeClock)
    known_inventory: Inventory = field(default_factory=Inventory)
    known: Snapshot = field(default_factory=lambda: Snapshot({}, {}, restored=True))
    judged: Judgement | None = None
    may_deliver: Collection[str] = ()
    heard: Mapping[str, AgentFacts] = field(default_factory=dict)
    replayed: Mapping[str, ReplayFacts] = field(default_factory=dict)
    bars: Bars = field(default_factory=Bars)
    queue: int = 0
    incidents: Incidents = field(default_factory=_incidents)
    is_ready: bool = True
    faults: Sequence[Fault] = ()
    refusal: ReloadRefused | None = None
    reloads: list[bool] = field(default_factory=list)

    def snapshot(self) -> Snapshot:
        return self.known

    def inventory(self) -> Inventory:
        return self.known_inventory

    def judgement(self) -> Judgement | None:
        return self.judged

    def change_incident(self, act: Callable[[Incidents, Instant], Done]) -> Done:
        done = act(self.incidents, self.clock.now())
        if self.judged is not None:  # whoever asks next finds what was reported, and that it is dealt with
            self.judged = replace(self.judged, reports=self.incidents.reports())
        return done

    def change_report(self, act: Callable[[Incidents, Instant], Report]) -> Report:
        return self.change_incident(act)

    def reload(self, force: bool) -> Sequence[Fault]:
        self.reloads.append(force)
        if self.refusal is not None and not force:
            raise self.refusal
        return self.faults

    def enrolled(self) -> Collection[str]:
        return self.may_deliver

    def agents(self) -> Mapping[str, AgentFacts]:
        return self.heard

    def replay(self) -> Mapping[str, ReplayFacts]:
        return self.replayed

    def history(self) -> Bars:
        return self.bars

    def queue_length(self) -> int:
        return self.queue

    def ready(self) -> bool:
        return self.is_ready

    def see(self, *states: State) -> None:
        """Put these states in the place of what was known of their targets; what was judged of those is no more."""
        known = dict(self.known.states) | {(state.target, state.vantage): state for state in states}
        self.known = replace(self.known, states=known)
        self.judged = None


def line_target(commune: str, link: str = "main", site: str = "centre", kind: str = "ping") -> Target:
    return Target(
        id=f"{commune}/{site}/{link}",
        kind=kind,
        spec=None,
        interval_seconds=15,
        timeout_seconds=4,
        policy=Policy(interval=15),
        labels={"province": "46", "commune": commune, "site": site, "link": link, "isp": "vnpt"},
    )


def service_target(service: str, kind: str = "http", check: str = "http") -> Target:
    return Target(
        id=f"{service}/{check}",
        kind=kind,
        spec=None,
        interval_seconds=60,
        timeout_seconds=10,
        policy=Policy(interval=60),
        labels={"service": service},
    )


def line_state(
    target: str,
    status: Status = Status.UP,
    *,
    round_trips: tuple[float | None, ...] = (0.0012, 0.0014, 0.0013, 0.0012, 0.0019),
    flapping: bool = False,
    causes: Iterable[str] = (),
    since: float = NOON - 3600,
    last_seen: float = 999.0,
) -> State:
    """A line after a round; down or unknown ones answered nothing."""
    silent = status in (Status.DOWN, Status.UNVERIFIED)
    trips = tuple(None for _ in round_trips) if silent else round_trips
    result = Result(
        reason=Reason.NO_REPLY if silent else None,
        duration_seconds=0.81,
        round_trips=trips,
        measures={"ip_protocol": 4.0},
    )
    answered = 0 if silent else 100
    return State(
        target=target,
        vantage=HUB,
        status=status,
        since=since,
        last=observation(target, result),
        last_seen=last_seen,
        flapping=flapping,
        packets_sent=1000,
        packets_received=900 + answered,
        window=Window(100, answered, *((None, None, None) if silent else (0.0012, 0.0019, 0.0003))),
        causes=frozenset(causes),
    )


def state_of(
    target: str,
    result: Result,
    status: Status = Status.UP,
    *,
    causes: Iterable[str] = (),
    since: float = NOON - 7200,
    last_seen: float = 999.0,
) -> State:
    """A target that is no line, after one look."""
    return State(target, HUB, status, since, observation(target, result), last_seen, causes=frozenset(causes))


def observation(target: str, result: Result) -> Observation:
    return Observation(target, HUB, "epoch", 1, NOON - 1, NOON, Origin.LIVE, result)


GOOD_HTTP = Result(
    reason=None,
    duration_seconds=0.25,
    measures={
        "phase_resolve_seconds": 0.01,
        "phase_connect_seconds": 0.02,
        "phase_tls_seconds": 0.03,
        "phase_processing_seconds": 0.1,
        "phase_transfer_seconds": 0.09,
        "http_status_code": 200.0,
        "http_redirects": 1.0,
        "http_version": 1.1,
        "http_over_tls": 1.0,
        "http_content_length": 5120.0,
        "http_body_bytes": 5120.0,
        "ip_protocol": 4.0,
        "tls_chain_not_after_timestamp_seconds": 1_800_000_000.0,
    },
    facts={"tls_version": "TLS 1.3"},
)


def province(communes: Sequence[tuple[str, str]], services: Sequence[tuple[str, str]] = ()) -> FakeSource:
    """One province, Huế: each commune with a primary and a backup line, everything up since an hour."""
    inventory = Inventory(
        provinces=(Province(code="46", name="Thành phố Huế"),),
        isps=(Isp(id="vnpt", name="VNPT"),),
        communes=tuple(
            Commune(code=code, name=name, province="46", sites=(_centre(),)) for code, name in communes
        ),
        services=tuple(Service(id=service, name=name) for service, name in services),
    )
    lines = [line_target(code, link) for code, _ in communes for link in ("main", "spare")]
    checks = [service_target(service) for service, _ in services]
    states = [line_state(target.id) for target in lines] + [state_of(check.id, GOOD_HTTP) for check in checks]
    source = FakeSource(known_inventory=inventory)
    source.known = Snapshot(
        targets={target.id: target for target in [*lines, *checks]},
        states={(state.target, state.vantage): state for state in states},
        restored=True,
        witnesses_up={"w1": True, "w2": True, "w3": True},
    )
    return source


def _centre() -> Site:
    return Site(
        id="centre",
        kind=SiteKind.CENTRE,
        links=(Link(id="main", isp="vnpt"), Link(id="spare", isp="vnpt", role=Role.BACKUP)),
    )
