"""Until when a verdict holds while nothing but time changes: the next moment at which some part of it might turn.

Too early costs one more judgement, too late tells an old truth. So every date counts that might matter.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import inf, nextafter

from probes.pki import Certificate, Judgement
from probes.pki.crl import Crl
from probes.pki.ocsp import OcspStatus
from probes.pki.times import CLOCK_TOLERANCE_SECONDS, DAY
from probes.signing.revocation import answered_until, fresh_until


def next_change(edges: Iterable[float], moment: float) -> float:
    """The first of `edges` that comes after `moment`, and at most a day; all in unix seconds."""
    return min((edge for edge in edges if moment < edge < moment + DAY), default=moment + DAY)


def of_ways(ways: Iterable[Judgement], days: Sequence[int], moment: float) -> Iterator[float]:
    """When a certificate on a way up begins or ends, or so many `days` are left; within the longest of them, every day."""
    for way in ways:
        for facts in way.chain:
            yield from _of_validity(facts.not_before, facts.not_after)
        ends = way.effective_not_after
        left = (ends - moment) // DAY
        for told in (*days, min(left, max(days))):
            yield from _both_sides(ends - told * DAY)


def of_certificates(certificates: Iterable[Certificate]) -> Iterator[float]:
    """When one begins or ends in the eyes of the library."""
    for certificate in certificates:
        yield from _of_validity(certificate.facts.not_before, certificate.facts.not_after)


def of_lists(crls: Iterable[Crl], certificates: Sequence[Certificate]) -> Iterator[float]:
    """When a list comes out or grows old, or what it says of one of `certificates` takes effect."""
    for crl in crls:
        yield crl.facts.this_update - CLOCK_TOLERANCE_SECONDS
        yield from _of_end(fresh_until(crl))
        for certificate in certificates:
            entry = crl.entry_about(certificate)
            if entry is not None:
                yield from _both_sides(entry.at)


def of_answer(answer: OcspStatus) -> Iterator[float]:
    """The same of an OCSP answer."""
    yield answer.this_update - CLOCK_TOLERANCE_SECONDS
    yield from _of_end(answered_until(answer))
    yield from _both_sides(answer.this_update if answer.revoked_at is None else answer.revoked_at)


def _of_validity(begins: float, ends: float) -> Iterator[float]:
    yield begins - CLOCK_TOLERANCE_SECONDS
    yield from _of_end(ends)


def _of_end(ends: float) -> Iterator[float]:
    """Ends are inclusive."""
    yield from _both_sides(ends)
    yield from _both_sides(ends + CLOCK_TOLERANCE_SECONDS)


def _both_sides(edge: float) -> Iterator[float]:
    """What turns at a moment, and what turns right after it."""
    yield edge
    yield nextafter(edge, inf)
