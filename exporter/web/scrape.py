"""/metrics over HTTP: which format, gzip or not, and the bytes as they are written."""

import zlib
from collections.abc import Iterable, Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from exporter.metrics.render import Renderer

OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
TEXT = "text/plain; version=0.0.4; charset=utf-8"
_GZIP_LEVEL = 1  # level 9 costs six times the CPU for a seventh of the bytes
_GZIP_WINDOW = 31  # zlib's way of saying: with gzip's header


def metrics_response(request: Request, renderer: Renderer) -> Response:
    """The whole exposition, streamed, in the format and coding that the scraper prefers."""
    openmetrics = prefers_openmetrics(request.headers.get("accept", ""))
    chunks = renderer.chunks(openmetrics=openmetrics)
    headers = {"Content-Type": OPENMETRICS if openmetrics else TEXT, "Vary": "Accept, Accept-Encoding"}
    if accepts_gzip(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
        chunks = _gzipped(chunks)
    return StreamingResponse(chunks, headers=headers)


def prefers_openmetrics(accept: str) -> bool:
    """Whether an Accept header asks for OpenMetrics 1.0.0 at least as much as for text (RFC 9110, section 12.5.1)."""
    best = {True: 0.0, False: 0.0}
    for media, parameters in _choices(accept):
        if media == "application/openmetrics-text" and parameters.get("version", "1.0.0") == "1.0.0":
            best[True] = max(best[True], _weight(parameters))
        elif media == "text/plain":
            best[False] = max(best[False], _weight(parameters))
    return best[True] > 0 and best[True] >= best[False]


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header allows gzip (RFC 9110, section 12.5.3)."""
    weights = {coding: _weight(parameters) for coding, parameters in _choices(accept_encoding)}
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _choices(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    for choice in header.lower().split(","):
        name, *rest = (part.strip() for part in choice.split(";"))
        pairs = (part.partition("=") for part in rest)
        yield name, {key.strip(): value.strip().strip('"') for key, _, value in pairs}


def _weight(parameters: dict[str, str]) -> float:
    try:
        return float(parameters.get("q", "1"))
    except ValueError:
        return 0.0


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    for chunk in chunks:
        packed = packer.compress(chunk)
        if packed:
            yield packed
    yield packer.flush()
