"""A transport adapter for requests: requests prepares and answers, the network seam carries, each phase is timed."""

import http.client
import time
import urllib.request
from collections.abc import Mapping
from functools import lru_cache
from http.cookiejar import CookieJar
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from probes.fetch.connection import Record, TimedConnection, TimedResponse
from probes.fetch.failures import http_failure
from probes.network import Family, Network
from probes.reasons import ProbeFailed, Reason

BODY_BYTES = 65_536


class TimingAdapter(BaseAdapter):
    """Sends each request over a fresh connection of its own, within one look.

    It is used without a Session: proxies, `netrc` and `REQUESTS_CA_BUNDLE` would bend a probe, redirects are counted by
    the kind, and cookies live for one look only, for the firewalls that send away whoever does not bring theirs.
    requests' own HTTPAdapter would parse the trust store per connection and costs half as much again.
    """

    def __init__(self, network: Network, *, trust: str | None, family: Family, record: Record) -> None:
        super().__init__()
        self._network = network
        self._trust = trust
        self._family = family
        self._record = record
        self._jar = CookieJar()
        self._open: list[http.client.HTTPConnection | http.client.HTTPResponse] = []

    def send(  # type: ignore[override]  # the rest of BaseAdapter's arguments belong to the look and its target
        self, request: requests.PreparedRequest, **_ignored: Any
    ) -> requests.Response:
        """Connect, ask, read the headers; the body is still to be read, with `read_body`. Raises ProbeFailed."""
        url = urlsplit(request.url or "")
        secure = url.scheme == "https"
        connection = TimedConnection(
            url.hostname or "",
            url.port or (443 if secure else 80),
            secure=secure,
            trust=self._trust,
            family=self._family,
            network=self._network,
            record=self._record,
        )
        self._open.append(connection)
        connection.connect()
        asked = time.monotonic()
        try:
            connection.request(
                request.method or "GET", request.path_url, request.body, headers=self._headers(request)
            )
            raw = cast(TimedResponse, connection.getresponse())  # the connection's response_class
        except (OSError, http.client.HTTPException) as error:
            raise http_failure(error) from error
        self._open.append(raw)
        self._record.phases["processing"] += raw.first_byte - asked
        self._network.remaining()  # what the deadline cuts off reads as ended
        if not raw.whole:
            raise ProbeFailed(Reason.RESET, "closed in the middle of the headers")
        if "Set-Cookie" in raw.headers:
            self._jar.extract_cookies(raw, _for_the_jar(request))
        return _response(request, raw)

    def read_body(self, response: requests.Response, limit_bytes: int = BODY_BYTES) -> bytes:
        """At most `limit_bytes` + 1 of the body, as sent; one above the limit tells that there is more.

        Raises ProbeFailed when the body breaks off or is not what its headers say.
        """
        raw = cast(TimedResponse, response.raw)
        try:
            body = raw.read(limit_bytes + 1)
        except (OSError, http.client.HTTPException) as error:
            raise http_failure(error) from error
        self._network.remaining()  # nor is such a body
        if len(body) <= limit_bytes and raw.length:
            raise ProbeFailed(Reason.RESET, f"the body ends {raw.length} bytes too early")
        self._record.phases["transfer"] += time.monotonic() - raw.first_byte
        return body

    @property
    def cookies(self) -> frozenset[tuple[str, str, str | None]]:
        """What the servers of this look have handed out so far: domain, name, value."""
        return frozenset((cookie.domain, cookie.name, cookie.value) for cookie in self._jar)

    def close(self) -> None:
        """Close every connection of this look."""
        for thing in self._open:
            thing.close()
        self._open.clear()

    def _headers(self, request: requests.PreparedRequest) -> Mapping[str, str]:
        if not len(self._jar):
            return request.headers
        asking = _for_the_jar(request)
        self._jar.add_cookie_header(asking)
        return {**request.headers, **dict(asking.header_items())}


def prepared(method: str, url: str, user_agent: str) -> requests.PreparedRequest:
    """The request as it goes out.

    Raises requests.exceptions.RequestException or ValueError when `url` cannot be asked.
    """
    headers = {
        "User-Agent": user_agent,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    return requests.Request(method, url, headers=headers).prepare()


@lru_cache(maxsize=4096)
def prepared_once(method: str, url: str, user_agent: str) -> requests.PreparedRequest:
    """As `prepared`, and kept: nobody changes it. For URLs of our own inventory, never for a server's.

    A sign-on puts fresh random words into every redirect, and a URL may be 64 kB long: kept, they would fill the memory.
    """
    return prepared(method, url, user_agent)


def _for_the_jar(request: requests.PreparedRequest) -> urllib.request.Request:
    return urllib.request.Request(request.url or "")  # noqa: S310  # never opened: it tells the jar which URL is meant


def _response(request: requests.PreparedRequest, raw: TimedResponse) -> requests.Response:
    response = requests.Response()
    response.status_code = raw.status
    response.reason = raw.reason
    response.headers = CaseInsensitiveDict(raw.getheaders())
    response.url = request.url or ""
    response.request = request
    response.raw = raw
    return response
