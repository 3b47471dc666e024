"""What a browser would run of an answer."""

import re
from html.parser import HTMLParser

import httpx


class Run(HTMLParser):
    """What of a page a browser would run or fetch that we did not write."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        source = told.get("src") or ""
        if tag in ("iframe", "object", "embed", "base") or (
            tag == "script" and not re.match(r"(\.\./)?/?[a-z]+\.js\?", source)
        ):
            self.found.append(f"{tag} {source}")
        self.found += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.found += [
            f"{name}={value}"
            for name, value in attrs
            if name in ("src", "href", "action")
            and re.match(r"\s*(javascript|data|vbscript):|x$", value or "")
        ]


def runs(answer: httpx.Response) -> list[str]:
    """What a browser would run of an answer; where it is no page, what could make a browser take it for one."""
    if answer.is_redirect and not answer.content:
        return []
    kind = answer.headers.get("content-type", "none")
    if answer.headers.get("x-content-type-options") != "nosniff":
        return [f"{kind}, to be guessed"]
    if kind.startswith("text/html"):
        return [*Run(answer.text).found, *re.findall("<img src=x", answer.text)]
    return [] if kind.startswith(_TYPES) else [kind]


_TYPES = (
    "application/json",
    "application/openmetrics-text",
    "text/plain",
    "text/css",
    "text/javascript",
    "image/",
    "font/",
)
