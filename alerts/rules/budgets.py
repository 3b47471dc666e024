"""Error budgets per province and per service: how fast what was promised for 30 days is being used up.

Windows and factors are those of the Google SRE workbook, "Alerting on SLOs": fast 5 min and 1 h at 14.4 times, or 30 min
and 6 h at 6 times; slow 6 h and 3 d at once (its 2 h and 1 d at 3 times cannot be without that, and so is left out).
Never per commune: nobody reads 3,321 budgets.
What an incident has told already, the fast alert does not tell again; what nobody could see is no failure.
"""

from dataclasses import dataclass

from alerts.rules import names
from alerts.rules.rule import Alert, Group, Recording
from probes.inventory.settings import Settings
from probes.inventory.values import text_of_seconds
from probes.language import Text

_WINDOWS = ("5m", "30m", "1h", "6h", "3d")
_FAST = (("5m", "1h", 14.4), ("30m", "6h", 6.0))
_SLOW = (("6h", "3d", 1.0),)
_EXPLAINS = "30m"  # for so long after the end of an outage the fast alert could still come of it


@dataclass(frozen=True, slots=True)
class _Budget:
    """What is promised. ratio: the share that fails now; explained: the causes that tell it by themselves."""

    name: str
    scope: str
    record: str
    ratio: str
    explained: str
    objective: float
    subject: Text
    what: Text
    everywhere: str = ""


def group(settings: Settings) -> Group:
    """The ratios over every window, and the alerts on them."""
    budgets = (_provinces(settings), _services(settings))
    rules: list[Alert | Recording] = []
    for budget in budgets:
        rules += (*_recordings(budget), *_alerts(budget))
    return Group("thongsuot-budgets", "30s", tuple(rules))


def _provinces(settings: Settings) -> _Budget:
    def communes(status: str) -> str:
        each = f"max without (instance, replica) (thongsuot_communes{{{status}}})"
        return f"sum by (job, province) ({each})"

    out, seen = communes('status="outage"'), communes('status!="unknown"')
    return _Budget(
        "ProvinceBudgetBurn",
        "province",
        "job_province:thongsuot_communes_out:ratio",
        f"{out}\n/\n({seen} > 0)\n",
        "province_outage|isp_outage|upstream_outage",
        settings.alerting.communes_objective,
        names.province(text_of_seconds(settings.alerting.hold)),
        Text("số xã không phục vụ được", "of the communes could not serve people"),
        "unless on (job)\n(max by (job) (max_over_time("
        f'thongsuot_incident_open{{cause="isp_outage", province=""}}[{_EXPLAINS}])) == 1)\n',
    )


def _services(settings: Settings) -> _Budget:
    return _Budget(
        "ServiceBudgetBurn",
        "service",
        "job_service:thongsuot_service_failing:ratio",
        '(1 - min by (job, service) (probe_success{service!="", vantage="hub"}))\nunless on (job)\n'
        '(max by (job) (thongsuot_incident_open{cause="monitor_blind"}) == 1)\n',
        "service_outage",
        settings.alerting.services_objective,
        Text("{{ $labels.service }}", "{{ $labels.service }}"),
        Text("số lượt đo không thành công", "of the looks failed"),
    )


def _recordings(budget: _Budget) -> tuple[Recording, ...]:
    windows = (
        Recording(_over(budget, window), f"avg_over_time({budget.record}[{window}])") for window in _WINDOWS
    )
    return (Recording(budget.record, budget.ratio), *windows)


def _alerts(budget: _Budget) -> tuple[Alert, Alert]:
    explained = (
        f"max by (job, {budget.scope}) "
        f'(max_over_time(thongsuot_incident_open{{cause=~"{budget.explained}"}}[{_EXPLAINS}]))'
    )
    fast = f"(\n{_burning(budget, _FAST)})\nunless on (job, {budget.scope})\n({explained} == 1)\n{budget.everywhere}"
    return (
        _alert(budget, "fast", fast, "2m", "critical"),
        _alert(budget, "slow", _burning(budget, _SLOW), "15m", "warning"),
    )


def _burning(budget: _Budget, pairs: tuple[tuple[str, str, float], ...]) -> str:
    allowed = 1 - budget.objective
    return "or\n".join(
        f"(\n  ({_over(budget, short)} > {factor:g} * {allowed:.6g})\n  and\n"
        f"  ({_over(budget, long)} > {factor:g} * {allowed:.6g})\n)\n"
        for short, long, factor in pairs
    )


def _alert(budget: _Budget, burn: str, expr: str, after: str, severity: str) -> Alert:
    objective = f"{budget.objective * 100:g}"
    return Alert(
        name=budget.name,
        expr=expr,
        after=after,
        severity=severity,
        scope=budget.scope,
        burn=burn,
        summary=Text(
            f"{budget.subject.vi}: mục tiêu {objective.replace('.', ',')} % đang bị hụt {_PACE[burn].vi}",
            f"{budget.subject.en}: the objective of {objective} % is being missed {_PACE[burn].en}",
        ),
        description=Text(
            f"Gần đây {{{{ $value | humanizePercentage }}}} {budget.what.vi}. Nhiều sự cố nhỏ cộng lại: xem bảng theo dõi "
            "để tìm nơi lặp lại nhiều nhất.",
            f"Lately {{{{ $value | humanizePercentage }}}} {budget.what.en}. Many small incidents add up: the dashboard "
            "shows where they repeat most.",
        ),
        page=f"alerting.md#{budget.name.lower()}",
    )


def _over(budget: _Budget, window: str) -> str:
    return f"{budget.record}_avg{window}"


_PACE = {"fast": Text("rất nhanh", "very fast"), "slow": Text("dần dần", "bit by bit")}
