"""Signing in to /truc: with the users of the listener's web-config file, and no faster than people type."""

import logging
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import anyio
import anyio.to_thread
from starlette.requests import Request

from exporter.web.auth import Users
from exporter.web.duty.cookies import Cookies
from exporter.web.duty.guesses import Guesses
from exporter.web.duty.sessions import Session, Sessions
from probes.clock import Instant
from probes.language import Text

log = logging.getLogger(__name__)

LONGEST_NAME = 100
LONGEST_PASSWORD = 1000
_LONGEST_LOGGED = 40


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody comes in. status: of the answer; wait: in how many seconds to try again, 0 when it need not be waited for."""

    why: Text
    status: int
    wait: int = 0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody came in, with a token that is new."""

    token: str
    session: Session


class SignIn:
    """Who is signed in, and who may sign in."""

    def __init__(self, users: Mapping[str, str]) -> None:
        """users: bcrypt hash by name, not empty."""
        self.sessions = Sessions()
        self.cookies = Cookies()
        self._users = Users(users)
        self._guesses = Guesses()
        # One check at a time: a flood of guesses may burn one core, never two.
        self._one_at_a_time = anyio.CapacityLimiter(1)

    def session(self, request: Request, now: Instant, allowed: Collection[str]) -> Session | None:
        """Whose browser this is; None for nobody's. What a page fetches by itself keeps nobody signed in.

        allowed: who may be on call; empty: every user.
        """
        itself = "x-renew" in request.headers or "renew" in request.query_params
        token = self.cookies.session(request)
        session = self.sessions.find(token, now, active=not itself) if token else None
        if session is not None and allowed and session.user not in allowed:
            self.sessions.end(token)
            return None
        return session

    async def try_in(
        self, request: Request, name: str, password: str, now: Instant, allowed: Collection[str]
    ) -> SignedIn | Refused:
        """Check a password. Who may not be on call is told the same as who does not know it, after the same time."""
        if len(name) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
            return Refused(_WRONG, 401)
        device = self.cookies.device(request, name)
        wait = self._guesses.admit(name, device, now.monotonic)
        if wait > 0:
            log.warning("on call: a try to sign in as %s must wait %.0f s", _shown(name), wait)
            return Refused(_waits(wait), 429, math.ceil(wait))
        right = await anyio.to_thread.run_sync(self._users.check, name, password, limiter=self._one_at_a_time)
        if not right or (allowed and name not in allowed):
            log.warning("on call: no sign-in as %s: %s", _shown(name), "not on call" if right else "wrong")
            return Refused(_WRONG, 401)
        self._guesses.right(name, device)
        self.sessions.end(self.cookies.session(request))
        log.info("on call: %s signed in", _shown(name))
        return SignedIn(*self.sessions.begin(name, now))

    def out(self, request: Request) -> None:
        """End this browser's session."""
        self.sessions.end(self.cookies.session(request))


def _shown(name: str) -> str:
    """What was typed as a name, for the log: on one line, and short, for it may be a password typed in the wrong place."""
    return repr(name[:_LONGEST_LOGGED])


def _waits(seconds: float) -> Text:
    whole = math.ceil(seconds)
    if whole < 60:
        return _WAIT.format(wait=Text(f"{whole} giây", f"{whole} s"))
    minutes = math.ceil(whole / 60)
    return _WAIT.format(wait=Text(f"{minutes} phút", f"{minutes} min"))


_WRONG = Text("Tên hoặc mật khẩu không đúng", "The name or the password is wrong")
_WAIT = Text(
    "Đã thử sai nhiều lần; hãy chờ {wait} rồi thử lại. Ai đang đăng nhập vẫn làm việc bình thường",
    "Too many wrong tries; wait {wait} and try again. Who is signed in already is not concerned",
)
