"""Sends what waits for one channel, one message after the other, and decides what becomes of each."""

import logging
import random
import sqlite3
import threading
from datetime import datetime, timedelta

from alerts.relay.channels.channel import Channel, ChannelFailed
from alerts.relay.fault import where
from alerts.relay.load import RelayConfig
from alerts.relay.message import Kind, Message, Recipient
from alerts.relay.names import Names
from alerts.relay.queue import Queue
from alerts.relay.queue.outbox import Work
from alerts.relay.roster import callees, phone_of
from alerts.relay.rules import pause
from alerts.relay.secret import SecretUnreadable
from alerts.relay.settings import ChannelSettings, FileChannel
from alerts.relay.words import Note, Writer
from probes.clock import Clock
from probes.inventory.values import VIETNAM

log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0
_TROUBLE_SECONDS = 5.0
_MOST_UNSURE_A_DAY = 3


class Sender:
    """The worker of one channel. `step` does one message; `run` does them until `stopping` is set."""

    def __init__(
        self, settings: ChannelSettings, channel: Channel, queue: Queue, config: RelayConfig, clock: Clock
    ) -> None:
        self._settings = settings
        self._channel = channel
        self._disk = queue.disk
        self._outbox = queue.outbox
        self._clock = clock
        self._retry = config.settings.retry
        self._roster = config.inventory.roster
        self._names = Names(config.inventory)
        self._writer = Writer(self._names, config.settings.status_page)
        self._routes = {route.team: route for route in config.settings.teams}

    def run(self, stopping: threading.Event) -> None:
        """Until `stopping`: what is being sent then is finished first."""
        while not stopping.is_set():
            try:
                if not self.step():
                    self._disk.wait(_LOOK_SECONDS)
            except sqlite3.Error as error:
                log.warning("%s: the queue cannot be used: %s", self._settings.id, error)
                stopping.wait(_TROUBLE_SECONDS)

    def step(self) -> bool:
        """Send the next message that is due; False when there is none."""
        now = self._clock.now().wall
        work = self._outbox.claim(self._settings.id, now)
        if work is None:
            return False
        if self._spent(now):
            self._pass_on(work, now, spent=True, today=False)
            return True
        if self._charged_enough(work, now):
            self._pass_on(work, now, today=False)
            return True
        try:
            message = self._message(work, now)
            reference = self._channel.send(message, work.before)
        except ChannelFailed as failure:
            self._failed(work, failure)
        except SecretUnreadable as error:
            self._failed(work, ChannelFailed(error.text.en))
        except Exception as error:  # noqa: BLE001  # a bug in one channel must not hold the others
            self._failed(work, ChannelFailed(where(error), uncertain=True))
        else:
            person = self._person(work, message.recipient)
            self._outbox.sent(
                work,
                reference,
                self._clock.now().wall,
                person,
                reaches_people=not isinstance(self._settings, FileChannel),
            )
            log.info("%s: message %d (%s) sent", self._settings.id, work.id, work.kind.value)
        return True

    def _failed(self, work: Work, failure: ChannelFailed) -> None:
        now = self._clock.now().wall
        log.warning(
            "%s: message %d (%s) was not sent, attempt %d: %s",
            self._settings.id,
            work.id,
            work.kind.value,
            work.attempts,
            failure.why,
        )
        if now - work.created >= self._retry.give_up_after and not _must_be_told(work):
            log.error("%s: message %d is given up", self._settings.id, work.id)
            self._outbox.give_up(work, now)
        elif failure.permanent or (self._others(work) and now - work.tried >= self._retry.fallback_after):
            self._pass_on(work, now, uncertain=failure.uncertain)
        else:
            due = now + pause(work.attempts, self._retry, random.random(), failure.wait)  # noqa: S311  # jitter
            self._outbox.again(work, due, now, uncertain=failure.uncertain)

    def _pass_on(
        self, work: Work, now: float, *, uncertain: bool = False, spent: bool = False, today: bool = True
    ) -> None:
        """To the next channel; after the last one the chain begins anew, later. today: whether this channel may try again."""
        last = work.step + 1 == len(self._routes[work.team].channels)
        due = now + self._retry.longest if last else now
        if not today and not self._others(work):
            due = _day_of(now) + timedelta(days=1).total_seconds()
            log.warning("%s: message %d waits for tomorrow", self._settings.id, work.id)
        channel = self._settings.id
        self._outbox.move(
            work,
            due,
            now,
            uncertain=uncertain,
            failed=work.failed if spent or not self._others(work) else channel,
            spent=channel if spent and self._others(work) else work.spent,
        )

    def _others(self, work: Work) -> bool:
        return len(self._routes[work.team].channels) > 1

    def _spent(self, now: float) -> bool:
        most = self._settings.per_day
        return most is not None and self._outbox.sent_since(self._settings.id, _day_of(now)) >= most

    def _charged_enough(self, work: Work, now: float) -> bool:
        """Whether this message may have cost money so often today that another attempt would only waste it."""
        return (
            self._settings.per_day is not None
            and self._outbox.unsure_since(work, _day_of(now)) >= _MOST_UNSURE_A_DAY
        )

    def _message(self, work: Work, now: float) -> Message:
        language = self._routes[work.team].language
        recipient = self._recipient(work, now)
        failed = None if work.failed == self._settings.id else work.failed
        note = Note(resent=work.uncertain, failed=failed, spent=work.spent, calls=work.calls)
        id_ = f"thongsuot-{work.team}-{int(work.created)}-{work.id}"
        if work.digest is None:
            return self._writer.about(id_, work.kind, work.cases[0], recipient, language, now, note)
        return self._writer.digest(id_, work.kind, work.digest, work.cases, recipient, language, now, note)

    def _person(self, work: Work, recipient: Recipient) -> str | None:
        """Who knows now. Nobody by a message to the whole team, nor by one that only changes what was sent before."""
        if work.person is not None:  # called by name, which may be the team's as well
            return work.person
        changed = work.kind is Kind.DIGEST and work.before is not None
        return None if changed or recipient.post == self._names.team(work.team).name else recipient.post

    def _recipient(self, work: Work, now: float) -> Recipient:
        team = self._names.team(work.team)
        if work.person is not None:
            phone = phone_of(self._roster, work.team, work.person, now)
            return Recipient(work.person, team.email, phone or team.phone)
        on_duty = callees(self._roster, work.team, now)
        if not on_duty or on_duty[0].start.timestamp() > now:
            return Recipient(team.name, team.email, team.phone)
        return Recipient(on_duty[0].person, team.email, on_duty[0].phone or team.phone)


def _must_be_told(work: Work) -> bool:
    """Nobody is called about what nobody was told of: the beginning of a critical case waits for as long as that is open."""
    return work.kind in (Kind.FIRING, Kind.DIGEST) and any(
        case.critical and case.closed is None for case in work.cases
    )


def _day_of(now: float) -> float:
    """When the day began in Vietnam, unix seconds."""
    return datetime.fromtimestamp(now, VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
