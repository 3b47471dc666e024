"""The help of every look in the reader's language alone."""

import re

import click
import pytest
from click.testing import CliRunner

from exporter.cli import COMMANDS, language_first, thongsuot
from exporter.cli.probe_command import LOOKS
from exporter.cli.spoken import spoken
from probes.language import Language

_VIETNAMESE = re.compile("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơư]", re.IGNORECASE)


def _help(language: str, *command: str) -> str:
    result = CliRunner().invoke(thongsuot, ["--lang", language, *command, "--help"])
    assert result.exit_code == 0
    return result.output


@pytest.mark.parametrize("command", [*((name,) for name in COMMANDS), *(("probe", name) for name in LOOKS)])
def test_help_speaks_one_language_at_a_time(command: tuple[str, ...]) -> None:
    english, vietnamese = _help("en", *command), _help("vi", *command)

    assert not _VIETNAMESE.search(english)
    assert _VIETNAMESE.search(vietnamese)
    for text in (english, vietnamese):
        assert " | " not in text
    for frame in ("Usage:", "Options:", "Commands:", "Show this", "[default", "[required"):
        assert frame not in vietnamese
    assert not re.search(
        r"\b(INTEGER|FLOAT|RANGE|DURATION|MOMENT|PATH|TEXT|FILE|FILENAME|MODULE)\b", vietnamese
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["check"], "Lỗi: thiếu tùy chọn '--config'"),
        (["chek"], "Lỗi: không có lệnh 'chek'."),
        (["check", "--confg", "x"], "Lỗi: không có tùy chọn '--confg'. Có phải là '--config'?"),
        (["check", "--config"], "Lỗi: tùy chọn '--config' cần một giá trị"),
        (["check", "--live=1"], "Lỗi: tùy chọn '--live' không nhận giá trị"),
        (["check", "--config", "x", "y"], "Lỗi: thừa tham số: y"),
        (["probe", "foo"], "Lỗi: không có lệnh 'foo'."),
        (["probe", "tcp", "127.0.0.1"], "Lỗi: thiếu tham số 'CỔNG'"),
        (
            ["probe", "tcp", "127.0.0.1", "abc"],
            "Lỗi: giá trị không dùng được cho 'CỔNG': 'abc' không phải là số",
        ),
        (
            ["probe", "tcp", "127.0.0.1", "70000"],
            "Lỗi: giá trị không dùng được cho 'CỔNG': 70000 nằm ngoài khoảng 1<=x<=65535",
        ),
        (
            ["probe", "http", "--method", "POST", "x"],
            "Lỗi: giá trị không dùng được cho '--method': 'POST' không nằm trong: 'GET', 'HEAD'",
        ),
        (
            ["probe", "certificate", "x", "--at", "hôm nay"],
            "Lỗi: giá trị không dùng được cho '--at': 'hôm nay' không phải là ngày giờ, "
            "như 2026-11-24 hoặc 24/11/2026 07:00",
        ),
        (
            ["probe", "ping", "-f", "/không/có"],
            "Lỗi: giá trị không dùng được cho '-f' / '--file': không có tệp '/không/có'",
        ),
        (
            ["probe", "crl", "--from", "/không/có"],
            "Lỗi: giá trị không dùng được cho '--from': không có '/không/có'",
        ),
        (
            ["probe", "crl", "--from", "/"],
            "Lỗi: giá trị không dùng được cho '--from': '/' là thư mục, ở đây cần một tệp",
        ),
        (
            ["probe", "trust", "--trust", "/không/có"],
            "Lỗi: giá trị không dùng được cho '--trust': không có '/không/có'",
        ),
        (["probe", "ocsp"], "Lỗi: thiếu tham số 'TỆP...'"),
    ],
)
def test_a_command_typed_wrongly_is_refused_in_vietnamese(typed: list[str], said: str) -> None:
    result = CliRunner().invoke(thongsuot, ["--lang", "vi", *typed])

    assert result.exit_code == 2
    assert result.output.splitlines()[-1] == said


def test_the_first_help_and_the_form_of_a_command_follow_the_language() -> None:
    refused = CliRunner().invoke(thongsuot, ["--lang", "vi", "check"]).output.splitlines()

    assert refused[:2] == ["Cách dùng: thongsuot check [TÙY CHỌN]", "Xem hướng dẫn: thongsuot check --help"]
    assert "ngay lúc này, từng xã có phục vụ được người dân không?" in _help("vi")
    assert "can each commune serve people right now?" in _help("en")
    assert "Hiện hướng dẫn này" in _help("vi")


def test_a_group_without_a_command_shows_its_help_and_no_error() -> None:
    result = CliRunner().invoke(thongsuot, ["--lang", "vi", "probe"])

    assert result.output.startswith("Cách dùng: thongsuot probe")
    assert "Lỗi" not in result.output


def test_each_paragraph_gives_its_half_and_what_has_no_other_half_stays() -> None:
    option = click.Option(["--at"], help="Lúc nào | when")
    command = click.Command("x", params=[option], help="Một | One\n\nHai\n| Two\n\nThree")

    vietnamese, english = spoken(command, Language.VI), spoken(command, Language.EN)

    assert vietnamese.help == "Một\n\nHai\n\nThree"
    assert english.help == "One\n\nTwo\n\nThree"
    assert [param.help for param in english.params if isinstance(param, click.Option)] == ["when"]
    assert option.help == "Lúc nào | when"


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        (["check", "--config", "x", "--lang", "vi"], ["--lang", "vi", "check", "--config", "x"]),
        (["check", "--lang=en", "--config", "x"], ["--lang=en", "check", "--config", "x"]),
        (["--lang", "vi", "check"], ["--lang", "vi", "check"]),
        (["check", "--config", "x"], ["check", "--config", "x"]),
        (["probe", "ping", "--", "--lang"], ["probe", "ping", "--", "--lang"]),
        (["check", "--lang"], ["--lang", "check"]),
    ],
)
def test_the_language_may_be_chosen_anywhere_on_the_line(typed: list[str], heard: list[str]) -> None:
    assert language_first(typed) == heard
