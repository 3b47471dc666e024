"""From an inventory to what is looked at: one Target per line, per check, per signer, per service of an authority, per
witness, and what only agents look at."""

from probes.expand.agent import user_agent
from probes.expand.agents import agent_targets, agents
from probes.expand.authorities import authorities
from probes.expand.lines import lines, witnesses
from probes.expand.services import services
from probes.expand.signers import signers
from probes.inventory.model import Inventory
from probes.targets import Target

__all__ = ["agent_targets", "targets_of", "user_agent"]


def targets_of(inventory: Inventory) -> tuple[Target, ...]:
    """Everything the hub keeps states of, in the inventory's order, what only agents look at last (`Target.from_hub`).

    Lines without an address, and checks that only agents make where there is no agent, give none.
    """
    return (
        *lines(inventory),
        *services(inventory),
        *authorities(inventory),
        *signers(inventory),
        *witnesses(inventory),
        *agents(inventory),
    )
