"""The hub's side towards its agents: who may deliver, what each is told, and what they deliver."""

from collections.abc import Collection, Mapping
from concurrent.futures import Future
from pathlib import Path

from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.delivery.envelope import Answer, Batch
from exporter.delivery.facts import AgentFacts
from exporter.delivery.ingest.ingest import Hub, Ingest
from exporter.delivery.plans import Held, Plans
from exporter.delivery.registry import Tokens
from probes.clock import Clock, Instant


class Reception:
    """From `start` to `stop`. Every method may be called from any thread."""

    def __init__(self, data_dir: Path, clock: Clock, plans: Plans, hub: Hub) -> None:
        self.plans = plans
        self._clock = clock
        self._disk = agents_file(data_dir)
        self._tokens = Tokens()
        self._ingest = Ingest(self._disk, self._tokens, clock, hub)

    def start(self) -> None:
        """Know who may deliver, and take in what comes."""
        self._ingest.start()

    def stop(self) -> None:
        """Write down what waits, and end."""
        self._ingest.stop()
        self._disk.close()

    @property
    def knows_tokens(self) -> bool:
        """False when the disk could not be read yet: then nobody can be told that a token is unknown."""
        return self._tokens.known or not self._disk.exists

    def site_of(self, token: str) -> str | None:
        """The site that this token delivers for, None: unknown, revoked, or of a site that has no agent any more."""
        site = self._tokens.site_of(token)
        return site if site in self.plans.sites() else None

    def enrol(self, code: str, token: str) -> str:
        """Let the bearer of `token` deliver for the site of this code; returns the site. Raises EnrolmentRefused, NotKept."""
        sites, now = self.plans.sites(), self._clock.now().wall
        site = self._disk.write(lambda database: registry.enrol(database, code, token, sites, now))
        self._ingest.refresh()
        return site

    def submit(self, site: str, batch: Batch, received: Instant, plan: Held) -> "Future[Answer]":
        """Take a batch in. See `Ingest.submit`."""
        return self._ingest.submit(site, batch, received, plan)

    def facts(self) -> Mapping[str, AgentFacts]:
        """What is known of each agent that was heard since it was enrolled."""
        return self._ingest.facts()

    def enrolled(self) -> Collection[str]:
        """The sites whose agent may deliver, in order."""
        return sorted(self._tokens.enrolled.keys() & self.plans.sites())
