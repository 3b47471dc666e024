"""What pages fetch besides themselves: the style, the scripts, the letters and the icon, all from this program."""

from collections.abc import Mapping
from hashlib import sha256
from importlib import resources

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}
_FILES = (
    "style.css",
    "duty.css",
    "poster.css",
    "live.js",
    "copy.js",
    "search.js",
    "published.js",
    "icon.svg",
    *(f"font/{letters}-{weight}.woff2" for weight in (400, 700) for letters in ("latin", "vietnamese")),
)
_FOR_A_YEAR = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"


def _read() -> Mapping[str, bytes]:
    folder = resources.files("exporter.web") / "static"
    return {name: folder.joinpath(*name.split("/")).read_bytes() for name in _FILES}


_BODIES = _read()
_MARKS = {name: sha256(body).hexdigest()[:10] for name, body in _BODIES.items()}


ASSET_PATHS = frozenset(f"/{name}" for name in _FILES)


def address_of(name: str) -> str:
    """Where a page fetches this file: what it holds is in the address, so that a browser may keep it for a year."""
    return f"/{name}?{_MARKS[name]}"


def asset_routes() -> list[Route]:
    """One route for each file."""
    return [Route(f"/{name}", _asset) for name in _FILES]


def read_asset(name: str) -> bytes:
    """What this file holds."""
    return _BODIES[name]


def _asset(request: Request) -> Response:
    name = request.url.path[1:]
    keep = _FOR_A_YEAR if request.url.query == _MARKS[name] else _FOR_AN_HOUR
    return Response(
        _BODIES[name], media_type=_TYPES[name.rpartition(".")[2]], headers={"Cache-Control": keep}
    )
