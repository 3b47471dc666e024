"""What no single item can know: whether the parts of an inventory fit together, and with the files they name."""

from collections.abc import Callable, Iterator

from probes.inventory.crosschecks import (
    agents,
    alerting,
    authorities,
    calendar,
    communes,
    hub,
    names,
    people,
    services,
    signers,
)
from probes.inventory.draft import Draft
from probes.inventory.faults import Fault

CROSSCHECKS: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    names.faults,
    communes.faults,
    services.faults,
    authorities.faults,
    signers.faults,
    people.faults,
    calendar.faults,
    hub.faults,
    agents.faults,
    alerting.faults,
)


def crossfaults(draft: Draft) -> Iterator[Fault]:
    """Every way in which the sound items of a draft do not fit together."""
    for check in CROSSCHECKS:
        yield from check(draft)
