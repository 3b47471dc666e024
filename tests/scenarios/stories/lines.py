"""The lines of one commune: down, half down, and back."""

from alerts.cause import Cause
from tests.scenarios.acts import cut, mend
from tests.scenarios.provinces import HUE, line, lines
from tests.scenarios.story import Story, Twin, at, came_and_went, when

BOTH = (*lines(0, 24), *(line(number, "phu") for number in (0, 24)))

STORIES = (
    Story(
        name="a commune loses its one line",
        place=HUE,
        steps=(at(60, cut(line(3))), at(100, mend(line(3)))),
        seen=(
            when(59, others=Cause.NORMAL),
            when(90, "line_down 19003", shown={3: Cause.LINE_DOWN}, others=Cause.NORMAL),
            when(140, others=Cause.NORMAL),
        ),
        told=("opened line_down 19003", "closed line_down 19003"),
        twin=Twin(
            name="it is one of those that have a second",
            instead=(at(60, cut(line(8))),),
            seen=(
                when(90, "backup_available 19008", shown={8: Cause.BACKUP_AVAILABLE}, others=Cause.NORMAL),
            ),
            told=("opened backup_available 19008",),
        ),
    ),
    Story(
        name="a primary line goes, and then the backup too",
        place=HUE,
        steps=(
            at(60, cut(line(8))),
            at(120, cut(line(8, "phu"))),
            at(180, mend(line(8, "phu"))),
            at(240, mend(line(8))),
        ),
        seen=(
            when(110, "backup_available 19008"),
            when(170, "line_down 19008", folded=("backup_available 19008",), shown={8: Cause.LINE_DOWN}),
            when(230, "backup_available 19008", shown={8: Cause.BACKUP_AVAILABLE}),
            when(290, others=Cause.NORMAL),
        ),
        told=(
            "opened backup_available 19008",
            "opened line_down 19008",
            "closed line_down 19008",
            "closed backup_available 19008",
        ),
        twin=Twin(
            name="the backup comes back within 8 seconds",
            step=1,
            instead=(at(120, cut(line(8, "phu"))), at(128, mend(line(8, "phu")))),
            seen=(when(170, "backup_available 19008", shown={8: Cause.BACKUP_AVAILABLE}),),
            told=("opened backup_available 19008",),
        ),
    ),
    Story(
        name="both lines of two communes go",
        place=HUE,
        steps=(at(60, cut(*BOTH)), at(200, mend(*BOTH))),
        seen=(
            when(
                110,
                "line_down 19000",
                "line_down 19024",
                others=Cause.NORMAL,
                shown=dict.fromkeys((0, 24), Cause.LINE_DOWN),
            ),
            when(260, others=Cause.NORMAL),
        ),
        told=came_and_went("line_down 19000", "line_down 19024"),
        twin=Twin(
            name="the primary ones only",
            instead=(at(60, cut(*BOTH[:2])),),
            seen=(
                when(110, "backup_available 19000", "backup_available 19024"),
                when(260, others=Cause.NORMAL),
            ),
            told=came_and_went("backup_available 19000", "backup_available 19024"),
        ),
    ),
    Story(
        name="a backup line goes",
        place=HUE,
        steps=(at(60, cut(line(8, "phu"))), at(110, mend(line(8, "phu")))),
        seen=(
            when(90, "line_partly_down 19008", shown={8: Cause.LINE_PARTLY_DOWN}, others=Cause.NORMAL),
            when(150, others=Cause.NORMAL),
        ),
        told=("opened line_partly_down 19008", "closed line_partly_down 19008"),
        twin=Twin(
            name="the primary one goes with it",
            instead=(at(60, cut(line(8), line(8, "phu"))),),
            seen=(
                when(90, "line_down 19008", shown={8: Cause.LINE_DOWN}, others=Cause.NORMAL),
                when(180, "backup_available 19008", shown={8: Cause.BACKUP_AVAILABLE}),
            ),
            told=("opened line_down 19008", "closed line_down 19008", "opened backup_available 19008"),
        ),
    ),
)
