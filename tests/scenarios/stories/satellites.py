"""Satellites, the reception points of a commune: their faults never colour its centre."""

from alerts.cause import Cause
from tests.scenarios.acts import cut, drop, mend
from tests.scenarios.provinces import DISTRICT, line, lines
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

SATELLITE, OTHER = line(3, site="diem0"), line(3, site="diem1")

STORIES = (
    Story(
        name="a satellite is cut off",
        place=DISTRICT,
        steps=(at(60, cut(SATELLITE)), at(200, mend(SATELLITE))),
        seen=(
            when(110, "satellite_down 19003/diem0", others=Cause.NORMAL),
            when(260, others=Cause.NORMAL),
        ),
        told=came_and_went("satellite_down 19003/diem0"),
        twin=Twin(
            name="its centre is",
            instead=(at(60, cut(line(3))), at(190, mend(line(3)))),
            seen=(
                when(110, "line_down 19003", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),
                when(260, others=Cause.NORMAL),
            ),
            told=came_and_went("line_down 19003"),
        ),
    ),
    Story(
        name="a satellite and its centre",
        place=DISTRICT,
        steps=(at(60, cut(SATELLITE)), at(110, cut(line(3))), at(200, mend(line(3)))),
        seen=(
            when(190, "line_down 19003", "satellite_down 19003/diem0", shown={3: Cause.LINE_DOWN}),
            when(260, "satellite_down 19003/diem0", others=Cause.NORMAL),
        ),
        told=(*came_and_went("line_down 19003"), *opened("satellite_down 19003/diem0")),
        twin=Twin(
            name="and its other satellite",
            step=1,
            instead=(at(110, cut(OTHER)),),
            seen=(
                when(190, "satellite_down 19003/diem0", "satellite_down 19003/diem1", others=Cause.NORMAL),
            ),
            told=opened("satellite_down 19003/diem0", "satellite_down 19003/diem1"),
        ),
    ),
    Story(
        name="the ISP of a satellite that is cut off goes as well",
        place=DISTRICT,
        steps=(
            at(60, cut(SATELLITE)),
            at(400, cut(*lines(*range(9)), *(line(number, site="diem1") for number in range(9)))),
            at(500, mend(*lines(*range(9)), *(line(number, site="diem1") for number in range(9)))),
        ),
        seen=(
            when(390, "satellite_down 19003/diem0", others=Cause.NORMAL),
            when(490, "isp_outage 46/vnpt", "satellite_down 19003/diem0", others=Cause.ISP_OUTAGE),
            when(600, "satellite_down 19003/diem0", others=Cause.NORMAL),
        ),
        told=(*opened("satellite_down 19003/diem0"), *came_and_went("isp_outage 46/vnpt")),
        twin=Twin(
            name="the satellite goes with it",
            instead=(at(400, cut(SATELLITE)),),
            seen=(
                when(390, others=Cause.NORMAL),
                when(490, "isp_outage 46/vnpt", others=Cause.ISP_OUTAGE),
                when(600, "isp_outage 46/vnpt", others=Cause.NORMAL),
            ),
            told=opened("isp_outage 46/vnpt"),
        ),
    ),
    Story(
        name="the line of a satellite keeps dropping, which is told of no more after the second time",
        place=DISTRICT,
        steps=(at(60, drop(60, 180, SATELLITE)),),
        seen=(when(80, "satellite_down 19003/diem0"), when(160, others=Cause.NORMAL), when(900)),
        told=2 * came_and_went("satellite_down 19003/diem0"),
        twin=Twin(
            name="it stays down",
            instead=(at(60, cut(SATELLITE)),),
            seen=(when(900, "satellite_down 19003/diem0", others=Cause.NORMAL),),
            told=opened("satellite_down 19003/diem0"),
        ),
    ),
)
