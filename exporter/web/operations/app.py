"""The operations side: metrics, single looks, service discovery, health and reload. For machines and administrators."""

from collections.abc import Collection, Sequence

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from alerts.incidents import NoSuchIncident, NoSuchReport
from alerts.times import rfc3339
from exporter.delivery.plans import site_key
from exporter.metrics.render import Renderer
from exporter.source import Source
from exporter.view import View
from exporter.web.forms import is_of_another_site
from exporter.web.operations.acts import NotAsked, act_of, settling_of
from exporter.web.operations.incidents import operations_json
from exporter.web.operations.look import (
    AnyTarget,
    CannotLook,
    Prober,
    exposition,
    seconds_allowed,
    target_asked_for,
)
from exporter.web.operations.reports import report_json, reports_json
from exporter.web.reader import language_of_request, plain_errors, refuse
from exporter.web.scrape import OPENMETRICS, TEXT, metrics_response, prefers_openmetrics
from probes.inventory.model import Inventory
from probes.inventory.summary import agents_of
from probes.language import Text
from probes.reload import ReloadRefused
from probes.targets import Target, seen_from_hub

_LOOKS_AT_ONCE = 64  # a look waits for the network and costs next to nothing meanwhile
_LEAST_SECONDS = 0.1


def operations_app(
    source: Source,
    view: View,
    renderer: Renderer,
    probe: Prober,
    any_target: AnyTarget | None = None,
    more: Sequence[Route] = (),
) -> Starlette:
    """The application of the operations listener. With `any_target`, /probe also looks at hosts outside the inventory.

    more: what else it answers, as for those on call.
    """
    side = _Operations(source, view, renderer, probe, any_target)
    return Starlette(
        routes=[
            Route("/", side.index),
            Route("/metrics", side.metrics),
            Route("/probe", side.look),
            Route("/sd/targets", side.discovery),
            Route("/sd/agents", side.agents),
            Route("/api/v1/incidents", side.incidents),
            Route("/api/v1/incidents/{code}/{what}", side.change_incident, methods=["POST"]),
            *more,
            Route("/api/v1/reports", side.reports),
            Route("/api/v1/reports/{number:int}/settle", side.settle_report, methods=["POST"]),
            Route("/-/healthy", side.healthy),
            Route("/-/ready", side.ready),
            Route("/-/reload", side.reload, methods=["POST"]),
        ],
        exception_handlers=plain_errors(),
    )


class _Operations:
    def __init__(
        self, source: Source, view: View, renderer: Renderer, probe: Prober, any_target: AnyTarget | None
    ) -> None:
        self._source = source
        self._view = view
        self._renderer = renderer
        self._probe = probe
        self._any_target = any_target
        # Looks wait for the network: with threads of their own they cannot keep a scrape waiting.
        self._turns = anyio.CapacityLimiter(_LOOKS_AT_ONCE)
        self._threads = anyio.CapacityLimiter(_LOOKS_AT_ONCE)

    def index(self, request: Request) -> Response:
        language = language_of_request(request)
        entries = "".join(
            f'<li><a href="{path}">{path}</a>: {text.in_(language)}</li>' for path, text in _INDEX
        )
        return HTMLResponse(
            f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Thông Suốt</title>'
            f"<h1>Thông Suốt</h1><ul>{entries}</ul></html>",
            headers={"Content-Security-Policy": "default-src 'none'"},
        )

    def metrics(self, request: Request) -> Response:
        if not self._source.snapshot().restored:
            return refuse(request, 503, _NOT_RESTORED)
        return metrics_response(request, self._renderer)

    async def look(self, request: Request) -> Response:
        asked, module = request.query_params.get("target", ""), request.query_params.get("module", "")
        try:
            target = target_asked_for(self._source.snapshot().targets, asked, module, self._any_target)
            seconds = seconds_allowed(target, request.headers.get("x-prometheus-scrape-timeout-seconds"))
        except CannotLook as error:
            return refuse(request, 400, error.why)
        asked_at = self._source.clock.now().monotonic
        # Whoever scrapes has gone when its time is over: a look that it no longer waits for would only delay the others.
        with anyio.move_on_after(seconds) as waiting:
            await self._turns.acquire_on_behalf_of(request)
        if waiting.cancelled_caught:
            return refuse(request, 503, _BUSY)
        try:
            began = self._source.clock.now()
            left = max(seconds - (began.monotonic - asked_at), _LEAST_SECONDS)
            result = await anyio.to_thread.run_sync(self._probe, target, left, limiter=self._threads)
        finally:
            self._turns.release_on_behalf_of(request)
        openmetrics = prefers_openmetrics(request.headers.get("accept", ""))
        return Response(
            exposition(target, result, began, openmetrics=openmetrics),
            headers={"Content-Type": OPENMETRICS if openmetrics else TEXT},
        )

    def discovery(self, _request: Request) -> Response:
        return JSONResponse(discovered(seen_from_hub(self._source.snapshot().targets.values())))

    def agents(self, _request: Request) -> Response:
        return JSONResponse(discovered_agents(self._source.enrolled(), self._source.inventory()))

    def incidents(self, _request: Request) -> Response:
        moment = self._view.now()
        told = operations_json((*moment.incidents, *moment.closed), moment)
        return JSONResponse({"generated_at": rfc3339(moment.at.wall), "incidents": told})

    async def change_incident(self, request: Request) -> Response:
        try:
            act = await act_of(request)
            changed = await anyio.to_thread.run_sync(self._source.change_incident, act)
        except NotAsked as error:
            return refuse(request, 400, error.why)
        except NoSuchIncident:
            return refuse(request, 404, _NO_INCIDENT.format(code=request.path_params["code"]))
        except TimeoutError:
            return refuse(request, 503, _ENGINE_BUSY)
        (told,) = await anyio.to_thread.run_sync(operations_json, (changed,), self._view.now())
        return JSONResponse(told)

    def reports(self, _request: Request) -> Response:
        return JSONResponse(reports_json(self._view.now()))

    async def settle_report(self, request: Request) -> Response:
        try:
            act = await settling_of(request)
            settled = await anyio.to_thread.run_sync(self._source.change_report, act)
        except NotAsked as error:
            return refuse(request, 400, error.why)
        except NoSuchReport:
            return refuse(request, 404, _NO_REPORT.format(number=request.path_params["number"]))
        except TimeoutError:
            return refuse(request, 503, _ENGINE_BUSY)
        return JSONResponse(report_json(settled, self._view.now()))

    def healthy(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n")

    def ready(self, request: Request) -> Response:
        return PlainTextResponse("ok\n") if self._source.ready() else refuse(request, 503, _NOT_READY)

    def reload(self, request: Request) -> Response:
        if is_of_another_site(request):
            return refuse(request, 403, _FOREIGN)
        language = language_of_request(request)
        try:
            faults = self._source.reload(request.query_params.get("force") == "true")
        except ReloadRefused as refusal:
            return refuse(request, 409, refusal.text)
        if faults:
            lines = "".join(fault.in_(language) + "\n" for fault in faults)
            return PlainTextResponse(lines, status_code=400)
        return PlainTextResponse(_RELOADED.in_(language) + "\n")


def discovered(targets: Sequence[Target]) -> list[dict[str, object]]:
    """The targets as Prometheus's http_sd reads them: each with its labels under `__meta_thongsuot_`."""
    return [
        {
            "targets": [target.id],
            "labels": {
                "__meta_thongsuot_kind": target.kind,
                **{f"__meta_thongsuot_{name}": value for name, value in target.labels.items()},
            },
        }
        for target in sorted(targets, key=lambda target: target.id)
    ]


def discovered_agents(enrolled: Collection[str], inventory: Inventory) -> list[dict[str, object]]:
    """The enrolled agents as Prometheus's http_sd reads them: each site with its labels."""
    return [
        {
            "targets": [site_key(commune.code, site.id)],
            "labels": {
                "__meta_thongsuot_province": commune.province,
                "__meta_thongsuot_commune": commune.code,
                "__meta_thongsuot_site": site.id,
            },
        }
        for commune, site in agents_of(inventory)
        if site_key(commune.code, site.id) in enrolled
    ]


_INDEX = (
    ("/metrics", Text("mọi số đo, cho Prometheus", "every metric, for Prometheus")),
    (
        "/sd/targets",
        Text("mọi đích đo, cho http_sd của Prometheus", "every target, for Prometheus's http_sd"),
    ),
    ("/sd/agents", Text("mọi máy đo đã ghi danh, cho http_sd", "every enrolled agent, for http_sd")),
    ("/probe", Text("đo ngay một đích: ?target=&amp;module=", "one look now: ?target=&amp;module=")),
    ("/api/v1/incidents", Text("sự cố, kèm bằng chứng", "incidents, with what proves them")),
    (
        "/truc",
        Text(
            "trang của tổ trực: sự cố, bảo trì, lịch trực",
            "for those on call: incidents, maintenance, the roster",
        ),
    ),
    ("/api/v1/reports", Text("việc các xã báo trong 24 giờ", "what communes reported within 24 hours")),
    ("/-/healthy", Text("chương trình còn chạy", "the program runs")),
    ("/-/ready", Text("đã có số liệu của vòng đo đầu tiên", "the first round has been seen")),
)
_NOT_RESTORED = Text(
    "Đang đọc lại trạng thái của lần chạy trước; hãy thử lại sau vài giây",
    "The states of the last run are being read back; try again in a few seconds",
)
_BUSY = Text(
    "Đang có quá nhiều lần đo cùng lúc; hãy giãn nhịp hỏi /probe, hoặc lấy mọi số đo một lần từ /metrics",
    "Too many looks at once; ask /probe less often, or take everything at once from /metrics",
)
_NOT_READY = Text("Chưa xong vòng đo đầu tiên", "The first round is not done yet")
_NO_INCIDENT = Text(
    "Không có sự cố nào đang mở hoặc mới đóng trong 24 giờ mang mã {code}",
    "No incident that is open or closed within 24 hours has the code {code}",
)
_NO_REPORT = Text(
    "Không có báo cáo nào trong 24 giờ mang số {number}",
    "No report of the last 24 hours has the number {number}",
)
_ENGINE_BUSY = Text(
    "Chương trình đang bận; hãy thử lại sau vài giây", "The program is busy; try again in a few seconds"
)
_FOREIGN = Text("Yêu cầu này do trang khác gửi đến", "A page of another site sent this")
_RELOADED = Text("Đã nạp lại danh mục", "The inventory was taken")
