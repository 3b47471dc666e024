"""What every page shares, the hub's and the agent's: templates, style and icon, and headers under which nothing runs and nothing is
fetched from elsewhere."""

from collections.abc import Callable
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from alerts.times import clock_time, rfc3339, span
from exporter.web.reader import language_of_request, sentence_of
from probes.language import Language, Text

PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}
NO_STORE = {"Cache-Control": "no-store"}
_KEEP = {"Cache-Control": "max-age=3600"}
_STYLE = (resources.files("exporter.web") / "static" / "style.css").read_bytes()
_ICON = (resources.files("exporter.web") / "static" / "icon.svg").read_bytes()


class Templates:
    """Writes pages out of `exporter/web/templates`. Safe from any thread."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("exporter.web"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, template: str, now: float, language: Language, **facts: object) -> str:
        """The page as of `now`, unix seconds, in that language. Names among `facts` are escaped wherever they stand."""
        return self._environment.get_template(template).render(
            language=language.value,
            say=_say(language),
            now=now,
            span=lambda since: span(now - since).in_(language),
            time=lambda wall: clock_time(wall, now),
            exact_time=lambda wall: clock_time(wall, now, seconds=True),
            rfc3339=rfc3339,
            **facts,
        )


def error_response(request: Request, error: Exception, page: Callable[[Text, Language], str]) -> Response:
    """What is answered instead of a page: a sentence, as JSON below /api/, else as the page that `page` makes of it."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    own = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    language, sentence = language_of_request(request), sentence_of(status)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": sentence.in_(language)}, status_code=status, headers=own)
    return HTMLResponse(page(sentence, language), status_code=status, headers=PAGE_HEADERS | own)


def static_routes() -> list[Route]:
    """What pages fetch: the style and the icon."""
    return [Route("/style.css", _style), Route("/icon.svg", _icon)]


def _style(_request: Request) -> Response:
    return Response(_STYLE, media_type="text/css; charset=utf-8", headers=_KEEP)


def _icon(_request: Request) -> Response:
    return Response(_ICON, media_type="image/svg+xml", headers=_KEEP)


def _say(language: Language) -> Callable[..., str]:
    def say(vi: str | Text, en: str = "") -> str:
        return vi.in_(language) if isinstance(vi, Text) else Text(vi, en).in_(language)

    return say
