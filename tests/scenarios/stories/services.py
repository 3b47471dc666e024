"""Shared systems, as the hub and the agents in the communes see them."""

from alerts.cause import Cause
from tests.scenarios.acts import cut, delay, mend
from tests.scenarios.provinces import HUE, line, portal
from tests.scenarios.story import Story, Twin, at, when

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
)
