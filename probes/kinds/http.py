"""Does a page answer as expected, and how long does each step take?"""

from dataclasses import dataclass, field
from http.client import HTTPMessage
from typing import cast
from urllib.parse import urljoin, urlsplit

import requests

from probes.fetch import BODY_BYTES, Record, TimingAdapter, prepared, prepared_once
from probes.fetch.expectation import found, text_of
from probes.fetch.status import content_length, status_measures
from probes.kind import Seen
from probes.network import Family, Network
from probes.reasons import ProbeFailed, Reason

REACHABLE = frozenset({401, 403, 405})
"""These refuse our way of asking, not the asking: somebody is there."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_SUCH_METHOD = frozenset({405, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpTarget:
    """A page, and what a good answer looks like.

    statuses: the good ones; empty: any 2xx or 3xx, and 401, 403, 405. A redirect that is expected is not followed.
    redirects: how many are followed; 0: none, a redirect is the answer.
    body, body_absent: patterns searched in the first 64 kB of the text. headers: a pattern per header name.
    trust: path of a PEM file or folder; None: the system's store.
    """

    url: str
    method: str = "GET"
    family: Family = "any"
    redirects: int = 10
    statuses: tuple[int, ...] = ()
    body: str | None = None
    body_absent: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    trust: str | None = None
    user_agent: str = "thongsuot"


@dataclass(slots=True)
class _Answer:
    response: requests.Response
    body: bytes


@dataclass(slots=True)
class _Look:
    """What is known so far; kept when the next step fails."""

    record: Record = field(default_factory=Record)
    redirects: int = 0
    version: float | None = None
    over_tls: bool | None = None
    content_length: int | None = None
    body_bytes: int | None = None
    answered: dict[str, float] = field(default_factory=dict)

    def forget_the_answer(self) -> None:
        """What an earlier hop answered is not what the next one does."""
        self.answered = {}
        self.version = self.over_tls = self.content_length = self.body_bytes = None

    def measures(self) -> dict[str, float]:
        phases = {f"phase_{phase}_seconds": took for phase, took in self.record.phases.items()}
        known = {
            "http_redirects": self.redirects if self.redirects or self.answered else None,
            "http_version": self.version,
            "http_over_tls": self.over_tls,
            "http_content_length": self.content_length,
            "http_body_bytes": self.body_bytes,
            "ip_protocol": self.record.ip_protocol,
            "tls_chain_not_after_timestamp_seconds": self.record.chain_not_after,
        }
        return (
            phases
            | self.answered
            | {name: float(value) for name, value in known.items() if value is not None}
        )

    def facts(self) -> dict[str, str]:
        version = self.record.tls_version
        return {} if version is None else {"tls_version": version}


def observe(target: HttpTarget, network: Network) -> Seen:
    """Ask, follow redirects, compare. One attempt: of each name the first address, so that it is known what was tested."""
    look = _Look()
    adapter = TimingAdapter(network, trust=target.trust, family=target.family, record=look.record)
    try:
        answer = _follow(target, network, adapter, look)
        _compare(target, answer)
    except ProbeFailed as failed:
        raise ProbeFailed(
            failed.reason, failed.detail, measures=look.measures(), facts=look.facts()
        ) from failed
    finally:
        adapter.close()
    status = f"{answer.response.status_code} {answer.response.reason}".strip()
    return Seen(look.measures(), look.facts(), f"{status} {answer.response.url}")


def _follow(target: HttpTarget, network: Network, adapter: TimingAdapter, look: _Look) -> _Answer:
    url = target.url
    passed: set[tuple[str, object]] = set()
    while True:
        passed.add((url.partition("#")[0], adapter.cookies))
        answer = _ask(target, url, network, adapter, look)
        status = answer.response.status_code
        if status not in _REDIRECTS or status in target.statuses or target.redirects == 0:
            return answer
        url = _next_url(answer.response)
        if (url.partition("#")[0], adapter.cookies) in passed:
            raise ProbeFailed(Reason.REDIRECT_LOOP, f"back at {url}")
        if look.redirects == target.redirects:
            raise ProbeFailed(Reason.REDIRECT_LOOP, f"more than {target.redirects} redirects")
        look.redirects += 1


def _ask(target: HttpTarget, url: str, network: Network, adapter: TimingAdapter, look: _Look) -> _Answer:
    answer = _exchange(target.method, url, target, network, adapter, look)
    if target.method == "HEAD" and answer.response.status_code in _NO_SUCH_METHOD:
        return _exchange("GET", url, target, network, adapter, look)
    return answer


def _exchange(
    method: str, url: str, target: HttpTarget, network: Network, adapter: TimingAdapter, look: _Look
) -> _Answer:
    network.remaining()
    look.forget_the_answer()
    try:
        prepare = prepared if look.redirects else prepared_once
        request = prepare(method, url, target.user_agent)
    except (requests.RequestException, ValueError) as error:
        reason = Reason.REDIRECT_REFUSED if look.redirects else Reason.NAME_NOT_FOUND
        raise ProbeFailed(reason, str(error)) from error
    response = adapter.send(request)
    look.answered = status_measures(response.status_code, response.headers, network.clock.now().wall)
    look.version = response.raw.version / 10
    look.over_tls = url.startswith("https:")
    look.content_length = content_length(response)
    body = adapter.read_body(response)
    look.body_bytes = min(len(body), BODY_BYTES)
    return _Answer(response, body)


def _next_url(response: requests.Response) -> str:
    location = response.headers.get("Location")
    if location is None:
        raise ProbeFailed(Reason.HTTP_INVALID, f"{response.status_code} without a Location")
    # http.client reads headers as Latin-1; some servers write UTF-8 there
    location = location.encode("latin-1").decode("utf-8", errors="replace")
    try:
        url = urljoin(response.url, location)
        there = urlsplit(url)
        has_user = there.username is not None
        _ = there.port
    except ValueError as error:
        raise ProbeFailed(Reason.REDIRECT_REFUSED, location[:200]) from error
    downgrade = urlsplit(response.url).scheme == "https" and there.scheme == "http"
    if there.scheme not in {"http", "https"} or not there.hostname or downgrade or has_user:
        raise ProbeFailed(Reason.REDIRECT_REFUSED, f"to {url[:200]}")
    return url


def _compare(target: HttpTarget, answer: _Answer) -> None:
    response = answer.response
    status = response.status_code
    good = status in target.statuses if target.statuses else 200 <= status <= 399 or status in REACHABLE
    if not good:
        raise ProbeFailed(Reason.HTTP_STATUS, f"{status} {response.reason}".strip())
    headers = cast(HTTPMessage, response.raw.headers)  # requests' own dict keeps one value per name
    for name, pattern in target.headers:
        values = headers.get_all(name) or ()
        if not any(found(pattern, value) for value in values):
            seen = ", ".join(values)[:200]
            raise ProbeFailed(Reason.HEADER_MISMATCH, f"{name}: {seen!r} is not {pattern!r}")
    if target.body is None and target.body_absent is None:
        return
    text, whole = text_of(
        answer.body,
        headers.get_content_charset(),
        response.headers.get("Content-Encoding", ""),
        BODY_BYTES,
    )
    _compare_text(target, text, whole)


def _compare_text(target: HttpTarget, text: str, whole: bool) -> None:
    if target.body_absent is not None and found(target.body_absent, text):
        raise ProbeFailed(Reason.BODY_MISMATCH, f"contains {target.body_absent!r}")
    present = target.body is None or found(target.body, text)
    if not whole and (target.body_absent is not None or not present):
        raise ProbeFailed(
            Reason.HTTP_TOO_LARGE, f"longer than {BODY_BYTES} bytes, not all of it was searched"
        )
    if not present:
        raise ProbeFailed(Reason.BODY_MISMATCH, f"does not contain {target.body!r}")
