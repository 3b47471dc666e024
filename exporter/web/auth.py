"""Who may come in: basic auth against bcrypt hashes, paid for once per password, and the listener's own headers."""

import base64
import binascii
import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping

import anyio.to_thread
import bcrypt
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exporter.web.web_config import WebConfig

_KEPT_VERDICTS = 100
_BCRYPT_BYTES = 72  # bcrypt looks no further; Go's does the same, so that a hash means the same everywhere


class Users:
    """Checks passwords. An unknown name costs what a wrong password costs.

    What was checked is remembered under a salted hash of the credentials, so that a scrape every few seconds does
    not pay for bcrypt each time. Good and bad verdicts are kept apart: a flood of guesses cannot drive out the good.
    """

    def __init__(self, users: Mapping[str, str]) -> None:
        self._hashes = {name: stored.encode() for name, stored in users.items()}
        costliest = max(int(stored[4:6]) for stored in self._hashes.values())
        self._nobody = bcrypt.hashpw(secrets.token_hex(16).encode(), bcrypt.gensalt(costliest))
        self._salt = secrets.token_bytes(32)
        self._verdicts: dict[bool, OrderedDict[bytes, None]] = {True: OrderedDict(), False: OrderedDict()}
        self._lock = threading.Lock()

    def remembered(self, name: str, password: str) -> bool | None:
        """The verdict on these credentials, None when they were not checked yet."""
        key = self._key(name, password)
        with self._lock:
            for verdict, kept in self._verdicts.items():
                if key in kept:
                    kept.move_to_end(key)
                    return verdict
        return None

    def check(self, name: str, password: str) -> bool:
        """Whether these credentials are good. Takes as long as bcrypt: not for the event loop."""
        stored = self._hashes.get(name, self._nobody)
        try:
            matches = bcrypt.checkpw(password.encode()[:_BCRYPT_BYTES], stored)
        except ValueError:  # a NUL byte
            matches = False
        verdict = matches and name in self._hashes
        with self._lock:
            kept = self._verdicts[verdict]
            kept[self._key(name, password)] = None
            while len(kept) > _KEPT_VERDICTS:
                kept.popitem(last=False)
        return verdict

    def _key(self, name: str, password: str) -> bytes:
        return hashlib.blake2b(f"{len(name)}:{name}{password}".encode(), key=self._salt).digest()


def guarded(app: ASGIApp, config: WebConfig, open_paths: frozenset[str] = frozenset()) -> ASGIApp:
    """`app` behind the users of `config`, every answer with the headers of `config`, and kept by nobody unless it says so.

    open_paths: where the application itself looks who comes; one that ends in `/` stands for all below it.
    """
    if config.users:
        app = _BasicAuth(app, Users(config.users), open_paths)
    return _ExtraHeaders(app, {"X-Content-Type-Options": "nosniff", **config.headers})


class _BasicAuth:
    def __init__(self, app: ASGIApp, users: Users, open_paths: frozenset[str]) -> None:
        self._app = app
        self._users = users
        self._open_paths = open_paths
        self._open_below = tuple(path for path in open_paths if path.endswith("/"))
        # One check at a time: a flood of guesses may burn one core, never two.
        self._one_at_a_time = anyio.CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or self._is_open(scope["path"])
            or await self._allowed(Headers(scope=scope).get("authorization", ""))
        ):
            await self._app(scope, receive, send)
            return
        answer = PlainTextResponse(
            "Cần đăng nhập. Sign in.\n",
            status_code=401,
            headers={"WWW-Authenticate": 'Basic realm="thongsuot", charset="UTF-8"'},
        )
        await answer(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        return path in self._open_paths or path.startswith(self._open_below)

    async def _allowed(self, authorization: str) -> bool:
        credentials = _credentials(authorization)
        if credentials is None:
            return False
        verdict = self._users.remembered(*credentials)
        if verdict is None:
            verdict = await anyio.to_thread.run_sync(
                self._users.check, *credentials, limiter=self._one_at_a_time
            )
        return verdict


def _credentials(authorization: str) -> tuple[str, str] | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None


class _ExtraHeaders:
    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                headers.update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
