"""The demo's services: real TLS, DNS, TCP and authority servers on loopback, all in one thread, failing as the story says."""

import asyncio
import logging
import socket
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from exporter.demo.authority.desk import Authority
from exporter.demo.certificates import Face, Keys, tls_file
from exporter.demo.faults import CALM, Effects
from exporter.demo.name_server import NameServer
from exporter.demo.province import MEETING_SERVICE, NAME_SERVICE, SERVICE_ADDRESSES, TLS_SERVICES, Ports
from exporter.demo.signing import AUTHORITY_ADDRESS
from exporter.demo.sockets import bind
from exporter.demo.web_page import answer_one_request

log = logging.getLogger(__name__)

PREFERRED_PORTS = Ports(https=9743, names=9753, meeting=9763, authority=9773)

_HANDSHAKE_SECONDS = 10.0
_PATIENCE_SECONDS = 10.0
_STOP_SECONDS = 2.0
_TURNS_TO_CLOSE = 5  # of the loop: a TLS transport closes the one below it, and that one its socket

_T = TypeVar("_T")
_Serve = Callable[[StreamReader, StreamWriter], Awaitable[None]]


class Servers:
    """The services' servers, and the acceptors behind the lines where ping is not allowed. All is well until `follow`.

    `bind` comes before `start`: the authority's certificates, which `start` needs, say at which port it answers.
    """

    def __init__(self) -> None:
        self._effects_now: Callable[[], Effects] = lambda: CALM
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="demo-servers", daemon=True)
        self._bound: dict[str, list[socket.socket]] = {}
        self._listening: list[asyncio.Server] = []
        self._names: asyncio.DatagramTransport | None = None
        self._serving: set[asyncio.Task[None]] = set()

    def bind(self) -> Ports:
        """Take the preferred ports, or free ones where those are taken; nobody answers yet. Raises OSError."""
        web = [SERVICE_ADDRESSES[service] for service in TLS_SERVICES]
        return Ports(
            https=self._take("https", web, PREFERRED_PORTS.https),
            names=self._take("names", [SERVICE_ADDRESSES[NAME_SERVICE]], PREFERRED_PORTS.names),
            meeting=self._take("meeting", [SERVICE_ADDRESSES[MEETING_SERVICE]], PREFERRED_PORTS.meeting),
            authority=self._take("authority", [AUTHORITY_ADDRESS], PREFERRED_PORTS.authority),
        )

    def start(self, certificates: Path, keys: Keys) -> None:
        """Answer: TLS with what `write_certificates` wrote, the authority with its keys. Raises OSError."""
        self._loop.set_exception_handler(_note)
        self._thread.start()
        self._call(self._start(certificates, keys))

    def follow(self, effects_now: Callable[[], Effects]) -> None:
        """From now on fail as `effects_now` says at each moment; it is called from the servers' thread."""
        self._effects_now = effects_now

    def accept_on(self, addresses: Sequence[str]) -> int:
        """Accept TCP connections at every address, on one free port, which is returned. Raises OSError."""
        return self._call(self._accept_on(addresses))

    def stop(self) -> None:
        """Close every socket and end the thread, within seconds. May be called after a `bind` or `start` that failed."""
        if self._thread.is_alive():
            self._call(self._close())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_STOP_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()
        for listener in (listener for listeners in self._bound.values() for listener in listeners):
            listener.close()

    def _take(self, name: str, addresses: Sequence[str], preferred_port: int) -> int:
        kind = socket.SOCK_DGRAM if name == "names" else socket.SOCK_STREAM
        self._bound[name] = bind(addresses, preferred_port, kind)
        return _port(self._bound[name][0])

    def _call(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE_SECONDS)

    async def _start(self, certificates: Path, keys: Keys) -> None:
        for service, listener in zip(TLS_SERVICES, self._bound["https"], strict=True):
            await self._serve(listener, self._web(service), self._tls(service, certificates))
        self._names, _ = await self._loop.create_datagram_endpoint(
            lambda: NameServer(lambda: self._effects_now()), sock=self._bound["names"][0]
        )
        await self._serve(self._bound["meeting"][0], _hang_up, None)
        await self._serve(self._bound["authority"][0], self._answering(Authority(keys)), None)

    async def _accept_on(self, addresses: Sequence[str]) -> int:
        listeners = bind(addresses, 0, socket.SOCK_STREAM)
        port = _port(listeners[0])
        for listener in listeners:
            await self._serve(listener, _hang_up, None)
        return port

    async def _serve(self, listener: socket.socket, serve: _Serve, tls: ssl.SSLContext | None) -> None:
        async def connected(reader: StreamReader, writer: StreamWriter) -> None:
            task: asyncio.Task[None] | None = asyncio.current_task()
            if task is not None:
                self._serving.add(task)
                task.add_done_callback(self._serving.discard)
            try:
                if (
                    tls is not None
                ):  # here rather than in start_server, so that stopping can end a handshake too
                    await writer.start_tls(tls, ssl_handshake_timeout=_HANDSHAKE_SECONDS)
                await serve(reader, writer)
            except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
                log.debug("a client of the demo's servers went away: %r", error)
            except asyncio.CancelledError:
                writer.transport.abort()
                raise
            finally:
                writer.close()

        self._listening.append(await asyncio.start_server(connected, sock=listener, backlog=128))

    def _web(self, service: str) -> _Serve:
        async def serve(reader: StreamReader, writer: StreamWriter) -> None:
            await answer_one_request(reader, writer, fails=lambda: service in self._effects_now().errors)

        return serve

    def _answering(self, authority: Authority) -> _Serve:
        async def serve(reader: StreamReader, writer: StreamWriter) -> None:
            await authority.serve(reader, writer, lambda: self._effects_now())

        return serve

    def _tls(self, service: str, certificates: Path) -> ssl.SSLContext:
        """A context that presents the Face of the moment. Which one is decided when a client says hello."""
        contexts = {face: _context(tls_file(certificates, service, face)) for face in Face}

        def choose(tls: ssl.SSLSocket | ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
            del name, context
            effects = self._effects_now()
            if service in effects.expired:
                tls.context = contexts[Face.EXPIRED]
            elif service in effects.expiring:
                tls.context = contexts[Face.EXPIRING]

        contexts[Face.GOOD].sni_callback = choose
        return contexts[Face.GOOD]

    async def _close(self) -> None:
        for server in self._listening:
            server.close()
        if self._names is not None:
            self._names.close()
        for task in tuple(self._serving):
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        for _ in range(_TURNS_TO_CLOSE):
            await asyncio.sleep(0)


async def _hang_up(reader: StreamReader, writer: StreamWriter) -> None:
    """That the connection came about is all there is to see."""
    del reader, writer


def _context(chain_and_key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain_and_key)
    return context


def _port(sock: socket.socket) -> int:
    return int(sock.getsockname()[1])


def _note(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A client that breaks off a handshake is its own business, not a page of traceback on the user's terminal."""
    del loop
    log.debug("in the demo's servers: %s", context.get("message"))
