"""One question to an authority's service over HTTP, whoever named its address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

import requests

from probes.fetch.adapter import TimingAdapter
from probes.fetch.connection import Record
from probes.fetch.freshness import http_date
from probes.fetch.guard import Guard, server_of
from probes.fetch.guarded import GuardedNetwork
from probes.network import Network
from probes.reasons import ProbeFailed, Reason
from probes.said import UNSAID, is_host, said_host, said_host_of, said_scheme

MOST_REDIRECTS = 5

_LONGEST_URL = 2048
_FOLLOWED = frozenset({301, 302, 303, 307, 308})
_FOLLOWED_WITH_BODY = frozenset({307, 308})
_NEVER_IN_URLS = re.compile(r"[\x00-\x20\x7f\\]")
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    headers: by name, whatever its case. url: where the answer came from, after redirects. date: the server's clock
    (the Date header, unix seconds), None without one.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    date: float | None


@dataclass(frozen=True, slots=True)
class _Ask:
    """The question, wherever it is put."""

    method: str
    body: bytes | None
    headers: Mapping[str, str]
    limit_bytes: int
    record: Record


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
    headers: Mapping[str, str] = _NO_HEADERS,
) -> Answer:
    """Ask `url` over a fresh connection, follow redirects; the status is the caller's to judge.

    declared: the operator wrote this address; else it is a stranger's word, and leads to the public Internet or
    `guard.networks` only, as every redirect does, whoever named the first address: a declared server may only send us
    on to itself. What `guard` rewrites, the operator wrote. `record` fills up with the phases, on failure too.
    Raises ProbeFailed: ADDRESS_REFUSED, REDIRECT_LOOP, REDIRECT_REFUSED, HTTP_TOO_LARGE (a body above `limit_bytes`),
    HTTP_INVALID and those of the network. Details name hosts, never whole addresses: paths may hold anything. Nor do
    they repeat a stranger's host that is no possible one, or holds a number as long as an identity card's.
    """
    asking = _Ask(method, body, {**_COMMON, "User-Agent": user_agent, **headers}, limit_bytes, record)
    guarded = GuardedNetwork(network, guard)
    url, trusted = _rewritten(url, declared, guard)
    server = _server(url, declared=True) if trusted else None
    passed: set[str] = set()
    while True:
        answer = _once(asking, url, network) if trusted else _from_stranger(asking, url, guarded)
        if answer.status not in _FOLLOWED:
            return answer
        passed.add(url)
        there = _sent_on(asking, answer)
        url, trusted = _rewritten(there, _server(there) == server, guard)
        if url in passed:
            raise ProbeFailed(Reason.REDIRECT_LOOP, f"back at {said_host_of(url)}")
        if len(passed) > MOST_REDIRECTS:
            raise ProbeFailed(Reason.REDIRECT_LOOP, f"more than {MOST_REDIRECTS} redirects")


def _rewritten(url: str, trusted: bool, guard: Guard) -> tuple[str, bool]:
    url = url.partition("#")[0]
    rewritten = guard.rewritten(url)
    return (url, trusted) if rewritten is None else (rewritten, True)


def _from_stranger(asking: _Ask, url: str, network: Network) -> Answer:
    """As `_once`; whoever refuses, the resolver or the server's TLS, may put the host into words."""
    _server(url)
    if said_host_of(url) != UNSAID:
        return _once(asking, url, network)
    try:
        return _once(asking, url, network)
    except ProbeFailed as failed:
        quiet = ProbeFailed(failed.reason, UNSAID, measures=failed.measures, facts=failed.facts)
    raise quiet  # out here, so that the words are not in its context


def _once(asking: _Ask, url: str, network: Network) -> Answer:
    network.remaining()
    request = _prepared(asking, url)
    adapter = TimingAdapter(network, trust=None, family="any", record=asking.record)
    try:
        response = adapter.send(request)
        said = response.headers.get("Content-Length", "")
        if said.isascii() and said.isdigit() and int(said[:20]) > asking.limit_bytes:
            raise _too_large(asking)
        body = adapter.read_body(response, asking.limit_bytes)
    except ProbeFailed:
        network.remaining()  # what the deadline cuts off is a timeout, whatever the broken socket said last
        raise
    finally:
        adapter.close()
    if len(body) > asking.limit_bytes:
        raise _too_large(asking)
    date = http_date(response.headers.get("Date"))
    return Answer(response.status_code, response.headers, body, response.url, date)


def _prepared(asking: _Ask, url: str) -> requests.PreparedRequest:
    """The request as it goes out, its address checked again in the form in which it is used."""
    _server(url)
    try:
        request = requests.Request(
            asking.method, url, headers=dict(asking.headers), data=asking.body
        ).prepare()
    except (requests.RequestException, ValueError) as error:
        raise _refused("not a possible address") from error
    _server(request.url or "")
    return request


def _server(url: str, *, declared: bool = False) -> tuple[str, str, int | None]:
    """The server that `url` names; `declared`: by the operator. Raises ProbeFailed ADDRESS_REFUSED when we would not even look its name up."""
    try:
        scheme, host, port = server_of(url)
    except ValueError as error:
        raise _refused("a broken address, or one with a user name in it") from error
    if scheme not in {"http", "https"}:
        raise _refused(f"{said_scheme(scheme)}: only http and https are supported")
    if len(url) > _LONGEST_URL or _NEVER_IN_URLS.search(url) or port == 0:
        raise _refused("not a possible address")
    try:
        ascii_host = host.encode("idna").decode()
    except UnicodeError:
        ascii_host = ""
    if not is_host(ascii_host):
        said = said_host(host, declared=declared or not host)
        raise _refused("not a possible host" if said == UNSAID else f"{said!r} is not a possible host")
    return scheme, host, port


def _sent_on(asking: _Ask, answer: Answer) -> str:
    """Where a redirect leads, if it may be followed."""
    location = answer.headers.get("Location")
    if location is None:
        raise ProbeFailed(Reason.HTTP_INVALID, f"{answer.status} without a Location")
    if asking.method != "GET" and answer.status not in _FOLLOWED_WITH_BODY:
        raise ProbeFailed(Reason.REDIRECT_REFUSED, f"{answer.status} in answer to {asking.method}")
    # http.client reads headers as Latin-1; some servers write UTF-8 there
    location = location.encode("latin-1").decode("utf-8", errors="replace")
    try:
        there = urljoin(answer.url, location)
    except ValueError as error:
        raise ProbeFailed(Reason.REDIRECT_REFUSED, "to a broken address") from error
    if answer.url.startswith("https:") and urlsplit(there).scheme == "http":
        raise ProbeFailed(Reason.REDIRECT_REFUSED, f"from https to http, {said_host_of(there)}")
    return there


def _refused(detail: str) -> ProbeFailed:
    return ProbeFailed(Reason.ADDRESS_REFUSED, detail)


def _too_large(asking: _Ask) -> ProbeFailed:
    return ProbeFailed(Reason.HTTP_TOO_LARGE, f"more than {asking.limit_bytes} bytes")


_COMMON = {"Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
