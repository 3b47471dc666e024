"""Real listeners on loopback, stopped when the test ends."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from starlette.types import ASGIApp

from exporter.web.server import Running, serve
from exporter.web.web_config import WebConfig

Start = Callable[..., Running]


@pytest.fixture
def start() -> Iterator[Start]:
    """Serve an application on a free port of loopback."""
    with ExitStack() as listeners:

        def started(app: ASGIApp, web_config: WebConfig | None = None) -> Running:
            running = serve(app, "127.0.0.1:0", web_config)
            listeners.callback(running.stop)
            return running

        yield started
