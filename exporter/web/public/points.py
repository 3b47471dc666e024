"""A commune's reception points: whether their lines answer, and when paper next leaves for the centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.cause import CommuneStatus
from exporter.view import Moment
from exporter.web.public.parts import PartFacts, lines_at
from probes.inventory.model import Commune, SiteKind
from probes.inventory.values import VIETNAM, text_of_time
from probes.language import Text
from probes.states.state import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A reception point. name: None where it has none of its own. status: OUTAGE when no line of it that is watched answers.

    couriers: when paper leaves for the centre, `HH:MM`, in order. next_courier: the next run today; None: none is left, or people
    are not received today.
    """

    name: str | None
    status: CommuneStatus
    word: Text
    couriers: Sequence[str]
    next_courier: str | None


def points_of(commune: Commune, moment: Moment) -> Sequence[Point]:
    """Every reception point of a commune, in the inventory's order."""
    now = datetime.fromtimestamp(moment.at.wall, VIETNAM)
    runs = bool(moment.calendar.hours(commune.code, now.date()))
    minute = now.hour * 60 + now.minute
    points = []
    for site in commune.sites:
        if site.kind is not SiteKind.SATELLITE:
            continue
        status, word = _status(lines_at(site, commune, moment))
        couriers = sorted(site.courier_times)
        to_come = (at for at in couriers if at >= minute and runs)
        coming = next(to_come, None)
        points.append(
            Point(
                name=site.name,
                status=status,
                word=word,
                couriers=[text_of_time(at) for at in couriers],
                next_courier=None if coming is None else text_of_time(coming),
            )
        )
    return points


def _status(lines: Sequence[PartFacts]) -> tuple[CommuneStatus, Text]:
    known = [line.status for line in lines if line.status is not None]
    if not known:
        return CommuneStatus.UNKNOWN, _NOT_WATCHED
    if Status.UP in known or Status.DEGRADED in known:
        return CommuneStatus.NORMAL, _ANSWERS
    if all(status is Status.DOWN for status in known):
        return CommuneStatus.OUTAGE, _SILENT
    return CommuneStatus.UNKNOWN, _NOT_KNOWN


_NOT_WATCHED = Text("Chưa theo dõi được", "Not watched yet")
_ANSWERS = Text("Có trả lời", "Answers")
_SILENT = Text("Không trả lời", "Does not answer")
_NOT_KNOWN = Text("Chưa có số liệu mới", "Nothing fresh known")
