"""The hub itself cannot see: nothing that fails then says anything about a commune."""

from alerts.cause import Cause
from tests.scenarios.acts import Darken, Lighten, cut, mend
from tests.scenarios.provinces import HUE, TWENTY, line, lines, portal
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

VIETTEL = lines(*range(12))

STORIES = (
    Story(
        name="the hub is blind for a minute",
        place=HUE,
        steps=(at(60, Darken()), at(120, Lighten())),
        seen=(
            when(115, "monitor_blind", others=Cause.MONITOR_BLIND),
            when(200, others=Cause.NORMAL),
        ),
        told=("opened monitor_blind", "closed monitor_blind"),
        twin=Twin(
            name="for 15 seconds only",
            step=1,
            instead=(at(75, Lighten()),),
            seen=(when(115, others=Cause.NORMAL), when(200, others=Cause.NORMAL)),
            told=(),
        ),
    ),
    Story(
        name="a line goes while the hub is blind, and is told of when it sees again",
        place=HUE,
        steps=(at(60, Darken()), at(90, cut(line(3))), at(120, Lighten())),
        seen=(
            when(119, "monitor_blind", others=Cause.MONITOR_BLIND),
            when(170, "line_down 19003", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=("opened monitor_blind", "closed monitor_blind", "opened line_down 19003"),
        twin=Twin(
            name="it had gone before",
            step=0,
            instead=(at(20, cut(line(3))), at(60, Darken())),
            seen=(when(119, "monitor_blind", "line_down 19003"), when(170, "line_down 19003")),
            told=("opened line_down 19003", "opened monitor_blind", "closed monitor_blind"),
        ),
    ),
    Story(
        name="the hub is blind while an ISP is out",
        place=TWENTY,
        steps=(at(60, cut(*VIETTEL)), at(150, Darken()), at(300, Lighten()), at(400, mend(*VIETTEL))),
        seen=(
            when(290, "monitor_blind", "isp_outage 46/viettel", others=Cause.MONITOR_BLIND),
            when(390, "isp_outage 46/viettel", shown={0: Cause.ISP_OUTAGE, 12: Cause.NORMAL}),
            when(460, others=Cause.NORMAL),
        ),
        told=came_and_went("isp_outage 46/viettel", "monitor_blind"),
        twin=Twin(
            name="the ISP is back before the hub sees again",
            step=2,
            instead=(at(250, mend(*VIETTEL)), at(300, Lighten())),
            seen=(
                when(290, "monitor_blind", "isp_outage 46/viettel", others=Cause.MONITOR_BLIND),
                when(390, others=Cause.NORMAL),
            ),
            told=came_and_went("isp_outage 46/viettel", "monitor_blind"),
        ),
    ),
    Story(
        name="the hub is blind while a line's incident is part of its ISP's",
        place=TWENTY,
        steps=(
            at(60, cut(line(0))),
            at(110, cut(*lines(*range(1, 12)))),
            at(200, Darken()),
            at(300, Lighten()),
        ),
        seen=(
            when(190, "isp_outage 46/viettel", folded=("line_down 19000",)),
            when(290, "monitor_blind", "isp_outage 46/viettel", folded=("line_down 19000",)),
            when(390, "isp_outage 46/viettel", folded=("line_down 19000",)),
        ),
        told=(*opened("line_down 19000", "isp_outage 46/viettel"), *came_and_went("monitor_blind")),
        twin=Twin(
            name="the line goes after the others, and has no incident of its own",
            instead=(at(150, cut(line(0))),),
            seen=(
                when(190, "isp_outage 46/viettel"),
                when(290, "monitor_blind", "isp_outage 46/viettel"),
                when(390, "isp_outage 46/viettel", shown={0: Cause.ISP_OUTAGE}),
            ),
            told=(*opened("isp_outage 46/viettel"), *came_and_went("monitor_blind")),
        ),
    ),
    Story(
        name="an ISP goes in the same second as the hub, and stays away longer",
        place=TWENTY,
        steps=(at(60, Darken()), at(60, cut(*VIETTEL)), at(120, Lighten())),
        seen=(
            when(110, "monitor_blind", others=Cause.MONITOR_BLIND),
            when(180, "isp_outage 46/viettel", shown={0: Cause.ISP_OUTAGE, 12: Cause.NORMAL}),
        ),
        told=(*came_and_went("monitor_blind"), *opened("isp_outage 46/viettel")),
        twin=Twin(
            name="one line does",
            step=1,
            instead=(at(60, cut(line(3))),),
            seen=(
                when(110, "monitor_blind", others=Cause.MONITOR_BLIND),
                when(180, "line_down 19003", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),
            ),
            told=(*came_and_went("monitor_blind"), *opened("line_down 19003")),
        ),
    ),
    Story(
        name="the hub is blind while the portal is out",
        place=TWENTY,
        steps=(at(60, cut(portal())), at(200, Darken()), at(300, Lighten()), at(460, mend(portal()))),
        seen=(
            when(190, "service_outage dvc0", others=Cause.SERVICE_OUTAGE),
            when(290, "monitor_blind", "service_outage dvc0", others=Cause.MONITOR_BLIND),
            when(440, "service_outage dvc0", others=Cause.SERVICE_OUTAGE),
            when(640, others=Cause.NORMAL),
        ),
        told=came_and_went("service_outage dvc0", "monitor_blind"),
        twin=Twin(
            name="the portal answers again by then",
            step=2,
            instead=(at(250, mend(portal())), at(300, Lighten())),
            seen=(
                when(290, "monitor_blind", "service_outage dvc0", others=Cause.MONITOR_BLIND),
                when(440, others=Cause.NORMAL),
                when(640, others=Cause.NORMAL),
            ),
            told=came_and_went("service_outage dvc0", "monitor_blind"),
        ),
    ),
    Story(
        name="one witness of three is gone when a line goes",
        place=TWENTY,
        steps=(at(20, cut("witness/w1")), at(60, cut(line(3)))),
        seen=(when(110, "line_down 19003", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),),
        told=opened("line_down 19003"),
        twin=Twin(
            name="two of them are",
            instead=(at(20, cut("witness/w1", "witness/w2")),),
            seen=(when(110, "monitor_blind", others=Cause.MONITOR_BLIND),),
            told=opened("monitor_blind"),
        ),
    ),
    Story(
        name="the hub goes blind again and again, for ten seconds every minute",
        place=TWENTY,
        steps=tuple(
            at(60 * number + after, act)
            for number in range(1, 9)
            for after, act in ((0.0, Darken()), (10.0, Lighten()))
        ),
        seen=(when(640, others=Cause.NORMAL),),
        twin=Twin(
            name="the last time it stays so",
            step=15,
            seen=(when(640, "monitor_blind", others=Cause.MONITOR_BLIND),),
            told=opened("monitor_blind"),
        ),
    ),
    Story(
        name="the hub is blind while a cable's outage is part of its ISP's",
        place=HUE,
        steps=(
            at(60, cut(*lines(*range(8)))),
            at(120, cut(*lines(*range(8, 24)))),
            at(200, Darken()),
            at(300, Lighten()),
        ),
        seen=(
            when(190, "isp_outage 46/vnpt", folded=("upstream_outage 46/vnpt/cap-a",)),
            when(290, "monitor_blind", "isp_outage 46/vnpt", folded=("upstream_outage 46/vnpt/cap-a",)),
            when(390, "isp_outage 46/vnpt", folded=("upstream_outage 46/vnpt/cap-a",)),
        ),
        told=(
            *opened("upstream_outage 46/vnpt/cap-a", "isp_outage 46/vnpt"),
            *came_and_went("monitor_blind"),
        ),
        twin=Twin(
            name="the other cable is spared",
            step=1,
            seen=(
                when(290, "monitor_blind", "upstream_outage 46/vnpt/cap-a"),
                when(390, "upstream_outage 46/vnpt/cap-a"),
            ),
            told=(*opened("upstream_outage 46/vnpt/cap-a"), *came_and_went("monitor_blind")),
        ),
    ),
)
