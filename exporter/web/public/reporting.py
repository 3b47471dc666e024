"""How a commune's staff report what no probe can see: a form on the page of their commune, with the commune's code."""

import logging
from math import ceil
from urllib.parse import parse_qs, urlencode

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from alerts.layout import CommunePlace
from alerts.reports import Reported, ReportKind, ReportRefused, clean_text
from exporter.codes import Codes, CodesUnusable
from exporter.source import Source
from exporter.view import Moment, View
from exporter.web.html import PAGE_HEADERS
from exporter.web.limits import Limit, Rate
from exporter.web.public.pages import Pages
from exporter.web.public.report_page import Form, ReportPage
from exporter.web.reader import language_of_request
from probes.language import Text

log = logging.getLogger(__name__)

LONGEST_BYTES = 16_384
_LONGEST_CODE = 40
_MINUTES = 60.0
_HOUR = 3600.0
_FORM = "application/x-www-form-urlencoded"


class _Refused(Exception):
    """Nothing is taken, and the form is shown again."""

    def __init__(self, status: int, why: Text) -> None:
        super().__init__(why.en)
        self.status = status
        self.why = why


class Reporting:
    """The form, and what is sent with it.

    Who knows the code is let in however often others guess wrongly: at 50 bits guessing leads nowhere, and a commune must not be
    shut out by it. The limit of wrong codes only keeps the hub from working for whoever guesses.
    """

    def __init__(self, source: Source, view: View, pages: Pages, codes: Codes | None) -> None:
        """codes: None while they cannot be used."""
        self._source = source
        self._view = view
        self._pages = pages
        self._codes = codes
        self._reports = Limit(Rate(6, _HOUR), Rate(300, _HOUR))
        self._wrong = Limit(Rate(10, 15 * _MINUTES), Rate(200, 15 * _MINUTES))

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
        form = await _form_of(request)
        language = language_of_request(request)
        try:
            await anyio.to_thread.run_sync(self._take, commune, form)
        except _Refused as refused:
            again = Form(form.kind, form.service, form.text, form.code, refused.why)
            return self._page(request, commune, moment, again, refused.status)
        where = f"/xa/{commune.code}/bao-su-co?" + urlencode({"da-gui": "1", "lang": language.value})
        return RedirectResponse(where, 303, headers=PAGE_HEADERS)

    def _take(self, commune: CommunePlace, form: Form) -> None:
        now = self._source.clock.now().monotonic
        if not self._is_right(commune.code, form.code):
            if self._wrong.wait(commune.code, now) > 0:
                raise _Refused(429, _WRONG_TOO_OFTEN)
            raise _Refused(403, _WRONG_CODE)
        if form.kind is None:
            raise _Refused(400, _NO_KIND)
        services = {service.id for service in commune.services}
        if form.service and form.service not in services:
            raise _Refused(400, _NO_SUCH_SERVICE)
        if form.kind is ReportKind.SERVICE and not form.service and services:
            raise _Refused(400, _WHICH_SERVICE)
        try:
            said = Reported(commune.code, form.kind, form.service or None, clean_text(form.text))
        except ReportRefused as refused:
            raise _Refused(400, refused.why) from refused
        if said.kind is ReportKind.OTHER and not said.text:
            raise _Refused(400, _SAY_WHAT)
        if (seconds := self._reports.wait(commune.code, now)) > 0:
            raise _Refused(429, _TOO_MANY.format(minutes=ceil(seconds / _MINUTES)))
        try:
            self._source.change_report(lambda incidents, at: incidents.report(said, at))
        except TimeoutError as error:
            raise _Refused(503, _BUSY) from error

    def _is_right(self, commune: str, code: str) -> bool:
        try:
            return self._codes is not None and self._codes.matches(commune, code)
        except CodesUnusable as error:
            log.warning("codes of communes cannot be checked: %s", error)
            raise _Refused(503, _CLOSED) from error

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
            open=self._codes is not None,
        )
        html = self._pages.report(page, moment, language_of_request(request))
        return HTMLResponse(html, status, headers=PAGE_HEADERS)


def _commune(request: Request, moment: Moment) -> CommunePlace:
    commune = moment.layout.communes.get(request.path_params["code"])
    if commune is None:
        raise HTTPException(404)
    return commune


async def _form_of(request: Request) -> Form:
    """What a form holds; what it does not hold is empty. Raises HTTPException for what no form of ours sends."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
        raise HTTPException(415)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BYTES:
            raise HTTPException(413)
    try:
        fields = parse_qs(body.decode("ascii"), errors="replace", max_num_fields=20)
    except ValueError as error:
        raise HTTPException(400) from error
    kind = fields.get("loai", [""])[0]
    return Form(
        kind=ReportKind(kind) if kind in set(ReportKind) else None,
        service=fields.get("he-thong", [""])[0],
        text=fields.get("noi-dung", [""])[0],
        code=fields.get("ma", [""])[0][:_LONGEST_CODE],
    )


_WRONG_CODE = Text(
    "Mã của đơn vị chưa đúng. Hãy xem lại mã tỉnh đã gửi riêng cho đơn vị; nếu không tìm thấy, hãy gọi tổ trực",
    "The commune's code is not right. Look again at the one the province gave you; if it is lost, call those on duty",
)
_WRONG_TOO_OFTEN = Text(
    "Mã của đơn vị chưa đúng, và đã có nhiều lần nhập sai. Hãy gọi tổ trực để hỏi lại mã",
    "The commune's code is not right, after many wrong ones. Call those on duty and ask for it",
)
_NO_KIND = Text("Hãy chọn việc đang gặp", "Choose what does not work")
_NO_SUCH_SERVICE = Text("Hãy chọn lại hệ thống trong danh sách", "Choose the system from the list again")
_WHICH_SERVICE = Text("Hãy chọn hệ thống đang gặp lỗi", "Choose the system that does not work")
_SAY_WHAT = Text("Hãy ghi vắn tắt việc đang gặp", "Say in a few words what does not work")
_TOO_MANY = Text(
    "Đơn vị đã gửi nhiều báo cáo trong một giờ qua; các báo cáo đó đã được ghi lại cho tổ trực. Nếu gấp, hãy gọi tổ trực; hoặc gửi lại sau {minutes} phút",
    "Many reports were sent within the hour, and are put down for those on duty. If it is urgent, call; or send again in {minutes} min",
)
_BUSY = Text(
    "Máy giám sát đang bận, báo cáo chưa được ghi nhận; hãy gửi lại sau một phút",
    "The monitor is busy and has not taken the report; send it again in a minute",
)
_CLOSED = Text(
    "Hiện chưa nhận được báo cáo qua trang này; hãy gọi tổ trực",
    "Reports cannot be taken on this page now; call those on duty",
)
