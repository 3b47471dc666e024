"""Reception hours, days off and planned maintenance: of places that exist, in an order that time can have."""

from collections.abc import Iterable, Iterator
from typing import Any

from probes.inventory.draft import Draft, Entry, doubles
from probes.inventory.faults import Fault
from probes.inventory.model import Commune
from probes.inventory.windows import ENDS_FIRST, SECTIONS, wrongs
from probes.inventory.working_days import WorkingDays
from probes.language import Text


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with hours, days and maintenance."""
    for hours in draft.hours:
        yield from _of_place(draft, hours)
    for extra in draft.extra_hours:
        yield from _of_place(draft, extra)
        if extra.value.end < extra.value.start:
            yield extra.refuses(ENDS_FIRST, "end")
    for special in draft.days:
        yield from _unknown(draft, special, "province")
    days = (((special.value.province, special.value.day), special) for special in draft.days)
    for later, first in doubles(days):
        yield later.refuses(_DAY_TWICE.format(place=first.place()), "day")
    working_days, known = WorkingDays(special.value for special in draft.days), _Known(draft)
    for window in draft.maintenance:
        for wrong in wrongs(window.value, known, working_days):
            below = () if wrong.field is None else (wrong.field,)
            yield (window.refuses if wrong.refused else window.lacks)(wrong.text, *below)


class _Known:
    """What a draft defines, as a window may name it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    @property
    def communes(self) -> Iterable[Commune]:
        return (each.value for each in self._draft.communes)

    def unknown(self, section: str, name: str) -> Text | None:
        return self._draft.unknown(section, name)


def _of_place(draft: Draft, entry: Entry[Any]) -> Iterator[Fault]:
    yield from _unknown(draft, entry, "province", "commune")
    if entry.value.province is not None and entry.value.commune is not None:
        yield entry.lacks(_ONE_PLACE, "commune")


def _unknown(draft: Draft, entry: Entry[Any], *names: str) -> Iterator[Fault]:
    for name in names:
        said = getattr(entry.value, name)
        if said is not None and (text := draft.unknown(SECTIONS[name], said)) is not None:
            yield entry.refuses(text, name)


_ONE_PLACE = Text("chỉ ghi province hoặc commune, không ghi cả hai", "name a province or a commune, not both")
_DAY_TWICE = Text("ngày này đã khai báo ở {place}", "this day is already defined at {place}")
