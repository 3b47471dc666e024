"""`thongsuot probe timestamp` and `trust` as people and programs see them, with real authorities on loopback."""

import json
import re
import socket
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner, Result

from exporter.cli import thongsuot
from probes.expand import user_agent
from tests.authority import DAY, NOW, PERSON, PERSON_ID, PERSON_NAME, Authority, Issued
from tests.servers.loopback import Script, serving
from tests.servers.plain import HELLO, answer, hang_up, hear
from tests.servers.timestamping import Answering, authority_of, replies, stamper, stamps

ROOT = Authority.root()
SUB = ROOT.sub()
TSA = stamper(SUB)
ENDING = stamper(SUB, ends=NOW + 9 * DAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.crt").write_bytes(ROOT.pem)
    (tmp_path / "trust" / "broken.pem").write_bytes(b"<html>")
    (tmp_path / "trust" / "notes.txt").write_text("no certificate")
    (tmp_path / "sub.pem").write_bytes(SUB.pem)
    (tmp_path / "canary.pem").write_bytes(SUB.signer(subject=PERSON).pem)
    (tmp_path / "empty").mkdir()
    return tmp_path


def now_stamped(issued: Issued = TSA) -> Answering:
    return lambda query: stamps(authority_of(issued), moment=datetime.now(UTC))(query)


def run(*arguments: object, language: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", language, "probe", *map(str, arguments)])


def timestamp(script: Script, *options: object, language: str = "en") -> Result:
    with serving(script) as port:
        return run("timestamp", f"http://127.0.0.1:{port}/tsa", *options, language=language)


def test_a_good_stamp_is_explained_in_english(folder: Path) -> None:
    result = timestamp(replies(now_stamped()), "--trust", folder / "trust")

    assert result.exit_code == 0, result.output
    for line in (
        r"broken\.pem is left out: it cannot be read",
        r"Timestamp http://127\.0\.0\.1:\d+/tsa",
        r"  Sent +a request to stamp the hash of random bytes",
        r"  Address +127\.0\.0\.1:\d+",
        r"  Time stamped +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d \+07",
        r"  Beside our clock +no difference seen",
        r"  Signed by +certificate [0-9a-f]{16}… until 20\d\d-\d\d-\d\d, 36\d days left",
        r"  Policy +1\.3\.6\.1\.4\.1\.32473\.1",
        r"  Trust +leads to a pinned root",
        r"Phases",
        r"✓ Stamped correctly, after [\d.]+ m?s",
    ):
        assert re.search(f"^{line}$", result.output, re.MULTILINE), (line, result.output)


def test_a_good_stamp_is_explained_in_vietnamese() -> None:
    result = timestamp(replies(now_stamped(ENDING)), language="vi")

    assert result.exit_code == 0, result.output
    for line in (
        r"Dấu thời gian http://127\.0\.0\.1:\d+/tsa",
        r"  Giờ trên dấu +\d\d:\d\d:\d\d, \d\d/\d\d/20\d\d",
        r"  So với máy này +không thấy lệch",
        r"  Người ký +chứng thư [0-9a-f]{16}… đến ngày \d\d/\d\d/20\d\d, còn 8 ngày",
        r"  Tin cậy +chưa kiểm tra: không có chứng thư gốc nào được ghim \(dùng --trust\)",
        r"! Đóng dấu đúng, sau [\d,]+ m?s, nhưng chưa biết có đáng tin cậy không",
        r"→ Chứng thư của máy cấp dấu sắp hết hạn: .+",
    ):
        assert re.search(f"^{line}$", result.output, re.MULTILINE), (line, result.output)


def test_a_bad_answer_is_explained_and_ends_with_1() -> None:
    result = timestamp(replies(lambda _query: HELLO), language="vi")

    assert result.exit_code == 1
    assert "✗ Máy chủ trả lời bằng thứ khác, có thể là trang đăng nhập mạng (một trang web)" in result.output
    assert "Giờ trên dấu" not in result.output


def test_an_expired_signer_is_shown_with_its_end(folder: Path) -> None:
    old = stamper(SUB, starts=NOW - 9 * DAY, ends=NOW - DAY)

    result = timestamp(replies(now_stamped(old)), "--trust", folder / "trust" / "root.crt")

    assert result.exit_code == 1
    assert re.search(
        r"^  Signed by +certificate until 20\d\d-\d\d-\d\d, expired$", result.output, re.MULTILINE
    )


def test_programs_get_one_line_of_json(folder: Path) -> None:
    result = timestamp(replies(now_stamped()), "--trust", folder / "trust" / "root.crt", "--json")

    told = json.loads(result.stdout)
    assert (told["kind"], told["result"]["facts"]["state"]) == ("timestamp", "ok")
    assert told["result"]["measures"]["timestamp_signer_not_after_timestamp_seconds"] > NOW.timestamp()


def test_a_folder_without_certificates_is_wrong_usage(folder: Path) -> None:
    result = run("timestamp", "http://127.0.0.1:9/", "--trust", folder / "empty")

    assert result.exit_code == 2


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/tsa", "http://", "http://127.0.0.1:0/"])
def test_what_is_no_web_address_is_wrong_usage(address: str) -> None:
    result = run("timestamp", address, language="vi")

    assert result.exit_code == 2
    assert f"{address} không phải là địa chỉ http:// hay https://" in result.output


def test_a_query_that_never_left_is_not_said_to_be_sent() -> None:
    result = run("timestamp", "http://a..b/")

    assert result.exit_code == 1
    assert "Sent" not in result.output


def test_it_says_who_asks_and_needs_no_scheme() -> None:
    heard: list[str] = []

    def script(connection: socket.socket, over: Event) -> None:
        heard.append(hear(connection))
        connection.sendall(answer("503 Service Unavailable"))
        hang_up(connection, over)

    with serving(script) as port:
        run("timestamp", f"127.0.0.1:{port}/tsa")

    assert f"User-Agent: {user_agent(None)}\r\n" in heard[0]


def test_trust_that_is_well_is_explained(folder: Path) -> None:
    words = ("--trust", folder / "trust", "--chain", folder / "sub.pem", "--canary", folder / "canary.pem")

    english, vietnamese = run("trust", *words), run("trust", *words, language="vi")

    assert english.exit_code == 0, english.output
    assert re.search(r"^  Roots +1, in date: 1$", english.output, re.MULTILINE)
    assert re.search(r"^  Known certificate +leads to a pinned root$", english.output, re.MULTILINE)
    assert "✓ The pinned roots are there and in date" in english.output
    assert re.search(
        r"^  Chứng thư mẫu +nối được tới chứng thư gốc đã ghim$", vietnamese.output, re.MULTILINE
    )
    assert "✓ Chứng thư gốc đã ghim đầy đủ và còn hiệu lực" in vietnamese.output
    for page in (english.output, vietnamese.output):
        assert PERSON_NAME not in page
        assert PERSON_ID not in page


def test_a_canary_that_does_not_verify_ends_with_1(folder: Path) -> None:
    words = ("--trust", folder / "trust" / "root.crt", "--canary", folder / "canary.pem")

    page, line = run("trust", *words), run("trust", *words, "--json")

    assert page.exit_code == 1
    assert "the certificate of “Thử nghiệm Sub CA” is missing" in page.output
    told = json.loads(line.stdout)
    assert (told["result"]["reason"], told["result"]["measures"]["trust_canary_ok"]) == ("canary_wrong", 0.0)


def test_trust_without_a_readable_root_says_so(folder: Path) -> None:
    result = run("trust", "--trust", folder / "trust" / "broken.pem", language="vi")

    assert result.exit_code == 1
    assert "✗ Máy giám sát không đọc được chứng thư tin cậy đã khai báo (broken.pem: " in result.output


def test_what_is_wrong_with_a_canary_is_said_in_vietnamese_and_of_trust(folder: Path) -> None:
    old = SUB.signer(ends=NOW - DAY)
    (folder / "old.pem").write_bytes(old.pem)
    words = ("--trust", folder / "trust" / "root.crt", "--chain", folder / "sub.pem")
    page = run("trust", *words, "--canary", folder / "old.pem", language="vi").output

    assert re.search(
        r"^✗ Chứng thư mẫu cho kết quả khác .+ \(chứng thư đã hết hạn ngày \d\d/\d\d/\d{4}\)$",
        page,
        re.MULTILINE,
    )
    assert "trả lời" not in page
