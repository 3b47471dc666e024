"""The public listener's application: pages that work without JavaScript and fetch nothing from elsewhere, and the JSON API."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from alerts.cause import CommuneStatus
from exporter.codes import Codes
from exporter.source import Source
from exporter.view import View
from exporter.web.assets import asset_routes
from exporter.web.html import NO_STORE, PAGE_HEADERS, error_json, error_response
from exporter.web.public.api import commune_json, province_json, provinces_json, status_json
from exporter.web.public.commune import commune_page
from exporter.web.public.country import LONGEST_QUERY, Asked
from exporter.web.public.day_reports import DayReports, day_of, report_json, today
from exporter.web.public.history import history_json, history_of
from exporter.web.public.incident_pages import Busy, Past, period_of
from exporter.web.public.incidents import BadQuestion, asked_period, incidents_json, one_json, past_json
from exporter.web.public.openapi import OPENAPI_PATH, document
from exporter.web.public.own_certificates import OwnCertificates
from exporter.web.public.own_code import OwnCode
from exporter.web.public.pages import Pages
from exporter.web.public.poster import poster_of
from exporter.web.public.reporting import Reporting
from exporter.web.reader import language_of_request


def public_app(
    source: Source,
    view: View,
    more: Sequence[Route] = (),
    reports: DayReports | None = None,
    codes: Codes | None = None,
) -> Starlette:
    """The application of the public listener. more: what else it answers, as for agents. codes: what staff of a
    commune prove themselves by; None: nothing is taken of them."""
    pages = Pages()
    side = _Public(source, view, pages, reports or DayReports())
    own = OwnCode(codes)
    reporting = Reporting(source, view, pages, own)
    own_certificates = OwnCertificates(source, view, pages, own)
    return Starlette(
        routes=[
            Route("/", side.first),
            Route("/tinh/{code}", side.province),
            Route("/xa/{code}", side.commune),
            Route("/bao-cao", side.report_of_today),
            Route("/bao-cao/{day}", side.report),
            Route("/api/v1/day-reports/{day}", side.report_data),
            Route("/xa/{code}/to-roi", side.poster),
            Route("/xa/{code}/bao-su-co", reporting.show, methods=["GET"]),
            Route("/xa/{code}/bao-su-co", reporting.take, methods=["POST"]),
            Route("/xa/{code}/chung-thu", own_certificates.ask, methods=["GET"]),
            Route("/xa/{code}/chung-thu", own_certificates.show, methods=["POST"]),
            Route("/su-co", side.incident_list),
            Route("/su-co/{code}", side.incident),
            *asset_routes(),
            Route(OPENAPI_PATH, side.openapi),
            Route("/api/v1/status", side.status),
            Route("/api/v1/incidents", side.incidents),
            Route("/api/v1/incidents/{code}", side.incident_data),
            Route("/api/v1/provinces", side.provinces),
            Route("/api/v1/provinces/{code}", side.province_status),
            Route("/api/v1/communes/{code}", side.commune_status),
            Route("/api/v1/communes/{code}/history", side.commune_history),
            *more,
        ],
        exception_handlers={
            HTTPException: side.error,
            Busy: side.busy,
            BadQuestion: side.refused,
            500: side.error,
        },
        middleware=[Middleware(GZipMiddleware, compresslevel=5)],
    )


class _Public:
    def __init__(self, source: Source, view: View, pages: Pages, reports: DayReports) -> None:
        self._source = source
        self._clock = source.clock
        self._view = view
        self._pages = pages
        self._past = Past()
        self._reports = reports

    def first(self, request: Request) -> Response:
        page = self._pages.first(self._view.now(), _asked(request), language_of_request(request))
        return HTMLResponse(page, headers=PAGE_HEADERS)

    def province(self, request: Request) -> Response:
        code, language = request.path_params["code"], language_of_request(request)
        page = self._pages.province(self._view.now(), code, _asked(request), language)
        if page is None:
            raise HTTPException(404)
        return HTMLResponse(page, headers=PAGE_HEADERS)

    def commune(self, request: Request) -> Response:
        moment = self._view.now()
        page = commune_page(moment, request.path_params["code"])
        if page is None:
            raise HTTPException(404)
        language = language_of_request(request)
        history = history_of(page.facts.code, self._source.history(), moment, language)
        html = self._pages.commune(page, history, moment, language)
        return HTMLResponse(html, headers=PAGE_HEADERS)

    def poster(self, request: Request) -> Response:
        moment, code = self._view.now(), request.path_params["code"]
        poster = poster_of(moment, code)
        if poster is None:
            raise HTTPException(404)
        html = self._pages.poster(poster, code, moment, language_of_request(request))
        return HTMLResponse(html, headers=PAGE_HEADERS)

    def incident_list(self, request: Request) -> Response:
        moment = self._view.now()
        page = self._past.page(moment, period_of(request.query_params, moment.at.wall))
        html = self._pages.incidents(page, moment, language_of_request(request))
        return HTMLResponse(html, headers=PAGE_HEADERS)

    def incident(self, request: Request) -> Response:
        moment = self._view.now()
        page = self._past.one(moment, request.path_params["code"])
        if page is None:
            raise HTTPException(404)
        html = self._pages.incident(page, moment, language_of_request(request))
        return HTMLResponse(html, headers=PAGE_HEADERS)

    def report_of_today(self, request: Request) -> Response:
        address = f"/bao-cao/{today(self._view.now())}"
        return RedirectResponse(f"{address}?lang={language_of_request(request)}", headers=NO_STORE)

    def report(self, request: Request) -> Response:
        moment = self._view.now()
        on = day_of(request.path_params["day"], moment)
        if on is None:
            raise HTTPException(404)
        made = self._reports.of(moment, on)
        html = self._pages.day_report(on, made, moment, language_of_request(request))
        if made is None or made.document is None:  # people read why, and programs that it is not there
            return HTMLResponse(html, 503, headers=PAGE_HEADERS | {"Retry-After": "5"})
        return HTMLResponse(html, headers=PAGE_HEADERS)

    def report_data(self, request: Request) -> Response:
        moment = self._view.now()
        on = day_of(request.path_params["day"], moment)
        if on is None:
            raise HTTPException(404)
        made = self._reports.of(moment, on)
        if made is None or made.document is None:
            raise HTTPException(503, headers={"Retry-After": "5"})
        return JSONResponse(report_json(on, made.document), headers=NO_STORE)

    def openapi(self, _request: Request) -> Response:
        return JSONResponse(document())

    def status(self, _request: Request) -> Response:
        return JSONResponse(status_json(self._view.now()), headers=NO_STORE)

    def provinces(self, _request: Request) -> Response:
        return JSONResponse(provinces_json(self._view.now()), headers=NO_STORE)

    def province_status(self, request: Request) -> Response:
        told = province_json(request.path_params["code"], self._view.now())
        if told is None:
            raise HTTPException(404)
        return JSONResponse(told, headers=NO_STORE)

    def commune_status(self, request: Request) -> Response:
        moment = self._view.now()
        page = commune_page(moment, request.path_params["code"])
        if page is None:
            raise HTTPException(404)
        return JSONResponse(commune_json(page, moment), headers=NO_STORE)

    def commune_history(self, request: Request) -> Response:
        moment, code = self._view.now(), request.path_params["code"]
        if code not in moment.verdicts:
            raise HTTPException(404)
        return JSONResponse(history_json(code, self._source.history(), moment), headers=NO_STORE)

    def incidents(self, request: Request) -> Response:
        moment = self._view.now()
        period = asked_period(request.query_params, moment.at.wall)
        if period is None:
            return JSONResponse(incidents_json(moment), headers=NO_STORE)
        found, more = self._past.between(moment, period)
        if found is None:
            raise HTTPException(503, headers={"Retry-After": "60"})
        return JSONResponse(past_json(period, found, moment, more=more), headers=NO_STORE)

    def incident_data(self, request: Request) -> Response:
        moment = self._view.now()
        page = self._past.one(moment, request.path_params["code"])
        if page is None:
            raise HTTPException(404)
        return JSONResponse(one_json(page, moment), headers=NO_STORE)

    def refused(self, request: Request, error: Exception) -> Response:
        if not isinstance(error, BadQuestion):
            raise error
        return JSONResponse(error_json(error.text, language_of_request(request)), 400, headers=NO_STORE)

    def busy(self, request: Request, _error: Exception) -> Response:
        return self.error(request, HTTPException(503, headers={"Retry-After": "3"}))

    def error(self, request: Request, error: Exception) -> Response:
        now = self._clock.now().wall
        return error_response(
            request, error, lambda sentence, language: self._pages.error(sentence, now, language)
        )


def _asked(request: Request) -> Asked:
    """What cannot be meant is not asked: a page for people narrows nothing rather than refuse."""
    query = " ".join(request.query_params.get("q", "")[:LONGEST_QUERY].split())
    status = request.query_params.get("tinh-trang", "")
    return Asked(query, CommuneStatus(status) if status in set(CommuneStatus) else None)
