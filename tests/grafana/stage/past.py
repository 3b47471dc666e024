"""Five weeks before the stage opens, made up: what a dashboard says of them is known beforehand.

The series are those that the demo goes on with, label by label: they are reckoned from its inventory.
"""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from alerts.cause import Cause, CommuneStatus
from exporter.metrics.samples import labels_of, target_labels
from probes.expand import targets_of
from probes.inventory.model import Inventory
from probes.observation import HUB

DAYS = 35
STEP_SECONDS = 240
"""Prometheus looks back five minutes, and no further."""
ENDS_BEFORE_SECONDS = 600.0

CALM_RTT, RUSH_RTT, RUSH_LOSS = 0.010, 0.040, 0.08
SLOW_RTT, FAST_RTT = 0.030, 0.008
JITTER = 0.001
SMOKE = 1.5
"""How many times the median the slowest packets of the past take."""
RUSH_HOURS = (8, 10)
LITTLE_LOSS = {12: 0.005, 13: 0.03, 14: 0.3}
"""By the hour of the day, for one hour each: so that every degree of loss is there to be drawn."""
UPGRADED_DAYS_AGO = 7
OUT_DAYS_AGO, OUT_HOURS = (5, 12, 19), (8, 13)
FAILING_DAYS_AGO, FAILING_HOURS = (3, 6), (14, 15)

INCIDENTS = "thongsuot_incident_open"
"""What the story does not go on with: nothing befalls the line again."""

_DAY_SECONDS, _AHEAD_SECONDS = 86400.0, 7 * 3600.0
_BLOCK = "1488h"  # longer than all of it: the file is read once for every block

Value = Callable[[float], float | None]
"""What a series has at a moment, unix seconds. None: nothing."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was. busy: a line that is slow and lossy in the morning's two first hours, and loses a little, some and much in
    three hours of the afternoon. upgraded: one that became faster at
    `upgraded_at`. cut: one that was out on three mornings. failing: a service that failed for an hour on two afternoons.
    others: lines that had nothing. Each line is the only one of its commune.
    """

    busy: str
    upgraded: str
    cut: str
    others: tuple[str, ...]
    failing: str
    began: float
    ended: float

    @property
    def upgraded_at(self) -> float:
        """So long before the end as a dashboard compares by itself."""
        return self.ended - UPGRADED_DAYS_AGO * _DAY_SECONDS

    def day(self, ago: int) -> float:
        """When that day began in Vietnam; 0: the last one."""
        return self.ended - _since_midnight(self.ended) - ago * _DAY_SECONDS

    def lines(self) -> tuple[str, ...]:
        """All lines of which there is a past."""
        return (self.busy, self.upgraded, self.cut, *self.others)

    def is_out(self, at: float) -> bool:
        """Whether `cut` was."""
        return self._within(at, OUT_DAYS_AGO, OUT_HOURS)

    def incident(self, at: float) -> float | None:
        """What the hub says of the incident that an outage was: 1, then 0 for a day."""
        if self.is_out(at):
            return 1
        _, after = OUT_HOURS
        ends = (self.day(ago) + after * 3600 for ago in OUT_DAYS_AGO)
        return 0 if any(end <= at < end + _DAY_SECONDS for end in ends) else None

    def fails(self, at: float) -> bool:
        """Whether `failing` did."""
        return self._within(at, FAILING_DAYS_AGO, FAILING_HOURS)

    def _within(self, at: float, days: tuple[int, ...], hours: tuple[int, int]) -> bool:
        ago = (self.day(0) - at) // _DAY_SECONDS + 1
        return ago in days and _in_hours(at, hours)


def is_rush(at: float) -> bool:
    """Whether it is one of the morning's first two hours in Vietnam."""
    return _in_hours(at, RUSH_HOURS)


def loss_of_busy(at: float) -> float:
    """What the busy line loses."""
    return RUSH_LOSS if is_rush(at) else LITTLE_LOSS.get(int(_since_midnight(at) // 3600), 0)


def _in_hours(at: float, hours: tuple[int, int]) -> bool:
    first, after = hours
    return first * 3600 <= _since_midnight(at) < after * 3600


def _since_midnight(at: float) -> float:
    return (at + _AHEAD_SECONDS) % _DAY_SECONDS


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    labels: str
    value: Value


def write_past(past: Past, inventory: Inventory, hub: str, file: Path, data: Path) -> None:
    """The past as blocks of a Prometheus's data folder. hub: its address as Prometheus scrapes it, `host:port`."""
    with file.open("w", encoding="utf-8") as text:
        for series in sorted(_series(past, inventory, hub), key=lambda each: each.name):
            text.write("".join(_samples(series, past)))
        text.write("# EOF\n")
    data.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            "promtool",
            "tsdb",
            "create-blocks-from",
            "openmetrics",
            f"--max-block-duration={_BLOCK}",
            "-q",
            file,
            data,
        ],
        check=True,
        capture_output=True,
    )


def _samples(series: _Series, past: Past) -> Iterator[str]:
    head = f"{series.name}{{{series.labels}}}"
    for at in range(int(past.began), int(past.ended), STEP_SECONDS):
        if (value := series.value(at)) is not None:
            yield f"{head} {value:g} {at}\n"


def _series(past: Past, inventory: Inventory, hub: str) -> Iterator[_Series]:
    job = {"job": inventory.settings.alerting.job}
    provinces = {commune.code: commune.province for commune in inventory.communes}
    lines, communes = frozenset(past.lines()), set()
    for target in targets_of(inventory):
        own = labels_of(target_labels(target, HUB, provinces) | job)
        if target.id in lines:
            communes.add(target.labels["commune"])
            yield from _of_line(past, target.id, own)
        elif "service" in target.labels and target.from_hub:
            fails = past.fails if target.labels["service"] == past.failing else _never
            yield _Series("thongsuot_target_state", own, _chosen(fails, 2, 0))
            yield _Series("probe_success", own, _chosen(fails, 0, 1))
            service = labels_of({"service": target.labels["service"]} | job)
            yield _Series("job_service:thongsuot_service_failing:ratio", service, _chosen(fails, 1, 0))
    yield from _of_communes(past, inventory, communes, {"instance": hub} | job)


def _of_line(past: Past, line: str, own: str) -> Iterator[_Series]:
    is_out = past.is_out if line == past.cut else _never

    def rtt(at: float) -> float | None:
        if is_out(at):
            return None
        if line == past.busy:
            return RUSH_RTT if is_rush(at) else CALM_RTT
        if line == past.upgraded:
            return SLOW_RTT if at < past.upgraded_at else FAST_RTT
        return CALM_RTT

    def late(at: float) -> float | None:
        median = rtt(at)
        return None if median is None else SMOKE * median

    def loss(at: float) -> float:
        if is_out(at):
            return 1
        return loss_of_busy(at) if line == past.busy else 0

    yield _Series("thongsuot_link_rtt_seconds", f'{own},quantile="0.5"', rtt)
    yield _Series("thongsuot_link_rtt_seconds", f'{own},quantile="0.95"', late)
    yield _Series("thongsuot_link_jitter_seconds", own, lambda at: None if is_out(at) else JITTER)
    yield _Series("thongsuot_link_loss_ratio", own, loss)
    yield _Series(
        "thongsuot_target_state", own, lambda at: 2 if is_out(at) else 1 if loss(at) >= RUSH_LOSS else 0
    )


def _of_communes(
    past: Past, inventory: Inventory, communes: set[str], shared: dict[str, str]
) -> Iterator[_Series]:
    """Of those whose lines have a past; the province's counts hold all of them."""
    out = past.cut.partition("/")[0]
    (province,) = inventory.provinces
    of_province = {"province": province.code}
    for commune in sorted(communes):
        is_out = past.is_out if commune == out else _never
        for status in CommuneStatus:
            labels = labels_of(of_province | {"commune": commune, "status": status} | shared)
            yield _Series("thongsuot_commune_status", labels, _status(status, is_out, 1, 0))
    names = {province.code: province.name for province in inventory.provinces}
    for each in inventory.communes:
        called = {"name": each.name, "province_name": names[each.province]}
        labels = labels_of({"province": each.province, "commune": each.code} | called | shared)
        yield _Series("thongsuot_commune_info", labels, _chosen(_never, 0, 1))
    count = len(inventory.communes)
    for status in CommuneStatus:
        labels = labels_of(of_province | {"status": status} | shared)
        yield _Series("thongsuot_communes", labels, _status(status, past.is_out, 1, 0, all_of=count))
    of_job = labels_of({"job": shared["job"]} | of_province)
    yield _Series("job_province:thongsuot_communes_out:ratio", of_job, _chosen(past.is_out, 1 / count, 0))
    last_hour = range(0, 3600, STEP_SECONDS)
    yield _Series(
        "job_province:thongsuot_communes_out:ratio_avg1h",
        of_job,
        lambda at: sum(past.is_out(at - before) for before in last_hour) / len(last_hour) / count,
    )
    down = {"scope": "commune", "cause": Cause.LINE_DOWN, "severity": "critical", "commune": out}
    yield _Series(INCIDENTS, labels_of(down | of_province | shared), past.incident)


def _status(
    status: CommuneStatus, is_out: Callable[[float], bool], yes: int, no: int, all_of: int = 1
) -> Value:
    if status is CommuneStatus.OUTAGE:
        return _chosen(is_out, yes, no)
    if status is CommuneStatus.NORMAL:
        return _chosen(is_out, all_of - yes, all_of - no)
    return lambda _at: 0


def _chosen(holds: Callable[[float], bool], yes: float, no: float) -> Value:
    return lambda at: yes if holds(at) else no


def _never(_at: float) -> bool:
    return False
