"""The relay's listener: takes what Alertmanager posts, once it is on disk; acknowledgements; health and own metrics."""

import hmac
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence

import anyio
import anyio.to_thread
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from alerts.relay.notification import BadNotification, Notification, notification_of
from alerts.relay.queue import Queue
from alerts.relay.queue.outbox import Outbox
from alerts.relay.secret import SecretPlace, SecretUnreadable
from exporter.web.reader import plain_errors, refuse
from exporter.web.scrape import TEXT
from probes.clock import Clock
from probes.language import Text

log = logging.getLogger(__name__)

LARGEST_BYTES = 32 << 20
LARGEST_ACKNOWLEDGEMENT_BYTES = 16 << 10
LONGEST_POST = 100
_AT_ONCE = 16
_MOST_WAITING = 64

Take = Callable[[Notification, str], bool]
"""Keeps a notification for a team; False when it was kept already. Raises sqlite3.Error."""


def relay_app(
    queue: Queue, take: Take, tokens: Mapping[str, SecretPlace], ack_token: SecretPlace | None, clock: Clock
) -> Starlette:
    """The application of the relay's listener. tokens: of each team, as Alertmanager's receiver sends it."""
    side = _Relay(queue, take, tokens, ack_token, clock)
    return Starlette(
        routes=[
            Route("/v1/alertmanager/{team}", side.notification, methods=["POST"]),
            Route("/v1/ack", side.acknowledgement, methods=["POST"]),
            Route("/metrics", side.metrics),
            Route("/-/healthy", side.healthy),
        ],
        exception_handlers=plain_errors(),
    )


class _TooLarge(Exception):
    pass


class _Relay:
    def __init__(
        self,
        queue: Queue,
        take: Take,
        tokens: Mapping[str, SecretPlace],
        ack_token: SecretPlace | None,
        clock: Clock,
    ) -> None:
        self._queue = queue
        self._take = take
        self._tokens = tokens
        self._ack_token = ack_token
        self._clock = clock
        self._threads = anyio.CapacityLimiter(_AT_ONCE)
        self._inside = 0
        self._registry = CollectorRegistry()
        self._registry.register(_Counts(queue.outbox))

    async def notification(self, request: Request) -> Response:
        team = request.path_params["team"]
        if not _bears(request, self._tokens.get(team)):
            return _both(401, _NO_TOKEN)
        # 503 and never 429: Alertmanager tries again after a 5xx, and gives the flush up after a 4xx.
        if self._inside >= _MOST_WAITING:
            return _both(503, _BUSY)
        self._inside += 1
        try:
            posted = notification_of(await _body(request, LARGEST_BYTES))
            if posted.truncated:
                log.warning(
                    "%s: Alertmanager left out %d alerts: set max_alerts to 0", team, posted.truncated
                )
            await anyio.to_thread.run_sync(self._take, posted, team, limiter=self._threads)
        except _TooLarge:
            log.warning("%s: a post of more than %d bytes was refused", team, LARGEST_BYTES)
            return _both(413, _TOO_LARGE.format(most=LARGEST_BYTES))
        except BadNotification as bad:
            log.warning("%s: a post that is no notification was refused; its sender was told why", team)
            return _both(400, bad.text)
        except sqlite3.Error as error:
            log.warning("%s: a notification cannot be kept, Alertmanager will send it again: %s", team, error)
            return _both(503, _NO_DISK)
        finally:
            self._inside -= 1
        return PlainTextResponse("ok\n")

    async def acknowledgement(self, request: Request) -> Response:
        if not _bears(request, self._ack_token):
            return _both(401, _NO_TOKEN)
        try:
            said = json.loads(await _body(request, LARGEST_ACKNOWLEDGEMENT_BYTES))
            code, by = (" ".join(said[name].split()) for name in ("code", "by"))
        except (_TooLarge, ValueError, RecursionError, KeyError, TypeError, AttributeError):
            return refuse(request, 400, _NO_ACKNOWLEDGEMENT)
        if not (code and by and len(by) <= LONGEST_POST and by.isprintable() and code.isprintable()):
            return refuse(request, 400, _NO_ACKNOWLEDGEMENT)
        try:
            count, holders = await anyio.to_thread.run_sync(
                self._acknowledge, code.upper(), by, limiter=self._threads
            )
        except sqlite3.Error as error:
            log.warning("an acknowledgement cannot be kept: %s", error)
            return refuse(request, 503, _NO_DISK)
        if not count:
            return refuse(request, 404, _NO_CODE.format(code=code))
        return JSONResponse({"acknowledged": count, "by": holders})

    def _acknowledge(self, code: str, by: str) -> tuple[int, Sequence[str]]:
        calls = self._queue.calls
        return calls.acknowledge(code, by, self._clock.now().wall), calls.holders(code)

    def metrics(self, _request: Request) -> Response:
        return Response(generate_latest(self._registry), headers={"Content-Type": TEXT})

    def healthy(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n")


class _Counts(Collector):
    """docs/relay.md describes them."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def collect(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily(
            "thongsuot_relay_messages_waiting", "Messages that wait to be sent.", labels=["channel"]
        )
        oldest = GaugeMetricFamily(
            "thongsuot_relay_oldest_failing_message_timestamp_seconds",
            "When the oldest message that could not be sent so far was planned.",
            labels=["channel"],
        )
        for channel, (count, since) in self._outbox.waiting().items():
            waiting.add_metric([channel], count)
            if since is not None:
                oldest.add_metric([channel], since)
        settled = CounterMetricFamily(
            "thongsuot_relay_messages",
            "Messages sent, and given up after a day.",
            labels=["channel", "result"],
        )
        for (channel, state), count in self._outbox.settled().items():
            settled.add_metric([channel, state], count)
        yield from (waiting, oldest, settled)


def _bears(request: Request, place: SecretPlace | None) -> bool:
    """Whether the request has the bearer token, compared in constant time. An unknown receiver costs the same."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        wanted = "" if place is None else place.read()
    except SecretUnreadable as error:
        log.error("%s", error.text.en)  # noqa: TRY400  # the sentence says it all
        wanted = ""
    same = hmac.compare_digest(given.strip().encode(), wanted.encode())
    return scheme.lower() == "bearer" and bool(wanted) and same


async def _body(request: Request, most: int) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise _TooLarge
        pieces.append(piece)
    return b"".join(pieces)


def _both(status: int, text: Text) -> Response:
    """What only Alertmanager's log shows, to whoever reads it: in both languages."""
    return PlainTextResponse(f"{text.vi}\n{text.en}\n", status_code=status)


_NO_TOKEN = Text(
    "Token của nơi gửi không đúng, hoặc chưa có tổ này trong relay.yml",
    "The bearer token is wrong, or relay.yml does not know this team",
)
_BUSY = Text("Đang bận, hãy gửi lại sau", "Busy, send it again later")
_NO_DISK = Text(
    "Chưa ghi được xuống đĩa, hãy gửi lại sau", "It could not be written to disk, send it again later"
)
_TOO_LARGE = Text("Nội dung dài quá {most} byte", "The body is longer than {most} bytes")
_NO_ACKNOWLEDGEMENT = Text(
    'Nội dung phải là JSON dạng {"code": "46-K7QMA", "by": "Tổ trực 1"}',
    'The body must be JSON such as {"code": "46-K7QMA", "by": "Tổ trực 1"}',
)
_NO_CODE = Text("Không có sự cố nào đang mở mang mã {code}", "No open incident has the code {code}")
