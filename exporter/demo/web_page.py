"""The smallest honest web server: one request, one page, then the connection is closed (RFC 9112)."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable

_REQUEST_SECONDS = 10.0

_PAGE = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Mô phỏng</title>
<p>Trang mô phỏng của <code>thongsuot demo</code>, không phải dịch vụ thật.</p>
<p>A page of the simulation, not the real service.</p></html>
"""
_OVERLOADED = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Quá tải (mô phỏng)</title>
<p>Hệ thống mô phỏng đang quá tải.</p><p>The simulated system is overloaded.</p></html>
"""


async def answer_one_request(
    reader: StreamReader, writer: StreamWriter, *, fails: Callable[[], bool]
) -> None:
    """Answer GET and HEAD with a page, or with 503 while `fails()`; anything else with 405 or 400.

    Raises OSError, TimeoutError, IncompleteReadError or LimitOverrunError when the client does not behave.
    """
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _REQUEST_SECONDS)
    words = head.split(b"\r\n", 1)[0].split()
    if len(words) != 3 or not words[2].startswith(b"HTTP/1."):
        status, page = "400 Bad Request", ""
    elif words[0] not in (b"GET", b"HEAD"):
        status, page = "405 Method Not Allowed", ""
    elif fails():
        status, page = "503 Service Unavailable", _OVERLOADED
    else:
        status, page = "200 OK", _PAGE
    body = page.encode()
    answer = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Allow: GET, HEAD\r\nConnection: close\r\n\r\n".encode()
    )
    # in one piece: Nagle would hold a second one back until the first is acknowledged, some 40 ms later
    writer.write(answer if words[:1] == [b"HEAD"] else answer + body)
    await asyncio.wait_for(writer.drain(), _REQUEST_SECONDS)
