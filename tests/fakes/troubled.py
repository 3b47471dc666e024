"""A source whose hub has an open incident: the lines of one commune are down, and its desk has said so."""

from contextlib import closing
from pathlib import Path

from alerts.inside.journal import AGENTS, keep
from probes.reasons import Reason
from probes.states.state import Status
from tests.alerts.inside.kept import database, look
from tests.fakes.clock import NOON
from tests.fakes.source import FakeSource, line_state, province


def troubled() -> FakeSource:
    """Phú Xuân is cut off; Kim Long is well."""
    source = province([("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")], [("portal", "Cổng")])
    source.see(*(line_state(f"19753/centre/{link}", Status.DOWN) for link in ("main", "spare")))
    source.incidents.take(source.known_inventory)
    rejudge(source)
    return source


def rejudge(source: FakeSource) -> None:
    """Let the desk look at what is known now."""
    source.incidents.judge(source.known, source.clock.now())
    source.judged = source.incidents.judgement


def keep_inside(source: FakeSource, folder: Path) -> None:
    """Phú Xuân's agent has told, only now, that its router has been dead all the while."""
    settings = source.known_inventory.settings.model_copy(update={"data_dir": str(folder)})
    source.known_inventory = source.known_inventory.model_copy(update={"settings": settings})
    source.incidents.take(source.known_inventory)
    rejudge(source)
    dead = [look("19753/centre/gateway", NOON - 3600 + 15 * n, Reason.NO_REPLY, NOON) for n in range(240)]
    with closing(database(folder / AGENTS)) as made, made:
        keep(made, "19753/centre", dead, None)
