"""The duty roster: turns of teams that exist, that end after they begin, one after the other."""

from collections.abc import Iterator
from itertools import pairwise

from probes.inventory.draft import Draft
from probes.inventory.faults import Fault
from probes.language import Text


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with the duty roster."""
    turns = []
    for turn in draft.roster:
        if (text := draft.unknown("teams", turn.value.team)) is not None:
            yield turn.refuses(text, "team")
        if turn.value.end <= turn.value.start:
            yield turn.refuses(_ENDS_FIRST, "end")
        else:
            turns.append(turn)
    turns.sort(key=lambda turn: (turn.value.team, turn.value.start))
    for earlier, later in pairwise(turns):
        if earlier.value.team == later.value.team and later.value.start < earlier.value.end:
            yield later.refuses(_OVERLAPS.format(place=earlier.place()), "start")


_ENDS_FIRST = Text("phải sau giờ bắt đầu ca (start)", "must be after the turn's start")
_OVERLAPS = Text(
    "ca trực không được chồng lên ca khác của cùng tổ (ca ở {place} chưa hết)",
    "a turn may not overlap another one of its team (the turn at {place} has not ended yet)",
)
