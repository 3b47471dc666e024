"""Late observations through real receivers: Prometheus with an out-of-order window, and VictoriaMetrics."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import yaml

from alerts.layout import agent_vantage
from exporter.delivery.facts import ReplayFacts
from exporter.delivery.replay.writer import Lookup, ReplayWriters
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.metrics.replayed import replayed
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.server import serve
from probes.clock import SystemClock
from probes.inventory.settings import RemoteWrite
from probes.observation import Observation, Origin, Result
from probes.reasons import Reason
from tests.exporter.delivery.replay.late import agents_file, kept, parked_in
from tests.fakes.everything import with_agent
from tests.fakes.source import GOOD_HTTP, FakeSource, province, state_of
from tests.peers import prometheus, victoriametrics
from tests.peers.prometheus import Prometheus, eventually

pytestmark = [pytest.mark.needs("promtool", "victoria-metrics"), pytest.mark.timeout(300)]

VANTAGE = agent_vantage("19753", "centre")
HOUR, DAY = 3600.0, 86400.0
WINDOW = 2 * HOUR
RULES = Path(__file__).parents[2] / "alerts" / "rules"
RECEIVER = "--web.enable-remote-write-receiver"
DOWN = Result(Reason.TIMEOUT, 9.5)

Values = Mapping[float, float]
"""By seconds since 1970."""


@pytest.fixture(scope="module")
def source() -> FakeSource:
    source = province([("19753", "Phường Phú Xuân")], [("portal", "Cổng")])
    source.known_inventory = with_agent(source.known_inventory)
    source.see(
        replace(state_of("portal/http", GOOD_HTTP), vantage=VANTAGE), state_of("portal/http", GOOD_HTTP)
    )
    return source


@pytest.fixture(scope="module")
def configuration(source: FakeSource) -> Iterator[str]:
    """Of a Prometheus that scrapes a hub which sees the portal up, and whose agent does."""

    def probe(_target: object, _seconds: float) -> Result:
        return GOOD_HTTP

    own = SelfMetrics(["http"])
    own.reloaded(successful=True, wall=source.clock.wall)
    renderer = Renderer(source, View(source), own)
    hub = serve(operations_app(source, View(source), renderer, probe), "127.0.0.1:0")
    yield f"""
global: {{scrape_interval: 500ms, scrape_timeout: 400ms}}
storage: {{tsdb: {{out_of_order_time_window: {WINDOW:.0f}s}}}}
scrape_configs:
  - job_name: thongsuot
    honor_labels: true
    static_configs: [{{targets: ["127.0.0.1:{hub.port}"]}}]
"""
    hub.stop()


@dataclass
class Desk:
    """A hub's late observations on their way to `peer`. began: when its time begins, in whole seconds."""

    peer: Prometheus
    url: str
    path: Path
    lookup: Lookup
    kind: str = "prometheus"
    began: float = field(default_factory=lambda: float(int(time.time())))
    number: int = 0

    def late(self, ages: Sequence[float], result: Callable[[int], Result]) -> list[Observation]:
        """One look at the portal for each age, in seconds before `began`."""
        found = []
        for index, age in enumerate(ages):
            self.number += 1
            found.append(
                Observation(
                    "portal/http",
                    VANTAGE,
                    "e",
                    self.number,
                    self.began - age,
                    self.began,
                    Origin.REPLAY,
                    result(index),
                )
            )
        return found

    @contextmanager
    def writing(self, window: float) -> Iterator[ReplayWriters]:
        there = RemoteWrite.model_validate(
            {"id": "p", "url": self.url, "kind": self.kind, "window": f"{window:.0f}s"}
        )
        writers = ReplayWriters([there], self.path, self.lookup, SystemClock(), idle=0.05)
        writers.start()
        try:
            yield writers
        finally:
            writers.stop()

    def write(self, observations: Sequence[Observation], window: float = WINDOW) -> ReplayFacts:
        """Let all of them be written; what became of them."""
        kept(self.path, *observations)
        with self.writing(window) as writers:
            eventually(lambda: writers.facts()["p"].waiting == 0, writers.facts)
        return writers.facts()["p"]

    def replay(self, name: str = "probe_success") -> Values:
        """Every sample of the replayed series, as it is stored."""
        return self.stored(f'{name}{{origin="replay"}}')

    def stored(self, series: str) -> Values:
        found = self.peer.ask("/api/v1/query", query=f"{series}[40d]")["result"]
        assert len(found) <= 1, found
        pairs = [(float(when), float(value)) for each in found for when, value in each["values"]]
        assert len(dict(pairs)) == len(pairs), "one moment twice"
        return dict(pairs)

    def eventually_holds(self, expected: Values) -> None:
        """VictoriaMetrics shows what it took a second later."""
        eventually(lambda: self.replay() == expected, lambda: (self.replay(), self.peer.log()))


def _lookup(source: FakeSource) -> Lookup:
    return lambda observations: replayed(observations, source.known.targets, source.known_inventory)


@pytest.fixture
def to_prometheus(configuration: str, source: FakeSource, tmp_path: Path) -> Iterator[Desk]:
    """One that has scraped: what is late comes after samples of now."""
    with prometheus.running(tmp_path / "prometheus", configuration, RECEIVER) as peer:
        eventually(lambda: peer.query('probe_success{vantage="agent"}'), peer.log)
        yield Desk(peer, f"{peer.client.base_url}/api/v1/write", agents_file(tmp_path), _lookup(source))


@pytest.fixture
def to_victoria(source: FakeSource, tmp_path: Path) -> Iterator[Desk]:
    with victoriametrics.running(
        tmp_path / "vm", "-retentionPeriod=3d", "-dedup.minScrapeInterval=1ms"
    ) as peer:
        url = f"{peer.client.base_url}/api/v1/write"
        yield Desk(peer, url, agents_file(tmp_path), _lookup(source), "victoriametrics")


@pytest.fixture(params=["prometheus", "victoriametrics"])
def desk(request: pytest.FixtureRequest) -> Desk:
    name = {"prometheus": "to_prometheus", "victoriametrics": "to_victoria"}[request.param]
    found: Desk = request.getfixturevalue(name)
    return found


def by_turns(index: int) -> Result:
    return DOWN if index % 2 else GOOD_HTTP


AGES = (1.9 * HOUR, 1.5 * HOUR, 1.0 * HOUR, 600.0, 300.0, 121.0)


def expected(desk: Desk, ages: Sequence[float] = AGES) -> Values:
    """What `by_turns` makes of them."""
    return {desk.began - age: float(index % 2 == 0) for index, age in enumerate(ages)}


def test_late_samples_are_there_at_their_own_times(desk: Desk) -> None:
    facts = desk.write(desk.late(AGES, by_turns))

    assert (facts.written, facts.parked, facts.dropped) == (2 * len(AGES), 0, 0)
    desk.eventually_holds(expected(desk))
    assert desk.replay("probe_duration_seconds")[desk.began - 600.0] == 9.5


def test_the_order_in_which_they_come_does_not_matter(desk: Desk) -> None:
    looks = desk.late(AGES, by_turns)

    facts = desk.write(looks[3:])
    assert facts.parked == desk.write([*reversed(looks[:3])]).parked == 0

    desk.eventually_holds(expected(desk))


def test_writing_the_same_twice_does_no_harm(desk: Desk) -> None:
    looks = desk.late(AGES, by_turns)
    desk.write(looks)

    again = desk.write(looks)

    assert (again.written, again.parked) == (2 * len(AGES), 0)
    desk.eventually_holds(expected(desk))


def test_of_a_batch_with_a_sample_that_prometheus_never_takes_only_that_is_lost(to_prometheus: Desk) -> None:
    """Its window is shorter than it was said to be: it answers 500 to the whole batch."""
    desk = to_prometheus
    looks = desk.late(AGES, by_turns)
    looks[2:2] = desk.late([WINDOW + HOUR], by_turns)

    facts = desk.write(looks, window=30 * DAY)

    assert (facts.written, facts.parked, facts.waiting) == (2 * len(AGES), 2, 0)
    desk.eventually_holds(expected(desk))
    reasons = [why for _, why, _ in parked_in(desk.path)]
    assert len(reasons) == 2
    assert all("too old" in why or "out of bounds" in why for why in reasons), reasons


def test_what_victoriametrics_would_throw_away_unseen_is_parked_and_counted(to_victoria: Desk) -> None:
    desk = to_victoria
    looks = [*desk.late(AGES, by_turns), *desk.late([4 * DAY], by_turns)]

    facts = desk.write(looks, window=2.9 * DAY)

    assert (facts.written, facts.parked) == (2 * len(AGES), 2)
    desk.eventually_holds(expected(desk))


def test_one_fast_clock_makes_nobody_elses_samples_too_old(to_prometheus: Desk) -> None:
    desk = to_prometheus
    fast = desk.write(desk.late([-3 * HOUR], by_turns))

    facts = desk.write(desk.late(AGES, by_turns))

    assert (fast.written, fast.parked, facts.written, facts.parked) == (0, 2, 2 * len(AGES), 0)
    desk.eventually_holds(expected(desk))


def test_live_and_replayed_series_stand_side_by_side(to_prometheus: Desk) -> None:
    desk = to_prometheus
    live = 'probe_success{instance="portal/http",vantage="agent",origin=""}'
    before = desk.stored(live)

    desk.write(desk.late([*AGES, 121.0 - 15, 60.0], lambda _: DOWN))

    after = desk.stored(live)
    assert before.items() <= after.items()
    assert set(after.values()) == {1.0}
    assert set(desk.replay().values()) == {0.0}
    both = desk.peer.query('probe_success{instance="portal/http",vantage="agent"}')
    labels = sorted(dict(series).get("origin", "") for series in both)
    assert labels == ["", "replay"]
    assert len({series - {("origin", "replay")} for series in both}) == 1


def test_no_rule_of_ours_takes_what_is_late_for_news(to_prometheus: Desk) -> None:
    desk = to_prometheus
    rules = [
        rule
        for file in sorted(RULES.glob("*.yml"))
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    ]

    def told(moment: float) -> dict[str, list[object]]:
        at = str(moment)
        return {
            rule["expr"]: desk.peer.ask("/api/v1/query", query=rule["expr"], time=at)["result"]
            for rule in rules
        }

    def scraped(moment: float) -> object:
        return desk.peer.ask("/api/v1/query", query="thongsuot_communes", time=str(moment))["result"]

    eventually(lambda: scraped(time.time() - 2), desk.peer.log)
    moment = time.time() - 2  # what is scraped at a moment may be stored a little later
    before = told(moment)

    desk.write(desk.late([*AGES, 100.0, 80.0, 60.0, 40.0, 20.0, desk.began - moment], lambda _: DOWN))

    assert desk.peer.query('probe_success{origin="replay"} == 0')
    assert [expr for expr, found in told(moment).items() if found != before[expr]] == []


def test_while_prometheus_is_down_all_wait_and_nothing_is_lost(
    configuration: str, source: FakeSource, tmp_path: Path
) -> None:
    folder, port, path = tmp_path / "prometheus", prometheus.free_port(), agents_file(tmp_path)
    url = f"http://127.0.0.1:{port}/api/v1/write"
    with prometheus.running(folder, configuration, RECEIVER, port=port) as peer:
        desk = Desk(peer, url, path, _lookup(source))
        looks = desk.late(AGES, by_turns)
        desk.write(looks[:3])

    with desk.writing(WINDOW) as writers:
        kept(path, *looks[3:])
        eventually(lambda: writers._writers["p"]._failures, writers.facts)
        assert writers.facts()["p"] == ReplayFacts(written=0, parked=0, waiting=3)

        with prometheus.running(folder, configuration, RECEIVER, port=port) as peer:
            eventually(lambda: writers.facts()["p"].waiting == 0, writers.facts)
            replace(desk, peer=peer).eventually_holds(expected(desk))
    assert writers.facts()["p"] == ReplayFacts(written=6, parked=0, waiting=0)
