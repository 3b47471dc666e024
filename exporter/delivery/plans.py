"""The plan of every agent, made when it is first asked for and kept as its version and the targets it names."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from exporter.delivery.plan import AgentPlan
from probes.inventory.model import Inventory
from probes.inventory.summary import agents_of

MakePlan = Callable[[Inventory, str, str], AgentPlan | None]
"""What the agent of a site (code and id of its commune and of itself) is told; None where the inventory has no agent."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is remembered of a plan. targets: the ids of what the agent may write."""

    version: str
    targets: frozenset[str]


class Plans:
    """By the inventory in force. Safe from any thread."""

    def __init__(self, inventory: Callable[[], Inventory], plan_of: MakePlan) -> None:
        self._inventory = inventory
        self._plan_of = plan_of
        self._made_from: Inventory | None = None
        self._sites: frozenset[str] = frozenset()
        self._held: dict[str, Held] = {}
        self._lock = threading.Lock()

    def sites(self) -> frozenset[str]:
        """Every site with an agent, `19789/centre`."""
        with self._lock:
            self._follow()
            return self._sites

    def held(self, site: str) -> Held | None:
        """What the agent of a site may write; None where there is no agent."""
        with self._lock:
            inventory, held = self._follow(), self._held
        if site in held:
            return held[site]
        plan = self._made(inventory, site)  # without the lock: the whole country may ask after a reload
        if plan is None:
            return None
        held[site] = Held(plan.version, frozenset(target.id for target in plan.targets))
        return held[site]

    def whole(self, site: str) -> AgentPlan | None:
        """All that the agent of a site is told: made anew, since few ask."""
        with self._lock:
            inventory = self._follow()
        return self._made(inventory, site)

    def _follow(self) -> Inventory:
        inventory = self._inventory()
        if inventory is not self._made_from:
            self._made_from = inventory
            self._sites = frozenset(site_key(commune.code, site.id) for commune, site in agents_of(inventory))
            self._held = {}
        return inventory

    def _made(self, inventory: Inventory, site: str) -> AgentPlan | None:
        commune, _, id_ = site.partition("/")
        return self._plan_of(inventory, commune, id_)


def site_key(commune: str, site: str) -> str:
    """What a site is called between agent and hub."""
    return f"{commune}/{site}"
