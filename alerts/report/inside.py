"""What agents alone saw in a stretch of time: shared systems that one commune could not reach."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from alerts.cause import Cause
from alerts.inside.correction import answered, failing
from alerts.inside.journal import SERVICE_GAP_SECONDS, Run
from alerts.report.history import History
from alerts.spans import Spans, shared, union, without
from probes.inventory.model import Commune, Inventory, Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """A shared system that a commune could not reach, though it reached others, while the hub told nothing of it. Unix seconds;
    learnt: when the last of the looks that say so came, None where they came as they happened."""

    commune: Commune
    service: Service
    began: float
    ended: float
    learnt: float | None


def unreached(commune: Commune, inventory: Inventory, history: History) -> Iterator[Unreached]:
    """What only the agents of a commune saw fail.

    A look counts while something else outside answered: else the line is at fault, and no system. A target that also answered
    now and then is left out, what lasted too short to tell that, and what the hub has told as an incident.
    """
    stretch: Spans = ((history.began, history.ended),)
    for site in commune.sites:
        key = f"{commune.code}/{site.id}"
        runs = history.inside[key].runs if key in history.inside else ()
        by_target: defaultdict[str, list[Run]] = defaultdict(list)
        for run in runs:
            by_target[run.target].append(run)
        for service in inventory.services:
            own = {target: of for target, of in by_target.items() if target.startswith(f"{service.id}/")}
            outside = answered(
                run for run in runs if run.target not in own and run.target != f"{key}/gateway"
            )
            failed = union(span for of in own.values() for span in without(failing(of), answered(of)))
            for began, ended in without(
                shared(shared(failed, outside), stretch), _told(service, commune, history)
            ):
                if ended - began < SERVICE_GAP_SECONDS:
                    continue
                late = (
                    run.learnt
                    for of in own.values()
                    for run in of
                    if run.reason is not None
                    and run.learnt is not None
                    and run.ended >= began
                    and run.began <= ended
                )
                yield Unreached(
                    commune=commune, service=service, began=began, ended=ended, learnt=max(late, default=None)
                )


def _told(service: Service, commune: Commune, history: History) -> Spans:
    causes = (Cause.SERVICE_OUTAGE, Cause.SERVICE_UNREACHABLE_HERE)
    return union(
        history.open_span(one)
        for one in history.incidents
        if one.cause in causes and one.ids.get("service") == service.id and commune.code in one.affected
    )
