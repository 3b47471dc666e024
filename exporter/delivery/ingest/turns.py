"""Who may send what waits on its disk, and when: few at once, first come first served, so that what is live never waits."""

import secrets
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from exporter.delivery.envelope import MOST_ITEMS, Turn

AT_ONCE: Final = 6
TURN_SECONDS: Final = 30.0
"""A turn that nobody used by then is over: its agent is gone, or its line is."""
SHORTEST_SECONDS, LONGEST_SECONDS = 0.5, 120.0
"""Between two questions of one agent."""
GRACE_SECONDS: Final = 10.0
"""How much later than it was told an agent may come."""

_FIRST_GUESS_SECONDS: Final = 0.5
_EXPIRE_EVERY_SECONDS: Final = 0.5


@dataclass(slots=True)
class _Given:
    token: str
    at: float
    used: bool = False


@dataclass(slots=True)
class _Appointment:
    """at: when it is this site's turn. comes: when it was told to ask again."""

    at: float
    comes: float


class Turns:
    """Turns and appointments. Moments are monotonic seconds. Used by one thread at a time.

    Whoever gets no turn has an appointment, each a little later than the one before, as fast as turns have lately been done
    with. Whose time has come takes any turn that is free, and goes before all others: it does not wait for those who should
    have come before it, for each comes up to some seconds late. Who finds none free asks again after as long as all whose
    time has come will take: agents that wait must not keep the hub busy with asking. Who does not come loses its appointment.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._given: dict[str, _Given] = {}
        self._appointments: dict[str, _Appointment] = {}  # in the order of `at`
        self._lasts = _FIRST_GUESS_SECONDS
        self._latest = self._expired_at = float("-inf")

    def ask(self, site: str, now: float) -> Turn | float:
        """A turn, or the seconds until asking makes sense."""
        self._expire(now)
        given = self._given.get(site)
        if given is not None and not given.used:
            return Turn(given.token, MOST_ITEMS)  # the answer that told of it may have been lost
        free = 0 if given is not None else self._at_once - len(self._given)
        mine = self._appointments.get(site)
        due = sum(1 for _ in takewhile(lambda one: one.at <= now, self._appointments.values()))
        if free > due or (free > 0 and mine is not None and mine.at <= now):
            self._appointments.pop(site, None)
            self._given[site] = _Given(secrets.token_hex(8), now)
            return Turn(self._given[site].token, MOST_ITEMS)
        each = self._lasts / self._at_once
        if mine is None:
            self._latest = max(now, self._latest) + each
            mine = self._appointments[site] = _Appointment(self._latest, self._latest)
        elif mine.at <= now:
            mine.comes = now + due * each
        return min(max(mine.comes - now, SHORTEST_SECONDS), LONGEST_SECONDS)

    def use(self, site: str, token: str, now: float) -> bool:
        """Whether this turn is this site's and still good; it is good once."""
        given = self._given.get(site)
        if given is None or given.used or given.token != token or now - given.at > TURN_SECONDS:
            return False
        given.used = True
        return True

    def done(self, site: str, now: float) -> None:
        """What was sent in this site's turn has been dealt with."""
        given = self._given.pop(site, None)
        if given is not None:
            self._lasts += (now - given.at - self._lasts) / 8

    def _expire(self, now: float) -> None:
        if now - self._expired_at < _EXPIRE_EVERY_SECONDS:
            return
        self._expired_at = now
        for site in [site for site, given in self._given.items() if now - given.at > TURN_SECONDS]:
            del self._given[site]
        for site in [site for site, one in self._appointments.items() if one.comes + GRACE_SECONDS < now]:
            del self._appointments[site]
        self._latest = max((one.at for one in self._appointments.values()), default=now)
