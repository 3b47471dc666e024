"""The running relay: its queue, a worker per channel, one that calls, one that asks the hub, one that tells it, one that asks Alertmanager, its listener."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from alerts.relay.caller import call_next
from alerts.relay.channels import EDITABLE, channel_of
from alerts.relay.fault import where
from alerts.relay.hub import HubIncidents
from alerts.relay.load import RelayConfig
from alerts.relay.notification import Notification
from alerts.relay.queue import Queue, open_queue
from alerts.relay.reconcile import (
    CannotAsk,
    close_orphans,
    fingerprints,
    hub_incidents,
    learn_from_hub,
)
from alerts.relay.report import report_told
from alerts.relay.sender import Sender
from alerts.relay.settings import HubOperations, RelaySettings
from exporter.data_lock import only_hub_of
from exporter.web.relay import relay_app
from exporter.web.server import Running, serve
from exporter.web.web_config import WebConfig, load_web_config
from probes.clock import Clock, SystemClock
from probes.inventory.faults import Fault, InventoryError
from probes.language import Text

log = logging.getLogger(__name__)

_TICK_SECONDS = 1.0
_HUB_EVERY_SECONDS = 15.0
_REPORT_EVERY_SECONDS = 5.0
_ALERTMANAGER_EVERY_SECONDS = 60.0
_STOP_SECONDS = 15.0
_TROUBLE_SECONDS = 5.0
_FOLDER = "relay"


class Relay:
    """`start` binds, recovers what the last run left, and returns; `stop` ends it within seconds."""

    def __init__(self, config: RelayConfig, clock: Clock | None = None) -> None:
        self._config = config
        self._clock = clock or SystemClock()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._undo = ExitStack()
        self._incidents = HubIncidents()
        self._queue: Queue
        self.listener: Running

    def start(self) -> None:
        """Raises QueueUnusable, DataFolderTaken, ListenError, InventoryError (the web-config file)."""
        settings = self._config.settings
        with ExitStack() as undo:
            folder = Path(settings.data_dir) / _FOLDER
            undo.enter_context(only_hub_of(folder))
            web_config = web_config_of(settings)
            self._queue = open_queue(
                folder / "relay.sqlite",
                {route.team: route.channels for route in settings.teams},
                settings.fold,
                frozenset(channel.id for channel in settings.channels if channel.kind in EDITABLE),
            )
            undo.callback(self._queue.disk.close)
            if repeated := self._queue.outbox.recover(self._clock.now().wall):
                log.warning(
                    "%d messages were on their way when the last run ended: they are sent again", repeated
                )
            tokens = {route.team: route.token for route in settings.teams}
            app = relay_app(self._queue, self._take, tokens, settings.ack_token, self._clock)
            self.listener = serve(app, settings.listen, web_config)
            undo.callback(self.listener.stop)
            self._undo = undo.pop_all()
        for channel in settings.channels:
            sender = Sender(
                channel, channel_of(channel, self._queue.disk), self._queue, self._config, self._clock
            )
            self._run(f"send {channel.id}", sender.run)
        self._run("call", self._call)
        if settings.hub is not None:
            ask = partial(self._ask_hub, settings.hub)
            self._run("ask the hub", partial(self._every, _HUB_EVERY_SECONDS, ask))
        if settings.hub_operations is not None:
            tell = partial(self._tell_hub, settings.hub_operations)
            self._run("tell the hub", partial(self._every, _REPORT_EVERY_SECONDS, tell))
        if settings.alertmanagers:
            seconds = min(_ALERTMANAGER_EVERY_SECONDS, settings.orphan_after / 2)
            self._run("ask Alertmanager", partial(self._every, seconds, self._ask_alertmanagers))

    def stop(self) -> None:
        """Take nothing more, finish what is being sent, close the file."""
        self._stopping.set()
        self._queue.disk.wake()
        self.listener.leave()
        for thread in self._threads:
            thread.join(_STOP_SECONDS)
        self._undo.close()

    def _run(self, name: str, work: Callable[[threading.Event], None]) -> None:
        def again_and_again() -> None:
            while not self._stopping.is_set():
                try:
                    work(self._stopping)
                except Exception as error:  # noqa: BLE001  # a bug at one message must not end all the others
                    log.error("%s begins anew: %s", name, where(error))  # noqa: TRY400  # no words of the fault
                    self._stopping.wait(_TROUBLE_SECONDS)

        thread = threading.Thread(target=again_and_again, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _take(self, notification: Notification, team: str) -> bool:
        return self._queue.cases.take(notification, team, self._clock.now().wall, self._incidents)

    def _call(self, stopping: threading.Event) -> None:
        """Apart from what asks others: a hub that does not answer must not hold a call."""
        while not stopping.wait(_TICK_SECONDS):
            try:
                escalation = self._config.settings.escalation
                roster = self._config.inventory.roster
                call_next(self._queue.calls, roster, escalation, self._clock.now().wall)
            except sqlite3.Error as error:
                log.warning("the queue cannot be used: %s", error)

    def _every(self, seconds: float, ask: Callable[[], None], stopping: threading.Event) -> None:
        """A failure is logged when it begins, and once more when another one takes its place."""
        asked_at, failing = float("-inf"), ""
        while not stopping.wait(_TICK_SECONDS):
            now = self._clock.now().monotonic
            if now - asked_at < seconds:
                continue
            asked_at = now
            try:
                ask()
                failing = ""
            except (CannotAsk, sqlite3.Error) as error:
                if failing != str(error):
                    failing = str(error)
                    log.warning("%s: no answer to go by; nothing is closed or learnt from it", error)

    def _ask_hub(self, url: str) -> None:
        self._incidents = hub_incidents(url)
        learn_from_hub(self._queue, self._incidents, self._clock.now().wall)

    def _tell_hub(self, hub: HubOperations) -> None:
        report_told(self._queue.cases, hub)

    def _ask_alertmanagers(self) -> None:
        settings = self._config.settings
        known = fingerprints(settings.alertmanagers)
        close_orphans(self._queue.cases, known, settings.orphan_after, self._clock.now().wall)


def web_config_of(settings: RelaySettings) -> WebConfig | None:
    """The TLS of its listener, if any. Raises InventoryError: a password would keep Alertmanager's tokens out."""
    if settings.web_config is None:
        return None
    file = Path(settings.web_config)
    config = load_web_config(file)
    if config.users:
        raise InventoryError([Fault(str(file), 1, _NO_USERS)])
    return config


_NO_USERS = Text(
    "basic_auth_users: bộ chuyển tin nhận token của Alertmanager nên không dùng mật khẩu; hãy bỏ mục này, chỉ để TLS",
    "basic_auth_users: the relay is asked with Alertmanager's tokens, so it takes no passwords; leave TLS alone here",
)
