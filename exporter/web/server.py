"""A listener in a thread of its own: bound at once, or refused with a sentence; stopped within seconds."""

import errno
import logging
import re
import resource
import socket
import threading
import time

import uvicorn
from starlette.types import ASGIApp

from exporter.web.auth import guarded
from exporter.web.patience import bound_unread_answers, bounded_protocol
from exporter.web.tls import reloading_context
from exporter.web.web_config import WebConfig
from probes.language import Text

_LISTEN = re.compile(r"(?:\[(?P<ipv6>[0-9A-Fa-f:.%]+)\]|(?P<host>[^\[\]:]+)):(?P<port>\d{1,5})")
_GRACE_SECONDS = 1
_STOP_SECONDS = 2.0
MOST_CONNECTIONS = 512
MOST_CONNECTIONS_OF_AGENTS = 4096
"""A country's agents, who may all come back at once."""


class ListenError(Exception):
    """This address cannot be listened on; `text` says which, why, and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Running:
    """A listener that runs."""

    def __init__(
        self, server: uvicorn.Server, listening: socket.socket, thread: threading.Thread, scheme: str
    ) -> None:
        self.scheme = scheme
        self._server = server
        self._thread = thread
        self._ends_at = float("inf")
        self.host, self.port = listening.getsockname()[:2]

    def leave(self) -> None:
        """Begin to stop, and return at once: two listeners that leave together need not be waited for one by one."""
        self._server.should_exit = True
        self._ends_at = min(self._ends_at, time.monotonic() + _STOP_SECONDS)

    def stop(self) -> None:
        """Stop listening and end what is under way.

        Returns within 2 s, reckoned from `leave` if that came first, also when a client or a look does not end.
        """
        self.leave()
        self._thread.join(max(0.0, self._ends_at - time.monotonic()))


def serve(
    app: ASGIApp,
    listen: str,
    web_config: WebConfig | None = None,
    patience_seconds: float = 15.0,
    open_paths: frozenset[str] = frozenset(),
    most_connections: int = MOST_CONNECTIONS,
) -> Running:
    """Serve `app` on `listen` (`host:port`, `[ipv6]:port`; port 0 picks a free one). Raises ListenError.

    `patience_seconds`: how long a client may take to ask, or leave an answer unread. `open_paths`: without the users of `web_config`.
    `most_connections`: beyond, clients are told to come again; never more than half of what this process may open.
    """
    config = web_config or WebConfig()
    listening = _bound(listen)
    bound_unread_answers(listening, patience_seconds)
    tls = config.tls
    settings = uvicorn.Config(
        guarded(app, config, open_paths),
        loop="asyncio",
        http=bounded_protocol(patience_seconds),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level=logging.ERROR,  # what clients send wrongly is no trouble of ours
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_connections(most_connections),
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_context_factory=None if tls is None else lambda _config, _default: reloading_context(tls),
    )
    settings.load()
    server = uvicorn.Server(settings)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listening]}, name=f"web {listen}", daemon=True
    )
    thread.start()
    return Running(server, listening, thread, "http" if tls is None else "https")


def _connections(most: int) -> int:
    may_open, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(most, max(MOST_CONNECTIONS, may_open // 2))  # the rest is for looking out


def _bound(listen: str) -> socket.socket:
    match = _LISTEN.fullmatch(listen)
    if match is None or int(match["port"]) > 65535:
        raise ListenError(
            Text(
                f"{listen}: địa chỉ lắng nghe phải có dạng host:port, ví dụ 127.0.0.1:9740 hoặc [::1]:9740",
                f"{listen}: an address to listen on is host:port, such as 127.0.0.1:9740 or [::1]:9740",
            )
        )
    host = match["ipv6"] or match["host"]
    family = socket.AF_INET6 if match["ipv6"] else socket.AF_INET
    try:
        return socket.create_server((host, int(match["port"])), family=family, backlog=1024)
    except OSError as error:
        why = _WHY.get(error.errno or 0, Text(str(error.strerror), str(error.strerror)))
        raise ListenError(
            Text(
                f"Không mở được {listen} để lắng nghe: {why.vi} (xem settings.listen)",
                f"Cannot listen on {listen}: {why.en} (see settings.listen)",
            )
        ) from error


_WHY = {
    errno.EADDRINUSE: Text(
        "cổng này đang được chương trình khác dùng; hãy dừng chương trình đó hoặc chọn cổng khác",
        "another program uses this port; stop it or choose another port",
    ),
    errno.EACCES: Text(
        "chưa được cấp quyền mở cổng dưới 1024; hãy chọn cổng khác hoặc cấp CAP_NET_BIND_SERVICE",
        "ports below 1024 need a privilege; choose another port or grant CAP_NET_BIND_SERVICE",
    ),
    errno.EADDRNOTAVAIL: Text(
        "máy này không có địa chỉ đó; hãy chọn địa chỉ của chính máy này",
        "this machine has no such address; choose one of its own",
    ),
    socket.EAI_NONAME: Text(
        "không tìm ra tên máy này; hãy dùng địa chỉ IP",
        "this name is not known; use an address",
    ),
}
