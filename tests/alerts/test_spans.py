import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.spans import Span, Spans, seconds, shared, union, without

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda span: (min(span), max(span))))


def moments(spans: Spans) -> set[int]:
    return {moment for began, ended in spans for moment in range(int(began), int(ended))}


@pytest.mark.parametrize(
    ("spans", "together"),
    [
        ([], ()),
        ([(5, 5)], ()),
        ([(3, 4), (1, 2)], ((1, 2), (3, 4))),
        ([(1, 2), (2, 3)], ((1, 3),)),
        ([(1, 9), (2, 3), (4, 10)], ((1, 10),)),
    ],
)
def test_spans_that_touch_or_overlap_are_one(spans: list[Span], together: Spans) -> None:
    assert union(spans) == together


@given(SPANS, SPANS)
def test_spans_are_sets_of_moments(some: list[Span], others: list[Span]) -> None:
    one, other = union(some), union(others)

    assert moments(shared(one, other)) == moments(one) & moments(other)
    assert moments(without(one, other)) == moments(one) - moments(other)
    assert seconds(one) == len(moments(one))
    assert seconds(shared(one, other)) + seconds(without(one, other)) == seconds(one)
