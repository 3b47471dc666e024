"""The program ends and starts again while things are broken; or its clock goes wrong."""

from alerts.cause import Cause
from tests.scenarios.acts import Restart, SetClock, cut, mend
from tests.scenarios.provinces import TWENTY, line, lines
from tests.scenarios.story import Story, Twin, at, when

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
            seen=(when(250, others=Cause.NORMAL),),
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
)
