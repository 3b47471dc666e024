"""`thongsuot probe`: one look, now, for the person at the terminal."""

from importlib import import_module

import click

from exporter.cli import language_from
from exporter.cli.spoken import spoken
from probes.language import Text

LOOKS: dict[str, Text] = {
    "ping": Text(
        "Gói tin ICMP có được trả lời không, mất bao lâu", "Are ICMP packets answered, and how fast"
    ),
    "path": Text(
        "Đường đi tới một địa chỉ qua những thiết bị nào", "Which devices the way to an address passes"
    ),
    "http": Text("Một trang có trả lời đúng như mong đợi không", "Does a page answer as expected"),
    "dns": Text("Một tên miền có được phân giải không", "Does a name resolve"),
    "tcp": Text("Một cổng TCP có nhận kết nối không", "Does a TCP port accept connections"),
    "certificate": Text(
        "Chứng thư số có còn dùng để ký được không", "May a certificate still sign documents"
    ),
    "ocsp": Text(
        "Dịch vụ OCSP có trả lời đúng và mới không", "Does an OCSP responder answer truly and freshly"
    ),
    "crl": Text(
        "Danh sách thu hồi có tải được, đúng và mới không", "Is a revocation list there, true and fresh"
    ),
    "timestamp": Text(
        "Dịch vụ cấp dấu thời gian có đóng dấu đúng không", "Does a timestamp authority stamp correctly"
    ),
    "trust": Text("Chứng thư gốc đã ghim có đủ và còn hạn không", "Are the pinned roots there and in date"),
    "token": Text("USB Token có cắm, có bị khóa PIN không", "Is the USB token there, and is its PIN locked"),
}


class _Looks(click.Group):
    """Finds a look's module by its name, so that one does not pay for the others' libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click names the arguments
        return list(LOOKS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in LOOKS:
            return None
        return spoken(import_module(f"exporter.cli.probe.{cmd_name}").command, language_from(ctx))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        language = language_from(ctx)
        with formatter.section(Text("Cách đo", "Looks").in_(language)):
            formatter.write_dl([(name, text.in_(language)) for name, text in LOOKS.items()])


@click.group("probe", cls=_Looks)
def command() -> None:
    """Đo một lần, ngay bây giờ | One look, now.

    Mã thoát 0: đúng như mong đợi; 1: không; 2: gõ sai lệnh.
    | Exit code 0: as expected; 1: not; 2: wrong usage.
    """
