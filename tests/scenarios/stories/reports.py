"""What staff report of shared systems that answer well, as far as the hub can see."""

from alerts.cause import Cause
from tests.scenarios.acts import (
    Darken,
    EndMaintenance,
    Lighten,
    Restart,
    SetClock,
    Settle,
    cut,
    cut_for_all,
    maintain,
    mend,
    report,
)
from tests.scenarios.provinces import AGENTS, SIX, portal
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

REPORTED = "service_reported dvc0"
EVERY_AGENT = (0, 1, 2, 3, 4)


def hit(*numbers: int) -> dict[int, Cause]:
    """These communes are told that several report it."""
    return dict.fromkeys(numbers, Cause.SERVICE_REPORTED)


STORIES = (
    Story(
        name="three communes report the portal within a quarter of an hour, and nobody for an hour after",
        place=SIX,
        steps=(at(60, report(0)), at(500, report(1)), at(960, report(2))),
        seen=(
            when(959, others=Cause.NORMAL),
            when(962, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),
            when(4550, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),
            when(4570, others=Cause.NORMAL),
        ),
        told=came_and_went(REPORTED),
        twin=Twin(
            name="the third comes a minute later, which is sixteen",
            step=2,
            instead=(at(1020, report(2)),),
            seen=(when(1030, others=Cause.NORMAL), when(1500, others=Cause.NORMAL)),
        ),
    ),
    Story(
        name="three communes report the portal, and a fourth half an hour later",
        place=SIX,
        steps=(at(60, report(0, 1, 2)), at(1860, report(3))),
        seen=(
            when(1850, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),
            when(1870, REPORTED, shown=hit(0, 1, 2, 3), others=Cause.NORMAL),
            when(5450, REPORTED, shown=hit(0, 1, 2, 3), others=Cause.NORMAL),
            when(5470, others=Cause.NORMAL),
        ),
        told=came_and_went(REPORTED),
        twin=Twin(
            name="two communes, one of them twice",
            instead=(at(60, report(0, 1)), at(300, report(0))),
            seen=(when(310, others=Cause.NORMAL), when(1870, others=Cause.NORMAL)),
        ),
    ),
    Story(
        name="communes report the portal every ten minutes, each once",
        place=SIX,
        steps=(at(60, report(0)), at(660, report(1)), at(1260, report(2)), at(1860, report(3))),
        seen=(when(1870, others=Cause.NORMAL),),
        twin=Twin(
            name="the fourth soon after the third",
            step=3,
            instead=(at(1500, report(3)),),
            seen=(when(1510, REPORTED, shown=hit(1, 2, 3), others=Cause.NORMAL),),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="one commune reports the portal again and again",
        place=SIX,
        steps=tuple(at(60 + 200 * number, report(0)) for number in range(4)),
        seen=(when(700, others=Cause.NORMAL),),
        twin=Twin(
            name="two others do as well",
            instead=(at(60, report(0, 1, 2)),),
            seen=(when(700, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="three communes report a system each",
        place=AGENTS,
        steps=(
            at(60, report(0)),
            at(61, report(1, service="dvc1")),
            at(62, report(2, service="dvc1")),
        ),
        seen=(when(70, others=Cause.NORMAL),),
        twin=Twin(
            name="all the second",
            instead=(at(60, report(0, service="dvc1")),),
            seen=(when(70, "service_reported dvc1", shown=hit(0, 1, 2), others=Cause.NORMAL),),
            told=opened("service_reported dvc1"),
        ),
    ),
    Story(
        name="on call settles all that three communes reported, and two report it again",
        place=SIX,
        steps=(at(60, report(0, 1, 2)), at(300, Settle((0, 1, 2))), at(600, report(3, 4))),
        seen=(
            when(290, REPORTED, shown=hit(0, 1, 2)),
            when(302, others=Cause.NORMAL),
            when(610, others=Cause.NORMAL),
        ),
        told=came_and_went(REPORTED),
        twin=Twin(
            name="one is left",
            step=1,
            instead=(at(300, Settle((0, 1))),),
            seen=(
                when(302, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),
                when(610, REPORTED, shown=hit(0, 1, 2, 3, 4), others=Cause.NORMAL),
            ),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="what three communes reported is settled one after the other",
        place=SIX,
        steps=(at(60, report(0, 1, 2)), *(at(100 * number, Settle((number - 1,))) for number in (1, 2, 3))),
        seen=(when(290, REPORTED, shown=hit(0, 1, 2)), when(302, others=Cause.NORMAL)),
        told=came_and_went(REPORTED),
        twin=Twin(
            name="the last is not",
            step=3,
            seen=(when(302, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="each report of the portal is settled before the next comes",
        place=SIX,
        steps=(
            at(60, report(0)),
            at(90, Settle((0,))),
            at(120, report(1)),
            at(150, Settle((1,))),
            at(180, report(2)),
        ),
        seen=(when(200, others=Cause.NORMAL),),
        twin=Twin(
            name="the first is not",
            step=1,
            seen=(when(200, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="three communes report the portal, which is out already",
        place=SIX,
        steps=(at(60, cut(portal())), at(300, report(0, 1, 2)), at(600, mend(portal()))),
        seen=(
            when(590, "service_outage dvc0", others=Cause.SERVICE_OUTAGE),
            when(800, others=Cause.NORMAL),
            when(1400, others=Cause.NORMAL),
        ),
        told=came_and_went("service_outage dvc0"),
        twin=Twin(
            name="three report it when it is back",
            step=2,
            instead=(at(600, mend(portal())), at(900, report(2, 3, 4))),
            seen=(when(910, REPORTED, shown=hit(2, 3, 4), others=Cause.NORMAL),),
            told=(*came_and_went("service_outage dvc0"), f"opened {REPORTED}"),
        ),
    ),
    Story(
        name="three communes report the portal, which then goes",
        place=SIX,
        steps=(at(60, report(0, 1, 2)), at(120, cut(portal())), at(600, mend(portal()))),
        seen=(
            when(100, REPORTED, shown=hit(0, 1, 2)),
            when(400, "service_outage dvc0", folded=(REPORTED,), others=Cause.SERVICE_OUTAGE),
            when(800, others=Cause.NORMAL),
        ),
        told=came_and_went(REPORTED, "service_outage dvc0"),
        twin=Twin(
            name="does not",
            step=1,
            seen=(when(800, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="three communes report the portal, which then goes, and three others when it is back",
        place=SIX,
        steps=(
            at(60, report(0, 1, 2)),
            at(120, cut(portal())),
            at(600, mend(portal())),
            at(1000, report(3, 4, 5)),
        ),
        seen=(
            when(590, "service_outage dvc0", folded=(REPORTED,)),
            when(990, others=Cause.NORMAL),
            when(1010, REPORTED, shown=hit(3, 4, 5), others=Cause.NORMAL),
        ),
        told=(*came_and_went(REPORTED, "service_outage dvc0"), f"opened {REPORTED}"),
        twin=Twin(
            name="two others",
            step=3,
            instead=(at(1000, report(3, 4)),),
            seen=(when(1010, others=Cause.NORMAL),),
            told=came_and_went(REPORTED, "service_outage dvc0"),
        ),
    ),
    Story(
        name="three communes report the portal before it is clear that it is out",
        place=AGENTS,
        steps=(at(1000, cut_for_all(EVERY_AGENT, portal())), at(1140, report(6, 7, 8))),
        seen=(
            when(1150, others=Cause.SERVICE_OUTAGE),
            when(1400, "service_outage dvc0", others=Cause.SERVICE_OUTAGE),
        ),
        told=opened("service_outage dvc0"),
        twin=Twin(
            name="the agents reach it",
            instead=(at(1000, cut(portal())),),
            seen=(
                when(1150, others=Cause.SERVICE_OUTAGE),
                when(1400, "service_slow dvc0", REPORTED, shown=hit(6, 7, 8), others=Cause.SERVICE_SLOW),
            ),
            told=opened("service_slow dvc0", REPORTED),
        ),
    ),
    Story(
        name="three communes report both systems before it is clear that they are out",
        place=AGENTS,
        steps=(
            at(1000, cut_for_all(EVERY_AGENT, portal(0), portal(1))),
            at(1140, report(6, 7, 8)),
            at(1140, report(6, 7, 8, service="dvc1")),
        ),
        seen=(when(1400, "service_outage dvc0", "service_outage dvc1", others=Cause.SERVICE_OUTAGE),),
        told=opened("service_outage dvc0", "service_outage dvc1"),
        twin=Twin(
            name="the second is not",
            instead=(at(1000, cut_for_all(EVERY_AGENT, portal(0))),),
            seen=(when(1400, "service_outage dvc0", "service_reported dvc1", others=Cause.SERVICE_OUTAGE),),
            told=opened("service_outage dvc0", "service_reported dvc1"),
        ),
    ),
    Story(
        name="two communes report the portal while it is out, and one when it is back",
        place=SIX,
        steps=(
            at(60, cut(portal())),
            at(300, report(0, 1)),
            at(310, mend(portal())),
            at(600, report(2)),
        ),
        seen=(when(610, others=Cause.NORMAL), when(1300, others=Cause.NORMAL)),
        told=came_and_went("service_outage dvc0"),
        twin=Twin(
            name="it never was",
            step=0,
            seen=(when(610, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="three communes report the portal during planned work on it",
        place=SIX,
        steps=(at(60, maintain(service="dvc0")), at(120, report(0, 1, 2)), at(300, EndMaintenance())),
        seen=(
            when(290, shown=hit(0, 1, 2), others=Cause.NORMAL),
            when(1100, others=Cause.NORMAL),
        ),
        twin=Twin(
            name="there is none",
            step=0,
            seen=(when(290, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL), when(1100, REPORTED)),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="four communes report the portal during planned work on it, and one of them again after",
        place=SIX,
        steps=(
            at(60, maintain(service="dvc0")),
            at(120, report(0, 1, 2, 3)),
            at(300, EndMaintenance()),
            at(310, report(2)),
        ),
        seen=(when(290, shown=hit(0, 1, 2, 3), others=Cause.NORMAL), when(400, others=Cause.NORMAL)),
        twin=Twin(
            name="three of them",
            step=3,
            instead=(at(310, report(1, 2, 3)),),
            seen=(when(400, REPORTED, shown=hit(0, 1, 2, 3), others=Cause.NORMAL),),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="two communes report the portal, the program starts again, and a third does",
        place=SIX,
        steps=(at(60, report(0, 1)), at(100, Restart(60)), at(400, report(2)), at(500, Restart(60))),
        seen=(
            when(390, others=Cause.NORMAL),
            when(410, REPORTED, shown=hit(0, 1, 2)),
            when(900, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),
            when(4020, others=Cause.NORMAL),
        ),
        told=came_and_went(REPORTED),
        twin=Twin(
            name="the first two are settled",
            step=2,
            instead=(at(390, Settle((0, 1))), at(400, report(2))),
            seen=(when(410, others=Cause.NORMAL), when(900, others=Cause.NORMAL)),
        ),
    ),
    Story(
        name="three communes report the portal while the hub is blind, for half an hour",
        place=SIX,
        steps=(at(60, Darken()), at(120, report(0, 1, 2)), at(1860, Lighten())),
        seen=(
            when(200, "monitor_blind", others=Cause.MONITOR_BLIND),
            when(1990, others=Cause.NORMAL),
        ),
        told=came_and_went("monitor_blind"),
        twin=Twin(
            name="they do so when it sees again",
            step=1,
            instead=(at(1900, report(0, 1, 2)),),
            seen=(when(1990, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),),
            told=(*came_and_went("monitor_blind"), f"opened {REPORTED}"),
        ),
    ),
    Story(
        name="communes report the portal, minutes apart, while the hub is blind, for half an hour",
        place=SIX,
        steps=(
            at(60, Darken()),
            *(at(120 + 280 * number, report(number)) for number in range(3)),
            at(1860, Lighten()),
        ),
        seen=(when(1990, others=Cause.NORMAL),),
        told=came_and_went("monitor_blind"),
        twin=Twin(
            name="it sees",
            step=0,
            seen=(when(1990, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),),
            told=opened(REPORTED),
        ),
    ),
    Story(
        name="the clock jumps two hours ahead between two reports of the portal and a third",
        place=SIX,
        steps=(at(60, report(0, 1)), at(100, SetClock(7200)), at(200, report(2))),
        seen=(when(210, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),),
        told=opened(REPORTED),
        twin=Twin(
            name="two hours pass",
            step=1,
            instead=(),
            seen=(
                when(210, REPORTED, shown=hit(0, 1, 2), others=Cause.NORMAL),
                when(3900, others=Cause.NORMAL),
            ),
            told=came_and_went(REPORTED),
        ),
    ),
)
