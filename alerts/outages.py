"""Lines that fail together: which upstream, ISP or province is out, so that one cause is told once and not line by line.

A group is out when max(3, 30 %) of its sites that are known to be fed fail within one wave: failures that follow one
another within three minutes, the newest such wave. What has been down for longer fails for a reason of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from alerts.cause import Cause
from alerts.finding import Labels, labelled
from alerts.sight import LineSeen, Sight
from probes.states.state import Status

LEAST_SITES = 3
LEAST_SHARE = 0.3
WAVE_SECONDS = 180.0

ROLLING_SECONDS = 30.0
"""How long after its latest line a wave is taken to go on."""

HELD_SECONDS = 60.0
"""How long a line may be taken to be part of what comes next."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A group that is out. began: monotonic seconds, when its first line failed. failing: those of its lines that do.

    confirmed: it would be out, and nothing wider, by its lines that are down alone, without those under suspicion.
    """

    cause: Cause
    labels: Labels
    began: float
    failing: tuple[LineSeen, ...]
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Outages:
    """The groups that are out, widest first; no line is in two of them.

    undecided: the lines of which it is too early to say what they are part of.
    """

    found: Sequence[Outage] = ()
    undecided: frozenset[str] = frozenset()


def outages(sight: Sight) -> Outages:
    """Which groups are out.

    While a wave that has put a group out goes on, its other lines in that province are undecided too, each for a
    minute at most: most likely their own group is next.
    """
    wave = _newest_wave(sight.failing())
    down = _newest_wave(line for line in sight.failing() if line.status is Status.DOWN)
    certain = {(outage.cause, outage.labels) for outage in _among(down, sight)}
    found = [
        replace(outage, confirmed=(outage.cause, outage.labels) in certain) for outage in _among(wave, sight)
    ]
    undecided = {line.place.target for outage in found if not outage.confirmed for line in outage.failing}
    now = sight.now.monotonic
    out = [line.place for outage in found if outage.confirmed for line in outage.failing]
    if out and now - (wave[0].began or 0.0) < ROLLING_SECONDS:
        provinces = {place.province for place in out}
        undecided |= {
            line.place.target
            for line in wave
            if line.place.province in provinces and now - (line.began or 0.0) < HELD_SECONDS
        } - {place.target for place in out}
    return Outages(found, frozenset(undecided))


def _among(wave: Sequence[LineSeen], sight: Sight) -> Sequence[Outage]:
    """The groups that this wave puts out.

    A wide group is out only when what it is made of is: more than half of its parts, and two at least. So one
    ISP that fails in a province is not the province, and a district cable is not the ISP.
    """
    if len({line.place.spot for line in wave}) < LEAST_SITES:
        return ()
    began = min(line.began or 0.0 for line in wave)
    failing = {line.place.target for line in wave}
    known = [line for line in sight.lines.values() if _counts(line, failing, began)]
    found: list[Outage] = []
    for province, lines in _by(known, lambda line: line.place.province).items():
        cells = _by(lines, lambda line: line.place.isp)
        if _is_wide(cells.values(), failing) or (
            _is_out(lines, failing) and not any(_is_out(cell, failing) for cell in cells.values())
        ):
            found.append(_outage(Cause.PROVINCE_OUTAGE, labelled(province=province), lines, failing))
    found += _isps(_without(known, found), failing)
    return found


def _isps(known: Sequence[LineSeen], failing: set[str]) -> list[Outage]:
    found: list[Outage] = []
    for isp, lines in _by(known, lambda line: line.place.isp).items():
        cells = _by(lines, lambda line: line.place.province)
        if _is_wide(cells.values(), failing):
            found.append(_outage(Cause.ISP_OUTAGE, labelled(isp=isp), lines, failing))
            continue
        for province, cell in cells.items():
            found += _of_cell(isp, province, cell, failing)
    return found


def _of_cell(isp: str, province: str, lines: Sequence[LineSeen], failing: set[str]) -> list[Outage]:
    """An ISP in a province: out as a whole, or upstream by upstream."""
    parts = _by(lines, lambda line: line.place.upstream or "")
    out = {upstream: part for upstream, part in parts.items() if upstream and _is_out(part, failing)}
    if out and len(parts) > 1 and not _is_wide(parts.values(), failing):
        return [
            _outage(
                Cause.UPSTREAM_OUTAGE,
                labelled(province=province, isp=isp, upstream=upstream),
                part,
                failing,
            )
            for upstream, part in out.items()
        ]
    if _is_out(lines, failing):
        return [_outage(Cause.ISP_OUTAGE, labelled(province=province, isp=isp), lines, failing)]
    return []


def _newest_wave(failing: Iterable[LineSeen]) -> Sequence[LineSeen]:
    """Latest first."""
    wave: list[LineSeen] = []
    for line in sorted(failing, key=lambda line: line.began or 0.0, reverse=True):
        if wave and (wave[-1].began or 0.0) - (line.began or 0.0) > WAVE_SECONDS:
            break
        wave.append(line)
    return wave


def _counts(line: LineSeen, failing: set[str], began: float) -> bool:
    """Whether a line has a say: it fails in this wave, or has been seen to answer since it began."""
    if line.place.target in failing:
        return True
    return line.began is None and line.answering and line.state is not None and line.state.last_seen >= began


def _is_out(lines: Iterable[LineSeen], failing: set[str]) -> bool:
    sites = set()
    out = set()
    for line in lines:
        sites.add(line.place.spot)
        if line.place.target in failing:
            out.add(line.place.spot)
    return len(out) >= max(LEAST_SITES, ceil(LEAST_SHARE * len(sites)))


def _is_wide(parts: Iterable[Sequence[LineSeen]], failing: set[str]) -> bool:
    """Whether most parts are out, of those that are large enough to tell; small ones together are one part more."""
    large = []
    rest: list[LineSeen] = []
    for part in parts:
        if len({line.place.spot for line in part}) >= LEAST_SITES:
            large.append(part)
        else:
            rest += part
    if len({line.place.spot for line in rest}) >= LEAST_SITES:
        large.append(rest)
    out = sum(_is_out(part, failing) for part in large)
    return out >= 2 and 2 * out > len(large)


def _outage(cause: Cause, labels: Labels, lines: Sequence[LineSeen], failing: set[str]) -> Outage:
    struck = tuple(line for line in lines if line.place.target in failing)
    return Outage(cause, labels, min(line.began or 0.0 for line in struck), struck)


def _without(lines: Sequence[LineSeen], found: Sequence[Outage]) -> list[LineSeen]:
    provinces = {outage.labels for outage in found}
    return [line for line in lines if labelled(province=line.place.province) not in provinces]


def _by(lines: Iterable[LineSeen], key: Callable[[LineSeen], str]) -> Mapping[str, list[LineSeen]]:
    groups: defaultdict[str, list[LineSeen]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return groups
