"""A moment at which a commune is told one thing."""

from dataclasses import replace

from alerts.cause import Cause, CommuneStatus
from alerts.finding import Work
from alerts.judgement import Judgement
from alerts.verdict import Verdict
from exporter.view import View
from probes.clock import Instant
from probes.language import Text
from tests.alerts.report.made import KIM_LONG
from tests.fakes.source import FakeSource

_SAID = Text("Một câu", "A sentence")


def told(
    wall: float,
    status: CommuneStatus = CommuneStatus.NORMAL,
    since: float | None = None,
    *,
    code: str = KIM_LONG,
    work: Work | None = None,
) -> Judgement:
    """At this moment (unix seconds) the commune is told this, since then."""
    cause = {
        CommuneStatus.OUTAGE: Cause.LINE_DOWN,
        CommuneStatus.DEGRADED: Cause.LINE_SLOW,
        CommuneStatus.UNKNOWN: Cause.UNKNOWN,
        CommuneStatus.NORMAL: Cause.NORMAL,
    }[status]
    verdict = Verdict(status, cause, _SAID, since, work=work)
    at = Instant(wall=wall, monotonic=1000.0)
    return replace(View(FakeSource()).now(), at=at, verdicts={code: verdict})
