import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grafana.community import RULES, TRIED, Tried
from tests.peers.prometheus import Prometheus, eventually
from tests.peers.stage import ALWAYS, CALM, NEVER, PAGE, PLAIN, Act, Stage, set_up
from tests.peers.stage_servers import Manner

pytestmark = [pytest.mark.needs("root", "promtool"), pytest.mark.timeout(300)]

_PAGE = Path(__file__).parents[2] / "docs" / "grafana.md"


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Prometheus]]:
    with set_up(tmp_path_factory.mktemp("province")) as (stage, prometheus):
        eventually(lambda: prometheus.query(f'probe_http_status_code{{instance="{PAGE}"}}'), prometheus.log)
        eventually(lambda: prometheus.query("count(probe_success) >= 10"), prometheus.log)
        yield stage, prometheus


@pytest.mark.parametrize("tried", TRIED, ids=lambda tried: f"{tried.dashboard[:5]} {tried.panel}")
def test_a_query_of_a_community_dashboard_finds_what_it_is_for(
    tried: Tried, province: tuple[Stage, Prometheus]
) -> None:
    _, prometheus = province

    def found() -> bool:
        values = list(prometheus.query(tried.asked).values())
        return len(values) == tried.series and all(tried.least <= value <= tried.most for value in values)

    eventually(found, lambda: f"{tried.asked}: {prometheus.query(tried.asked)}")


def _told(prometheus: Prometheus, rule: str) -> set[str]:
    """Which of three targets the rule tells of: a page over TLS, a plain one, and a line that never answers."""
    found = {dict(labels)["instance"] for labels in prometheus.query(RULES[rule])}
    return found & {PAGE, PLAIN, NEVER}


def test_the_mixin_s_rules_tell_a_failing_check_from_a_good_one(
    province: tuple[Stage, Prometheus],
) -> None:
    stage, prometheus = province
    good = {"BlackboxProbeFailed": {NEVER}, "BlackboxSslCertificateWillExpireSoon": set[str]()}
    bad = {
        "BlackboxProbeFailed": {NEVER, PAGE, PLAIN},
        "BlackboxLowUptime30d": {NEVER, PAGE, PLAIN},
        "BlackboxSslCertificateWillExpireSoon": {PAGE},
    }

    def tell(wanted: dict[str, set[str]]) -> None:
        eventually(
            lambda: all(_told(prometheus, rule) == told for rule, told in wanted.items()),
            lambda: {rule: _told(prometheus, rule) for rule in wanted},
        )

    tell(good | {"BlackboxLowUptime30d": {NEVER}})
    stage.play(Act(ALWAYS, Manner(status="503 Service Unavailable", face="expired")))
    try:
        tell(bad)
    finally:
        stage.play(CALM)

    tell(good)


def test_the_page_lists_what_was_tried() -> None:
    listed = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| `([^|]+)` \| (\d+) \|", _PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )

    assert listed == [(each.dashboard, each.panel, each.expression, str(each.series)) for each in TRIED]
    assert all(f"`{name}`" in _PAGE.read_text(encoding="utf-8") for name in RULES)
