from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from exporter.delivery.ingest.ranges import Range, add, holds, missing

NUMBERS = st.integers(1, 60)
SPANS = st.lists(st.tuples(NUMBERS, st.integers(0, 6)), max_size=30)


@given(SPANS, NUMBERS, st.integers(0, 20))
def test_ranges_are_a_set_of_numbers(spans: list[tuple[int, int]], first: int, more: int) -> None:
    ranges: list[Range] = []
    held: set[int] = set()
    for begin, length in spans:
        add(ranges, begin, begin + length)
        held |= set(range(begin, begin + length + 1))

    assert {number for begin, end in ranges for number in range(begin, end + 1)} == held
    assert all(after[0] > before[1] + 1 for before, after in pairwise(ranges))
    assert all(holds(ranges, number) == (number in held) for number in range(70))
    assert missing(ranges, first, first + more) == len(set(range(first, first + more + 1)) - held)
