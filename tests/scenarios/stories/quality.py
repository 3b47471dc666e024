"""Lines that answer, and not well: lossy, slow, or dropping now and then."""

from alerts.cause import Cause
from tests.scenarios.acts import cut, delay, drop, lose, mend
from tests.scenarios.provinces import SIX, line, lines
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

STORIES = (
    Story(
        name="a line loses a tenth of its packets",
        place=SIX,
        steps=(at(60, lose(0.1, line(3))), at(1500, mend(line(3)))),
        seen=(
            when(1270, "line_lossy 19003/tt/chinh", shown={3: Cause.LINE_LOSSY}, others=Cause.NORMAL),
            when(3300, others=Cause.NORMAL),
        ),
        told=("opened line_lossy 19003/tt/chinh", "closed line_lossy 19003/tt/chinh"),
        twin=Twin(
            name="a thirtieth, which is shown and is no incident",
            instead=(at(60, lose(0.03, line(3))),),
            seen=(when(1470, shown={3: Cause.LINE_LOSSY}, others=Cause.NORMAL),),
            told=(),
        ),
    ),
    Story(
        name="a line becomes slow",
        place=SIX,
        steps=(at(60, delay(0.2, line(3))), at(1500, mend(line(3)))),
        seen=(
            when(1270, "line_slow 19003/tt/chinh", shown={3: Cause.LINE_SLOW}, others=Cause.NORMAL),
            when(2900, others=Cause.NORMAL),
        ),
        told=("opened line_slow 19003/tt/chinh", "closed line_slow 19003/tt/chinh"),
        twin=Twin(
            name="for five minutes only",
            step=1,
            instead=(at(360, mend(line(3))),),
            seen=(when(1270, others=Cause.NORMAL), when(2900, others=Cause.NORMAL)),
            told=(),
        ),
    ),
    Story(
        name="a line that is slow is cut",
        place=SIX,
        steps=(at(60, delay(0.2, line(3))), at(1300, cut(line(3)))),
        seen=(
            when(1270, "line_slow 19003/tt/chinh"),
            when(1340, "line_down 19003", folded=("line_slow 19003/tt/chinh",), shown={3: Cause.LINE_DOWN}),
        ),
        told=("opened line_slow 19003/tt/chinh", "opened line_down 19003"),
        twin=Twin(
            name="comes back, and well",
            step=1,
            instead=(at(1300, cut(line(3))), at(1340, mend(line(3)))),
            seen=(
                when(1339, "line_down 19003", folded=("line_slow 19003/tt/chinh",)),
                when(2600, others=Cause.NORMAL),
            ),
            told=(
                "opened line_slow 19003/tt/chinh",
                "opened line_down 19003",
                "closed line_down 19003",
                "closed line_slow 19003/tt/chinh",
            ),
        ),
    ),
    Story(
        name="a line drops for 8 seconds every two minutes",
        place=SIX,
        steps=(at(60, drop(8, 120, line(3))), at(900, mend(line(3)))),
        seen=(
            when(800, "line_flapping 19003/tt/chinh", shown={3: Cause.LINE_FLAPPING}, others=Cause.NORMAL),
            when(2500, "line_flapping 19003/tt/chinh", shown={3: Cause.LINE_FLAPPING}),
            when(2800, others=Cause.NORMAL),
        ),
        told=("opened line_flapping 19003/tt/chinh", "closed line_flapping 19003/tt/chinh"),
        twin=Twin(
            name="every 20 minutes, which is too rare",
            instead=(at(60, drop(8, 1200, line(3))),),
            seen=(when(800, others=Cause.NORMAL), when(2600, others=Cause.NORMAL)),
            told=(),
        ),
    ),
    Story(
        name="a line drops for a minute every three, which is told once",
        place=SIX,
        steps=(at(60, drop(60, 180, line(3))), at(1500, mend(line(3)))),
        seen=(
            when(400, "line_flapping 19003/tt/chinh", shown={3: Cause.LINE_FLAPPING}),
            when(1490, "line_flapping 19003/tt/chinh"),
            when(3600, others=Cause.NORMAL),
        ),
        told=(
            "opened line_down 19003",
            "closed line_down 19003",
            "opened line_down 19003",
            "closed line_down 19003",
            "opened line_flapping 19003/tt/chinh",
            "closed line_flapping 19003/tt/chinh",
        ),
        twin=Twin(
            name="one drop lasts for good",
            step=1,
            instead=(at(1500, cut(line(3))),),
            seen=(
                when(1490, "line_flapping 19003/tt/chinh"),
                when(1600, "line_flapping 19003/tt/chinh", shown={3: Cause.LINE_DOWN}),
                when(1860, "line_down 19003", folded=("line_flapping 19003/tt/chinh",)),
            ),
            told=(
                "opened line_down 19003",
                "closed line_down 19003",
                "opened line_down 19003",
                "closed line_down 19003",
                "opened line_flapping 19003/tt/chinh",
                "opened line_down 19003",
            ),
        ),
    ),
    Story(
        name="a line drops for 8 seconds every nine minutes, which is four changes in half an hour",
        place=SIX,
        steps=(at(60, drop(8, 540, line(3))),),
        seen=(
            when(500, others=Cause.NORMAL),
            when(3000, "line_flapping 19003/tt/chinh", shown={3: Cause.LINE_FLAPPING}, others=Cause.NORMAL),
        ),
        told=opened("line_flapping 19003/tt/chinh"),
        twin=Twin(
            name="every half an hour and a bit",
            instead=(at(60, drop(8, 1900, line(3))),),
            seen=(when(500, others=Cause.NORMAL), when(3000, others=Cause.NORMAL)),
        ),
    ),
    Story(
        name="the ISP of a flapping line goes",
        place=SIX,
        steps=(
            at(60, drop(8, 120, line(3))),
            at(600, cut(*lines(*range(6)))),
            at(700, mend(*lines(*range(6)))),
        ),
        seen=(
            when(590, "line_flapping 19003/tt/chinh"),
            when(690, "isp_outage 46/vnpt", folded=("line_flapping 19003/tt/chinh",)),
            when(1200, "line_flapping 19003/tt/chinh", shown={3: Cause.LINE_FLAPPING}, others=Cause.NORMAL),
        ),
        told=(*opened("line_flapping 19003/tt/chinh"), *came_and_went("isp_outage 46/vnpt")),
        twin=Twin(
            name="the line alone does",
            step=1,
            instead=(at(600, cut(line(3))),),
            seen=(
                when(690, "line_flapping 19003/tt/chinh", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),
            ),
            told=opened("line_flapping 19003/tt/chinh"),
        ),
    ),
    Story(
        name="a line loses a packet in thirty for forty minutes",
        place=SIX,
        steps=(at(60, lose(0.03, line(5))),),
        seen=(when(2400, shown={5: Cause.LINE_LOSSY}, others=Cause.NORMAL),),
        twin=Twin(
            name="one in five",
            instead=(at(60, lose(0.2, line(5))),),
            seen=(when(2400, "line_lossy 19005/tt/chinh", shown={5: Cause.LINE_LOSSY}),),
            told=opened("line_lossy 19005/tt/chinh"),
        ),
    ),
)
