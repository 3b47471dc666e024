"""The public side: pages that work without JavaScript and fetch nothing from elsewhere, and the JSON API."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from exporter.source import Source
from exporter.view import View
from exporter.web.api import commune_json, status_json
from exporter.web.incidents import incidents_json
from exporter.web.pages import ICON, STYLE, Pages
from exporter.web.public_facts import commune_page
from exporter.web.reader import language_of_request, sentence_of

_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}
_NO_STORE = {"Cache-Control": "no-store"}
_KEEP = {"Cache-Control": "max-age=3600"}


def public_app(source: Source, view: View) -> Starlette:
    """The application of the public listener."""
    side = _Public(source, view)
    return Starlette(
        routes=[
            Route("/", side.province),
            Route("/xa/{code}", side.commune),
            Route("/style.css", side.style),
            Route("/icon.svg", side.icon),
            Route("/api/v1/status", side.status),
            Route("/api/v1/incidents", side.incidents),
            Route("/api/v1/communes/{code}", side.commune_status),
        ],
        exception_handlers={HTTPException: side.error, 500: side.error},
    )


class _Public:
    def __init__(self, source: Source, view: View) -> None:
        self._clock = source.clock
        self._view = view
        self._pages = Pages()

    def province(self, request: Request) -> Response:
        page = self._pages.province(self._view.now(), language_of_request(request))
        return HTMLResponse(page, headers=_PAGE_HEADERS)

    def commune(self, request: Request) -> Response:
        moment = self._view.now()
        page = commune_page(moment, request.path_params["code"])
        if page is None:
            raise HTTPException(404)
        html = self._pages.commune(page, moment, language_of_request(request))
        return HTMLResponse(html, headers=_PAGE_HEADERS)

    def status(self, _request: Request) -> Response:
        return JSONResponse(status_json(self._view.now()), headers=_NO_STORE)

    def commune_status(self, request: Request) -> Response:
        moment = self._view.now()
        page = commune_page(moment, request.path_params["code"])
        if page is None:
            raise HTTPException(404)
        return JSONResponse(commune_json(page, moment), headers=_NO_STORE)

    def incidents(self, _request: Request) -> Response:
        return JSONResponse(incidents_json(self._view.now()), headers=_NO_STORE)

    def style(self, _request: Request) -> Response:
        return Response(STYLE, media_type="text/css; charset=utf-8", headers=_KEEP)

    def icon(self, _request: Request) -> Response:
        return Response(ICON, media_type="image/svg+xml", headers=_KEEP)

    def error(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        own = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        language, sentence = language_of_request(request), sentence_of(status)
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": sentence.in_(language)}, status_code=status, headers=own)
        html = self._pages.error(sentence, self._clock.now().wall, language)
        return HTMLResponse(html, status_code=status, headers=_PAGE_HEADERS | own)
