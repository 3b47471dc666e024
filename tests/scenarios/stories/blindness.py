"""The hub itself cannot see: nothing that fails then says anything about a commune."""

from alerts.cause import Cause
from tests.scenarios.acts import Darken, Lighten, cut
from tests.scenarios.provinces import HUE, line
from tests.scenarios.story import Story, Twin, at, when

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
)
