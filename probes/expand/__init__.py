"""From an inventory to what is looked at: one Target per line, per check seen from the hub, per signer, per service of an
authority, per witness."""

from probes.expand.agent import user_agent
from probes.expand.authorities import authorities
from probes.expand.lines import lines, witnesses
from probes.expand.services import services
from probes.expand.signers import signers
from probes.inventory.model import Inventory
from probes.targets import Target

__all__ = ["targets_of", "user_agent"]


def targets_of(inventory: Inventory) -> tuple[Target, ...]:
    """Everything the hub looks at, in the inventory's order. Lines without an address, and checks that only agents
    make, give none."""
    return (
        *lines(inventory),
        *services(inventory),
        *authorities(inventory),
        *signers(inventory),
        *witnesses(inventory),
    )
