"""`thongsuot probe crl` as people and programs see it, with a server on loopback."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography import x509

from exporter.cli import thongsuot
from exporter.cli.probe.crl_page import _left
from tests.authority import DAY, NOW, PERSON, PERSON_EMAIL, PERSON_ID, PERSON_NAME, Authority
from tests.revocation_lists import Entry, crl_of
from tests.servers.loopback import Script, serving
from tests.servers.plain import answer, says
from tests.servers.trap import trap

ROOT = Authority.root()
SUB = ROOT.sub()
ENTRIES = [Entry(serial) for serial in range(1, 1235)]
GOOD = crl_of(SUB, *ENTRIES, number=12, next_update=NOW + 9 * DAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "sub.cer").write_bytes(SUB.issued.der)
    return tmp_path


def run(*arguments: object, language: str = "en") -> Result:
    return CliRunner().invoke(thongsuot, ["--lang", language, "probe", "crl", *map(str, arguments)])


def asked(script: Script, *options: object, language: str = "en") -> Result:
    with serving(script) as port:
        return run(f"127.0.0.1:{port}/x.crl", *options, language=language)


def known(folder: Path) -> tuple[object, ...]:
    return ("--trust", folder / "root.pem", "--chain", folder / "sub")


def has(result: Result, *lines: str) -> None:
    for line in lines:
        assert re.search(f"^{line}$", result.output, re.MULTILINE), (line, result.output)


def naming(url: str) -> bytes:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
    return SUB.signer(subject=PERSON, extra=((x509.CRLDistributionPoints([point]), False),)).pem


def test_a_good_list_is_explained_in_english(folder: Path) -> None:
    result = asked(says(answer(body=GOOD)), *known(folder))

    assert result.exit_code == 0, result.output
    has(
        result,
        r"Revocation list http://127\.0\.0\.1:\d+/x\.crl",
        r"  Sent +a request for the list, nothing about anybody",
        r"  Address +127\.0\.0\.1:\d+",
        r"  Signature +right, by the authority \(SHA256\)",
        r"  Issued +20\d\d-\d\d-\d\d \d\d:\d\d \+07",
        r"  Valid until +20\d\d-\d\d-\d\d \d\d:\d\d \+07, [89] days left",
        r"  Number +12",
        r"  Entries +1,234",
        r"  Bytes +\d\d,\d\d\d",
        r"Phases",
        r"✓ A true and fresh list",
    )
    assert "→" not in result.output


def test_a_good_list_is_explained_in_vietnamese(folder: Path) -> None:
    result = asked(says(answer(body=GOOD)), *known(folder), language="vi")

    assert result.exit_code == 0, result.output
    has(
        result,
        r"Danh sách thu hồi http://127\.0\.0\.1:\d+/x\.crl",
        r"  Gửi +yêu cầu tải danh sách, không gửi thông tin của ai",
        r"  Chữ ký +đúng, của tổ chức chứng thực \(SHA256\)",
        r"  Phát hành lúc +\d\d:\d\d, \d\d/\d\d/20\d\d",
        r"  Có giá trị đến +\d\d:\d\d, \d\d/\d\d/20\d\d, còn [89] ngày",
        r"  Số thứ tự bản +12",
        r"  Số mục +1\.234",
        r"✓ Danh sách đúng và còn hạn",
    )


def test_a_list_that_runs_out_soon_is_good_and_has_a_hint(folder: Path) -> None:
    worn = crl_of(SUB, this_update=NOW - 9 * DAY, next_update=NOW + DAY)
    result = asked(says(answer(body=worn)), *known(folder))

    assert result.exit_code == 0
    has(result, r"✓ A true and fresh list", r"→ The list runs out soon and there is no new one yet: .+")


def test_without_certificates_the_dates_are_told_and_the_signature_is_not_believed() -> None:
    result = asked(says(answer(body=GOOD)))

    assert result.exit_code == 0
    has(
        result,
        r"  Signature +not checked: the issuer's certificate is not given \(use --trust or --chain\)",
        r"  Number +12",
        r"! A fresh list; its signature was not checked",
    )
    assert "✓" not in result.output


@pytest.mark.parametrize(
    ("data", "english", "vietnamese"),
    [
        (
            crl_of(SUB, this_update=NOW - 9 * DAY, next_update=NOW - 5 * DAY),
            "✗ The authority's answer is out of date",
            "✗ Câu trả lời của tổ chức chứng thực đã quá hạn sử dụng",
        ),
        (
            crl_of(Authority.root("Khác")),
            "✗ The answer is signed with .+ \\(its issuer is not among the authority's certificates\\)",
            "✗ Câu trả lời .+ \\(tổ chức phát hành danh sách không nằm trong các chứng thư đã biết\\)",
        ),
        (
            GOOD[:-1] + bytes([GOOD[-1] ^ 1]),
            "✗ The signature on .+ is wrong \\(none of the authority's keys made it\\)",
            "✗ Chữ ký .+ không đúng \\(không khóa nào của tổ chức chứng thực tạo ra chữ ký này\\)",
        ),
        (b"<html>", "✗ The server answered .+ \\(6 bytes\\)", "✗ Máy chủ trả lời .+ \\(6 byte\\)"),
    ],
)
def test_a_bad_list_is_explained_with_what_to_do(
    folder: Path, data: bytes, english: str, vietnamese: str
) -> None:
    for language, line in (("en", english), ("vi", vietnamese)):
        result = asked(says(answer(body=data)), *known(folder), language=language)

        assert result.exit_code == 1
        has(result, line, r"→ .+")


def test_what_a_stale_list_says_stands_above_the_conclusion(folder: Path) -> None:
    stale = crl_of(SUB, number=3, this_update=NOW - 9 * DAY, next_update=NOW - 5 * DAY)
    result = asked(says(answer(body=stale)), *known(folder))

    has(result, r"  Valid until +20.+, [45] days overdue", r"  Number +3")


def test_programs_get_one_line_of_json(folder: Path) -> None:
    result = asked(says(answer(body=GOOD)), *known(folder), "--json")

    told: dict[str, Any] = json.loads(result.output)
    assert told["kind"] == "crl"
    assert told["result"]["facts"]["state"] == "ok"
    assert told["result"]["measures"]["crl_number"] == 12
    assert told["peers"] == [told["target"].removesuffix("/x.crl")]


def test_a_certificates_own_address_is_asked_where_the_network_is_allowed(folder: Path) -> None:
    with serving(says(answer(body=GOOD))) as port:
        (folder / "signer.pem").write_bytes(naming(f"http://127.0.0.1:{port}/x.crl"))
        result = run("--from", folder / "signer.pem", "--network", "127.0.0.0/8", *known(folder))

    assert result.exit_code == 0, result.output
    has(result, r"Revocation list named by .+/signer\.pem", r"✓ A true and fresh list")
    for secret in (PERSON_NAME, PERSON_EMAIL, PERSON_ID):
        assert secret not in result.output


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", r"✗ This address leads .+ \(127\.0\.0\.1: 127\.0\.0\.1 is not on the public Internet\)"),
        ("vi", r"✗ Địa chỉ này dẫn .+ \(127\.0\.0\.1: 127\.0\.0\.1 không thuộc Internet công cộng\)"),
    ],
)
def test_a_certificates_own_address_may_not_lead_inside(folder: Path, language: str, line: str) -> None:
    with trap() as inside:
        (folder / "signer.pem").write_bytes(naming(inside.url()))
        result = run("--from", folder / "signer.pem", *known(folder), language=language)

    assert result.exit_code == 1
    has(result, line)


def test_a_certificate_that_names_no_web_address_says_so(folder: Path) -> None:
    (folder / "signer.pem").write_bytes(naming(f"ldap:///CN={PERSON_ID}"))
    result = run("--from", folder / "signer.pem", *known(folder), language="vi")

    assert result.exit_code == 1
    has(
        result,
        r"✗ Chứng thư không ghi địa chỉ http nào của danh sách thu hồi, chỉ có ldap",
        r"→ Hỏi tổ chức chứng thực địa chỉ .+",
    )
    assert PERSON_ID not in result.output


@pytest.mark.parametrize("arguments", [(), ("http://crl.example/", "--from", __file__)])
def test_an_address_or_a_certificate_must_be_given_and_not_both(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert "give the list's address, or --from with a certificate file" in result.output


@pytest.mark.parametrize("url", ["ldap://ca.example/x", "http://", "http://[::1", "http://crl.example:0/"])
def test_what_is_no_web_address_is_a_wrong_command(url: str) -> None:
    result = run(url)

    assert result.exit_code == 2
    assert "is no http:// or https:// address" in result.output


def test_help_is_in_one_language() -> None:
    vietnamese, english = run("--help", language="vi").output, run("--help").output

    assert "Danh sách thu hồi có tải được, đúng và mới không" in vietnamese
    assert "Is a revocation list there" not in vietnamese
    assert "Is a revocation list there, true and fresh?" in english


@pytest.mark.parametrize(
    ("seconds", "english"),
    [
        (30, "0 minutes left"),
        (7199, "119 minutes left"),
        (7200, "2 hours left"),
        (172_800, "2 days left"),
        (-60, "1 minutes overdue"),
        (-200_000, "2 days overdue"),
    ],
)
def test_time_left_is_told_in_units_that_fit(seconds: float, english: str) -> None:
    assert _left(seconds).en == english
