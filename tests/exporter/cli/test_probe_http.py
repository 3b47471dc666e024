"""`thongsuot probe http` against real servers on loopback."""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from exporter.cli import thongsuot
from tests.authority import DAY, NOW, Authority, Issued

ROOT = Authority.root("Root CA thử nghiệm")
SUB = ROOT.sub("Sub CA thử nghiệm")
Serve = Callable[[Issued | None], int]


class Page(BaseHTTPRequestHandler):
    """`/` greets, `/moved` leads there, anything else is not found."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # http.server wants this name
        status, body = (200, b"<h1>Xin ch\xc3\xa0o</h1>") if self.path == "/" else (404, b"")
        if self.path == "/moved":
            status = 302
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/")
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # http.server's own name
        del format, args


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        del request, client_address  # a client that refuses our certificate hangs up: that is the test


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    with ExitStack() as stack:
        yield lambda issued: stack.enter_context(_served(issued, tmp_path))


@contextmanager
def _served(issued: Issued | None, folder: Path) -> Iterator[int]:
    server = QuietServer(("127.0.0.1", 0), Page)
    if issued is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*issued.write(folder))
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def probe(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", language, "probe", "http", *arguments])


def test_a_good_page_shows_phases_chain_expectations_and_one_conclusion(serve: Serve, tmp_path: Path) -> None:
    port = serve(SUB.server("127.0.0.1", ends=NOW + 200 * DAY))

    result = probe(
        f"127.0.0.1:{port}/moved", "--body", "Xin chào", "--trust", str(tmp_path / "root.pem"), language="vi"
    )

    page = result.output.splitlines()
    assert result.exit_code == 0
    assert page[0] == f"GET https://127.0.0.1:{port}/moved"
    assert f"  Địa chỉ         127.0.0.1:{port}" in page
    assert "  Mã hóa          TLS 1.3" in page
    assert "  Mã trạng thái   200" in page
    assert "  Chuyển hướng    1" in page
    phases = page[page.index("Từng bước") + 1 : page.index("Chuỗi chứng chỉ TLS")]
    assert [line.split("  ")[1] for line in phases] == [
        "tìm địa chỉ",
        "kết nối",
        "bắt tay TLS",
        "máy chủ xử lý",
        "tải nội dung",
    ]
    assert all(" ms  █" in line for line in phases)
    chain = page[page.index("Chuỗi chứng chỉ TLS") + 1 : page.index("Mong đợi")]
    assert [line.split("  ")[2].strip() for line in chain] == ["127.0.0.1", "Sub CA thử nghiệm"]
    assert "còn 199 ngày" in chain[0] or "còn 200 ngày" in chain[0]
    assert page[-3:-1] == ["  ✓ mã trạng thái 2xx, 3xx, hoặc 401, 403, 405", "  ✓ có “Xin chào”"]
    assert page[-1].startswith("✓ Trả lời đúng như mong đợi, sau ")
    assert page[-1].endswith(" ms")


@pytest.mark.parametrize(
    ("issued", "why", "what_next"),
    [
        (SUB.server("127.0.0.1", ends=NOW - DAY), "has expired", "replace the certificate"),
        (SUB.server("192.0.2.1"), "is for another name", "Check the address that was typed"),
        (Authority.root("Stranger").server("127.0.0.1"), "is not from a trusted authority", "give"),
    ],
    ids=["expired", "wrong host", "unknown authority"],
)
def test_a_bad_chain_is_shown_all_the_same(
    serve: Serve, tmp_path: Path, issued: Issued, why: str, what_next: str
) -> None:
    port = serve(issued)

    result = probe(f"https://127.0.0.1:{port}/", "--trust", str(tmp_path / "root.pem"))

    page = result.output.splitlines()
    assert result.exit_code == 1
    assert page[page.index("TLS chain") + 1].startswith("  0  127.0.0.1")
    assert "  – status 2xx, 3xx, or 401, 403, 405 (not compared)" in page
    assert page[-2].startswith("✗ The server's TLS certificate")
    assert why in page[-2]
    assert page[-1].startswith("→ ")
    assert what_next in page[-1]


def test_a_chain_that_ends_soon_is_a_hint_and_no_failure(serve: Serve, tmp_path: Path) -> None:
    port = serve(SUB.server("127.0.0.1", ends=NOW + 12.5 * DAY))

    result = probe(f"https://127.0.0.1:{port}/", "--trust", str(tmp_path / "root.pem"))

    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == (
        "→ The server's TLS chain ends soon (12 days left): remind its operator to replace it in time"
    )


@pytest.mark.parametrize(
    ("path", "arguments", "expectations", "conclusion"),
    [
        (
            "/nowhere",
            ["--body", "x"],
            ["  ✗ status 2xx, 3xx, or 401, 403, 405", "  – contains “x” (not compared)"],
            "✗ The server answers, but with an error status (404 Not Found)",
        ),
        (
            "/",
            ["--status", "200", "--header", "Content-Type: text/html", "--body", "Goodbye"],
            ["  ✓ status 200", "  ✓ header Content-Type: text/html", "  ✗ contains “Goodbye”"],
            "✗ The page does not contain what is expected (does not contain 'Goodbye')",
        ),
        (
            "/",
            ["--header", "Server: Apache"],
            ["  ✓ status 2xx, 3xx, or 401, 403, 405", "  ✗ header Server: Apache"],
            None,
        ),
    ],
)
def test_expectations_tell_which_was_met_and_which_was_not(
    serve: Serve, path: str, arguments: list[str], expectations: list[str], conclusion: str | None
) -> None:
    port = serve(None)

    result = probe(f"http://127.0.0.1:{port}{path}", *arguments)

    page = result.output.splitlines()
    assert result.exit_code == 1
    assert page[page.index("Expected") + 1 : -2] == expectations
    assert conclusion is None or page[-2] == conclusion


def test_a_closed_port_shows_whom_it_asked_and_what_to_do(serve: Serve) -> None:
    port = serve(None)
    free = _unused_port(port)

    result = probe(f"http://127.0.0.1:{free}/")

    assert result.exit_code == 1
    assert f"127.0.0.1:{free}" in result.output
    assert "✗ Connection refused: the port is closed" in result.output


def test_json_is_one_line_a_page_with_the_chain(serve: Serve, tmp_path: Path) -> None:
    good, plain = serve(SUB.server("127.0.0.1")), serve(None)

    result = probe(
        f"https://127.0.0.1:{good}/",
        f"http://127.0.0.1:{plain}/no",
        "--trust",
        str(tmp_path / "root.pem"),
        "--json",
    )

    first, second = map(json.loads, result.output.splitlines())
    assert result.exit_code == 1
    assert first["target"] == f"https://127.0.0.1:{good}/"
    assert first["peers"] == [f"127.0.0.1:{good}"]
    assert first["result"]["measures"]["http_status_code"] == 200
    assert [one["issuer_name"] for one in first["chain"]] == ["Sub CA thử nghiệm", "Root CA thử nghiệm"]
    assert second["result"]["reason"] == "http_status"
    assert second["chain"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ftp://localhost/"], "ftp://localhost/ is no http:// or https:// address"),
        (["http://user:secret@localhost/"], "is no http:// or https:// address"),
        (["localhost", "--header", "Server"], "Server: must look like NAME:TEXT"),
        (["localhost", "--body", "[a"], "[a: must be a regular expression"),
        (["localhost", "--header", "Server: *"], "*: must be a regular expression"),
        (["localhost", "--status", "99"], "99"),
        (["localhost", "--timeout", "soon"], "soon"),
        ([], "URL"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(arguments: list[str], said: str) -> None:
    result = probe(*arguments)

    assert result.exit_code == 2
    assert said in result.output


def _unused_port(taken: int) -> int:
    """A port of loopback that nobody listens on: bound once, and given back."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    port = server.server_port
    server.server_close()
    assert port != taken
    return port
