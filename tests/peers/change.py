"""What a metric family says before a fault, meanwhile and afterwards: small sentences of PromQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from tests.peers.stage import Act


@dataclass(frozen=True, slots=True)
class Change:
    """One family in one act, in PromQL: each finds something when it is so. `after`: where it is not `calm` again."""

    family: Family
    calm: str
    struck: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """An act, what it changes, and the alerts of a blackbox_exporter's user that fire in it, by the instance they name."""

    act: Act
    changes: tuple[Change, ...]
    alerts: Mapping[str, str] = field(default_factory=dict)


def of(family: Family, instance: str, **labels: str) -> str:
    """The selector of one target's series."""
    return selector(family, instance=instance, **labels)


def selector(family: Family, **labels: str) -> str:
    """The selector of these series, in the job that scrapes /metrics."""
    pairs = {"job": "thongsuot", **labels}
    return family.name + "{" + ",".join(f'{name}="{value}"' for name, value in pairs.items()) + "}"


def gone(family: Family, instance: str, **labels: str) -> Change:
    """There in calm, absent in the act."""
    found = of(family, instance, **labels)
    return Change(family, found, f"absent({found})")


def turned(family: Family, found: str, calm: str, struck: str) -> Change:
    """One comparison in calm, another one in the act."""
    return Change(family, f"{found} {calm}", f"{found} {struck}")


def failed(instance: str, reason: str) -> tuple[Change, ...]:
    """A look that found something else than it should, and said why."""
    info = of(catalogue.PROBE_FAILURE_INFO, instance)
    told = of(catalogue.PROBE_FAILURE_INFO, instance, reason=reason)
    return (
        turned(catalogue.PROBE_SUCCESS, of(catalogue.PROBE_SUCCESS, instance), "== 1", "== 0"),
        Change(catalogue.PROBE_FAILURE_INFO, f"absent({info})", f"{told} == 1"),
    )


def commune(code: str, status: str) -> Change:
    """A commune that gets another status."""
    found = selector(catalogue.COMMUNE_STATUS, commune=code, status=status)
    return turned(catalogue.COMMUNE_STATUS, found, "== 0", "== 1")


def incident(cause: str, **labels: str) -> tuple[Change, ...]:
    """An incident that is not open, open, and closed again, with how many communes it hits and since when."""
    found = selector(catalogue.INCIDENT_OPEN, cause=cause, **labels)
    hit = selector(catalogue.INCIDENT_AFFECTED, cause=cause, **labels)
    began = selector(catalogue.INCIDENT_START, cause=cause, **labels)
    return (
        Change(catalogue.INCIDENT_OPEN, f"absent({found} == 1)", f"{found} == 1", f"{found} == 0"),
        Change(catalogue.INCIDENT_AFFECTED, f"absent({hit})", f"{hit} == 1"),
        Change(catalogue.INCIDENT_START, f"absent({began})", f"time() - {began} < 300"),
    )


def count(status: str, more_than: int) -> Change:
    """More communes in a status than otherwise."""
    found = selector(catalogue.COMMUNES, status=status)
    return turned(catalogue.COMMUNES, found, f"== {more_than}", f"> {more_than}")


def errors(kind: str, reason: str) -> Change:
    """Failed looks that are counted."""
    found = selector(catalogue.ERRORS, kind=kind, reason=reason)
    return Change(catalogue.ERRORS, f"rate({found}[4s]) == 0", f"rate({found}[4s]) > 0")


def named(family: Family, before: str, meanwhile: str, **labels: str) -> Change:
    """A name that is replaced: one of the two series is there at a time."""
    here, there = selector(family, name=before, **labels), selector(family, name=meanwhile, **labels)
    return Change(family, f"{here} == 1 unless on() {there}", f"{there} == 1 unless on() {here}")


def instead(family: Family, instance: str, before: str, meanwhile: str) -> Change:
    """One state in the place of another: never both."""
    here, there = of(family, instance, state=before), of(family, instance, state=meanwhile)
    return Change(family, f"{here} == 1 unless on() {there}", f"{there} == 1 unless on() {here}")


def signers(state: str, before: int, meanwhile: int) -> Change:
    """Other signers in a state; none of them is no series."""
    found = f"({selector(catalogue.COMMUNE_SIGNERS, commune='20056', state=state)} or vector(0))"
    return turned(catalogue.COMMUNE_SIGNERS, found, f"== {before}", f"== {meanwhile}")


def usable(group: str, before: int, meanwhile: int | None) -> Change:
    """Other signers that can sign; None: nobody knows."""
    found = selector(catalogue.COMMUNE_USABLE_SIGNERS, commune="20056", group=group)
    struck = f"absent({found})" if meanwhile is None else f"{found} == {meanwhile}"
    return Change(catalogue.COMMUNE_USABLE_SIGNERS, f"{found} == {before}", struck)
