"""Outages that come and go line by line, or one after another: what is told on the way in, and in which order it ends."""

from alerts.cause import Cause
from tests.scenarios.acts import cut, drop, mend
from tests.scenarios.provinces import COUNTRY, HUE, TWENTY, line, lines
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

VIETTEL = lines(*range(12))
VNPT_46, VIETTEL_46 = lines(*range(0, 18, 3)), lines(*range(1, 18, 3))
FOLDED_BY_THEN = ("isp_outage 46/vnpt", "upstream_outage 46/vnpt/cap-a", "backup_available 19000")
ELSEWHERE = tuple(f"line_down {19000 + number}" for number in (1, 2, 4, 5))

STORIES = (
    Story(
        name="a province fails over five minutes, a line every 7.5 seconds",
        place=HUE,
        steps=(
            at(500, mend(*lines(*range(40)))),
            *(at(60 + 7.5 * number, cut(line(number))) for number in range(40)),
        ),
        seen=(
            when(90, "backup_available 19000"),
            when(120, "upstream_outage 46/vnpt/cap-a", folded=("backup_available 19000",)),
            when(480, "province_outage 46", folded=FOLDED_BY_THEN),
            when(700, others=Cause.NORMAL),
        ),
        told=came_and_went("province_outage 46", *FOLDED_BY_THEN),
        twin=Twin(
            name="the second half never comes back",
            instead=(at(500, mend(*lines(*range(20)))),),
            seen=(
                when(480, "province_outage 46", folded=FOLDED_BY_THEN),
                when(
                    700,
                    "province_outage 46",
                    folded=("isp_outage 46/vnpt",),
                    shown={1: Cause.NORMAL, 25: Cause.PROVINCE_OUTAGE},
                ),
            ),
            told=(
                *opened("province_outage 46", "isp_outage 46/vnpt"),
                *came_and_went("upstream_outage 46/vnpt/cap-a", "backup_available 19000"),
            ),
        ),
    ),
    Story(
        name="the lines of an ISP come back one by one",
        place=TWENTY,
        steps=(
            at(60, cut(*VIETTEL)),
            *(at(120 + 20 * number, mend(line(number))) for number in range(12)),
        ),
        seen=(
            when(119, "isp_outage 46/viettel"),
            when(330, "isp_outage 46/viettel", shown={11: Cause.ISP_OUTAGE, 1: Cause.NORMAL}),
            when(420, others=Cause.NORMAL),
        ),
        told=came_and_went("isp_outage 46/viettel"),
        twin=Twin(
            name="the sixth stays down",
            step=6,
            seen=(
                when(330, "isp_outage 46/viettel", shown={5: Cause.ISP_OUTAGE}),
                when(668, shown={5: Cause.LINE_DOWN}, others=Cause.NORMAL),
                when(760, "line_down 19005", shown={5: Cause.LINE_DOWN}, others=Cause.NORMAL),
            ),
            told=(*came_and_went("isp_outage 46/viettel"), *opened("line_down 19005")),
        ),
    ),
    Story(
        name="one ISP goes, and the other one four minutes later",
        place=COUNTRY,
        steps=(
            at(60, cut(*VNPT_46)),
            at(300, cut(*VIETTEL_46)),
            at(500, mend(*VNPT_46)),
            at(600, mend(*VIETTEL_46)),
        ),
        seen=(
            when(290, "isp_outage 46/vnpt"),
            when(490, "isp_outage 46/vnpt", "isp_outage 46/viettel", shown={0: Cause.ISP_OUTAGE}),
            when(590, "isp_outage 46/viettel", shown={0: Cause.NORMAL, 1: Cause.ISP_OUTAGE}),
            when(700, others=Cause.NORMAL),
        ),
        told=came_and_went("isp_outage 46/vnpt", "isp_outage 46/viettel"),
        twin=Twin(
            name="half a minute later, which is the province",
            step=1,
            instead=(at(90, cut(*VIETTEL_46)),),
            seen=(
                when(85, "isp_outage 46/vnpt"),
                when(
                    290,
                    "province_outage 46",
                    folded=("isp_outage 46/vnpt",),
                    shown={0: Cause.PROVINCE_OUTAGE, 2: Cause.NORMAL},
                ),
                when(590, "province_outage 46", shown={0: Cause.NORMAL, 1: Cause.PROVINCE_OUTAGE}),
                when(700, others=Cause.NORMAL),
            ),
            told=came_and_went("isp_outage 46/vnpt", "province_outage 46"),
        ),
    ),
    Story(
        name="a cable goes, and a minute later the rest of its ISP",
        place=HUE,
        steps=(
            at(60, cut(*lines(*range(8)))),
            at(120, cut(*lines(*range(8, 24)))),
            at(300, mend(*lines(*range(24)))),
        ),
        seen=(
            when(110, "upstream_outage 46/vnpt/cap-a"),
            when(
                200,
                "isp_outage 46/vnpt",
                folded=("upstream_outage 46/vnpt/cap-a",),
                shown={1: Cause.ISP_OUTAGE, 9: Cause.ISP_OUTAGE},
            ),
            when(400, others=Cause.NORMAL),
        ),
        told=came_and_went("upstream_outage 46/vnpt/cap-a", "isp_outage 46/vnpt"),
        twin=Twin(
            name="the cable is back before the rest",
            step=2,
            instead=(at(200, mend(*lines(*range(8)))),),
            seen=(
                when(190, "isp_outage 46/vnpt", folded=("upstream_outage 46/vnpt/cap-a",)),
                when(400, "isp_outage 46/vnpt", shown={1: Cause.NORMAL, 9: Cause.ISP_OUTAGE}),
            ),
            told=(*came_and_went("upstream_outage 46/vnpt/cap-a"), *opened("isp_outage 46/vnpt")),
        ),
    ),
    Story(
        name="an ISP goes a second time, two minutes after its return",
        place=TWENTY,
        steps=(at(60, cut(*VIETTEL)), at(120, mend(*VIETTEL)), at(240, cut(*VIETTEL))),
        seen=(
            when(110, "isp_outage 46/viettel"),
            when(200, others=Cause.NORMAL),
            when(290, "isp_outage 46/viettel"),
        ),
        told=(*came_and_went("isp_outage 46/viettel"), *opened("isp_outage 46/viettel")),
        twin=Twin(
            name="only one line does",
            step=2,
            instead=(at(240, cut(line(3))),),
            seen=(
                when(200, others=Cause.NORMAL),
                when(290, "line_down 19003", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),
            ),
            told=(*came_and_went("isp_outage 46/viettel"), *opened("line_down 19003")),
        ),
    ),
    Story(
        name="a line is cut while its ISP is out, and stays so",
        place=TWENTY,
        steps=(
            at(60, cut(*lines(*range(11)))),
            at(200, cut(line(11))),
            at(300, mend(*lines(*range(11)))),
        ),
        seen=(
            when(290, "isp_outage 46/viettel", shown={11: Cause.ISP_OUTAGE}),
            when(350, "isp_outage 46/viettel", shown={11: Cause.ISP_OUTAGE}, others=Cause.NORMAL),
            when(700, "line_down 19011", shown={11: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=(*came_and_went("isp_outage 46/viettel"), *opened("line_down 19011")),
        twin=Twin(
            name="it belongs to the other ISP",
            step=1,
            instead=(at(200, cut(line(12))),),
            seen=(
                when(290, "isp_outage 46/viettel", "line_down 19012", shown={12: Cause.LINE_DOWN}),
                when(350, "line_down 19012", shown={12: Cause.LINE_DOWN}, others=Cause.NORMAL),
                when(700, "line_down 19012", shown={12: Cause.LINE_DOWN}, others=Cause.NORMAL),
            ),
            told=(*came_and_went("isp_outage 46/viettel"), *opened("line_down 19012")),
        ),
    ),
    Story(
        name="a backup is down since last week when its primary's ISP goes",
        place=HUE,
        steps=(
            at(60, cut(line(24, "phu"))),
            at(900, cut(*lines(*range(24, 40)))),
            at(1000, mend(*lines(*range(24, 40)))),
        ),
        seen=(
            when(890, "line_partly_down 19024"),
            when(
                990,
                "isp_outage 46/viettel",
                folded=("line_partly_down 19024",),
                shown={24: Cause.ISP_OUTAGE, 32: Cause.BACKUP_AVAILABLE},
            ),
            when(1100, "line_partly_down 19024", shown={24: Cause.LINE_PARTLY_DOWN}, others=Cause.NORMAL),
        ),
        told=(*opened("line_partly_down 19024"), *came_and_went("isp_outage 46/viettel")),
        twin=Twin(
            name="the backup was back after nine minutes",
            instead=(at(60, cut(line(24, "phu"))), at(600, mend(line(24, "phu")))),
            seen=(
                when(990, "isp_outage 46/viettel", shown={24: Cause.BACKUP_AVAILABLE}),
                when(1100, others=Cause.NORMAL),
            ),
            told=came_and_went("line_partly_down 19024", "isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="what is left of an ISP's outage and lines of two others are no province",
        place=COUNTRY,
        steps=(
            at(60, cut(*VNPT_46)),
            at(100, cut(*lines(1, 4, 2, 5))),
            at(300, mend(*VNPT_46[:4])),
        ),
        seen=(
            when(290, "isp_outage 46/vnpt", *ELSEWHERE, shown={1: Cause.LINE_DOWN}),
            when(400, "isp_outage 46/vnpt", *ELSEWHERE, shown={0: Cause.NORMAL, 12: Cause.ISP_OUTAGE}),
        ),
        told=opened("isp_outage 46/vnpt", *ELSEWHERE),
        twin=Twin(
            name="only those two of the ISP had gone at all",
            instead=(at(60, cut(*VNPT_46[4:])),),
            seen=(
                when(
                    290,
                    "province_outage 46",
                    folded=("line_down 19012", "line_down 19015"),
                    shown={1: Cause.PROVINCE_OUTAGE},
                ),
            ),
            told=opened("line_down 19012", "line_down 19015", "province_outage 46"),
        ),
    ),
    Story(
        name="a line each of two ISPs is down when a third one comes back but for two",
        place=COUNTRY,
        steps=(
            at(60, cut(*lines(*range(18, 36, 3)))),
            at(100, cut(*lines(19, 22, 20, 23))),
            at(300, mend(*lines(18, 21, 24))),
            at(310, mend(line(27))),
        ),
        seen=(when(420, "isp_outage 48/vnpt", *(f"line_down {19000 + n}" for n in (19, 20, 22, 23))),),
        told=opened("isp_outage 48/vnpt", *(f"line_down {19000 + n}" for n in (19, 20, 22, 23))),
        twin=Twin(
            name="the other lines are mended first",
            step=2,
            instead=(at(200, mend(*lines(19, 22, 20, 23))),),
            seen=(when(420, "isp_outage 48/vnpt", others=None),),
            told=(
                *opened("isp_outage 48/vnpt"),
                *came_and_went(*(f"line_down {19000 + n}" for n in (19, 20, 22, 23))),
            ),
        ),
    ),
    Story(
        name="two thirds of an ISP are out for a quarter of an hour",
        place=TWENTY,
        steps=(at(60, cut(*VIETTEL[:8])), at(960, mend(*VIETTEL[:8]))),
        seen=(
            when(500, "isp_outage 46/viettel", shown={0: Cause.ISP_OUTAGE, 12: Cause.NORMAL}),
            when(950, "isp_outage 46/viettel", shown={0: Cause.ISP_OUTAGE, 12: Cause.NORMAL}),
            when(1050, others=Cause.NORMAL),
        ),
        told=came_and_went("isp_outage 46/viettel"),
        twin=Twin(
            name="half of it comes back long before",
            step=1,
            instead=(at(360, mend(*VIETTEL[:4])), at(960, mend(*VIETTEL[4:8]))),
            seen=(
                when(950, "isp_outage 46/viettel", shown={0: Cause.NORMAL, 7: Cause.ISP_OUTAGE}),
                when(1050, others=Cause.NORMAL),
            ),
            told=came_and_went("isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="an ISP goes three times within a quarter of an hour",
        place=TWENTY,
        steps=(
            *(at(60 + 300 * number, cut(*VIETTEL)) for number in range(3)),
            *(at(180 + 300 * number, mend(*VIETTEL)) for number in range(3)),
        ),
        seen=(when(700, "isp_outage 46/viettel"), when(1500, others=None), when(2800, others=Cause.NORMAL)),
        told=3 * came_and_went("isp_outage 46/viettel"),
        twin=Twin(
            name="the other ISP goes the last time",
            step=2,
            instead=(at(660, cut(*lines(*range(12, 20)))), at(780, mend(*lines(*range(12, 20))))),
            seen=(when(700, "isp_outage 46/vnpt"), when(2800, others=Cause.NORMAL)),
            told=(*(2 * came_and_went("isp_outage 46/viettel")), *came_and_went("isp_outage 46/vnpt")),
        ),
    ),
    Story(
        name="a cable goes three times within a quarter of an hour, and one of its lines goes on dropping",
        place=HUE,
        steps=(
            *(at(60 + 300 * number, cut(*lines(*range(8)))) for number in range(3)),
            *(at(180 + 300 * number, mend(*lines(*range(8)))) for number in range(3)),
            at(900, drop(8, 120, line(3))),
        ),
        seen=(
            when(1200, others=None),
            when(3000, "line_flapping 19003/tt/chinh", shown={3: Cause.LINE_FLAPPING}, others=Cause.NORMAL),
        ),
        told=(
            *(3 * came_and_went("upstream_outage 46/vnpt/cap-a")),
            *opened("line_flapping 19003/tt/chinh"),
        ),
        twin=Twin(
            name="none drops any more",
            step=6,
            instead=(at(900, mend(line(3))),),
            seen=(when(3000, others=Cause.NORMAL),),
            told=3 * came_and_went("upstream_outage 46/vnpt/cap-a"),
        ),
    ),
)
