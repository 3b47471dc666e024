"""What people do: first days, planned work, a new inventory; and what agents deliver late."""

from dataclasses import replace

from alerts.cause import Cause
from tests.scenarios.acts import EndMaintenance, Reload, Replay, cut, maintain, mend
from tests.scenarios.provinces import AGENTS, HUE, TWENTY, Place, commune, inventory_of, line, lines, portal
from tests.scenarios.story import Story, Twin, at, came_and_went, opened, when

VIETTEL = lines(*range(12))


def _twenty(*numbers: int, services: int = 1) -> Reload:
    """These communes of `TWENTY`."""
    return Reload(
        inventory_of(
            (commune(number, isp="viettel" if number < 12 else "vnpt") for number in numbers),
            services=services,
        )
    )


STORIES = (
    Story(
        name="a line has never answered since the first day",
        place=TWENTY,
        steps=(at(0, cut(line(3))),),
        seen=(when(600, shown={3: Cause.UNKNOWN}, others=Cause.NORMAL),),
        twin=Twin(
            name="it answers for a minute",
            instead=(at(0, cut(line(3))), at(100, mend(line(3))), at(160, cut(line(3)))),
            seen=(
                when(90, shown={3: Cause.UNKNOWN}, others=Cause.NORMAL),
                when(150, others=Cause.NORMAL),
                when(600, "line_down 19003", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),
            ),
            told=opened("line_down 19003"),
        ),
    ),
    Story(
        name="a backup has never answered when its primary line goes",
        place=HUE,
        steps=(at(0, cut(line(8, "phu"))), at(60, cut(line(8)))),
        seen=(
            when(59, others=Cause.NORMAL),
            when(110, "line_down 19008", shown={8: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=opened("line_down 19008"),
        twin=Twin(
            name="it answers from then on",
            step=1,
            instead=(at(60, cut(line(8))), at(60, mend(line(8, "phu")))),
            seen=(
                when(110, "backup_available 19008", shown={8: Cause.BACKUP_AVAILABLE}, others=Cause.NORMAL),
            ),
            told=opened("backup_available 19008"),
        ),
    ),
    Story(
        name="half of an ISP has never answered when two more of its lines go",
        place=TWENTY,
        steps=(at(0, cut(*lines(*range(6)))), at(100, cut(*lines(6, 7)))),
        seen=(when(200, "line_down 19006", "line_down 19007", shown={0: Cause.UNKNOWN}),),
        told=opened("line_down 19006", "line_down 19007"),
        twin=Twin(
            name="three more go",
            step=1,
            instead=(at(100, cut(*lines(6, 7, 8))),),
            seen=(when(200, "isp_outage 46/viettel", shown={0: Cause.UNKNOWN, 6: Cause.ISP_OUTAGE}),),
            told=opened("isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="a line goes during planned work on its commune",
        place=TWENTY,
        steps=(at(50, maintain(commune="19003")), at(60, cut(line(3))), at(300, EndMaintenance())),
        seen=(
            when(290, shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),
            when(350, "line_down 19003", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),
        ),
        told=opened("line_down 19003"),
        twin=Twin(
            name="it is back when the work is over",
            step=2,
            instead=(at(200, mend(line(3))), at(300, EndMaintenance())),
            seen=(when(290, others=Cause.NORMAL), when(350, others=Cause.NORMAL)),
        ),
    ),
    Story(
        name="planned work begins on a commune whose line is down, which is mended then",
        place=TWENTY,
        steps=(at(60, cut(line(3))), at(100, maintain(commune="19003")), at(200, mend(line(3)))),
        seen=(when(190, "line_down 19003"), when(260, others=Cause.NORMAL)),
        told=came_and_went("line_down 19003"),
        twin=Twin(
            name="another line goes meanwhile",
            step=2,
            instead=(at(200, cut(line(4))),),
            seen=(when(260, "line_down 19003", "line_down 19004"),),
            told=opened("line_down 19003", "line_down 19004"),
        ),
    ),
    Story(
        name="an ISP goes during planned work on it",
        place=TWENTY,
        steps=(
            at(50, maintain(province="46", isp="viettel")),
            at(60, cut(*VIETTEL)),
            at(300, mend(*VIETTEL)),
        ),
        seen=(when(290, shown={3: Cause.LINE_DOWN, 12: Cause.NORMAL}), when(400, others=Cause.NORMAL)),
        twin=Twin(
            name="one of its lines does not come back in time",
            step=2,
            instead=(at(300, mend(*lines(*range(11)))), at(400, EndMaintenance())),
            seen=(
                when(390, shown={11: Cause.LINE_DOWN}, others=Cause.NORMAL),
                when(460, "line_down 19011", shown={11: Cause.LINE_DOWN}, others=Cause.NORMAL),
            ),
            told=opened("line_down 19011"),
        ),
    ),
    Story(
        name="the new inventory is without a commune whose line is down",
        place=TWENTY,
        steps=(at(60, cut(line(19))), at(200, _twenty(*range(19)))),
        seen=(when(190, "line_down 19019"), when(210, others=Cause.NORMAL)),
        told=came_and_went("line_down 19019"),
        twin=Twin(
            name="without another one",
            step=1,
            instead=(at(200, _twenty(*range(18), 19)),),
            seen=(
                when(190, "line_down 19019"),
                when(400, "line_down 19019", shown={19: Cause.LINE_DOWN}, others=Cause.NORMAL),
            ),
            told=opened("line_down 19019"),
        ),
    ),
    Story(
        name="the new inventory is without the portal, which is out",
        place=replace(TWENTY, inventory=_twenty(*range(20), services=2).inventory),
        steps=(at(60, cut(portal(1))), at(300, _twenty(*range(20)))),
        seen=(when(290, "service_outage dvc1", others=Cause.SERVICE_OUTAGE), when(310, others=Cause.NORMAL)),
        told=came_and_went("service_outage dvc1"),
        twin=Twin(
            name="another one is out",
            instead=(at(60, cut(portal(0))),),
            seen=(when(290, "service_outage dvc0"), when(600, "service_outage dvc0")),
            told=opened("service_outage dvc0"),
        ),
    ),
    Story(
        name="the new inventory has four more communes, while an ISP is out",
        place=Place(_twenty(*range(16)).inventory),
        steps=(at(60, cut(*VIETTEL)), at(200, _twenty(*range(20))), at(400, mend(*VIETTEL))),
        seen=(
            when(190, "isp_outage 46/viettel"),
            when(390, "isp_outage 46/viettel", shown={0: Cause.ISP_OUTAGE, 19: Cause.NORMAL}),
            when(500, others=Cause.NORMAL),
        ),
        told=came_and_went("isp_outage 46/viettel"),
        twin=Twin(
            name="without half of that ISP's",
            step=1,
            instead=(at(200, _twenty(*range(6, 16))),),
            seen=(
                when(190, "isp_outage 46/viettel"),
                when(390, "isp_outage 46/viettel"),
                when(500, others=Cause.NORMAL),
            ),
            told=came_and_went("isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="an agent delivers what it saw two hours ago",
        place=AGENTS,
        steps=(at(400, Replay(0, portal(), 7200)),),
        seen=(when(410, others=Cause.NORMAL), when(800, others=Cause.NORMAL)),
        twin=Twin(
            name="the hub sees the same now",
            instead=(at(400, cut(portal())),),
            seen=(when(800, "service_slow dvc0", others=Cause.SERVICE_SLOW),),
            told=opened("service_slow dvc0"),
        ),
    ),
    Story(
        name="a primary line has never answered when its backup goes",
        place=HUE,
        steps=(at(0, cut(line(8))), at(60, cut(line(8, "phu")))),
        seen=(when(110, "line_down 19008", shown={8: Cause.LINE_DOWN}, others=Cause.NORMAL),),
        told=opened("line_down 19008"),
        twin=Twin(
            name="it has",
            seen=(
                when(110, "line_partly_down 19008", shown={8: Cause.LINE_PARTLY_DOWN}, others=Cause.NORMAL),
            ),
            told=opened("line_partly_down 19008"),
        ),
    ),
    Story(
        name="ten lines of a cable have never answered when three others go",
        place=HUE,
        steps=(at(0, cut(*lines(*range(9, 19)))), at(60, cut(*lines(19, 20, 21)))),
        seen=(
            when(110, "upstream_outage 46/vnpt/cap-b", shown={19: Cause.UPSTREAM_OUTAGE, 22: Cause.NORMAL}),
        ),
        told=opened("upstream_outage 46/vnpt/cap-b"),
        twin=Twin(
            name="they have",
            seen=(when(110, "line_down 19019", "line_down 19020", "line_down 19021"),),
            told=opened("line_down 19019", "line_down 19020", "line_down 19021"),
        ),
    ),
    Story(
        name="an ISP goes during planned work on each of its communes",
        place=TWENTY,
        steps=(
            at(60, cut(*VIETTEL)),
            *(at(40, maintain(commune=f"{19000 + number}")) for number in range(12)),
        ),
        seen=(when(200, shown={0: Cause.LINE_DOWN, 12: Cause.NORMAL}),),
        twin=Twin(
            name="on all but one",
            step=1,
            seen=(when(200, "isp_outage 46/viettel", shown={0: Cause.ISP_OUTAGE, 12: Cause.NORMAL}),),
            told=opened("isp_outage 46/viettel"),
        ),
    ),
    Story(
        name="a cable goes during planned work on each of its lines",
        place=HUE,
        steps=(
            at(60, cut(*lines(1, 2, 3))),
            *(at(40, maintain(commune=f"{19000 + number}")) for number in (1, 2, 3)),
        ),
        seen=(when(200, shown={1: Cause.LINE_DOWN, 4: Cause.NORMAL}),),
        twin=Twin(
            name="a fourth goes with them",
            instead=(at(60, cut(*lines(1, 2, 3, 4))),),
            seen=(when(200, "upstream_outage 46/vnpt/cap-a", shown={1: Cause.UPSTREAM_OUTAGE}),),
            told=opened("upstream_outage 46/vnpt/cap-a"),
        ),
    ),
)
