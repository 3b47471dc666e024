"""click's own words in Vietnamese: the frame around our help, and what it says of a command typed wrongly.

click words them in English only; they are recognised by their words, and what is not recognised stays as it is.
"""

import re
from collections.abc import Iterable, Sequence
from typing import IO, Any

import click


class VietnameseHelp(click.HelpFormatter):
    """Writes the frame of a help page in Vietnamese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of the command's form."""
        super().write_usage(prog, _named(args), prefix or "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        """A section's title."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options with what they are for."""
        said = [(_named(first), _said(second, _REMARKS)) for first, second in rows]
        super().write_dl(said, col_max, col_spacing)


class VietnameseContext(click.Context):
    """The context of a command whose reader reads Vietnamese."""

    formatter_class = VietnameseHelp


class SaidInVietnamese(click.ClickException):
    """What click, or a command of ours, refuses; shown with a Vietnamese frame."""

    def __init__(self, refusal: click.ClickException) -> None:
        super().__init__(_REFUSED.sub(_what_was_refused, _said(refusal.format_message(), _REFUSALS)))
        self.refusal = refusal

    def show(self, file: IO[Any] | None = None) -> None:
        """Write it where errors go, after the command's form when it was typed wrongly."""
        context = self.refusal.ctx if isinstance(self.refusal, click.UsageError) else None
        if context is not None:
            click.echo(context.get_usage(), file=file, err=True)
            click.echo(f"Xem hướng dẫn: {context.command_path} --help\n", file=file, err=True)
        click.echo(f"Lỗi: {self.message}", file=file, err=True)


def in_vietnamese(refusal: click.ClickException) -> click.ClickException:
    """The same refusal, with the same exit code, for a reader of Vietnamese."""
    if isinstance(refusal, click.exceptions.NoArgsIsHelpError):
        return refusal  # it shows the help, which is in Vietnamese already
    said = SaidInVietnamese(refusal)
    said.exit_code = refusal.exit_code  # type: ignore[misc]  # click's own errors set it per class
    return said


def _said(english: str, sentences: Sequence[tuple[str, str]]) -> str:
    for pattern, vietnamese in sentences:
        english = re.sub(pattern, vietnamese, english)
    return english


def _named(form: str) -> str:
    """A command's or an option's form, with what is to be put there named in Vietnamese."""
    return _VALUE.sub(lambda found: _VALUES[found[0]], form)


def _what_was_refused(found: "re.Match[str]") -> str:
    return f"{found[1]} '{_named(found[2])}'"


_VALUES = {
    "OPTIONS": "TÙY CHỌN",
    "COMMAND": "LỆNH",
    "ARGS": "THAM SỐ",
    "INTEGER RANGE": "SỐ",
    "INTEGER": "SỐ",
    "FLOAT RANGE": "SỐ",
    "DURATION": "THỜI_GIAN",
    "MOMENT": "NGÀY_GIỜ",
    "FILENAME": "TỆP",
    "FILE": "TỆP",
    "FOLDER": "THƯ_MỤC",
    "PATH": "ĐƯỜNG_DẪN",
    "MODULE": "THƯ_VIỆN",
    "ADDRESS": "ĐỊA_CHỈ",
    "HOST": "MÁY",
    "PORT": "CỔNG",
    "NAME": "TÊN",
    "TEXT": "NỘI_DUNG",
    "CIDR": "MẠNG",
    "HEX": "VÂN_TAY",
}
_VALUE = re.compile(rf"(?<![\w-])(?:{'|'.join(_VALUES)})(?!\w)")
_REFUSED = re.compile("(thiếu tham số|không dùng được cho) '(\\[?[A-Z][^']*)'")
_HEADINGS = {"Options": "Tùy chọn", "Commands": "Các lệnh"}
_REMARKS = (
    (r"\[required\]", "[bắt buộc]"),
    (r"\[default: ", "[mặc định: "),
    (r"^Show the version and exit\.$", "Hiện số phiên bản"),
    (r"^Show this message and exit\.$", "Hiện hướng dẫn này"),
)
# Outer sentences first: what they keep is what the inner ones then say.
_REFUSALS = (
    (r"^Missing option (.*?)\.?$", r"thiếu tùy chọn \1"),
    (r"^Missing argument (.*?)\.?$", r"thiếu tham số \1"),
    (r"^Missing command\.$", "thiếu tên lệnh"),
    (r"^No such option '(.*?)'\.", r"không có tùy chọn '\1'."),
    (r"^No such command '(.*?)'\.", r"không có lệnh '\1'."),
    (r"Did you mean (.*?)\?", r"Có phải là \1?"),
    (r"Did you mean one of: (.*?)\?", r"Có phải là một trong: \1?"),
    (r"\(Possible options: (.*)\)", r"(Có phải là một trong: \1?)"),
    (r"^Option '(.*?)' requires an argument\.$", r"tùy chọn '\1' cần một giá trị"),
    (r"^Option '(.*?)' does not take a value\.$", r"tùy chọn '\1' không nhận giá trị"),
    (r"^Got unexpected extra arguments? \((.*)\)$", r"thừa tham số: \1"),
    (r"^Invalid value for (.*?): ", r"giá trị không dùng được cho \1: "),
    (r"'([^']*)' is not a valid (integer|float)( range)?\.$", r"'\1' không phải là số"),
    (r"'([^']*)' is not one of (.*)\.$", r"'\1' không nằm trong: \2"),
    (r"(\S+) is not in the range (.*)\.$", r"\1 nằm ngoài khoảng \2"),
    (r"'([^']*)': No such file or directory$", r"không có tệp '\1'"),
    (r"'([^']*)': Permission denied$", r"không được phép đọc tệp '\1'"),
    (r"(?:Path|File|Directory) '([^']*)' does not exist\.$", r"không có '\1'"),
    (r"(?:Path|File|Directory) '([^']*)' is a directory\.$", r"'\1' là thư mục, ở đây cần một tệp"),
    (r"(?:Path|File|Directory) '([^']*)' is a file\.$", r"'\1' là tệp, ở đây cần một thư mục"),
    (r"(?:Path|File|Directory) '([^']*)' is not (?:readable|writable)\.$", r"không được phép dùng '\1'"),
)
