"""The command line: one file per command, imported only when it is asked for."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from exporter.cli.spoken import spoken
from exporter.cli.vietnamese import VietnameseHelp, in_vietnamese
from probes.language import Language, Text, language_of

COMMANDS: dict[str, Text] = {
    "demo": Text("Một tỉnh mô phỏng ngay trong máy này", "A simulated province inside this machine"),
    "run": Text("Chạy máy giám sát của tỉnh", "Run the province's hub"),
    "agent": Text("Chạy máy đo đặt tại xã", "Run the agent inside a commune"),
    "check": Text(
        "Kiểm tra tệp khai báo: mọi lỗi, hoặc số liệu", "Check an inventory: every fault, or the counts"
    ),
    "incident": Text("Xem và xử lý sự cố của máy giám sát", "See the hub's incidents, and act on them"),
    "codes": Text("Mã báo sự cố của từng xã", "The code each commune reports trouble with"),
    "agents": Text("Ghi danh, thu hồi máy đo đặt tại xã", "Enrol and revoke agents in communes"),
    "import": Text("Lập bản khai báo từ tệp Excel hoặc CSV", "Make an inventory of an Excel or CSV file"),
    "probe": Text("Đo một lần, ngay bây giờ", "One look, now"),
    "export": Text("Ghi bản khai báo thành tệp Excel", "Write an inventory as an Excel file"),
    "report": Text(
        "Báo cáo cuối ngày, phiếu theo dõi tháng của một xã", "The day's report, a commune's month"
    ),
    "rules": Text("Quy tắc cảnh báo cho Prometheus", "Alerting rules for Prometheus"),
    "alertmanager": Text("Cấu hình Alertmanager của tỉnh", "The province's Alertmanager configuration"),
    "publish": Text("Ghi trang của từng xã cho máy chủ web khác", "Pages of communes for a plain web host"),
    "relay": Text("Gửi cảnh báo của Alertmanager tới tổ trực", "Pass Alertmanager's alerts on to people"),
}


def main() -> None:
    """Run the command line."""
    thongsuot(language_first(sys.argv[1:]), prog_name="thongsuot")


def language_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with `--lang` in front, where it belongs: people write it last."""
    words, chosen = list(arguments), []
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == "--lang" or word.startswith("--lang="):
            end = place + (2 if word == "--lang" else 1)
            chosen = words[place:end]
            del words[place:end]
            break
    return chosen + words


def system_language() -> Language:
    """The language of the POSIX locale in force: LC_ALL, LC_MESSAGES, then LANG."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return language_of(value)
    return Language.EN


def language_from(context: click.Context) -> Language:
    """The language this invocation speaks: `--lang`, else the locale's."""
    return context.find_root().ensure_object(dict).get("language") or system_language()


class _Context(click.Context):
    """The context of the command line itself, whose language is known only when it has been read."""

    def make_formatter(self) -> click.HelpFormatter:
        if language_from(self) is Language.VI:
            return VietnameseHelp(width=self.terminal_width, max_width=self.max_content_width)
        return super().make_formatter()


class _Commands(click.Group):
    """Finds a command's module by its name, so that `check` does not pay for the web server."""

    context_class = _Context

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.ClickException as refusal:
            if language_from(ctx) is Language.VI:
                raise in_vietnamese(refusal) from refusal
            raise

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_PURPOSE.in_(language_from(ctx)))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click names the arguments
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"exporter.cli.{cmd_name}_command")
        return spoken(module.command, language_from(ctx))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        language = language_from(ctx)
        title = Text("Các lệnh", "Commands").in_(language)
        with formatter.section(title):
            formatter.write_dl([(name, text.in_(language)) for name, text in COMMANDS.items()])


def _choose(context: click.Context, _option: click.Parameter, lang: str | None) -> None:
    if lang is not None:
        context.ensure_object(dict)["language"] = Language(lang)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice([language.value for language in Language]),
    is_eager=True,  # help, of this group and of its commands, is written before the group itself runs
    expose_value=False,
    callback=_choose,
    help="vi: tiếng Việt, en: English",
)
@click.version_option(package_name="thongsuot")
def thongsuot() -> None:
    """What `--help` says stands in _PURPOSE."""


_PURPOSE = Text(
    "Thông Suốt: ngay lúc này, từng xã có phục vụ được người dân không?",
    "Thông Suốt: can each commune serve people right now?",
)
