"""What the program counts about itself, as its rounds and reloads tell it."""

import platform
from collections.abc import Iterable
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics
from prometheus_client.exposition import generate_latest
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from probes.reasons import Reason


class SelfMetrics:
    """The program's own counters. Every method is cheap and safe from any thread.

    Counters stand at zero from the start, so that `rate()` and `increase()` see their first step.
    """

    def __init__(self, kinds: Iterable[str]) -> None:
        """`kinds`: the names of the kinds that rounds will be counted for."""
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library types most of itself, not this
        self._registry = CollectorRegistry(auto_describe=True)
        self._rounds = self._counter(catalogue.ROUNDS)
        self._errors = self._counter(catalogue.ERRORS)
        self._duration = self._gauge(catalogue.ROUND_DURATION)
        self._late = self._gauge(catalogue.ROUND_LATE)
        self._gauge(catalogue.BUILD_INFO).labels(version("thongsuot"), platform.python_version()).set(1)
        self._reload_successful = self._gauge(catalogue.RELOAD_SUCCESSFUL)
        self._reload_timestamp = self._gauge(catalogue.RELOAD_TIMESTAMP)
        for kind in kinds:
            self._rounds.labels(kind)
            for reason in Reason:
                self._errors.labels(kind, reason.value)

    def round_finished(self, kind: str, *, duration_seconds: float, late_seconds: float) -> None:
        """A round over the targets of `kind` is done: how long it took, and how long after its time it began."""
        self._rounds.labels(kind).inc()
        self._duration.labels(kind).set(duration_seconds)
        self._late.labels(kind).set(late_seconds)

    def look_failed(self, kind: str, reason: Reason) -> None:
        """One look failed, for whatever reason."""
        self._errors.labels(kind, reason.value).inc()

    def reloaded(self, *, successful: bool, wall: float) -> None:
        """The inventory was read, at the start or later; `wall` is when, unix seconds. Call it before the first scrape."""
        self._reload_successful.set(successful)
        if successful:
            self._reload_timestamp.set(wall)

    def exposition(self, *, openmetrics: bool) -> bytes:
        """All of it in the text format, or in OpenMetrics without its end mark."""
        if openmetrics:
            whole: bytes = generate_openmetrics(self._registry)  # type: ignore[no-untyped-call]  # nor this
            return whole.removesuffix(b"# EOF\n")
        return generate_latest(self._registry)

    def _counter(self, family: Family) -> Counter:
        return Counter(family.name, family.help, family.labels, registry=self._registry)

    def _gauge(self, family: Family) -> Gauge:
        return Gauge(family.name, family.help, family.labels, registry=self._registry)
