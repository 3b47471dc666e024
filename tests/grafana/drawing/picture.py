"""A page as a small picture, through Debian's Chromium."""

import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.grafana.drawing.page import WIDTH
from tests.pages.browser import chromium

_PALETTE = Path(__file__).with_name("palette.js")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser for as many pictures as are needed."""
    with sync_playwright() as playwright:
        launched = chromium(playwright)
        try:
            yield launched
        finally:
            launched.close()


def taken(browser: Browser, page: Path, picture: Path) -> None:
    """The whole page, as it looks at our width, in 256 colours."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 900}, java_script_enabled=False, offline=True
    )
    try:
        shown = context.new_page()
        shown.goto(page.absolute().as_uri(), wait_until="load")
        picture.write_bytes(small(browser, shown.screenshot(full_page=True)))
    finally:
        context.close()


def small(browser: Browser, png: bytes) -> bytes:
    """The same picture with a palette: a quarter of the bytes."""
    context = browser.new_context(offline=True)
    try:
        source = f"data:image/png;base64,{b64encode(png).decode()}"
        found: Any = context.new_page().evaluate(_PALETTE.read_text(encoding="utf-8"), source)
    finally:
        context.close()
    points = b"".join(b64decode(chunk) for chunk in found["points"])
    return indexed(found["width"], found["height"], found["colours"], points)


def indexed(width: int, height: int, colours: Sequence[Sequence[int]], points: bytes) -> bytes:
    """A PNG whose points are numbers of colours."""
    lines = b"".join(b"\0" + points[at : at + width] for at in range(0, width * height, width))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    table = bytes(part for colour in colours for part in colour)
    parts = ((b"IHDR", head), (b"PLTE", table), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, body) for kind, body in parts)


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
