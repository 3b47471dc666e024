"""Batches as an agent makes them, told in few words."""

from collections.abc import Iterable, Sequence

from exporter.delivery.envelope import AgentState, Batch, Dropped, Item, Kind
from probes.observation import Result
from tests.fakes.clock import NOON

SITE = "19789/centre"
GATEWAY, PORTAL = f"{SITE}/gateway", "portal/http"
GOOD = Result(reason=None, duration_seconds=0.5, round_trips=(0.001, 0.002))
EPOCH = "0123456789abcdef"


def item(
    number: int,
    age: float | None = 3.0,
    *,
    epoch: str = EPOCH,
    target: str = GATEWAY,
    observed: float = NOON - 3,
    result: Result = GOOD,
) -> Item:
    return Item(epoch, number, target, age, observed, result)


def batch(
    items: Iterable[Item] = (),
    *,
    dropped: Sequence[Dropped] = (),
    unreadable: Sequence[tuple[str, int]] = (),
    backlog: int = 0,
    turn: str | None = None,
    sent: float = NOON,
    uptime: float = 600.0,
) -> Batch:
    """A live batch; with a turn, one from the backlog."""
    return Batch(
        kind=Kind.LIVE if turn is None else Kind.BACKLOG,
        sent=sent,
        state=AgentState(version="1.0", plan=None, uptime=uptime, backlog=backlog),
        items=tuple(items),
        dropped=tuple(dropped),
        turn=turn,
        unreadable=tuple(unreadable),
    )
