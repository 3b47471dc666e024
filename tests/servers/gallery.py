"""Every web server we test with, good and bad: the http kind and our peer meet the same ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from probes.reasons import Reason
from tests.servers import hostile
from tests.servers.certificates import Certificates, over_tls
from tests.servers.loopback import Script, serving
from tests.servers.plain import HELLO, answer, maps, says


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One server.

    reason: what the http kind should say; None: a good answer.
    tls: the certificate it shows (`tests.servers.certificates`); None: no TLS.
    scheme: of the URL, where it is not the server's own.
    """

    name: str
    script: Script
    reason: Reason | None = None
    tls: str | None = None
    host: str = "127.0.0.1"
    scheme: str = ""


@contextmanager
def shown(exhibit: Exhibit, certificates: Certificates) -> Iterator[str]:
    """The URL where the exhibit answers."""
    script = exhibit.script
    if exhibit.tls is not None:
        script = over_tls(script, certificates.context(exhibit.tls))
    scheme = exhibit.scheme or ("http" if exhibit.tls is None else "https")
    with serving(script, exhibit.host) as port:
        host = f"[{exhibit.host}]" if ":" in exhibit.host else exhibit.host
        yield f"{scheme}://{host}:{port}/"


def _status(status: str, *headers: str) -> Script:
    return says(answer(status, *headers))


_PAGE = says(answer())
_HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 500
_RUN_ON = b"HTTP/1.1 200 OK\r\n\r\n"

# Python 3.11 leaves a socket to the collector, which warns, when a reset comes between connect and wrap_socket.
RESET_IN_BETWEEN = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <ssl.SSLSocket:pytest.PytestUnraisableExceptionWarning"
)

GALLERY = (
    # good
    Exhibit("page", _PAGE),
    Exhibit("page_over_tls", _PAGE, tls="good"),
    Exhibit("page_over_ipv6", _PAGE, host="::1"),
    Exhibit("page_over_tls_and_ipv6", _PAGE, tls="good", host="::1"),
    Exhibit("page_by_name", _PAGE, host="localhost"),
    Exhibit("page_without_length", says(_RUN_ON + HELLO)),
    Exhibit("page_in_chunks", says(hostile.CHUNKED + b"5\r\nhello\r\n0\r\n\r\n")),
    Exhibit("page_of_http_1_0", says(b"HTTP/1.0 200 OK\r\n\r\n" + HELLO)),
    Exhibit("no_content", says(b"HTTP/1.1 204 No Content\r\n\r\n")),
    Exhibit("continue_first", says(b"HTTP/1.1 100 Continue\r\n\r\n" + answer())),
    Exhibit("early_hints", says(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + answer())),
    Exhibit("gzip_bomb", says(answer("200 OK", "Content-Encoding: gzip", body=hostile.GZIP_BOMB))),
    Exhibit("moved", maps({"/": answer("301 Moved Permanently", "Location: /there"), "/there": answer()})),
    Exhibit(
        "moved_over_tls", maps({"/": answer("302 Found", "Location: there"), "/there": answer()}), tls="good"
    ),
    Exhibit("cookie_wanted", hostile.wants_its_cookie),
    Exhibit("login_wanted", _status("401 Unauthorized")),
    Exhibit("forbidden", _status("403 Forbidden")),
    Exhibit("method_not_allowed", _status("405 Method Not Allowed")),
    # statuses
    Exhibit("not_found", _status("404 Not Found"), Reason.HTTP_STATUS),
    Exhibit("too_many_requests", _status("429 Too Many Requests", "Retry-After: 120"), Reason.HTTP_STATUS),
    Exhibit("server_error", _status("500 Internal Server Error"), Reason.HTTP_STATUS),
    Exhibit("unavailable", _status("503 Service Unavailable"), Reason.HTTP_STATUS),
    # redirects
    Exhibit("redirect_loop", _status("302 Found", "Location: /"), Reason.REDIRECT_LOOP),
    Exhibit("redirects_without_end", hostile.redirects_ever_further, Reason.REDIRECT_LOOP),
    Exhibit(
        "redirect_to_a_file", _status("302 Found", "Location: file:///etc/passwd"), Reason.REDIRECT_REFUSED
    ),
    Exhibit("redirect_to_nowhere", _status("301 Moved Permanently"), Reason.HTTP_INVALID),
    # TLS
    Exhibit("expired", _PAGE, Reason.TLS_EXPIRED, tls="expired"),
    Exhibit("not_yet_valid", _PAGE, Reason.TLS_NOT_YET_VALID, tls="not_yet_valid"),
    Exhibit("wrong_host", _PAGE, Reason.TLS_WRONG_HOST, tls="wrong_host"),
    Exhibit("self_signed", _PAGE, Reason.TLS_UNTRUSTED, tls="self_signed"),
    Exhibit("unknown_authority", _PAGE, Reason.TLS_UNTRUSTED, tls="unknown"),
    Exhibit("incomplete_chain", _PAGE, Reason.TLS_UNTRUSTED, tls="incomplete"),
    Exhibit("tls_alert", hostile.says_at_once(hostile.TLS_ALERT), Reason.TLS_FAILED, scheme="https"),
    Exhibit(
        "plain_on_a_tls_port",
        hostile.says_at_once(answer("400 Bad Request")),
        Reason.TLS_FAILED,
        scheme="https",
    ),
    Exhibit("tls_on_a_plain_port", hostile.says_at_once(hostile.TLS_ALERT), Reason.HTTP_INVALID),
    # cut off
    Exhibit("reset_before_tls", hostile.resets_at_once, Reason.RESET, scheme="https"),
    Exhibit("reset_in_tls", hostile.resets_on_first_bytes, Reason.RESET, scheme="https"),
    Exhibit("closed_in_tls", hostile.says_at_once(b""), Reason.RESET, scheme="https"),
    Exhibit("reset_before_the_request", hostile.resets_at_once, Reason.RESET),
    Exhibit("reset_after_the_request", hostile.resets_after(b""), Reason.RESET),
    Exhibit("reset_after_the_request_over_tls", hostile.resets_after(b""), Reason.RESET, tls="good"),
    Exhibit("reset_in_the_headers", hostile.resets_after(b"HTTP/1.1 200 OK\r\nServ"), Reason.RESET),
    Exhibit("closed_in_the_headers", says(b"HTTP/1.1 200 OK\r\nServ"), Reason.RESET),
    Exhibit("closed_after_a_header", says(b"HTTP/1.1 200 OK\r\nServer: x\r\n"), Reason.RESET),
    Exhibit("reset_in_the_body", hostile.resets_after(_HALF), Reason.RESET),
    Exhibit("reset_in_the_body_over_tls", hostile.resets_after(_HALF), Reason.RESET, tls="good"),
    Exhibit("half_closed", hostile.closes_at_once, Reason.RESET),
    Exhibit("body_too_short", says(_HALF), Reason.RESET),
    # not HTTP
    Exhibit("bad_status_line", says(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), Reason.HTTP_INVALID),
    Exhibit("http_0_9", says(HELLO), Reason.HTTP_INVALID),
    Exhibit("bad_status_code", says(b"HTTP/1.1 abc OK\r\n\r\n"), Reason.HTTP_INVALID),
    Exhibit("bad_chunks", says(hostile.CHUNKED + b"zz\r\nhello\r\n"), Reason.HTTP_INVALID),
    Exhibit("endless_headers", hostile.endless_headers(), Reason.HTTP_TOO_LARGE),
    Exhibit("huge_header", says(answer("200 OK", "X-Huge: " + "y" * 12_000_000)), Reason.HTTP_TOO_LARGE),
    # never done
    Exhibit("silent", hostile.never_answers, Reason.TIMEOUT),
    Exhibit("silent_in_tls", hostile.never_answers, Reason.TIMEOUT, scheme="https"),
    Exhibit("slow_tls", hostile.slow_from_the_start, Reason.TIMEOUT, scheme="https"),
    Exhibit("slow_status", hostile.slow(b"HTTP/1.1 200 OK\r\n"), Reason.TIMEOUT),
    Exhibit("slow_headers", hostile.slow(b"HTTP/1.1 200 OK\r\nX-Slow: y"), Reason.TIMEOUT),
    Exhibit("slow_body", hostile.slow(_RUN_ON + b"y"), Reason.TIMEOUT),
    Exhibit("slow_body_over_tls", hostile.slow(_RUN_ON + b"y"), Reason.TIMEOUT, tls="good"),
    Exhibit("endless_continue", hostile.endless_continue(), Reason.HTTP_INVALID),
    Exhibit("endless_hints", says(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20 + answer()), Reason.HTTP_INVALID),
    # ours by choice; see tests/peers/test_blackbox_agreement.py
    Exhibit("redirect_out_of_tls", hostile.redirects_out_of_tls, Reason.REDIRECT_REFUSED, tls="good"),
    Exhibit("endless_body", hostile.endless_body()),
    Exhibit("large_header", says(answer("200 OK", "X-Large: " + "y" * 100_000)), Reason.HTTP_TOO_LARGE),
)
