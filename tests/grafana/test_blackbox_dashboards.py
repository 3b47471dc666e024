"""Dashboards and rules made for blackbox_exporter, on a real Prometheus that has our series in either way."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.grafana.blackbox_community import COMMUNITY
from tests.grafana.blackbox_mixin import MIXIN, RULE_SETS, About, Act
from tests.grafana.blackbox_page import LACKING, page
from tests.grafana.blackbox_queries import Dashboard, Query, Variable, Way
from tests.grafana.blackbox_stage import Province, Side, both_ways
from tests.peers import blackbox
from tests.peers.prometheus import eventually
from tests.peers.stage import ALWAYS, CALM, LINE_ADDRESS, Stage
from tests.peers.stage import Act as StageAct
from tests.peers.stage_gate import Trouble
from tests.peers.stage_servers import Manner
from tests.servers.loopback import serving
from tests.servers.plain import answer, says

pytestmark = [pytest.mark.needs("root", "promtool"), pytest.mark.timeout(300)]

_BOARDS = (*COMMUNITY, MIXIN)
_ROOT = Path(__file__).parents[2]
_PLAYED = {
    Act.CALM: CALM,
    Act.BROKEN: StageAct(ALWAYS, Manner(status="503 Service Unavailable", face="expired")),
    Act.SLOW: StageAct(Trouble(cut=ALWAYS.cut, connect_seconds=1.2), Manner(old=True)),
}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    with both_ways(tmp_path_factory.mktemp("province")) as seen:
        yield seen


def _amiss(side: Side, asked: Query | Variable) -> str:
    """What this Prometheus has to say against what the table says of it; nothing when all is as told."""
    way, expression = side.choice.way, side.choice.filled(asked.expression)
    if isinstance(asked, Variable):
        matches = side.choice.filled(asked.series)
        values = side.prometheus.ask(f"/api/v1/label/{asked.label}/values", **{"match[]": matches})
        well = not values if way in asked.nothing else side.choice.value(asked.offers) in values
        return "" if well else f"{expression}: {values}"
    series = side.prometheus.query(expression)
    well = not series if way in asked.nothing else asked.found.fits(list(series.values()))
    return "" if well else f"{expression}: {series}"


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("board", _BOARDS, ids=lambda board: board.name)
def test_each_query_of_a_dashboard_finds_what_the_page_says(
    board: Dashboard, way: Way, province: Province
) -> None:
    side = province.sides[way]
    asked: Sequence[Query | Variable] = (*board.variables, *board.queries)

    def amiss() -> list[str]:
        return [said for each in asked if (said := _amiss(side, each))]

    eventually(lambda: not amiss(), amiss)


def _firing(side: Side) -> set[tuple[str, str, About]]:
    """The rules that fire about one of the three: set, alert and which."""
    firing = map(dict, side.prometheus.query('ALERTS{alertstate="firing"}'))
    return {
        (each["set"], each["alertname"], side.watched[each["instance"]])
        for each in firing
        if each["instance"] in side.watched
    }


def _told(act: Act) -> set[tuple[str, str, About]]:
    return {
        (name, rule.alert, about)
        for name, rules in RULE_SETS.items()
        for rule in rules
        for about in rule.fires.get(act, ())
    }


def _come_to_fire(side: Side, act: Act) -> None:
    told = _told(act)
    eventually(lambda: _firing(side) == told, lambda: (act, _firing(side) ^ told))


def test_the_rules_fire_about_what_fails_and_about_nothing_else(province: Province) -> None:
    try:
        for act, played in _PLAYED.items():
            province.stage.play(played)
            for side in province.sides.values():
                _come_to_fire(side, act)
    finally:
        province.stage.play(CALM)


def test_a_rule_that_never_fires_says_why() -> None:
    rules = [rule for rules in RULE_SETS.values() for rule in rules]

    assert [rule.alert for rule in rules if not rule.fires] == [rule.alert for rule in rules if rule.why]


@pytest.mark.needs("prometheus-blackbox-exporter")
def test_the_page_lists_every_series_that_blackbox_exporter_has_and_we_have_not(
    province: Province, tmp_path: Path
) -> None:
    addresses = province.addresses
    modules = {
        "http_2xx": blackbox.http_module(Path(addresses.trust), (200,), "5s"),
        "icmp": {"prober": "icmp", "timeout": "5s", "icmp": {"preferred_ip_protocol": "ip4"}},
        "tcp_connect": {"prober": "tcp", "timeout": "5s"},
        "dns": {"prober": "dns", "timeout": "5s", "dns": {"query_name": addresses.name}},
    }
    asked = {"http_2xx": addresses.page, "icmp": LINE_ADDRESS, "tcp_connect": addresses.port}
    with blackbox.running(tmp_path, modules) as peer:
        theirs = [peer.probe(target, module) for module, target in asked.items()]
        theirs.append(peer.probe(addresses.names, "dns"))
        with serving(says(answer("200 OK", "Last-Modified: Thu, 26 Nov 2026 01:00:00 GMT"))) as dated:
            theirs.append(peer.probe(f"http://127.0.0.1:{dated}/", "http_2xx"))
    ours = [_our_probe(province.stage, target, module) for module, target in asked.items()]
    ours.append(_our_probe(province.stage, addresses.name, "dns"))

    assert [told["probe_success"] for told in (*theirs, *ours)] == [1] * 9
    assert _names(theirs) - _names(ours) == LACKING.keys()


def _our_probe(stage: Stage, target: str, module: str) -> Mapping[str, float]:
    url = f"http://127.0.0.1:{stage.port}/probe"
    answer = httpx.get(url, params={"target": target, "module": module}, trust_env=False, timeout=30)
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples]
    return {
        f"{sample.name}{{phase={json.dumps(phase)}}}"
        if (phase := sample.labels.get("phase"))
        else sample.name: sample.value
        for sample in samples
    }


def _names(told: Sequence[Mapping[str, float]]) -> set[str]:
    """The names of these series, and the phase that one is about."""
    return {name if "{phase=" in name else name.partition("{")[0] for each in told for name in each}


def test_the_page_is_as_the_tables_say() -> None:
    assert (_ROOT / "docs" / "grafana-blackbox.md").read_text(encoding="utf-8") == page()
