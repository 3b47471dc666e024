"""The program ends and starts again while things are broken; or its clock goes wrong."""

from alerts.cause import Cause
from tests.scenarios.acts import Darken, Lighten, Restart, SetClock, cut, mend
from tests.scenarios.provinces import HUE, TWENTY, line, lines
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

VIETTEL = lines(*range(12))

STORIES = (
    Story(
        name="the program starts again while a line is down",
        place=TWENTY,
        steps=(at(60, cut(line(15))), at(100, Restart(5)), at(200, mend(line(15)))),
        seen=(when(106, "line_down 19015", shown={15: Cause.LINE_DOWN}), when(250, others=Cause.NORMAL)),
        told=("opened line_down 19015", "closed line_down 19015"),
        twin=Twin(
            name="the line came back while it was away",
            step=1,
            instead=(at(100, mend(line(15))), at(100, Restart(100))),
            seen=(
                when(200, "line_down 19015", others=Cause.UNKNOWN),
                when(250, others=Cause.NORMAL),
            ),
            told=("opened line_down 19015", "closed line_down 19015"),
        ),
    ),
    Story(
        name="the program starts again while an ISP is out",
        place=TWENTY,
        steps=(at(60, cut(*VIETTEL)), at(100, Restart(5)), at(400, mend(*VIETTEL))),
        seen=(
            when(99, "isp_outage 46/viettel"),
            when(106, "isp_outage 46/viettel"),
            when(400, "isp_outage 46/viettel"),
            when(460, others=Cause.NORMAL),
        ),
        told=("opened isp_outage 46/viettel", "closed isp_outage 46/viettel"),
        twin=Twin(
            name="it starts while two lines are out, which are no ISP",
            instead=(at(60, cut(*lines(1, 2))),),
            seen=(when(400, "line_down 19001", "line_down 19002"), when(460, others=Cause.NORMAL)),
            told=(
                "opened line_down 19001",
                "opened line_down 19002",
                "closed line_down 19001",
                "closed line_down 19002",
            ),
        ),
    ),
    Story(
        name="the clock jumps two hours ahead while a line is down",
        place=TWENTY,
        steps=(at(60, cut(line(15))), at(100, SetClock(7200)), at(200, mend(line(15)))),
        seen=(when(199, "line_down 19015"), when(300, others=Cause.NORMAL)),
        told=("opened line_down 19015", "closed line_down 19015"),
        twin=Twin(
            name="the line has come back by then, and goes again",
            step=1,
            instead=(
                at(100, mend(line(15))),
                at(120, SetClock(7200)),
                at(150, cut(line(15))),
            ),
            seen=(
                when(149, others=Cause.NORMAL),
                when(199, "line_down 19015"),
                when(300, "line_flapping 19015/tt/chinh"),
            ),
            told=(
                "opened line_down 19015",
                "closed line_down 19015",
                "opened line_down 19015",
                "closed line_down 19015",
                "opened line_flapping 19015/tt/chinh",
            ),
        ),
    ),
    Story(
        name="the clock jumps two hours back while a line is down",
        place=TWENTY,
        steps=(at(60, cut(line(15))), at(100, SetClock(-7200)), at(200, mend(line(15)))),
        seen=(when(199, "line_down 19015"), when(300, others=Cause.NORMAL)),
        told=("opened line_down 19015", "closed line_down 19015"),
        twin=Twin(
            name="the line never comes back",
            step=2,
            seen=(when(300, "line_down 19015"), when(600, "line_down 19015")),
            told=("opened line_down 19015",),
        ),
    ),
    Story(
        name="the program starts again while a line's incident is part of its ISP's",
        place=TWENTY,
        steps=(
            at(60, cut(line(0))),
            at(110, cut(*lines(*range(1, 12)))),
            at(200, Restart(5)),
            at(300, mend(*lines(*range(1, 12)))),
        ),
        seen=(
            when(190, "isp_outage 46/viettel", folded=("line_down 19000",)),
            when(206, "isp_outage 46/viettel", folded=("line_down 19000",)),
            when(290, "isp_outage 46/viettel", folded=("line_down 19000",), shown={0: Cause.ISP_OUTAGE}),
            when(700, "line_down 19000", shown={0: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=(*opened("line_down 19000"), *came_and_went("isp_outage 46/viettel")),
        twin=Twin(
            name="the line comes back with the others",
            step=3,
            instead=(at(300, mend(*VIETTEL)),),
            seen=(
                when(290, "isp_outage 46/viettel", folded=("line_down 19000",)),
                when(700, others=Cause.NORMAL),
            ),
            told=came_and_went("line_down 19000", "isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="an ISP comes back just before the program ends, but for one line",
        place=TWENTY,
        steps=(
            at(60, cut(*VIETTEL)),
            at(100, mend(*lines(*range(11)))),
            at(430, Restart(5)),
        ),
        seen=(
            when(420, "isp_outage 46/viettel", shown={11: Cause.ISP_OUTAGE}, others=Cause.NORMAL),
            when(800, "line_down 19011", shown={11: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=(*came_and_went("isp_outage 46/viettel"), *opened("line_down 19011")),
        twin=Twin(
            name="it is away for two minutes, and the line is back by then",
            step=2,
            instead=(at(430, mend(line(11))), at(430, Restart(120))),
            seen=(when(800, others=Cause.NORMAL),),
            told=came_and_went("isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="the program starts again while its hub is blind and a line was down",
        place=TWENTY,
        steps=(at(60, cut(line(15))), at(100, Darken()), at(200, Restart(5)), at(300, Lighten())),
        seen=(
            when(190, "monitor_blind", "line_down 19015"),
            when(290, "monitor_blind", "line_down 19015", others=Cause.MONITOR_BLIND),
            when(360, "line_down 19015", shown={15: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=(*opened("line_down 19015"), *came_and_went("monitor_blind")),
        twin=Twin(
            name="the line is back when it sees again",
            step=3,
            instead=(at(300, mend(line(15))), at(300, Lighten())),
            seen=(when(290, "monitor_blind", "line_down 19015"), when(360, others=Cause.NORMAL)),
            told=came_and_went("line_down 19015", "monitor_blind"),
        ),
    ),
    Story(
        name="the program is away for a minute while lines of two ISPs are out",
        place=TWENTY,
        steps=(at(60, cut(*lines(0, 1, 2, 3, 12, 13, 14))), at(200, Restart(60))),
        seen=(
            when(190, "province_outage 46", shown={0: Cause.PROVINCE_OUTAGE, 4: Cause.NORMAL}),
            when(262, "province_outage 46"),
            when(300, "province_outage 46", shown={0: Cause.PROVINCE_OUTAGE, 4: Cause.NORMAL}),
        ),
        told=opened("province_outage 46"),
        twin=Twin(
            name="they come back meanwhile",
            step=1,
            instead=(at(200, mend(*lines(0, 1, 2, 3, 12, 13, 14))), at(200, Restart(60))),
            seen=(
                when(190, "province_outage 46"),
                when(262, "province_outage 46"),
                when(300, others=Cause.NORMAL),
            ),
            told=came_and_went("province_outage 46"),
        ),
    ),
    Story(
        name="the program is away for a minute while a cable is out",
        place=HUE,
        steps=(at(60, cut(*lines(1, 2, 3, 4))), at(200, Restart(60))),
        seen=(
            when(262, "upstream_outage 46/vnpt/cap-a"),
            when(300, "upstream_outage 46/vnpt/cap-a", shown={1: Cause.UPSTREAM_OUTAGE, 5: Cause.NORMAL}),
        ),
        told=opened("upstream_outage 46/vnpt/cap-a"),
        twin=Twin(
            name="two of its lines only",
            instead=(at(60, cut(*lines(1, 2))),),
            seen=(
                when(262, "line_down 19001", "line_down 19002"),
                when(300, "line_down 19001", "line_down 19002"),
            ),
            told=opened("line_down 19001", "line_down 19002"),
        ),
    ),
    Story(
        name="a line goes while the program is away for an hour",
        place=TWENTY,
        steps=(at(60, cut(line(15))), at(61, Restart(3600))),
        seen=(
            when(3661, others=Cause.UNKNOWN),
            when(3720, "line_down 19015", shown={15: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=opened("line_down 19015"),
        twin=Twin(
            name="its ISP does",
            instead=(at(60, cut(*lines(*range(12, 20)))),),
            seen=(when(3720, "isp_outage 46/vnpt", shown={15: Cause.ISP_OUTAGE, 0: Cause.NORMAL}),),
            told=opened("isp_outage 46/vnpt"),
        ),
    ),
    Story(
        name="the clock jumps two hours ahead while an ISP is out and a line was down before",
        place=TWENTY,
        steps=(
            at(60, cut(line(0))),
            at(300, cut(*lines(*range(1, 12)))),
            at(350, SetClock(7200)),
            at(450, mend(*lines(*range(1, 12)))),
        ),
        seen=(
            when(340, "isp_outage 46/viettel", "line_down 19000"),
            when(440, "isp_outage 46/viettel", "line_down 19000"),
            when(520, "line_down 19000", shown={0: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=(*opened("line_down 19000"), *came_and_went("isp_outage 46/viettel")),
        twin=Twin(
            name="it is set back two hours, and the line is mended first",
            step=2,
            instead=(at(350, SetClock(-7200)), at(400, mend(line(0)))),
            seen=(
                when(340, "isp_outage 46/viettel", "line_down 19000"),
                when(440, "isp_outage 46/viettel"),
                when(520, others=Cause.NORMAL),
            ),
            told=came_and_went("line_down 19000", "isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="a cable comes back but for one line, which is back when the program is",
        place=HUE,
        steps=(
            at(60, cut(*lines(*range(8)))),
            at(100, mend(*lines(*range(7)))),
            at(432, mend(line(7))),
            at(432, Restart(60)),
        ),
        seen=(
            when(400, "upstream_outage 46/vnpt/cap-a", shown={7: Cause.UPSTREAM_OUTAGE}, others=Cause.NORMAL),
            when(600, others=Cause.NORMAL),
        ),
        told=came_and_went("upstream_outage 46/vnpt/cap-a"),
        twin=Twin(
            name="the line stays away",
            step=2,
            seen=(when(600, "line_down 19007", shown={7: Cause.LINE_DOWN}, others=Cause.NORMAL),),
            told=(*came_and_went("upstream_outage 46/vnpt/cap-a"), *opened("line_down 19007")),
        ),
    ),
)
