"""Sets of numbers as ranges: what was dropped is told in few words, however much it was."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from exporter.delivery.envelope import Dropped


def merged(ranges: Iterable[Dropped]) -> tuple[Dropped, ...]:
    """The same numbers in as few ranges as can be, by epoch and number."""
    whole: list[Dropped] = []
    for one in sorted(ranges, key=_begin):
        last = whole[-1] if whole else None
        if last is not None and last.epoch == one.epoch and one.first <= last.last + 1:
            whole[-1] = Dropped(last.epoch, last.first, max(last.last, one.last))
        else:
            whole.append(one)
    return tuple(whole)


def without(ranges: Iterable[Dropped], taken: Iterable[Dropped]) -> tuple[Dropped, ...]:
    """The numbers of `ranges` that are not in `taken`."""
    gone = merged(taken)
    begins = [_begin(one) for one in gone]
    return tuple(piece for one in merged(ranges) for piece in _pieces(one, gone, begins))


def holds(ranges: Sequence[Dropped], epoch: str, number: int) -> bool:
    """Whether the number is in one of these, which are `merged`."""
    place = bisect_right(ranges, (epoch, number), key=_begin) - 1
    return place >= 0 and ranges[place].epoch == epoch and number <= ranges[place].last


def _pieces(one: Dropped, gone: tuple[Dropped, ...], begins: list[tuple[str, int]]) -> Iterator[Dropped]:
    first = one.first
    for place in range(
        max(0, bisect_right(begins, _begin(one)) - 1), bisect_right(begins, (one.epoch, one.last))
    ):
        hole = gone[place]
        if hole.epoch != one.epoch or hole.last < first:
            continue
        if first < hole.first:
            yield Dropped(one.epoch, first, hole.first - 1)
        first = hole.last + 1
    if first <= one.last:
        yield Dropped(one.epoch, first, one.last)


def _begin(one: Dropped) -> tuple[str, int]:
    return one.epoch, one.first
