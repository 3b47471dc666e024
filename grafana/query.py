"""What a panel asks Prometheus: selectors of our own families, and the query as Grafana keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from probes.language import Text

DAY = 86400
"""Seconds: Grafana writes lengths of days and more in English only, so that panels count the days themselves."""
DATASOURCE: Mapping[str, str] = {"type": "prometheus", "uid": "${datasource}"}


def of(family: Family | str, *, job: str = "$job", **labels: str) -> str:
    """The series of a family that have these labels, of the jobs that the dashboard is about unless another is named.

    A value that is a variable, or several `a|b`, is matched as an expression; "!" in front means all others, and "" none.
    """
    name = family.name if isinstance(family, Family) else family
    matchers = [_matcher(label, value) for label, value in {"job": job, **labels}.items()]
    return f"{name}{{{', '.join(matchers)}}}"


def _matcher(label: str, value: str) -> str:
    others, pattern = value.startswith("!"), any(mark in value for mark in "$|+*")
    operator = {(False, False): "=", (False, True): "=~", (True, False): "!=", (True, True): "!~"}[
        others, pattern
    ]
    return f'{label}{operator}"{value.removeprefix("!")}"'


def most(expr: str, *labels: str) -> str:
    """The most of `expr` for each set of `labels`: several hubs that watch the same count once."""
    return f"max by ({', '.join(labels)}) ({expr})"


def least(expr: str, *labels: str) -> str:
    """The least of `expr` for each set of `labels`: of two hubs, the one that has the worse to tell where more is better."""
    return f"min by ({', '.join(labels)}) ({expr})"


def named(expr: str, *, province: bool = False) -> str:
    """`expr`, which has `province` and `commune`, with the commune's `name` as a label (and `province_name`).

    Where two hubs spell a name differently one of the two is shown: both would leave the whole panel with an error.
    """
    names = ("name", "province_name") if province else ("name",)
    info = most(of(catalogue.COMMUNE_INFO), "province", "commune", *names)
    one = f"topk by (province, commune) (1, {info})"
    return f"({expr}) * on (province, commune) group_left ({', '.join(names)}) {one}"


def placed(expr: str) -> str:
    """`expr`, which has `province` and `commune`, with both names as the label `place`: one in six communes shares its name."""
    return f'label_join ({named(expr, province=True)}, "place", ", ", "name", "province_name")'


def named_province(expr: str) -> str:
    """`expr`, which has `province`, with its `province_name` as a label."""
    info = most(of(catalogue.COMMUNE_INFO), "province", "province_name")
    return f"({expr}) * on (province) group_left (province_name) topk by (province) (1, {info})"


@dataclass(frozen=True, slots=True)
class Query:
    """One query. legend: with `{{label}}`. now: at the end of the time range only. table: its labels become columns."""

    expr: str
    legend: Text | str = ""
    now: bool = False
    table: bool = False

    def written(self, ref: str) -> dict[str, Any]:
        """As Grafana keeps it, under the letter `ref`."""
        return {
            "refId": ref,
            "datasource": dict(DATASOURCE),
            "editorMode": "code",
            "expr": self.expr,
            "legendFormat": self.legend or "__auto",
            "instant": self.now or self.table,
            "range": not (self.now or self.table),
            "format": "table" if self.table else "time_series",
        }
