"""Sets of whole numbers as ranges: what an agent numbers without gaps is remembered in few words."""

from bisect import bisect_right
from collections.abc import Sequence

Range = tuple[int, int]
"""First and last, both included."""


def holds(ranges: Sequence[Range], number: int) -> bool:
    """Whether `number` is in one of these ranges, which are in order and do not touch."""
    place = bisect_right(ranges, number, key=_first) - 1
    return place >= 0 and number <= ranges[place][1]


def missing(ranges: Sequence[Range], first: int, last: int) -> int:
    """How many of the numbers `first` to `last` are in none of them."""
    held = sum(
        max(0, min(last, end) - max(first, begin) + 1)
        for begin, end in ranges[max(0, bisect_right(ranges, first, key=_first) - 1) :]
        if begin <= last
    )
    return last - first + 1 - held


def add(ranges: list[Range], first: int, last: int) -> None:
    """Put `first` to `last` among them, joined with what they touch."""
    begin = bisect_right(ranges, first, key=_first)
    if begin and ranges[begin - 1][1] >= first - 1:
        begin -= 1
    end = begin
    while end < len(ranges) and ranges[end][0] <= last + 1:
        end += 1
    if begin < end:
        first, last = min(first, ranges[begin][0]), max(last, ranges[end - 1][1])
    ranges[begin:end] = [(first, last)]


def _first(one: Range) -> int:
    return one[0]
