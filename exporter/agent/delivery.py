"""The couriers to the agent's hubs: one for each that knows it, begun as soon as a token is there, without a restart."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from exporter.agent.config import Hub
from exporter.agent.files import StateFiles
from exporter.delivery.courier import Contact, Courier, HubLine
from exporter.delivery.envelope import AgentState
from exporter.delivery.outbox import Outbox
from exporter.web.agent.source import Delivery, Told
from probes.clock import Clock
from probes.language import Text

log = logging.getLogger(__name__)

_COUNT_SECONDS = 2.0
"""Between two countings of what waits, for the page."""

OpenLine = Callable[[Hub], HubLine]
"""Makes the way to a hub."""


def open_hub_line(hub: Hub) -> HubLine:
    """Over the machine's own network."""
    return HubLine(hub.url, None if hub.ca is None else Path(hub.ca))


@dataclass(slots=True)
class _Way:
    hub: Hub
    line: HubLine
    token: str | None = None
    courier: Courier | None = None
    closed: bool = False
    backlog: int = 0
    counted: float = float("-inf")


class Couriers:
    """From `start` to `stop`; `look_for_tokens` is called now and then by one thread."""

    def __init__(
        self,
        hubs: Sequence[Hub],
        files: StateFiles,
        outbox: Outbox,
        clock: Clock,
        state: Callable[[int, float | None], AgentState],
        plan_changed: Callable[[str], None],
        open_line: OpenLine = open_hub_line,
        report_every: float = 30.0,
    ) -> None:
        """plan_changed: called with the version that the first hub has in force, while the agent's is another."""
        self._ways = [_Way(hub, open_line(hub)) for hub in hubs]
        self._files = files
        self._outbox = outbox
        self._clock = clock
        self._state = state
        self._plan_changed = plan_changed
        self._report_every = report_every
        self._counting = Lock()

    def look_for_tokens(self) -> None:
        """Begin with a hub whose token has come, begin anew where it is another."""
        for way in self._ways:
            try:
                token = self._files.token(way.hub.url)
            except OSError as error:
                if not way.closed:
                    log.warning("the token for %s cannot be read: %s", way.hub.url, error)
                way.closed = True
                continue
            way.closed = False
            if token is not None and token != way.token:
                if way.courier is not None:
                    way.courier.stop()
                way.token = token
                way.courier = self._courier(way, token)
                way.courier.start()

    def stop(self) -> None:
        """Begin no other delivery; all couriers take their seconds together."""
        leaving = [Thread(target=way.courier.stop) for way in self._ways if way.courier is not None]
        for thread in leaving:
            thread.start()
        for thread in leaving:
            thread.join()

    def unknown(self) -> Sequence[str]:
        """The URLs of the hubs without a token."""
        return [way.hub.url for way in self._ways if way.token is None]

    def hub_heard(self) -> None:
        """The first hub answers again, after it did not."""
        if (courier := self._ways[0].courier) is not None:
            courier.hub_heard()

    def deliveries(self) -> Sequence[Delivery]:
        """How things stand with each hub, for the agent's page."""
        return [self._delivery(way) for way in self._ways]

    def confirmed(self, plan: str | None) -> float | None:
        """When the first hub last said that this plan is in force, monotonic seconds."""
        contact = self._contact(self._ways[0])
        if contact.answered is None or contact.answer is None or contact.answer.plan != plan:
            return None
        return contact.answered.monotonic

    def plan(self, path: str) -> bytes | None:
        """The plan of the first hub, as it says it; None when it says none. Raises PostFailed."""
        way = self._ways[0]
        reply = way.line.get(path, {"Authorization": f"Bearer {way.token}"})
        if reply.status != 200:
            log.warning("%s has no plan for us: HTTP %d", way.hub.url, reply.status)
            return None
        return reply.body

    def _delivery(self, way: _Way) -> Delivery:
        contact = self._contact(way)
        answered, answer = contact.answered, contact.answer
        told = None
        if answered is not None and answer is not None and answer.verdict is not None:
            told = Told(verdict=answer.verdict, received=answered.monotonic, hub_now=answer.now)
        return Delivery(
            hub=way.hub.host,
            last_contact=None if answered is None else answered.monotonic,
            backlog=self._backlog(way),
            dropped=self._outbox.dropped + sum(contact.refused.values()),
            failure=_NOT_ENROLLED if way.courier is None else contact.failure,
            told=told,
        )

    def _backlog(self, way: _Way) -> int:
        """Counted seldom: whoever asks for the page without a pause must not keep the file from being tidied."""
        with self._counting:
            now = self._clock.now().monotonic
            if now - way.counted >= _COUNT_SECONDS:
                way.backlog, way.counted = self._outbox.waiting(way.hub.url)[0], now
            return way.backlog

    def _contact(self, way: _Way) -> Contact:
        return Contact() if way.courier is None else way.courier.contact

    def _courier(self, way: _Way, token: str) -> Courier:
        first = way is self._ways[0]
        return Courier(
            way.hub.url,
            self._outbox,
            token,
            way.line.post,
            self._clock,
            self._state,
            plan_changed=self._plan_changed if first else lambda _: None,
            report_every=self._report_every,
        )


_NOT_ENROLLED = Text(
    "máy đo chưa ghi danh với máy giám sát này: xin mã ghi danh của tổ trực rồi chạy thongsuot agent --enrol MÃ",
    "the agent is not enrolled with this hub: ask the team on duty for a code and run thongsuot agent --enrol CODE",
)
