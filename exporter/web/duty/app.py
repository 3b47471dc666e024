"""/truc on the operations listener: for the people on call, who sign in, read, and do something about incidents.

Forms work without JavaScript, each brings its session's token, and each answer sends the browser on, so that a page that is
loaded anew does nothing twice. Nothing here is compressed: pages hold tokens beside what was typed.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from types import MappingProxyType
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from alerts.announced import NoSuchMaintenance, NotAnnounced
from alerts.incidents import Incidents, NoSuchIncident, NoSuchReport
from exporter.source import Source
from exporter.view import View
from exporter.web.assets import ASSET_PATHS, asset_routes
from exporter.web.duty.acts import ACTS, DONE, Asked, Unsaid, act_of
from exporter.web.duty.board import incident_page
from exporter.web.duty.forms import Foreign, form_of
from exporter.web.duty.pages import Pages
from exporter.web.duty.planning import Typed, empty, maintenance_of, refused, typed
from exporter.web.duty.reports import settled_by
from exporter.web.duty.sessions import Session
from exporter.web.duty.sign_in import Refused, SignIn
from exporter.web.html import OWN_PAGES_HEADERS
from exporter.web.reader import language_of_request, sentence_of
from probes.clock import Instant
from probes.inventory.calendar import Maintenance
from probes.language import Text

DUTY_PATHS = ASSET_PATHS | {"/truc", "/truc/"}
"""Where /truc itself looks who comes: the listener must not ask for a password there."""

_SIGN_IN = "/truc/dang-nhap"
_INSIDE = re.compile(r"/truc(?:/[A-Za-z0-9-]{1,64}){0,2}")
_COMMUNE = re.compile(r"\d{5}")

Page = Callable[[Request, Session], Awaitable[Response]]
Form = Callable[[Request, Session, Mapping[str, str]], Awaitable[Response]]


def duty_routes(source: Source, view: View, users: Mapping[str, str]) -> list[Route]:
    """The routes of /truc, with what its pages fetch. users: of the listener's web-config file; without any, nobody comes in."""
    if not users:
        closed = _Closed(source)
        return [Route("/truc", closed.page), Route("/truc/{rest:path}", closed.page), *asset_routes()]
    side = _Duty(source, view, SignIn(users))
    return [
        Route("/truc", side.page(side.board)),
        Route(_SIGN_IN, side.sign_in_page),
        Route(_SIGN_IN, side.sign_in, methods=["POST"]),
        Route("/truc/dang-xuat", side.form(side.sign_out), methods=["POST"]),
        Route("/truc/su-co/{code}", side.page(side.incident)),
        Route("/truc/su-co/{code}/{what}", side.form(side.act), methods=["POST"]),
        Route("/truc/viec-bao/{number:int}/da-xu-ly", side.form(side.settle), methods=["POST"]),
        Route("/truc/bao-tri", side.page(side.maintenance)),
        Route("/truc/bao-tri", side.form(side.announce), methods=["POST"]),
        Route("/truc/bao-tri/{id}/huy", side.form(side.call_off), methods=["POST"]),
        Route("/truc/lich-truc", side.page(side.roster)),
        Route("/truc/chung-thu", side.page(side.certificates)),
        Route("/truc/{rest:path}", side.nowhere),
        *asset_routes(),
    ]


class _Closed:
    """Where nobody is declared who may come in."""

    def __init__(self, source: Source) -> None:
        self._clock = source.clock
        self._pages = Pages()

    def page(self, request: Request) -> Response:
        page = self._pages.no_users(self._clock.now().wall, language_of_request(request))
        return HTMLResponse(page, status_code=403, headers=OWN_PAGES_HEADERS)


class _Duty:
    def __init__(self, source: Source, view: View, who: SignIn) -> None:
        self._source = source
        self._view = view
        self._who = who
        self._pages = Pages()

    # who comes

    def page(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        """A page for who is signed in; everybody else is shown the way."""

        async def shown(request: Request) -> Response:
            session = self._who.session(request, self._now(), self._allowed())
            return _to_sign_in(request) if session is None else await page(request, session)

        return shown

    def form(self, form: Form) -> Callable[[Request], Awaitable[Response]]:
        """What a form of a page of ours asks for, of who is signed in."""

        async def taken(request: Request) -> Response:
            session = self._who.session(request, self._now(), self._allowed())
            if session is None:
                return _to_sign_in(request, ended=True)
            try:
                brought = await form_of(request)
            except Foreign:
                return self._error(request, 403, _FOREIGN)
            if not session.is_form_of_ours(brought.get("token", "")):
                return self._error(request, 403, _FOREIGN)
            return await form(request, session, brought)

        return taken

    async def sign_in_page(self, request: Request) -> Response:
        if self._who.session(request, self._now(), self._allowed()) is not None:
            return _go(request, _inside(request.query_params.get("to", "")))
        ended = _ENDED if "ended" in request.query_params else None
        return self._sign_in_page(request, _inside(request.query_params.get("to", "")), ended, 200)

    async def sign_in(self, request: Request) -> Response:
        cookies, now = self._who.cookies, self._now()
        try:
            brought = await form_of(request)
        except Foreign:
            return self._error(request, 403, _FOREIGN)
        to, name = _inside(brought.get("to", "")), brought.get("name", "").strip()
        if not cookies.is_form_of_ours(request, brought.get("token", "")):
            return self._sign_in_page(request, to, _OLD_FORM, 403)
        came = await self._who.try_in(request, name, brought.get("password", ""), now, self._allowed())
        if isinstance(came, Refused):
            answer = self._sign_in_page(request, to, came.why, came.status, name)
            if came.wait:
                answer.headers["Retry-After"] = str(came.wait)
            return answer
        answer = _go(request, to)
        cookies.keep_session(request, answer, came.token)
        cookies.remember(request, answer, came.session.user)
        return answer

    async def sign_out(self, request: Request, _session: Session, _brought: Mapping[str, str]) -> Response:
        self._who.out(request)
        answer = _go(request, _SIGN_IN)
        self._who.cookies.drop_session(request, answer)
        return answer

    # what is read

    async def board(self, request: Request, session: Session) -> Response:
        done = DONE.get(request.query_params.get("done", ""))
        return await _written(
            self._pages.board, self._view.now(), session, language_of_request(request), done
        )

    async def incident(self, request: Request, session: Session) -> Response:
        moment, code = self._view.now(), request.path_params["code"]
        page = await anyio.to_thread.run_sync(incident_page, code, moment)
        if page is None:
            return self._error(request, 404, _NO_INCIDENT)
        done = DONE.get(request.query_params.get("done", ""))
        return await _written(self._pages.incident, page, moment, session, language_of_request(request), done)

    async def maintenance(self, request: Request, session: Session) -> Response:
        done = DONE.get(request.query_params.get("done", ""))
        return await self._planning(request, session, empty(self._now().wall), done=done)

    async def roster(self, request: Request, session: Session) -> Response:
        return await _written(self._pages.roster, self._view.now(), session, language_of_request(request))

    async def certificates(self, request: Request, session: Session) -> Response:
        asked = request.query_params.get("xa", "").strip()
        commune = asked if _COMMUNE.fullmatch(asked) else None
        return await _written(
            self._pages.certificates, self._view.now(), session, language_of_request(request), commune
        )

    async def nowhere(self, request: Request) -> Response:
        return self._error(request, 404, sentence_of(404))

    # what is done

    async def act(self, request: Request, session: Session, brought: Mapping[str, str]) -> Response:
        code, what = request.path_params["code"], request.path_params["what"]
        if what not in ACTS:
            return self._error(request, 404, sentence_of(404))
        try:
            asked = act_of(code, what, session.user, brought)
        except Unsaid as unsaid:
            return self._error(request, 400, unsaid.why)
        return await self._do(request, asked, f"/truc/su-co/{code}", what)

    async def settle(self, request: Request, session: Session, brought: Mapping[str, str]) -> Response:
        asked = settled_by(request.path_params["number"], session.user)
        return await self._do(request, asked, _inside(brought.get("to", "")), "da-xu-ly")

    async def announce(self, request: Request, session: Session, brought: Mapping[str, str]) -> Response:
        values = typed(brought)
        said = maintenance_of(values)
        if isinstance(said, Typed):
            return await self._planning(request, session, said, status=422)
        window: Maintenance = said

        def asked(incidents: Incidents, now: Instant) -> object:
            return incidents.announce(window, session.user, now)

        try:
            return await self._do(request, asked, "/truc/bao-tri", "bao-tri")
        except NotAnnounced as error:
            return await self._planning(request, session, refused(values, error.wrongs), status=422)

    async def call_off(self, request: Request, session: Session, _brought: Mapping[str, str]) -> Response:
        id_ = request.path_params["id"]

        def asked(incidents: Incidents, now: Instant) -> object:
            return incidents.call_off(id_, session.user, now)

        return await self._do(request, asked, "/truc/bao-tri", "huy")

    async def _do(self, request: Request, asked: Asked, to: str, what: str) -> Response:
        try:
            await anyio.to_thread.run_sync(self._source.change_incident, asked)
        except NoSuchIncident:
            return self._error(request, 404, _NO_INCIDENT)
        except NoSuchReport:
            return self._error(request, 404, _NO_REPORT)
        except NoSuchMaintenance:
            return self._error(request, 404, _NO_MAINTENANCE)
        except TimeoutError:
            return self._error(request, 503, _BUSY)
        return _go(request, to, {"done": what})

    async def _planning(
        self, request: Request, session: Session, form: Typed, *, status: int = 200, done: Text | None = None
    ) -> Response:
        answer = await _written(
            self._pages.maintenance, form, self._view.now(), session, language_of_request(request), done
        )
        answer.status_code = status
        return answer

    def _sign_in_page(
        self, request: Request, to: str, why: Text | None, status: int, name: str = ""
    ) -> Response:
        held, token = self._who.cookies.form_token(request)
        page = self._pages.sign_in(
            self._now().wall, language_of_request(request), token=token, to=to, refused=why, name=name
        )
        answer = HTMLResponse(page, status_code=status, headers=OWN_PAGES_HEADERS)
        self._who.cookies.hold_form(request, answer, held)
        return answer

    def _error(self, request: Request, status: int, sentence: Text) -> Response:
        page = self._pages.error(sentence, self._now().wall, language_of_request(request))
        return HTMLResponse(page, status_code=status, headers=OWN_PAGES_HEADERS)

    def _now(self) -> Instant:
        return self._source.clock.now()

    def _allowed(self) -> Collection[str]:
        return self._source.inventory().settings.duty.users


async def _written(write: Callable[..., str], *facts: object) -> Response:
    """In a thread of its own: a page of a whole country takes its time, and others are being answered meanwhile."""
    return HTMLResponse(await anyio.to_thread.run_sync(write, *facts), headers=OWN_PAGES_HEADERS)


def _to_sign_in(request: Request, *, ended: bool = False) -> Response:
    """And from there back, if a page was asked for; what a form was to do is not done, and that is said."""
    wanted = request.url.path if request.method in ("GET", "HEAD") else ""
    more = {"to": wanted} if _INSIDE.fullmatch(wanted) else {}
    return _go(request, _SIGN_IN, more | ({"ended": "1"} if ended else {}))


def _go(request: Request, path: str, more: Mapping[str, str] = MappingProxyType({})) -> Response:
    """On to a page of ours, in the language that was being read; by a GET, whatever came before."""
    asked = {"lang": language_of_request(request).value, **more}
    return RedirectResponse(f"{path}?{urlencode(asked)}", status_code=303, headers=OWN_PAGES_HEADERS)


def _inside(to: str) -> str:
    """Where to go after signing in: never to another site, nor to a path of ours that people do not read."""
    return to if _INSIDE.fullmatch(to) and to != _SIGN_IN else "/truc"


_FOREIGN = Text(
    "Yêu cầu này không đến từ trang trực, hoặc trang đã cũ; hãy mở lại trang rồi làm lại",
    "This was not sent by a page of ours, or the page is old; open it again and repeat what you did",
)
_OLD_FORM = Text(
    "Trang đăng nhập đã cũ, hoặc trình duyệt không nhận cookie; hãy thử lại",
    "The page to sign in was old, or this browser takes no cookies; please try again",
)
_ENDED = Text(
    "Phiên làm việc đã hết nên việc vừa rồi chưa được ghi; hãy đăng nhập rồi làm lại",
    "The session had ended, so nothing was done; sign in and repeat it",
)
_NO_INCIDENT = Text(
    "Không có sự cố nào đang mở hoặc đóng trong 24 giờ qua mang mã này",
    "No incident that is open or closed within 24 hours has this code",
)
_NO_REPORT = Text(
    "Không có việc nào được báo trong 24 giờ qua mang số này",
    "Nothing that was reported within 24 hours has this number",
)
_NO_MAINTENANCE = Text(
    "Lịch bảo trì này đã hết, đã hủy, hoặc không có",
    "This maintenance is over, called off, or was never announced",
)
_BUSY = Text(
    "Chương trình đang bận; hãy thử lại sau vài giây", "The program is busy; try again in a few seconds"
)
