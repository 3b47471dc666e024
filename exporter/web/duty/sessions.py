"""Who is signed in: sessions kept in memory, of which only a hash of the token stays here. A restart ends them all."""

import hashlib
import secrets
import threading
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Final

from probes.clock import Instant

LONGEST_SECONDS: Final = 12 * 3600.0
"""A shift: after that everybody signs in anew."""

IDLE_SECONDS: Final = 1800.0
"""How long somebody may do nothing (ASVS 3.3.2). What a page fetches by itself is nothing."""

MOST_PER_USER: Final = 5
"""One more ends the one that has been idle longest."""

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of one user. began, active: monotonic seconds. csrf: what every form of it must bring along."""

    user: str
    csrf: str
    began: float
    active: float

    def is_form_of_ours(self, brought: str) -> bool:
        """Whether a form was made for this session. Takes as long whatever was brought."""
        return compare_digest(self.csrf.encode(), brought.encode(errors="replace"))


class Sessions:
    """All sessions. Safe from any thread; time is passed in."""

    def __init__(self) -> None:
        self._sessions: dict[bytes, Session] = {}
        self._lock = threading.Lock()

    def begin(self, user: str, now: Instant) -> tuple[str, Session]:
        """A new session and its token, which nobody has seen before: whatever a browser held until now is worth nothing."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        session = Session(user, secrets.token_urlsafe(_TOKEN_BYTES), now.monotonic, now.monotonic)
        with self._lock:
            self._forget(now)
            own = [key for key, one in self._sessions.items() if one.user == user]
            own.sort(key=lambda key: self._sessions[key].active)
            for key in own[: max(0, len(own) - MOST_PER_USER + 1)]:
                del self._sessions[key]
            self._sessions[_key(token)] = session
        return token, session

    def find(self, token: str, now: Instant, *, active: bool) -> Session | None:
        """The session of this token; None when there is none, or none any more. active: somebody is doing something."""
        key = _key(token)
        with self._lock:
            session = self._sessions.get(key)
            if session is None:
                return None
            if not _lasts(session, now):
                del self._sessions[key]
                return None
            if active:
                session = self._sessions[key] = replace(session, active=now.monotonic)
            return session

    def end(self, token: str) -> None:
        """Sign out. A token that is not known is none."""
        with self._lock:
            self._sessions.pop(_key(token), None)

    def _forget(self, now: Instant) -> None:
        for key in [key for key, session in self._sessions.items() if not _lasts(session, now)]:
            del self._sessions[key]


def _key(token: str) -> bytes:
    """By a hash: the time that a look-up takes tells nothing of a token, and neither does a memory dump."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _lasts(session: Session, now: Instant) -> bool:
    return now.monotonic - session.began < LONGEST_SECONDS and now.monotonic - session.active < IDLE_SECONDS
