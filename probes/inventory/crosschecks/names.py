"""Nothing is defined twice."""

from collections.abc import Iterator
from typing import Any

from probes.inventory.draft import KEYED_ON_CODE, Draft, Entry, doubles
from probes.inventory.faults import Fault
from probes.language import Text

_KEYED_ON_ID = ("isps", "upstreams", "services", "authorities", "teams", "witnesses")


def faults(draft: Draft) -> Iterator[Fault]:
    """Every code and id that a section defines again."""
    for section in KEYED_ON_CODE:
        yield from _twice(getattr(draft, section), "code")
    for section in _KEYED_ON_ID:
        yield from _twice(getattr(draft, section), "id")
    signers = (((signer.value.commune, signer.value.id), signer) for signer in draft.signers)
    for later, first in doubles(signers):
        yield later.refuses(TWICE.format(place=first.place("id")), "id")


def _twice(entries: list[Entry[Any]], key: str) -> Iterator[Fault]:
    for later, first in doubles((getattr(entry.value, key), entry) for entry in entries):
        yield later.refuses(TWICE.format(place=first.place(key)), key)


TWICE = Text("đã khai báo ở {place}", "is already defined at {place}")
