"""Sets of moments, as spans (began, ended) in unix seconds: in order, none empty, none touching another."""

from collections.abc import Iterable

Span = tuple[float, float]
Spans = tuple[Span, ...]


def union(spans: Iterable[Span]) -> Spans:
    """All moments of any of them."""
    merged: list[Span] = []
    for began, ended in sorted(span for span in spans if span[1] > span[0]):
        if merged and began <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ended))
        else:
            merged.append((began, ended))
    return tuple(merged)


def shared(some: Spans, others: Spans) -> Spans:
    """The moments of both."""
    return union(
        (max(began, other_began), min(ended, other_ended))
        for began, ended in some
        for other_began, other_ended in others
    )


def without(some: Spans, others: Spans) -> Spans:
    """The moments of the first that are none of the second."""
    left: list[Span] = []
    for began, ended in some:
        at = began
        for other_began, other_ended in others:
            left.append((at, min(ended, other_began)))
            at = max(at, other_ended)
        left.append((at, ended))
    return union(left)


def seconds(spans: Spans) -> float:
    """How long they are together."""
    return sum(ended - began for began, ended in spans)
