"""Who may send what waits on its disk, and when: few at once, first come first served, so that what is live never waits."""

import secrets
from dataclasses import dataclass
from typing import Final

from exporter.delivery.envelope import MOST_ITEMS, Turn

AT_ONCE: Final = 6
TURN_SECONDS: Final = 30.0
"""A turn that nobody used by then is over: its agent is gone, or its line is."""
SHORTEST_SECONDS, LONGEST_SECONDS = 0.5, 120.0
"""Between two questions of one agent."""
GRACE_SECONDS: Final = 5.0
"""How much later than appointed an agent may come."""

_FIRST_GUESS_SECONDS: Final = 0.5
_EXPIRE_EVERY_SECONDS: Final = 0.5


@dataclass(slots=True)
class _Given:
    token: str
    at: float
    used: bool = False


class Turns:
    """Turns and appointments. Moments are monotonic seconds. Used by one thread at a time.

    Whoever gets no turn has an appointment, each a little later than the one before, as fast as turns have lately been done
    with. Who keeps it goes before those who come later, and before those who have none. Who does not come loses it.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._given: dict[str, _Given] = {}
        self._appointments: dict[str, float] = {}
        self._late: dict[str, float] = {}
        self._lasts = _FIRST_GUESS_SECONDS
        self._latest = self._expired_at = float("-inf")

    def ask(self, site: str, now: float) -> Turn | float:
        """A turn, or the seconds until asking makes sense."""
        self._expire(now)
        given = self._given.get(site)
        if given is not None and not given.used:
            return Turn(given.token, MOST_ITEMS)  # the answer that told of it may have been lost
        at = self._appointments.get(site)
        free = 0 if given is not None else self._at_once - len(self._given)
        if free > 0 and self._ahead(at) < free:
            self._appointments.pop(site, None)
            self._given[site] = _Given(secrets.token_hex(8), now)
            return Turn(self._given[site].token, MOST_ITEMS)
        if at is None:
            at = self._latest = max(now, self._latest) + self._lasts / self._at_once
            self._appointments[site] = at
        elif at <= now:
            self._late[site] = now  # it came; others were not done yet
        return min(max(at - now, SHORTEST_SECONDS), LONGEST_SECONDS)

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

    def _ahead(self, at: float | None) -> int:
        """How many come before whoever has this appointment; None: before whoever has none."""
        if at is None:
            return len(self._appointments)
        return sum(each < at for each in self._appointments.values())

    def _expire(self, now: float) -> None:
        if now - self._expired_at < _EXPIRE_EVERY_SECONDS:
            return
        self._expired_at = now
        for site in [site for site, given in self._given.items() if now - given.at > TURN_SECONDS]:
            del self._given[site]
        for site, at in list(self._appointments.items()):
            if max(at, self._late.get(site, at)) + GRACE_SECONDS < now:
                del self._appointments[site]
        self._late = {site: came for site, came in self._late.items() if site in self._appointments}
        self._latest = max(self._appointments.values(), default=now)
