"""`thongsuot probe` as a whole, and its two plainest looks, against real sockets on loopback."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from click.testing import CliRunner, Result

from exporter.cli import thongsuot
from exporter.cli.probe_command import LOOKS


def run(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", language, "probe", *arguments])


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@pytest.fixture
def name_server() -> Iterator[int]:
    """Knows that `xa.example` is at 10.1.2.3, and no other name. An empty datagram ends it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        address = server.getsockname()
        thread = Thread(target=_answer_until_told, args=(server,))
        thread.start()
        yield address[1]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.sendto(b"", address)
        thread.join()


def test_every_look_is_listed_in_both_languages_and_has_its_module() -> None:
    folder = Path(__file__).parents[3] / "exporter" / "cli" / "probe"

    for language in ("vi", "en"):
        shown = run("--help", language=language).output
        for name, text in LOOKS.items():
            said = text.vi if language == "vi" else text.en
            assert re.search(rf"^  {name} +{re.escape(said)}$", shown, re.MULTILINE)
    assert all((folder / f"{name}.py").exists() for name in LOOKS)


def test_an_unknown_look_is_wrong_usage() -> None:
    result = run("telepathy")

    assert result.exit_code == 2
    assert "telepathy" in result.output


@pytest.mark.parametrize(
    ("language", "title", "good"),
    [
        ("vi", "Từng bước", r"✓ Cổng nhận kết nối, sau [\d.]+,\d ms"),
        ("en", "Phases", r"✓ The port accepts connections, after [\d,]+\.\d ms"),
    ],
)
def test_an_open_port_is_shown_with_its_phases(listening: int, language: str, title: str, good: str) -> None:
    result = run("tcp", "127.0.0.1", str(listening), language=language)

    page = result.output.splitlines()
    assert result.exit_code == 0
    assert page[0] == f"TCP 127.0.0.1 {listening}"
    assert page[2].endswith(f"127.0.0.1:{listening}")
    assert page[3] == title
    assert re.fullmatch(good, page[-1])


def test_a_closed_port_says_so_and_what_to_do(closed: int) -> None:
    result = run("tcp", "127.0.0.1", str(closed), language="vi")

    assert result.exit_code == 1
    assert result.output.splitlines()[-2:] == [
        "✗ Máy chủ từ chối kết nối: cổng không mở (ECONNREFUSED: kết nối bị từ chối)",
        "→ Máy còn sống nhưng dịch vụ không chạy: báo đơn vị vận hành khởi động lại, hoặc kiểm tra lại số cổng",
    ]


def test_a_port_as_json_is_one_line(listening: int) -> None:
    result = run("tcp", "127.0.0.1", str(listening), "--json")

    (line,) = result.output.splitlines()
    told = json.loads(line)
    assert told["kind"] == "tcp"
    assert told["target"] == f"127.0.0.1 {listening}"
    assert told["peers"] == [f"127.0.0.1:{listening}"]
    assert set(told["result"]["measures"]) >= {"phase_resolve_seconds", "phase_connect_seconds"}
    assert "reason" not in told["result"]


def test_an_address_of_the_other_family_is_not_tried(listening: int) -> None:
    result = run("tcp", "-6", "127.0.0.1", str(listening))

    assert result.exit_code == 1
    assert "✗ The name exists but has no address of the wanted kind" in result.output


@pytest.mark.parametrize("arguments", [["tcp", "127.0.0.1"], ["tcp", "127.0.0.1", "0"], ["dns"]])
def test_a_missing_or_impossible_argument_is_wrong_usage(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_name_is_shown_with_its_answer_and_the_server_that_gave_it(name_server: int) -> None:
    result = run("dns", "xa.example", "--server", "127.0.0.1", "--port", str(name_server))

    page = result.output.splitlines()
    assert result.exit_code == 0
    assert page[:4] == [
        "DNS xa.example",
        "  Asked   A xa.example",
        f"  Server  127.0.0.1:{name_server}",
        "  Answer  10.1.2.3",
    ]
    assert re.fullmatch(r"✓ Answered, after [\d.,]+ ms", page[-1])


def test_a_name_that_does_not_exist_and_an_unexpected_answer_say_why(name_server: int) -> None:
    at = ("--server", "127.0.0.1", "--port", str(name_server))

    unknown = run("dns", "khong-co.example", *at, language="vi")
    other = run("dns", "xa.example", *at, "--expect", "10.9.9.9")

    assert unknown.exit_code == other.exit_code == 1
    assert "✗ Tên miền không tồn tại (khong-co.example)" in unknown.output
    assert "✗ The answer is not the expected one (10.9.9.9 is not in 10.1.2.3)" in other.output


def test_several_names_are_one_json_line_each(name_server: int) -> None:
    at = ("--server", "127.0.0.1", "--port", str(name_server))

    result = run("dns", "xa.example", "khong-co.example", *at, "--json")

    known, unknown = map(json.loads, result.output.splitlines())
    assert result.exit_code == 1
    assert (known["target"], known["result"]["detail"]) == ("xa.example", "10.1.2.3")
    assert unknown["result"]["reason"] == "name_not_found"


def test_a_server_must_be_an_address() -> None:
    result = run("dns", "xa.example", "--server", "dns.example")

    assert result.exit_code == 2
    assert "dns.example is not an IP address" in result.output


def _answer_until_told(server: socket.socket) -> None:
    while True:
        wire, client = server.recvfrom(4096)
        if not wire:
            return
        query = dns.message.from_wire(wire)
        (question,) = query.question
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if question.name.to_text() == "xa.example.":
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", "A", "10.1.2.3"))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        server.sendto(answer.to_wire(), client)
