"""Where the agent's gateway and its hub are at present, found again and again: both may move."""

from collections.abc import Callable

from exporter.agent.config import AgentConfig
from exporter.agent.gateway import default_gateway
from exporter.agent.looks import Around
from probes.gate.resolver import Resolver
from probes.inventory.values import IPAddress
from probes.reasons import ProbeFailed

LOOK_UP_SECONDS = 5.0


class Neighbours:
    """What is not to be found now stays where it was: a pulled cable takes route and name server away, and not the router."""

    def __init__(
        self,
        config: AgentConfig,
        resolver: Resolver,
        gateway: Callable[[], IPAddress | None] = default_gateway,
    ) -> None:
        self._config = config
        self._resolver = resolver
        self._gateway = gateway

    def now(self, before: Around) -> Around:
        """Where they are, by the agent's own file, the routing table and the name of its first hub."""
        return Around(self._config.gateway or self._gateway() or before.gateway, self._hub(before.hub))

    def _hub(self, before: IPAddress | None) -> IPAddress | None:
        """Of several addresses the one from before: name servers turn them round with each answer, and a hub that moves
        all the time would never be known to answer or not."""
        hub = self._config.hubs[0]
        if hub.address is not None:
            return hub.address
        try:
            found = self._resolver.resolve(hub.host, "any", LOOK_UP_SECONDS)
        except ProbeFailed:
            return before
        return before if before in found else found[0]
