"""One question to an authority's service over HTTP: guarded, bounded, each phase timed."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from probes.fetch.adapter import TimingAdapter, prepared
from probes.fetch.connection import Record
from probes.fetch.guard import Guard, GuardedNetwork, require_web_address
from probes.network import Network
from probes.reasons import ProbeFailed, Reason

MOST_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_METHOD = frozenset({307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. headers: names without case. url: the last one asked. date: of the HTTP Date, unix seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    date: float | None


@dataclass(frozen=True, slots=True)
class _Place:
    """An address to ask, and whether it is the operator's word or a stranger's."""

    url: str
    declared: bool


def exchange(
    network: Network,
    url: str,
    *,
    guard: Guard,
    declared: bool,
    record: Record,
    user_agent: str,
    limit_bytes: int,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask once, follow redirects, read at most `limit_bytes`. Does not judge the status.

    declared: the operator wrote `url`; else it is a stranger's word, as the target of every redirect is, unless that
    stays with the declared host and port. What is posted is posted again only where 307 or 308 ask for it.
    Raises ProbeFailed: ADDRESS_REFUSED, REDIRECT_LOOP, REDIRECT_REFUSED, HTTP_TOO_LARGE, HTTP_INVALID, TLS_* and those
    of the network.
    """
    place = _placed(url, declared, guard)
    for _ in range(MOST_REDIRECTS + 1):
        request = _prepared(method, place.url, user_agent, body, headers or {})
        with _answered(network, place, request, guard, record) as (adapter, response):
            if response.status_code not in _REDIRECTS or "Location" not in response.headers:
                return Answer(
                    response.status_code,
                    CaseInsensitiveDict(response.headers),
                    _body(adapter, response, limit_bytes),
                    place.url,
                    _date(response),
                )
            if body is not None and response.status_code not in _KEEP_METHOD:
                raise ProbeFailed(Reason.REDIRECT_REFUSED, f"{response.status_code} in answer to a POST")
            place = _next(place, response, guard)
    raise ProbeFailed(Reason.REDIRECT_LOOP, f"more than {MOST_REDIRECTS} redirects")


def _placed(url: str, declared: bool, guard: Guard) -> _Place:
    require_web_address(url)
    instead = guard.rewritten(url)
    return _Place(url, declared) if instead is None else _Place(instead, declared=True)


def _next(place: _Place, response: requests.Response, guard: Guard) -> _Place:
    # http.client reads headers as Latin-1; some servers write UTF-8 there
    location = response.headers["Location"].encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        url = urljoin(place.url, location)
        here, there = urlsplit(place.url), urlsplit(url)
        same = (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port)
    except ValueError as error:
        raise ProbeFailed(Reason.REDIRECT_REFUSED, f"to {location[:200]!r}") from error
    if here.scheme == "https" and there.scheme == "http":
        raise ProbeFailed(Reason.REDIRECT_REFUSED, "from https to http")
    return _placed(url, place.declared and same, guard)


def _prepared(
    method: str, url: str, user_agent: str, body: bytes | None, headers: Mapping[str, str]
) -> requests.PreparedRequest:
    try:
        request = prepared(method, url, user_agent)
        request.headers.update(headers)
        if body is not None:
            request.prepare_body(body, None)
    except (requests.RequestException, ValueError) as error:
        raise ProbeFailed(Reason.ADDRESS_REFUSED, f"{url[:200]!r} is no address of a server") from error
    return request


@contextmanager
def _answered(
    network: Network, place: _Place, request: requests.PreparedRequest, guard: Guard, record: Record
) -> Iterator[tuple[TimingAdapter, requests.Response]]:
    through = network if place.declared else GuardedNetwork(network, guard)
    network.remaining()
    with closing(TimingAdapter(through, trust=None, family="any", record=record)) as adapter:
        yield adapter, adapter.send(request)


def _body(adapter: TimingAdapter, response: requests.Response, limit_bytes: int) -> bytes:
    said = response.headers.get("Content-Length", "")
    if said.isdecimal() and int(said[:20]) > limit_bytes:
        raise ProbeFailed(Reason.HTTP_TOO_LARGE, f"{said[:20]} bytes, more than {limit_bytes}")
    body = adapter.read_body(response, limit_bytes)
    if len(body) > limit_bytes:
        raise ProbeFailed(Reason.HTTP_TOO_LARGE, f"more than {limit_bytes} bytes")
    return body


def _date(response: requests.Response) -> float | None:
    try:
        moment = parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, IndexError):  # IndexError: some shapes of nonsense
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
