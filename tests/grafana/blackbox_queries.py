"""A query of a dashboard made for blackbox_exporter: how it is put to a Prometheus that has our series, and what it has to find."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from probes.language import Text

DAY = 86400.0
HTTP_PHASES = ("resolve", "connect", "tls", "processing", "transfer")

OWN_LABELS: Mapping[str, str] = {
    "exporter": "blackbox",
    "env": "prod",
    "service": "cong",
    "gametype": "web",
    "project": "tinh",
    "server": "hub",
}
"""Labels that some authors put on their targets by hand, and ask for; so does the job of `Way.PROBED` here."""


class Way(StrEnum):
    """How Prometheus comes to our series."""

    WHOLE = "/metrics"
    PROBED = "/probe"

    @property
    def job(self) -> str:
        """The scrape job of the Prometheus that has them in this way."""
        return {Way.WHOLE: "thongsuot", Way.PROBED: "blackbox"}[self]


@dataclass(frozen=True, slots=True)
class Found:
    """So many series, or at least so many; all of their values between these two."""

    series: int
    least: float
    most: float
    or_more: bool = False

    def fits(self, values: list[float]) -> bool:
        """Whether these are such values."""
        enough = len(values) >= self.series if self.or_more else len(values) == self.series
        return enough and all(self.least <= value <= self.most for value in values)

    @property
    def said(self) -> str:
        """As a table says it."""
        return f"≥ {self.series}" if self.or_more else str(self.series)


ONE = Found(1, 1, 1)
SECONDS = Found(1, 0, 5)
PHASES = Found(len(HTTP_PHASES), 0, 5)
STATUS = Found(1, 200, 200)
VERSION = Found(1, 1.1, 1.1)
SHARE = Found(1, 0, 1)
TIME_LEFT = Found(1, DAY, 4000 * DAY)
DAYS_LEFT = Found(1, 1, 4000)

Nothing = Mapping[Way, Text]
"""In which way there is nothing to be found, and why."""

_FOUND_EVERYWHERE: Nothing = {}

NO_TARGET_LABEL: Nothing = {
    Way.WHOLE: Text(
        "bảng tìm theo nhãn `target`; trong `/metrics` tên của phép đo nằm ở `instance`, như bản gốc của blackbox_exporter",
        "the dashboard asks for a label `target`; in `/metrics` a check is named by `instance`, as with a plain job of blackbox_exporter",
    )
}
NO_OWN_LABELS: Nothing = {
    Way.WHOLE: Text(
        "bảng tìm theo nhãn do tác giả tự đặt (`project`, `env`…); khai thêm nhãn ấy trong `static_configs` của Prometheus thì có",
        "the dashboard asks for labels that its author puts on by hand (`project`, `env` …); the scrape job's `static_configs` can add them",
    )
}
_AUTHORS_JOB = Text(
    "tên `job` của tác giả bảng được ghi cứng trong câu hỏi; với blackbox_exporter cũng trống",
    "the name of the author's own `job` stands in the query; it is empty with blackbox_exporter too",
)
AUTHORS_JOB: Nothing = dict.fromkeys(Way, _AUTHORS_JOB)
_NO_CLUSTER = Text(
    "nhãn `cluster` chỉ có khi gom nhiều cụm; ô này để trống và các câu hỏi vẫn chạy",
    "there is a label `cluster` only where several are brought together; left empty, the queries work",
)
NO_CLUSTER: Nothing = dict.fromkeys(Way, _NO_CLUSTER)


@dataclass(frozen=True, slots=True)
class Query:
    """One query of a panel."""

    panel: str
    expression: str
    found: Found
    nothing: Nothing = field(default_factory=lambda: _FOUND_EVERYWHERE)


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: the values of a label, `offers` among them."""

    name: str
    series: str
    label: str
    offers: str
    nothing: Nothing = field(default_factory=lambda: _FOUND_EVERYWHERE)

    @property
    def expression(self) -> str:
        """As the dashboard writes it."""
        return f"label_values({self.series}, {self.label})"


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard, by its number on grafana.com where it has one."""

    number: str
    title: str
    variables: tuple[Variable, ...]
    queries: tuple[Query, ...]

    @property
    def name(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose at the top of the dashboard: one web page, and one line where a panel is about pings."""

    way: Way
    page: str
    line: str

    def filled(self, expression: str) -> str:
        """The expression with its variables filled in, as Grafana does."""
        chosen = _literal(self.line if "icmp" in expression else self.page)
        values = {
            **OWN_LABELS,
            "target": chosen,
            "targets": chosen,
            "instance": chosen,
            "job": _literal(self.way.job),
            "blackbox": OWN_LABELS["exporter"],
            "cluster": "",
            "phase": f"({'|'.join(HTTP_PHASES)})",
            "__interval": "10s",
        }
        return re.sub(r"\$(\w+)", lambda found: values[found[1]], expression)

    def value(self, variable: str) -> str:
        """What was chosen for a variable, itself."""
        return self.page if variable == "page" else self.way.job if variable == "job" else variable


def _literal(value: str) -> str:
    """A value inside a quoted pattern of PromQL, where it means itself."""
    return re.sub(r"[\\^$*+?.()|\[\]{}]", r"\\\\\g<0>", value)
