"""Which of a commune's certificates end when, for its own staff: by role, once its code was typed. Never whose, never a number."""

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from exporter.source import Source
from exporter.view import Moment, View
from exporter.web.certificates import Certificates, certificates
from exporter.web.forms import NoForm, fields_of
from exporter.web.html import PAGE_HEADERS
from exporter.web.limits import Limit, Rate
from exporter.web.public.own_code import OwnCode, Refused
from exporter.web.public.pages import Pages
from exporter.web.reader import language_of_request
from probes.language import Text

_HOUR = 3600.0


class OwnCertificates:
    """The form that asks for the code, and what it opens. The code stands in no address: those are kept by browsers."""

    def __init__(self, source: Source, view: View, pages: Pages, own: OwnCode) -> None:
        self._clock = source.clock
        self._view = view
        self._pages = pages
        self._own = own
        self._looks = Limit(Rate(30, _HOUR), Rate(3000, _HOUR))

    def ask(self, request: Request) -> Response:
        """The form."""
        moment, code = self._of(request)
        return self._page(request, moment, code)

    async def show(self, request: Request) -> Response:
        """The certificates, or the form again with what must be changed."""
        moment, code = self._of(request)
        try:
            typed = (await fields_of(request)).get("ma", "")
        except NoForm as error:
            raise HTTPException(error.status) from error
        return await anyio.to_thread.run_sync(self._show, request, moment, code, typed)

    def _show(self, request: Request, moment: Moment, code: str, typed: str) -> Response:
        now = self._clock.now().monotonic
        try:
            self._admit(code, typed, now)
        except Refused as refused:
            return self._page(request, moment, code, wrong=refused)
        return self._page(request, moment, code, found=certificates(moment, code))

    def _admit(self, code: str, typed: str, now: float) -> None:
        self._own.check(code, typed, now)
        if self._looks.wait(code, now) > 0:
            raise Refused(429, _TOO_OFTEN)

    def _of(self, request: Request) -> tuple[Moment, str]:
        moment, code = self._view.now(), request.path_params["code"]
        if code not in moment.layout.communes:
            raise HTTPException(404)
        return moment, code

    def _page(
        self,
        request: Request,
        moment: Moment,
        code: str,
        *,
        found: Certificates | None = None,
        wrong: Refused | None = None,
    ) -> Response:
        html = self._pages.own_certificates(
            moment,
            language_of_request(request),
            code=code,
            takes=self._own.open,
            found=found,
            wrong=None if wrong is None else wrong.why,
        )
        return HTMLResponse(html, 200 if wrong is None else wrong.status, headers=PAGE_HEADERS)


_TOO_OFTEN = Text(
    "Đã có nhiều lượt xem trong một giờ qua; hãy xem lại sau ít phút",
    "This was looked at often within the hour; look again in a few minutes",
)
