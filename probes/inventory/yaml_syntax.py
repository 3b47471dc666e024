"""What YAML's own parsers complain about, said so that the writer of the file can mend it.

libyaml and PyYAML's own parser word the same mistakes differently; both are recognised by their words.
"""

import re

import yaml

from probes.inventory.faults import Fault
from probes.language import Text


def syntax_fault(file: str, text: str, error: yaml.YAMLError) -> Fault:
    """The fault for a parser's error."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    context = getattr(error, "context_mark", None)
    line = mark.line if mark is not None else 0
    said = f"{getattr(error, 'context', None) or ''}; {getattr(error, 'problem', None) or error}"
    lines = text.splitlines()
    if line < len(lines) and re.match(r" *(- *)*\t", lines[line]):
        return Fault(file, line + 1, _TAB)
    for near in (line, line - 1):  # the parser stumbles over it one line later
        if 0 <= near < len(lines) and re.match(r"[ -]*[\xa0\u2000-\u200b\u3000\ufeff]", lines[near]):
            return Fault(file, near + 1, _HARD_SPACE)
    for pattern, at_context, sentence in _KNOWN:
        if re.search(pattern, said):
            where = context.line if at_context and context is not None else line
            return Fault(file, min(where, max(len(lines) - 1, 0)) + 1, sentence)
    return Fault(file, min(line, max(len(lines) - 1, 0)) + 1, _OTHER)


_TAB = Text(
    "thụt dòng bằng phím Tab: YAML chỉ nhận dấu cách", "a tab is used for indentation: YAML takes spaces only"
)
_HARD_SPACE = Text(
    "đầu dòng có dấu cách lạ, thường do chép từ Word, Zalo hay trang web: hãy xóa đi và gõ lại bằng phím cách",
    "an unusual space begins the line, as copied from Word or a web page: delete it and type a plain space",
)
_OTHER = Text("không đúng cú pháp YAML", "is not valid YAML")

# What the parsers say, whether the line to look at is where the thing began, and what we say.
_KNOWN: tuple[tuple[str, bool, Text], ...] = (
    (
        r"quoted scalar",
        True,
        Text(
            "dấu ngoặc kép mở ra mà không đóng đúng chỗ",
            "a quotation mark is opened and not closed in its place",
        ),
    ),
    (
        r"flow (sequence|mapping)|flow node",
        True,
        Text(
            "dấu [ hoặc { mở ra mà không đóng đúng chỗ, hoặc thiếu dấu phẩy giữa các giá trị",
            "a [ or { is opened and not closed in its place, or a comma between values is missing",
        ),
    ),
    (
        r"mapping values are not allowed",
        False,
        Text(
            "dấu hai chấm không đúng chỗ: chữ có dấu hai chấm phải đặt trong dấu ngoặc kép; nếu là khóa thì kiểm tra thụt dòng",
            "a colon in the wrong place: text with a colon needs quotes; if it is a key, check its indentation",
        ),
    ),
    (
        r"could not find expected ':'",
        True,
        Text("thiếu dấu hai chấm sau tên khóa", "a colon is missing after the key"),
    ),
    (
        r"cannot start any token|scanning a directive|block scalar|anchor|alias|tag",
        False,
        Text(
            "chữ bắt đầu bằng ký tự riêng của YAML (như @ ` % * & ! | >) phải đặt trong dấu ngoặc kép",
            "text that begins with a character of YAML's own (such as @ ` % * & ! | >) needs quotes",
        ),
    ),
    (
        r"expected key|expected '-' indicator|expected <block end>|block (sequence|mapping|collection)",
        False,
        Text("thụt dòng không khớp với các dòng phía trên", "the indentation does not match the lines above"),
    ),
    (
        r"document start",
        False,
        Text("có chữ thừa sau phần nội dung chính", "there is something after the end of the content"),
    ),
)
