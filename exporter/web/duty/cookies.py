"""The cookies of /truc: the session, what the sign-in form is bound to, and that this browser has signed in before."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

PATH = "/truc"
_KNOWN_SECONDS = 30 * 86400


class Cookies:
    """Reads and sets them. What is not a session's random token is signed with a key that lives as long as this process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def session(self, request: Request) -> str:
        """The session's token, as far as the browser holds one; else empty."""
        return _get(request, "session")

    def keep_session(self, request: Request, response: Response, token: str) -> None:
        """Let the browser hold this token until it is closed."""
        _set(request, response, "session", token)

    def drop_session(self, request: Request, response: Response) -> None:
        """Let the browser forget it."""
        _drop(request, response, "session")

    def form_token(self, request: Request) -> tuple[str, str]:
        """For the sign-in form, before there is a session: what the browser is to hold, and what the form then brings.

        Nothing is kept here, so that a flood of visitors takes no memory.
        """
        held = _get(request, "form") or secrets.token_urlsafe(32)
        return held, self._sealed("form", held)

    def hold_form(self, request: Request, response: Response, held: str) -> None:
        """Let the browser hold its half."""
        _set(request, response, "form", held)

    def is_form_of_ours(self, request: Request, brought: str) -> bool:
        """Whether the sign-in form was given to this browser."""
        held = _get(request, "form")
        return bool(held) and _same(self._sealed("form", held), brought)

    def device(self, request: Request, user: str) -> str | None:
        """This browser, as one that the user has signed in with since this process began; None for a stranger."""
        name, _, rest = _get(request, "known").partition(".")
        device, _, seal = rest.partition(".")
        if not device or not _same(self._sealed("known", f"{name}.{device}"), seal) or name != _plain(user):
            return None
        return device

    def remember(self, request: Request, response: Response, user: str) -> None:
        """This browser's user has signed in with it."""
        said = f"{_plain(user)}.{secrets.token_urlsafe(16)}"
        _set(request, response, "known", f"{said}.{self._sealed('known', said)}", _KNOWN_SECONDS)

    def _sealed(self, purpose: str, said: str) -> str:
        return hmac.new(self._key, f"{purpose}:{said}".encode(errors="replace"), sha256).hexdigest()


def _plain(user: str) -> str:
    return urlsafe_b64encode(user.encode(errors="replace")).decode().rstrip("=")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode(errors="replace"))


def _name(request: Request, what: str) -> str:
    """With TLS, a name that browsers let nobody set without TLS."""
    return f"__Secure-truc-{what}" if request.url.scheme == "https" else f"truc-{what}"


def _get(request: Request, what: str) -> str:
    return request.cookies.get(_name(request, what), "")


def _set(request: Request, response: Response, what: str, value: str, seconds: int | None = None) -> None:
    response.set_cookie(
        _name(request, what),
        value,
        max_age=seconds,
        path=PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def _drop(request: Request, response: Response, what: str) -> None:
    response.delete_cookie(
        _name(request, what),
        path=PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
