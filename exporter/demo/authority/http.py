"""As much HTTP as an authority needs (RFC 9112): one request with a body of known length, one reply, then close."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

_REQUEST_SECONDS = 10.0
_LARGEST_BODY_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. headers: names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer, after a while. kind: the Content-Type, empty when there is no body."""

    status: str
    kind: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after_seconds: float = 0.0


BAD_REQUEST = Reply("400 Bad Request")


async def read_request(reader: StreamReader) -> Request | None:
    """One request, None when it is not one that can be read.

    Raises TimeoutError, IncompleteReadError or LimitOverrunError when the client does not behave.
    """
    async with asyncio.timeout(_REQUEST_SECONDS):
        head, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        words = head.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            return None
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit() and int(length[:9]) <= _LARGEST_BODY_BYTES):
            return None
        return Request(words[0], words[1], headers, await reader.readexactly(int(length)))


async def send_reply(writer: StreamWriter, reply: Reply, moment: datetime, *, body: bool) -> None:
    """Send it, dated `moment` (UTC). body: False for the answer to HEAD."""
    headers = {"Date": format_datetime(moment, usegmt=True)}
    if reply.kind:
        headers["Content-Type"] = reply.kind
    if not reply.status.startswith("304"):
        headers["Content-Length"] = str(len(reply.body))
    headers |= {**reply.headers, "Connection": "close"}
    lines = [f"HTTP/1.1 {reply.status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    # in one piece: Nagle would hold a second one back until the first is acknowledged, some 40 ms later
    writer.write("\r\n".join(lines).encode("latin-1") + (reply.body if body else b""))
    await asyncio.wait_for(writer.drain(), _REQUEST_SECONDS)
