"""How a commune's staff report what no probe can see: a form on the page of their commune, with the commune's code."""

from collections.abc import Mapping
from math import ceil
from urllib.parse import urlencode

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from alerts.layout import CommunePlace
from alerts.reports import Reported, ReportKind, ReportRefused, clean_text
from exporter.source import Source
from exporter.view import Moment, View
from exporter.web.forms import NoForm, fields_of
from exporter.web.html import PAGE_HEADERS
from exporter.web.limits import Limit, Rate
from exporter.web.public.own_code import LONGEST_CODE, OwnCode, Refused
from exporter.web.public.pages import Pages
from exporter.web.public.report_page import Form, ReportPage
from exporter.web.reader import language_of_request
from probes.language import Text

_MINUTES = 60.0
_HOUR = 3600.0


class Reporting:
    """The form, and what is sent with it."""

    def __init__(self, source: Source, view: View, pages: Pages, own: OwnCode) -> None:
        self._source = source
        self._view = view
        self._pages = pages
        self._own = own
        self._reports: dict[str, Limit] = {}

    def show(self, request: Request) -> Response:
        """The empty form, or thanks for what was sent."""
        moment = self._view.now()
        commune = _commune(request, moment)
        sent = request.query_params.get("da-gui") == "1"
        return self._page(request, commune, moment, Form(), 200, sent=sent)

    async def take(self, request: Request) -> Response:
        """Take a report, or show the form again with what must be changed."""
        moment = self._view.now()
        commune = _commune(request, moment)
        try:
            form = _form(await fields_of(request))
        except NoForm as error:
            raise HTTPException(error.status) from error
        language = language_of_request(request)
        try:
            await anyio.to_thread.run_sync(self._take, commune, form)
        except Refused as refused:
            again = Form(form.kind, form.service, form.text, form.code, refused.why)
            return self._page(request, commune, moment, again, refused.status)
        where = f"/xa/{commune.code}/bao-su-co?" + urlencode({"da-gui": "1", "lang": language.value})
        return RedirectResponse(where, 303, headers=PAGE_HEADERS)

    def _take(self, commune: CommunePlace, form: Form) -> None:
        now = self._source.clock.now().monotonic
        self._own.check(commune.code, form.code, now)
        if form.kind is None:
            raise Refused(400, _NO_KIND)
        services = {service.id for service in commune.services}
        if form.service and form.service not in services:
            raise Refused(400, _NO_SUCH_SERVICE)
        if form.kind is ReportKind.SERVICE and not form.service and services:
            raise Refused(400, _WHICH_SERVICE)
        try:
            said = Reported(commune.code, form.kind, form.service or None, clean_text(form.text))
        except ReportRefused as refused:
            raise Refused(400, refused.why) from refused
        if said.kind is ReportKind.OTHER and not said.text:
            raise Refused(400, _SAY_WHAT)
        of_province = self._reports.setdefault(commune.province, Limit(Rate(6, _HOUR), Rate(300, _HOUR)))
        if (seconds := of_province.wait(commune.code, now)) > 0:
            why = _CROWDED if of_province.is_for_all(now) else _TOO_MANY
            raise Refused(429, why.format(minutes=ceil(seconds / _MINUTES)))
        try:
            self._source.change_report(lambda incidents, at: incidents.report(said, at))
        except TimeoutError as error:
            raise Refused(503, _BUSY) from error

    def _page(
        self,
        request: Request,
        commune: CommunePlace,
        moment: Moment,
        form: Form,
        status: int,
        *,
        sent: bool = False,
    ) -> Response:
        name = next(one.name for one in moment.inventory.communes if one.code == commune.code)
        page = ReportPage(
            code=commune.code,
            name=name,
            services=tuple((service.id, service.name) for service in commune.services),
            form=form,
            sent=sent,
            open=self._own.open,
        )
        html = self._pages.report(page, moment, language_of_request(request))
        return HTMLResponse(html, status, headers=PAGE_HEADERS)


def _commune(request: Request, moment: Moment) -> CommunePlace:
    commune = moment.layout.communes.get(request.path_params["code"])
    if commune is None:
        raise HTTPException(404)
    return commune


def _form(fields: Mapping[str, str]) -> Form:
    """What a form holds; what it does not hold is empty."""
    kind = fields.get("loai", "")
    return Form(
        kind=ReportKind(kind) if kind in set(ReportKind) else None,
        service=fields.get("he-thong", ""),
        text=fields.get("noi-dung", ""),
        code=fields.get("ma", "")[:LONGEST_CODE],
    )


_NO_KIND = Text("Hãy chọn việc đang gặp", "Choose what does not work")
_NO_SUCH_SERVICE = Text("Hãy chọn lại hệ thống trong danh sách", "Choose the system from the list again")
_WHICH_SERVICE = Text("Hãy chọn hệ thống đang gặp lỗi", "Choose the system that does not work")
_SAY_WHAT = Text("Hãy ghi vắn tắt việc đang gặp", "Say in a few words what does not work")
_TOO_MANY = Text(
    "Đơn vị đã gửi nhiều báo cáo trong một giờ qua; các báo cáo trước đã được ghi lại, báo cáo này thì chưa. Nếu gấp, hãy gọi tổ trực; hoặc gửi lại sau {minutes} phút",
    "Your commune has sent many reports within the hour. They are put down, this one is not. If it is urgent, call; or send again in {minutes} min",
)
_CROWDED = Text(
    "Nhiều đơn vị đang báo cùng lúc nên báo cáo này chưa được ghi lại. Nếu gấp, hãy gọi tổ trực; hoặc gửi lại sau {minutes} phút",
    "Many communes report at once, and this report is not put down. If it is urgent, call; or send again in {minutes} min",
)
_BUSY = Text(
    "Máy giám sát đang bận, báo cáo chưa được ghi nhận; hãy gửi lại sau một phút",
    "The monitor is busy and has not taken the report; send it again in a minute",
)
