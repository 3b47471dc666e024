"""The application of the agent's listener on the network of its office. It changes nothing, and tells no secret."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from exporter.web.agent.facts import agent_facts
from exporter.web.agent.page import AgentPages
from exporter.web.agent.source import AgentSource
from exporter.web.agent.status import agent_status_json
from exporter.web.assets import asset_routes
from exporter.web.html import NO_STORE, PAGE_HEADERS, error_response
from exporter.web.reader import language_of_request


def agent_page_app(source: AgentSource) -> Starlette:
    """The page at /, the same facts at /api/v1/status, and /-/healthy."""
    side = _Side(source)
    return Starlette(
        routes=[
            Route("/", side.page),
            *asset_routes(),
            Route("/api/v1/status", side.status),
            Route("/-/healthy", side.healthy),
        ],
        exception_handlers={HTTPException: side.error, 500: side.error},
    )


class _Side:
    def __init__(self, source: AgentSource) -> None:
        self._source = source
        self._pages = AgentPages()

    def page(self, request: Request) -> Response:
        html = self._pages.page(agent_facts(self._source), language_of_request(request))
        return HTMLResponse(html, headers=PAGE_HEADERS)

    def status(self, _request: Request) -> Response:
        return JSONResponse(agent_status_json(agent_facts(self._source)), headers=NO_STORE)

    def healthy(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n")

    def error(self, request: Request, error: Exception) -> Response:
        return error_response(request, error, self._pages.error)
