"""Where addresses that strangers name may lead: the rules, as values."""

from dataclasses import dataclass

from probes.inventory.values import IPNetwork


@dataclass(frozen=True, slots=True)
class Guard:
    """networks: allowed beside the public Internet. rewrite: (what an address begins with, what to put instead)."""

    networks: tuple[IPNetwork, ...] = ()
    rewrite: tuple[tuple[str, str], ...] = ()


NO_GUARD = Guard()
"""Only the public Internet, and nothing rewritten."""
