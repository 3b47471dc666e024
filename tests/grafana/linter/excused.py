"""What the rules find and we leave as it is: the only place for that, each with its reason."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.grafana.linter.board import Finding, Json, Rule


@dataclass(frozen=True, slots=True)
class Excused:
    """Findings of one rule whose line, `vi/overview: variable job: ...`, the pattern is found in."""

    rule: str
    pattern: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in one dashboard."""

    rule: str
    dashboard: str
    finding: Finding

    def __str__(self) -> str:
        return f"{self.dashboard}: {self.finding}"


_ONE_PROCESS = "what is watched are communes and their services, told apart by other labels; the one scraped process is no choice"

_OTHER_PROGRAM = "the jobs to choose from are hubs; this is a series of "

EXCUSED = (
    Excused(
        "template-datasource-rule",
        r"^vi/\w+: variable datasource: it is labelled 'Nguồn dữ liệu'",
        "its readers read Vietnamese",
    ),
    Excused(
        "template-job-rule",
        r"^vi/\w+: variable job: it is labelled 'Máy giám sát'",
        "its readers read Vietnamese",
    ),
    Excused("template-instance-rule", r": there is no instance$", _ONE_PROCESS),
    Excused("target-instance-rule", r'does not say instance=~"\$instance"$', _ONE_PROCESS),
    Excused(
        "target-job-rule",
        r': (?:up|thongsuot_relay_\w+)\{job=~"\$job-relay"[^}]*\} does not say',
        f"{_OTHER_PROGRAM}the relay, which has the job that docs/relay.md gives it",
    ),
    Excused(
        "target-job-rule",
        r': (?:up|scrape_\w+|(?:prometheus|alertmanager)_\w+)\{job=~"\.\+"\} does not say',
        f"{_OTHER_PROGRAM}Prometheus, also about what it scrapes beside the hubs",
    ),
    Excused(
        "target-job-rule",
        r': alertmanager_\w+\{job=~"\.\+"\} does not say',
        f"{_OTHER_PROGRAM}Alertmanager",
    ),
    Excused(
        "target-job-rule",
        r': ALERTS\{[^}]*job=~"\.\*"[^}]*\} does not say',
        "an alert about all hubs carries the job of none",
    ),
    Excused(
        "target-counter-agg-rule",
        r"/lines: panel 2 .*, query [AB]: thongsuot_link_packets_sent_total\{",
        "how many lines there are is asked of it, by counting its series, and not what it counts",
    ),
)


def lines(dashboards: Mapping[str, Json], rules: Mapping[str, Rule]) -> list[Line]:
    """What the rules find, line by line."""
    return [
        Line(name, dashboard, finding)
        for name, rule in rules.items()
        for dashboard, content in dashboards.items()
        for finding in rule(content)
    ]


def unexcused(found: Iterable[Line], table: Iterable[Excused] = EXCUSED) -> list[Line]:
    """What stays once the excused is taken away."""
    known = list(table)
    return [line for line in found if not any(_covers(one, line) for one in known)]


def idle(found: Iterable[Line], table: Iterable[Excused] = EXCUSED) -> list[Excused]:
    """The excuses that nothing needs any more."""
    known = list(found)
    return [one for one in table if not any(_covers(one, line) for line in known)]


def _covers(one: Excused, line: Line) -> bool:
    return one.rule == line.rule and re.search(one.pattern, str(line)) is not None
