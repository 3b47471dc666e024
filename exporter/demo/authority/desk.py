"""The authority's front desk: which question goes to whom, and what the story makes of the answer."""

import asyncio
import base64
import binascii
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import unquote

from cryptography.x509 import ocsp

from exporter.demo.authority import responder
from exporter.demo.authority.http import BAD_REQUEST, Reply, Request, read_request, send_reply
from exporter.demo.authority.lists import Lists
from exporter.demo.authority.register import Register
from exporter.demo.certificates import Keys
from exporter.demo.faults import Effects, What
from exporter.demo.signing import LIST_PATH, OCSP_PATH, ROOT_LIST_PATH, TIMESTAMP_PATH

SLOW_STAMP_SECONDS = 6.0

_LIST_TYPE = "application/pkix-crl"
_OCSP_TYPE = "application/ocsp-response"
_LIST_HEADERS = {"Cache-Control": "no-cache"}  # to be asked for each time: whoever has the newest gets a 304
_LOGIN_PAGE = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Đăng nhập mạng (mô phỏng)</title>
<p>Mạng mô phỏng: hãy đăng nhập để tiếp tục.</p><p>Simulated network: sign in to go on.</p></html>
"""


class Authority:
    """Answers for the keys it is given, at any moment and under any effects. One thread."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._register = Register(keys.holders)
        self._lists = Lists(keys.issuing)
        self._opened = datetime.now(UTC).replace(microsecond=0)

    async def serve(
        self, reader: StreamReader, writer: StreamWriter, effects_now: Callable[[], Effects]
    ) -> None:
        """Answer one request over HTTP. Raises as `read_request` does, and OSError."""
        request = await read_request(reader)
        reply = BAD_REQUEST if request is None else self.reply(request, effects_now(), datetime.now(UTC))
        await asyncio.sleep(reply.after_seconds)
        await send_reply(writer, reply, datetime.now(UTC), body=request is None or request.method != "HEAD")

    def reply(self, request: Request, effects: Effects, moment: datetime) -> Reply:
        """The reply to `request` at `moment` (UTC)."""
        if What.LOGIN_PAGE in effects.authority:
            return Reply("200 OK", "text/html; charset=utf-8", _LOGIN_PAGE.encode())
        path = request.path.partition("?")[0]
        if path == LIST_PATH:
            return self._list(request, effects, moment)
        if path == ROOT_LIST_PATH:
            return _file(request, self._keys.root_list, "1", self._opened)
        if path == OCSP_PATH or path.startswith(f"{OCSP_PATH}/"):
            return self._status(request, path, effects, moment)
        if path == TIMESTAMP_PATH:
            return self._stamp(request, effects, moment)
        return Reply("404 Not Found")

    def _list(self, request: Request, effects: Effects, moment: datetime) -> Reply:
        entries = self._register.revoked(effects, moment)
        newest = self._lists.newest(entries, moment, stale=What.CRL_STALE in effects.authority)
        return _file(request, newest.der, str(newest.number), newest.issued)

    def _status(self, request: Request, path: str, effects: Effects, moment: datetime) -> Reply:
        if request.method == "POST":
            query = request.body
        elif request.method == "GET":  # the request stands in the address (RFC 6960 appendix A.1)
            try:
                query = base64.b64decode(unquote(path.removeprefix(OCSP_PATH).lstrip("/")), validate=True)
            except (binascii.Error, ValueError):
                return BAD_REQUEST
        else:
            return _not_allowed("GET, POST")
        if What.OCSP_TRY_LATER in effects.authority:
            body = responder.unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
            return Reply("200 OK", _OCSP_TYPE, body, {"Cache-Control": "no-store"})
        forgetful = What.OCSP_FORGETFUL in effects.authority
        known = frozenset() if forgetful else frozenset(self._keys.holders)
        entries = {} if forgetful else self._register.revoked(effects, moment)
        body = responder.answer(
            self._keys,
            query,
            responder.Books(known, entries),
            moment,
            stale=What.OCSP_STALE in effects.authority,
        )
        return Reply("200 OK", _OCSP_TYPE, body, {"Cache-Control": "no-cache"})

    def _stamp(self, request: Request, effects: Effects, moment: datetime) -> Reply:
        if request.method != "POST":
            return _not_allowed("POST")
        if What.STAMPS_FAILING in effects.authority:
            return Reply("503 Service Unavailable")
        try:
            from exporter.demo import timestamping  # only the extra `sign` brings what it needs
        except ImportError:
            return Reply("501 Not Implemented")
        stamper = timestamping.TimestampAuthority(
            self._keys.stamper.certificate, self._keys.stamper.key, (self._keys.issuing.certificate,)
        )
        slow = SLOW_STAMP_SECONDS if What.STAMPS_SLOW in effects.authority else 0.0
        stamped_at = moment + timedelta(seconds=slow)
        body = timestamping.answer(stamper, request.body, stamped_at)
        return Reply("200 OK", timestamping.REPLY_TYPE, body, after_seconds=slow)


def _file(request: Request, content: bytes, tag: str, since: datetime) -> Reply:
    """What stays the same for a while: whoever has it already is told so (RFC 9110 section 13)."""
    if request.method not in {"GET", "HEAD"}:
        return _not_allowed("GET, HEAD")
    headers = {"ETag": f'"{tag}"', "Last-Modified": format_datetime(since, usegmt=True)} | _LIST_HEADERS
    if _has_it(request, f'"{tag}"', since):
        return Reply("304 Not Modified", headers=headers)
    return Reply("200 OK", _LIST_TYPE, content, headers)


def _has_it(request: Request, tag: str, since: datetime) -> bool:
    tags = request.headers.get("if-none-match")
    if tags is not None:  # where both are sent, the tag decides
        return tag in (one.strip() for one in tags.split(","))
    with suppress(
        ValueError, TypeError, IndexError
    ):  # no date, one without a zone, and some shapes of nonsense
        return parsedate_to_datetime(request.headers.get("if-modified-since", "")) >= since
    return False


def _not_allowed(allowed: str) -> Reply:
    return Reply("405 Method Not Allowed", headers={"Allow": allowed})
