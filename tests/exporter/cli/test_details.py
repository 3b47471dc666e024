"""Pages in Vietnamese are in Vietnamese: the details too."""

import ast
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import probes
from exporter.cli.detail_words import WORDS
from exporter.cli.details import in_language
from probes.language import Language
from probes.pki import constraints, judgement

_HOME = Path(probes.__file__).parent
_SOURCES = sorted(file for file in _HOME.rglob("*.py") if file.relative_to(_HOME).parts[0] != "inventory")
_SAYING = {"ProbeFailed", "_refused"}
_SAME = {"thongsuot[sign]"}
"""A package's name is the same in every language."""


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (
            "ocsp.example: 10.1.2.3 is not on the public Internet",
            "ocsp.example: 10.1.2.3 không thuộc Internet công cộng",
        ),
        ("ftp: only http and https are supported", "ftp: chỉ dùng được http và https"),
        ("another scheme: only http and https are supported", "giao thức khác: chỉ dùng được http và https"),
        ("a web page", "một trang web"),
        ("512 bytes, Content-Type 'text/html'", "512 byte, kiểu nội dung 'text/html'"),
        ("7 bytes, Content-Type ''", "7 byte, không ghi kiểu nội dung"),
        ("more than 7 bytes", "nhiều hơn 7 byte"),
        ("root.pem: the file holds no certificate", "root.pem: tệp không chứa chứng thư nào"),
        (
            "the known certificate: the file holds no certificate",
            "chứng thư mẫu: tệp không chứa chứng thư nào",
        ),
        ("ECONNREFUSED: Connection refused", "ECONNREFUSED: kết nối bị từ chối"),
        ("khong-co.invalid: Name or service not known", "khong-co.invalid: không có tên này"),
        ("no answer from 10.0.0.1 port 80", "10.0.0.1 cổng 80 không trả lời"),
        ("the stamp is 90 s before our time", "giờ trên dấu chậm hơn giờ máy này 90 giây"),
        (
            "the stamp is 90 s after our time, and the server's own Date is with it",
            "giờ trên dấu nhanh hơn giờ máy này 90 giây, và giờ của máy chủ khớp với dấu",
        ),
        ("400 s behind the server's clock", "giờ máy này chậm hơn giờ của máy chủ 400 giây"),
        ("dated 90 s ahead of our clock", "ghi giờ nhanh hơn máy này 90 giây"),
        ("no number after 7", "không ghi số, đã có bản số 7"),
        ("number 6 after 7", "bản số 6, đã có bản số 7"),
        ("302 in answer to POST", "trả lời 302 cho yêu cầu POST"),
        ("from https to http, ca.example", "từ https xuống http, ca.example"),
        ("to a broken address", "đến một địa chỉ viết không đúng"),
        ("older than the answer already known", "cũ hơn câu trả lời đã biết"),
        ("rejection, bad alg", "từ chối, không nhận thuật toán băm này"),
        ("no anchor is pinned", "chưa ghim chứng thư gốc nào"),
        (
            "the certificate expired on 2026-01-31; the key of the certificate is RSA with 1024 bits",
            "chứng thư đã hết hạn ngày 31/01/2026; khóa của chứng thư là RSA 1024 bit",
        ),
        ("the certificate of “Sub CA: 2, of x” is missing", "thiếu chứng thư của “Sub CA: 2, of x”"),
        ("the file is no library: invalid ELF header", "tệp này không phải là thư viện"),
        (
            "a library that it needs is missing: libx.so: cannot open shared object file: No such file or directory",
            "máy thiếu một thư viện mà nó cần: libx.so",
        ),
        ("503", "503"),
    ],
)
def test_a_detail_is_in_the_readers_language(detail: str, said: str) -> None:
    assert in_language(detail, Language.VI) == said
    assert in_language(detail, Language.EN) == detail


def _said_there(source: Path) -> Iterator[str]:
    """Each detail that is written out in a call of that file, `{}` for what stands in it."""
    module = import_module(".".join(source.relative_to(_HOME.parent).with_suffix("").parts))
    for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _SAYING:
            for argument in call.args:
                yield from _sentences(argument, vars(module))


def _sentences(node: ast.expr, names: Mapping[str, Any]) -> Iterator[str]:
    match node:
        case ast.Constant(str(said)):
            yield said
        case ast.Attribute(ast.Name(name), "en") if name in names:
            yield names[name].en
        case ast.IfExp(_, one, other):
            yield from _sentences(one, names)
            yield from _sentences(other, names)
        case ast.JoinedStr(pieces):
            yield "".join(next(_sentences(piece, names), "{}") for piece in pieces)
        case ast.FormattedValue(ast.Attribute() as constant):
            yield from _sentences(constant, names)
        case _:  # put together from what is said elsewhere
            pass


@pytest.mark.parametrize("source", _SOURCES, ids=lambda source: str(source.relative_to(_HOME)))
def test_every_detail_that_a_look_can_have_has_its_vietnamese(source: Path) -> None:
    said = {detail for detail in _said_there(source) if re.search("[a-z]", detail)}

    assert not [one for one in said if not {one, one.removeprefix("{}: ")} & (WORDS.keys() | _SAME)]


@pytest.mark.parametrize("module", [judgement, constraints])
def test_what_is_found_wrong_with_a_certificate_reads_the_same_here(module: object) -> None:
    source = Path(getattr(module, "__file__", ""))
    calls = [
        [str(argument.value) for argument in call.args if isinstance(argument, ast.Constant)]
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text"
    ]
    pairs = {_unnamed(pair[1]): _unnamed(pair[0]) for pair in calls if len(pair) == 2 and all(pair)}

    assert pairs
    assert {english: WORDS.get(english) for english in pairs} == pairs


def _unnamed(sentence: str) -> str:
    return re.sub(r"\{\w+\}", "{}", sentence)


def test_every_vietnamese_sentence_takes_what_stands_in_the_english_one() -> None:
    for english, vietnamese in WORDS.items():
        wanted = sum(name is not None for _, name, _, _ in Formatter().parse(english))
        vietnamese.format(*"x" * wanted)
        assert wanted or "{" not in vietnamese, english
        assert english != vietnamese
