"""Many lines at once: one cable, one ISP, one province; and how they come back."""

from alerts.cause import Cause
from tests.scenarios.acts import cut, mend
from tests.scenarios.provinces import COUNTRY, HUE, TWENTY, line, lines
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

CABLE_A = lines(*range(8))
VIETTEL = lines(*range(24, 40))
ALL = lines(*range(40))

STORIES = (
    Story(
        name="a cable that eight communes hang on",
        place=HUE,
        steps=(at(60, cut(*CABLE_A)), at(110, mend(*CABLE_A))),
        seen=(
            when(100, "upstream_outage 46/vnpt/cap-a", shown={1: Cause.UPSTREAM_OUTAGE, 9: Cause.NORMAL}),
            when(170, others=Cause.NORMAL),
        ),
        told=("opened upstream_outage 46/vnpt/cap-a", "closed upstream_outage 46/vnpt/cap-a"),
        twin=Twin(
            name="only two of them go",
            instead=(at(60, cut(*lines(1, 2))),),
            seen=(when(100, "line_down 19001", "line_down 19002", shown={3: Cause.NORMAL}),),
            told=("opened line_down 19001", "opened line_down 19002"),
        ),
    ),
    Story(
        name="an ISP",
        place=HUE,
        steps=(at(60, cut(*VIETTEL)), at(110, mend(*VIETTEL))),
        seen=(
            when(
                100,
                "isp_outage 46/viettel",
                shown={25: Cause.ISP_OUTAGE, 24: Cause.BACKUP_AVAILABLE, 1: Cause.NORMAL},
            ),
            when(170, others=Cause.NORMAL),
        ),
        told=("opened isp_outage 46/viettel", "closed isp_outage 46/viettel"),
        twin=Twin(
            name="as many lines go of both ISPs",
            instead=(at(60, cut(*lines(*range(8, 40, 2)))),),
            seen=(when(100, "province_outage 46", shown={26: Cause.PROVINCE_OUTAGE, 27: Cause.NORMAL}),),
            told=("opened province_outage 46",),
        ),
    ),
    Story(
        name="the province",
        place=HUE,
        steps=(at(60, cut(*ALL)), at(110, mend(*ALL))),
        seen=(
            when(100, "province_outage 46", shown={3: Cause.PROVINCE_OUTAGE}),
            when(180, others=Cause.NORMAL),
        ),
        told=("opened province_outage 46", "closed province_outage 46"),
        twin=Twin(
            name="all but the other ISP's lines",
            instead=(at(60, cut(*lines(*range(24)))),),
            seen=(when(100, "isp_outage 46/vnpt", shown={3: Cause.ISP_OUTAGE, 25: Cause.NORMAL}),),
            told=("opened isp_outage 46/vnpt",),
        ),
    ),
    Story(
        name="one line does not come back with the others of its ISP",
        place=TWENTY,
        steps=(at(60, cut(*lines(*range(12)))), at(100, mend(*lines(*range(11))))),
        seen=(
            when(200, "isp_outage 46/viettel", shown={11: Cause.ISP_OUTAGE}, others=Cause.NORMAL),
            when(432, shown={11: Cause.LINE_DOWN}, others=Cause.NORMAL),
            when(480, "line_down 19011", shown={11: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=("opened isp_outage 46/viettel", "closed isp_outage 46/viettel", "opened line_down 19011"),
        twin=Twin(
            name="it comes back a minute after them",
            step=1,
            instead=(at(100, mend(*lines(*range(11)))), at(160, mend(line(11)))),
            seen=(when(200, others=Cause.NORMAL), when(480, others=Cause.NORMAL)),
            told=("opened isp_outage 46/viettel", "closed isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="a line is down when its ISP goes, and is back before it",
        place=TWENTY,
        steps=(
            at(60, cut(line(0))),
            at(110, cut(*lines(*range(1, 12)))),
            at(170, mend(line(0))),
            at(230, mend(*lines(*range(1, 12)))),
        ),
        seen=(
            when(100, "line_down 19000"),
            when(170, "isp_outage 46/viettel", folded=("line_down 19000",), shown={0: Cause.ISP_OUTAGE}),
            when(230, "isp_outage 46/viettel", shown={0: Cause.NORMAL}),
            when(290, others=Cause.NORMAL),
        ),
        told=(
            "opened line_down 19000",
            "opened isp_outage 46/viettel",
            "closed line_down 19000",
            "closed isp_outage 46/viettel",
        ),
        twin=Twin(
            name="it stays down when the ISP is back",
            step=2,
            seen=(
                when(230, "isp_outage 46/viettel", folded=("line_down 19000",)),
                when(700, "line_down 19000", shown={0: Cause.LINE_DOWN}, others=Cause.NORMAL),
            ),
            told=("opened line_down 19000", "opened isp_outage 46/viettel", "closed isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="an ISP goes in two provinces",
        place=COUNTRY,
        steps=(at(60, cut(*lines(*range(0, 36, 3)))), at(200, mend(*lines(*range(0, 36, 3))))),
        seen=(
            when(110, "isp_outage vnpt", shown={0: Cause.ISP_OUTAGE, 18: Cause.ISP_OUTAGE}),
            when(260, others=Cause.NORMAL),
        ),
        told=came_and_went("isp_outage vnpt"),
        twin=Twin(
            name="in one of them",
            instead=(at(60, cut(*lines(*range(0, 18, 3)))),),
            seen=(
                when(110, "isp_outage 46/vnpt", shown={18: Cause.NORMAL}),
                when(260, others=Cause.NORMAL),
            ),
            told=came_and_went("isp_outage 46/vnpt"),
        ),
    ),
    Story(
        name="two of six lines of an ISP",
        place=COUNTRY,
        steps=(at(60, cut(*lines(0, 3))),),
        seen=(when(110, "line_down 19000", "line_down 19003", shown={6: Cause.NORMAL}),),
        told=opened("line_down 19000", "line_down 19003"),
        twin=Twin(
            name="a third one as well",
            instead=(at(60, cut(*lines(0, 3, 6))),),
            seen=(when(110, "isp_outage 46/vnpt", shown={6: Cause.ISP_OUTAGE, 9: Cause.NORMAL}),),
            told=opened("isp_outage 46/vnpt"),
        ),
    ),
    Story(
        name="two lines of the one cable and one of the other",
        place=HUE,
        steps=(at(60, cut(*lines(2, 3, 20))),),
        seen=(when(110, "line_down 19002", "line_down 19003", "line_down 19020", shown={4: Cause.NORMAL}),),
        told=opened("line_down 19002", "line_down 19003", "line_down 19020"),
        twin=Twin(
            name="the third is of the first cable too",
            instead=(at(60, cut(*lines(2, 3, 4))),),
            seen=(when(110, "upstream_outage 46/vnpt/cap-a", shown={4: Cause.UPSTREAM_OUTAGE}),),
            told=opened("upstream_outage 46/vnpt/cap-a"),
        ),
    ),
    Story(
        name="six of twenty-four lines of an ISP, not one cable's third",
        place=HUE,
        steps=(at(60, cut(*lines(1, 2, 9, 10, 11, 12))),),
        seen=(
            when(
                110,
                *(f"line_down {19000 + number}" for number in (1, 2, 9, 10, 11, 12)),
                shown={3: Cause.NORMAL},
            ),
        ),
        told=opened(*(f"line_down {19000 + number}" for number in (1, 2, 9, 10, 11, 12))),
        twin=Twin(
            name="two more of either cable",
            instead=(at(60, cut(*lines(1, 2, 3, 9, 10, 11, 12, 13))),),
            seen=(when(110, "isp_outage 46/vnpt", shown={3: Cause.ISP_OUTAGE, 4: Cause.NORMAL}),),
            told=opened("isp_outage 46/vnpt"),
        ),
    ),
)
