"""A source whose hub has an open incident: the lines of one commune are down, and its desk has said so."""

from probes.states.state import Status
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
