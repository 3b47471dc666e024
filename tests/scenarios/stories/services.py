"""Shared systems, as the hub and the agents in the communes see them."""

from alerts.cause import Cause
from tests.scenarios.acts import Silence, Speak, cut, cut_for, cut_for_all, delay, mend
from tests.scenarios.provinces import AGENTS, HUE, line, portal
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

EVERY_AGENT = (0, 1, 2, 3, 4)

STORIES = (
    Story(
        name="the portal is out",
        place=HUE,
        steps=(at(60, cut(portal())), at(200, mend(portal()))),
        seen=(
            when(190, "service_outage dvc0", others=Cause.SERVICE_OUTAGE),
            when(330, others=Cause.NORMAL),
        ),
        told=("opened service_outage dvc0", "closed service_outage dvc0"),
        twin=Twin(
            name="it only answers slowly",
            instead=(at(60, delay(4, portal())),),
            seen=(
                when(195, "service_slow dvc0", others=Cause.SERVICE_SLOW),
                when(330, "service_slow dvc0", others=Cause.SERVICE_SLOW),
            ),
            told=("opened service_slow dvc0",),
        ),
    ),
    Story(
        name="the portal and a line",
        place=HUE,
        steps=(at(60, cut(portal())), at(100, cut(line(3)))),
        seen=(
            when(
                190,
                "service_outage dvc0",
                "line_down 19003",
                shown={3: Cause.LINE_DOWN},
                others=Cause.SERVICE_OUTAGE,
            ),
        ),
        told=("opened service_outage dvc0", "opened line_down 19003"),
        twin=Twin(
            name="the line alone",
            seen=(when(190, "line_down 19003", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),),
            told=("opened line_down 19003",),
        ),
    ),
    Story(
        name="the portal is slow, then out, then slow again",
        place=HUE,
        steps=(at(60, delay(4, portal())), at(250, cut(portal())), at(400, delay(4, portal()))),
        seen=(
            when(240, "service_slow dvc0"),
            when(390, "service_outage dvc0", folded=("service_slow dvc0",), shown={3: Cause.SERVICE_OUTAGE}),
            when(560, "service_slow dvc0", others=Cause.SERVICE_SLOW),
        ),
        told=("opened service_slow dvc0", "opened service_outage dvc0", "closed service_outage dvc0"),
        twin=Twin(
            name="then well",
            step=2,
            instead=(at(400, mend(portal())),),
            seen=(
                when(390, "service_outage dvc0", folded=("service_slow dvc0",)),
                when(750, others=Cause.NORMAL),
            ),
            told=(
                "opened service_slow dvc0",
                "opened service_outage dvc0",
                "closed service_outage dvc0",
                "closed service_slow dvc0",
            ),
        ),
    ),
    Story(
        name="the hub does not reach the portal, and the agents do",
        place=AGENTS,
        steps=(at(1000, cut(portal())), at(1300, mend(portal()))),
        seen=(
            when(1150, others=Cause.SERVICE_OUTAGE),
            when(1290, "service_slow dvc0", others=Cause.SERVICE_SLOW),
            when(1500, others=Cause.NORMAL),
        ),
        told=("opened service_slow dvc0", "closed service_slow dvc0"),
        twin=Twin(
            name="three agents of five do not either",
            instead=(at(1000, cut_for_all((0, 1, 2), portal())),),
            seen=(
                when(1290, "service_outage dvc0", others=Cause.SERVICE_OUTAGE),
                when(1500, others=Cause.NORMAL),
            ),
            told=("opened service_outage dvc0", "closed service_outage dvc0"),
        ),
    ),
    Story(
        name="most agents had lost the portal when the hub loses it too",
        place=AGENTS,
        steps=(at(20, cut_for((0, 1, 2), portal())), at(1000, cut(portal()))),
        seen=(
            when(990, "service_outage dvc0", others=Cause.SERVICE_OUTAGE),
            when(1500, "service_outage dvc0", others=Cause.SERVICE_OUTAGE),
        ),
        told=("opened service_outage dvc0",),
        twin=Twin(
            name="the agents get it back instead",
            step=1,
            instead=(at(1000, mend(portal())),),
            seen=(when(990, "service_outage dvc0"), when(1600, others=Cause.NORMAL)),
            told=("opened service_outage dvc0", "closed service_outage dvc0"),
        ),
    ),
    Story(
        name="most agents do not reach the portal, and the hub does",
        place=AGENTS,
        steps=(at(60, cut_for((0, 1, 2), portal())), at(1500, mend(portal()))),
        seen=(
            when(1400, "service_outage dvc0", others=Cause.SERVICE_OUTAGE),
            when(2200, others=Cause.NORMAL),
        ),
        told=("opened service_outage dvc0", "closed service_outage dvc0"),
        twin=Twin(
            name="two of five do not",
            instead=(at(60, cut_for((0, 1), portal())),),
            seen=(
                when(
                    1400,
                    "service_unreachable_here 19000/dvc0",
                    "service_unreachable_here 19001/dvc0",
                    shown={0: Cause.SERVICE_UNREACHABLE_HERE, 1: Cause.SERVICE_UNREACHABLE_HERE},
                    others=Cause.NORMAL,
                ),
                when(2200, others=Cause.NORMAL),
            ),
            told=(
                "opened service_unreachable_here 19000/dvc0",
                "opened service_unreachable_here 19001/dvc0",
                "closed service_unreachable_here 19000/dvc0",
                "closed service_unreachable_here 19001/dvc0",
            ),
        ),
    ),
    Story(
        name="one commune does not reach the portal, and then nobody does",
        place=AGENTS,
        steps=(
            at(60, cut_for((0,), portal())),
            at(1100, cut_for_all(EVERY_AGENT, portal())),
        ),
        seen=(
            when(1000, "service_unreachable_here 19000/dvc0", shown={0: Cause.SERVICE_UNREACHABLE_HERE}),
            when(1290, "service_outage dvc0", folded=("service_unreachable_here 19000/dvc0",)),
            when(
                2100,
                "service_outage dvc0",
                folded=("service_unreachable_here 19000/dvc0",),
                others=Cause.SERVICE_OUTAGE,
            ),
        ),
        told=(
            "opened service_unreachable_here 19000/dvc0",
            "opened service_outage dvc0",
        ),
        twin=Twin(
            name="its own line goes instead",
            step=1,
            instead=(at(1100, cut(line(0))), at(1100, Silence((0,)))),
            seen=(
                when(
                    2100,
                    "line_down 19000",
                    folded=("service_unreachable_here 19000/dvc0",),
                    shown={0: Cause.LINE_DOWN},
                    others=Cause.NORMAL,
                ),
            ),
            told=("opened service_unreachable_here 19000/dvc0", "opened line_down 19000"),
        ),
    ),
    Story(
        name="an agent says nothing while its line answers",
        place=AGENTS,
        steps=(at(60, Silence((4,))), at(1700, Speak((4,)))),
        seen=(
            when(1600, "agent_silent 19004", shown={4: Cause.AGENT_SILENT}, others=Cause.NORMAL),
            when(2100, others=Cause.NORMAL),
        ),
        told=("opened agent_silent 19004", "closed agent_silent 19004"),
        twin=Twin(
            name="its line is cut too",
            instead=(at(60, Silence((4,))), at(60, cut(line(4)))),
            seen=(
                when(1600, "line_down 19004", shown={4: Cause.LINE_DOWN}, others=Cause.NORMAL),
                when(2100, "line_down 19004"),
            ),
            told=("opened line_down 19004",),
        ),
    ),
    Story(
        name="a line comes back after twenty minutes, and its agent soon after",
        place=AGENTS,
        steps=(
            at(60, cut(line(4))),
            at(60, Silence((4,))),
            at(1260, mend(line(4))),
            at(1260, Speak((4,))),
        ),
        seen=(when(1250, "line_down 19004"), when(1900, others=Cause.NORMAL)),
        told=came_and_went("line_down 19004"),
        twin=Twin(
            name="its agent never does",
            step=3,
            seen=(
                when(1250, "line_down 19004"),
                when(1500, shown={4: Cause.AGENT_SILENT}, others=Cause.NORMAL),
                when(1900, "agent_silent 19004", shown={4: Cause.AGENT_SILENT}, others=Cause.NORMAL),
            ),
            told=(*came_and_went("line_down 19004"), *opened("agent_silent 19004")),
        ),
    ),
    Story(
        name="a silent agent's line goes and comes back",
        place=AGENTS,
        steps=(at(60, Silence((4,))), at(1700, cut(line(4))), at(1800, mend(line(4)))),
        seen=(
            when(1790, "line_down 19004", folded=("agent_silent 19004",), shown={4: Cause.LINE_DOWN}),
            when(1900, "agent_silent 19004"),
        ),
        told=("opened agent_silent 19004", "opened line_down 19004", "closed line_down 19004"),
        twin=Twin(
            name="the agent speaks when the line is back",
            step=2,
            instead=(at(1800, mend(line(4))), at(1800, Speak((4,)))),
            seen=(when(2300, others=Cause.NORMAL),),
            told=(
                "opened agent_silent 19004",
                "opened line_down 19004",
                "closed line_down 19004",
                "closed agent_silent 19004",
            ),
        ),
    ),
    Story(
        name="the hub reaches neither shared system, and the agents both",
        place=AGENTS,
        steps=(at(1000, cut(portal(0), portal(1))),),
        seen=(
            when(1150, others=Cause.SERVICE_OUTAGE),
            when(1290, "service_slow dvc0", "service_slow dvc1", others=Cause.SERVICE_SLOW),
        ),
        told=opened("service_slow dvc0", "service_slow dvc1"),
        twin=Twin(
            name="the agents only the second",
            instead=(at(1000, cut_for_all(EVERY_AGENT, portal(0))), at(1000, cut(portal(1)))),
            seen=(when(1290, "service_outage dvc0", "service_slow dvc1", others=Cause.SERVICE_OUTAGE),),
            told=opened("service_outage dvc0", "service_slow dvc1"),
        ),
    ),
)
