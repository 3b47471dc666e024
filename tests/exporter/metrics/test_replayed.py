"""A replayed series is the live one with `origin` beside its labels."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from alerts.layout import agent_vantage
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.metrics.replayed import replayed
from exporter.view import View
from probes.observation import HUB, Observation, Origin, Result
from probes.reasons import Reason
from probes.states.state import State
from tests.fakes.clock import NOON
from tests.fakes.everything import with_agent
from tests.fakes.source import GOOD_HTTP, FakeSource, line_state, province, state_of

VANTAGE = agent_vantage("19753", "centre")


@pytest.fixture
def source() -> FakeSource:
    source = province([("19753", "Phường Phú Xuân")], [("portal", "Cổng")])
    source.known_inventory = with_agent(source.known_inventory)
    return source


def late(state: State, vantage: str = VANTAGE) -> Observation:
    """What the state saw last, delivered as a replay."""
    return Observation(
        state.target, vantage, "e", 1, NOON - 3600.0625, NOON, Origin.REPLAY, state.last.result
    )


def scraped(source: FakeSource, state: State) -> Iterator[tuple[tuple[tuple[str, str], ...], float]]:
    source.see(replace(state, vantage=VANTAGE))
    text = b"".join(Renderer(source, View(source), SelfMetrics([])).chunks(openmetrics=False)).decode()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.labels.get("vantage") == "agent" and sample.name != "thongsuot_target_state":
                named = {"__name__": sample.name, "job": "thongsuot", **sample.labels}
                yield tuple(sorted(named.items())), sample.value


@pytest.mark.parametrize(
    "state",
    [
        state_of("portal/http", GOOD_HTTP),
        line_state("19753/centre/main", round_trips=(0.001, None, 0.003)),
        state_of("portal/http", Result(Reason.TIMEOUT, 10.0)),
    ],
)
def test_the_series_are_those_that_are_scraped_and_origin(state: State, source: FakeSource) -> None:
    (samples,) = replayed([late(state)], source.known.targets, source.known_inventory)

    assert samples is not None
    assert {sample.milliseconds for sample in samples} == {round((NOON - 3600.0625) * 1000)}
    for sample in samples:
        assert ("origin", "replay") in sample.labels
        assert list(sample.labels) == sorted(sample.labels)
    without = [
        (tuple(label for label in sample.labels if label[0] != "origin"), sample.value) for sample in samples
    ]
    assert sorted(without) == sorted(scraped(source, state))


def test_what_the_inventory_no_longer_has_is_nothing(source: FakeSource) -> None:
    known = state_of("portal/http", GOOD_HTTP)
    observations = [
        late(replace(known, target="gone/http")),
        late(known, agent_vantage("00000", "centre")),
        late(known, HUB),
    ]

    assert list(replayed(observations, source.known.targets, source.known_inventory)) == [None, None, None]
