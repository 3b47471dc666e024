"""Where agents come: to enrol, to fetch their plan, to deliver. Every one of them may be broken or hostile.

What a body may cost is bounded before it is read, before it is unpacked, and before it is looked at.
"""

import asyncio
import json
import logging
import zlib
from collections.abc import Awaitable, Callable
from typing import Final

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from exporter.delivery.disk import NotKept
from exporter.delivery.envelope import (
    ENROL_PATH,
    LARGEST_BODY_BYTES,
    LARGEST_PLAIN_BYTES,
    OBSERVATIONS_PATH,
    PLAN_PATH,
    BadEnvelope,
    Batch,
    Kind,
    ToldVerdict,
    answer_to_json,
    batch_from_json,
)
from exporter.delivery.ingest.ingest import NoTurn, NotYet
from exporter.delivery.ingest.limits import Allowance
from exporter.delivery.plan import plan_to_json
from exporter.delivery.plans import Held
from exporter.delivery.reception import Reception
from exporter.delivery.registry import EnrolmentRefused
from exporter.view import Moment
from exporter.web.reader import ONLY_JSON, is_json, refuse
from probes.clock import Clock
from probes.language import Text

log = logging.getLogger(__name__)

AGENT_PATHS: Final = frozenset({ENROL_PATH, OBSERVATIONS_PATH, PLAN_PATH})
"""Agents bear tokens: the listener's users do not concern them."""

LARGEST_ENROLMENT_BYTES: Final = 4 << 10
MOST_DROPPED: Final = 2000
ANSWER_SECONDS: Final = 15.0
BUSY_SECONDS: Final = 10.0

PER_SECOND, BURST = 1.0, 10.0
ITEMS_PER_SECOND, ITEMS_BURST = 5.0, 250_000.0
"""Observations of one agent: an honest one makes one every few seconds, and all that its disk holds may come at once."""
ENROLMENTS_PER_SECOND, ENROLMENTS_BURST = 1.0, 10.0
_BAD_COSTS = 10.0  # a body that was unpacked for nothing

_EVERYBODY = "everybody"
_GZIP_WINDOW = 31  # zlib's way of saying: with gzip's header
_UNPACKED_AT_ONCE = 2


_Handler = Callable[[Request], Awaitable[Response]]


class Refusal(Exception):
    """The answer is an error: its status, a sentence, and when to come again."""

    def __init__(self, status: int, text: Text, again_seconds: float | None = None) -> None:
        super().__init__(text.en)
        self.status = status
        self.text = text
        self.again_seconds = again_seconds


def agent_routes(reception: Reception, clock: Clock) -> list[Route]:
    """The three paths for agents. In a province without agents they answer 404, as if they were not there."""
    side = _Agents(reception, clock)
    return [
        Route(ENROL_PATH, side.answered(side.enrol), methods=["POST"]),
        Route(OBSERVATIONS_PATH, side.answered(side.observations), methods=["POST"]),
        Route(PLAN_PATH, side.answered(side.plan)),
    ]


def told_verdict(moment: Moment, site: str) -> ToldVerdict | None:
    """What an agent is told of its commune, in the words of /api/v1/communes/<code>."""
    verdict = moment.verdicts.get(site.partition("/")[0])
    if verdict is None:
        return None
    return ToldVerdict(
        status=verdict.status.value,
        cause=verdict.cause.value,
        headline=verdict.headline,
        since=verdict.since,
        incident=verdict.incident,
    )


def unpacked(body: bytes, encoding: str) -> bytes:
    """What an agent sent, decompressed and of a bounded size. Raises Refusal."""
    if encoding == "":
        return body
    if encoding != "gzip":
        raise Refusal(400, _NO_GZIP)
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        plain = unpacker.decompress(body, LARGEST_PLAIN_BYTES + 1)
    except zlib.error as error:
        raise Refusal(400, _NO_GZIP) from error
    if len(plain) > LARGEST_PLAIN_BYTES:
        raise Refusal(413, _TOO_LARGE.format(most=LARGEST_PLAIN_BYTES))
    if not unpacker.eof or unpacker.unused_data:
        raise Refusal(400, _NO_GZIP)
    return plain


def batch_of(body: bytes, encoding: str) -> Batch:
    """The batch in a body. Raises Refusal."""
    try:
        batch = batch_from_json(json.loads(unpacked(body, encoding)))
    except BadEnvelope as bad:
        raise Refusal(400, bad.text) from bad
    except (ValueError, RecursionError) as error:  # also what is no UTF-8, and numbers of thousands of digits
        raise Refusal(400, _NO_JSON) from error
    if len(batch.dropped) > MOST_DROPPED:
        raise Refusal(400, _TOO_MANY_DROPPED.format(count=len(batch.dropped), most=MOST_DROPPED))
    return batch


class _Agents:
    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception = reception
        self._clock = clock
        self._enrolments = Allowance(ENROLMENTS_PER_SECOND, ENROLMENTS_BURST)
        self._requests = Allowance(PER_SECOND, BURST)
        self._items = Allowance(ITEMS_PER_SECOND, ITEMS_BURST)
        self._unpacking = anyio.CapacityLimiter(_UNPACKED_AT_ONCE)

    def answered(self, act: _Handler) -> _Handler:
        async def answer(request: Request) -> Response:
            if not self._reception.plans.sites():
                raise HTTPException(404)
            try:
                response = await act(request)
            except Refusal as refusal:
                response = refuse(request, refusal.status, refusal.text)
                if refusal.again_seconds is not None:
                    response.headers["Retry-After"] = str(max(1, round(refusal.again_seconds)))
                if refusal.status == 401:
                    response.headers["WWW-Authenticate"] = 'Bearer realm="thongsuot"'
            except NotKept:
                response = refuse(request, 503, _NO_DISK)
                response.headers["Retry-After"] = str(round(BUSY_SECONDS))
            return response

        return answer

    async def enrol(self, request: Request) -> Response:
        self._spend(self._enrolments, _EVERYBODY)
        _only_json(request)
        try:
            said = json.loads(await _body(request, LARGEST_ENROLMENT_BYTES))
            code, token = said["code"], said["token"]
            if not (isinstance(code, str) and isinstance(token, str)):
                raise TypeError  # noqa: TRY301
            code.encode(), token.encode()
        except (ValueError, RecursionError, KeyError, TypeError) as error:
            raise Refusal(400, _NO_ENROLMENT) from error
        try:
            site = await anyio.to_thread.run_sync(self._reception.enrol, code, token)
        except EnrolmentRefused as refused:
            raise Refusal(403, refused.text) from refused
        log.info("the agent of %s was enrolled", site)
        return JSONResponse({"site": site})

    async def observations(self, request: Request) -> Response:
        received = self._clock.now()
        site = self._who(request)
        self._spend(self._requests, site)
        _only_json(request)
        body = await _body(request, LARGEST_BODY_BYTES)
        encoding = request.headers.get("content-encoding", "").strip().lower()
        try:
            batch, plan = await anyio.to_thread.run_sync(
                self._read, site, body, encoding, limiter=self._unpacking
            )
        except Refusal:
            self._requests.spend(site, _BAD_COSTS, self._clock.now().monotonic)
            raise
        self._spend(self._items, site, len(batch.items))
        try:
            coming = self._reception.submit(site, batch, received, plan)
        except NoTurn as soon:
            raise Refusal(429, _NO_TURN, soon.seconds) from soon
        except NotYet as soon:
            raise Refusal(503, _BUSY, soon.seconds) from soon
        if batch.kind is Kind.BACKLOG:
            self._requests.spend(site, -1, self._clock.now().monotonic)  # it came when it was told to
        try:
            answer = await asyncio.wait_for(asyncio.wrap_future(coming), ANSWER_SECONDS)
        except TimeoutError as error:
            raise Refusal(503, _BUSY, BUSY_SECONDS) from error
        # It comes again in half a minute: a country's idle connections would cost more than they save.
        return JSONResponse(
            answer_to_json(answer), headers=None if answer.turn is not None else {"Connection": "close"}
        )

    async def plan(self, request: Request) -> Response:
        site = self._who(request)
        self._spend(self._requests, site)
        held = await anyio.to_thread.run_sync(self._held, site)
        headers = {"ETag": f'"{held.version}"', "Cache-Control": "no-store"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        plan = await anyio.to_thread.run_sync(self._reception.plans.whole, site)
        if plan is None:
            raise Refusal(401, _NO_TOKEN)
        headers["ETag"] = f'"{plan.version}"'
        return JSONResponse(plan_to_json(plan), headers=headers)

    def _who(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        site = self._reception.site_of(token.strip()) if scheme.lower() == "bearer" else None
        if site is not None:
            return site
        if not self._reception.knows_tokens:
            raise Refusal(503, _NO_DISK, BUSY_SECONDS)
        raise Refusal(401, _NO_TOKEN)

    def _read(self, site: str, body: bytes, encoding: str) -> tuple[Batch, Held]:
        return batch_of(body, encoding), self._held(site)

    def _held(self, site: str) -> Held:
        held = self._reception.plans.held(site)
        if held is None:
            raise Refusal(401, _NO_TOKEN)
        return held

    def _spend(self, allowance: Allowance, client: str, amount: float = 1.0) -> None:
        wait = allowance.wait(client, self._clock.now().monotonic, amount)
        if wait > 0:
            raise Refusal(429, _TOO_OFTEN, wait)


def _only_json(request: Request) -> None:
    if not is_json(request):
        raise Refusal(415, ONLY_JSON)


async def _body(request: Request, most: int) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise Refusal(413, _TOO_LARGE.format(most=most))
        pieces.append(piece)
    return b"".join(pieces)


_NO_TOKEN = Text(
    "Token của máy đo không đúng hoặc đã bị thu hồi; hãy ghi danh lại bằng mã mới (thongsuot agents enrol)",
    "The agent's token is unknown or revoked; enrol it with a new code (thongsuot agents enrol)",
)
_NO_ENROLMENT = Text(
    'Nội dung phải là JSON dạng {"code": "XXXX-XXXX-XXXX", "token": "..."}',
    'The body must be JSON such as {"code": "XXXX-XXXX-XXXX", "token": "..."}',
)
_NO_GZIP = Text("Nội dung phải nén bằng gzip, trọn vẹn", "The body must be whole, compressed with gzip")
_NO_JSON = Text("Nội dung không phải là JSON", "The body is no JSON")
_TOO_LARGE = Text("Nội dung dài quá {most} byte", "The body is longer than {most} bytes")
_TOO_MANY_DROPPED = Text(
    "dropped: {count} đoạn trong một lần gửi; nhiều nhất là {most}",
    "dropped: {count} ranges in one batch; {most} at most",
)
_TOO_OFTEN = Text("Gửi quá dày; hãy chờ rồi gửi lại", "Too often; wait and send it again")
_NO_TURN = Text(
    "Chưa đến lượt gửi phần tồn đọng; hãy xin lượt bằng một lần gửi mới",
    "It is not your turn to send what waits; ask for one with a live batch",
)
_BUSY = Text("Đang bận, hãy gửi lại sau", "Busy, send it again later")
_NO_DISK = Text(
    "Chưa ghi được xuống đĩa, hãy gửi lại sau", "It could not be written to disk, send it again later"
)
