"""Error budgets: how much of what may fail is left, and how fast it goes."""

from grafana import scale
from grafana.colours import BAD, GOOD, UNSTABLE
from grafana.panel import Panel
from grafana.panels import stat, timeseries
from grafana.query import Query, of
from grafana.words import NO_DATA
from probes.language import Text

_FAST, _SLOW = 14.4, 1.0  # the factors at which alerts/rules/budgets.py calls


def left(title: Text, query: Query, objective: float) -> Panel:
    """How much of the budget is left."""
    return stat(
        title,
        Text(
            f"Mục tiêu {objective * 100:g} %. Trong 30 ngày. 100 %: chưa dùng gì; 0 %: đã dùng hết; âm: đã vượt.",
            f"The objective is {objective * 100:g} %. Over 30 days. 100 %: nothing used; 0 %: used up; less: missed.",
        ),
        query,
        unit="percentunit",
        decimals=1,
        thresholds=scale.steps(BAD, (0, UNSTABLE), (0.5, GOOD)),
        empty=NO_DATA,
        width=3,
    )


def burn(title: Text, record: str, objective: float, legend: str, **labels: str) -> Panel:
    """How many times as fast as allowed the budget goes, over an hour and over six."""

    def times(window: str) -> str:
        return f"max without (job) ({of(f'{record}_avg{window}', **labels)}) / {1 - objective:.6g}"

    return timeseries(
        title,
        Text(
            f"1: vừa đủ dùng trong 30 ngày. Trên {_FAST:g} trong một giờ thì gọi ngay, trên {_SLOW:g} kéo dài ba ngày thì nhắc.",
            f"1: it lasts just 30 days. Over {_FAST:g} for an hour people are called, over {_SLOW:g} for three days they are told.",
        ),
        Query(times("1h"), Text(f"{legend}, 1 giờ", f"{legend}, 1 h")),
        Query(times("6h"), Text(f"{legend}, 6 giờ", f"{legend}, 6 h")),
        limits=scale.steps(GOOD, (_SLOW, UNSTABLE), (_FAST, BAD)),
        decimals=1,
        fill=0,
    )
