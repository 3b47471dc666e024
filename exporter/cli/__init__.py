"""The command line: one file per command, imported only when it is asked for."""

import os
from importlib import import_module

import click

from exporter.cli.spoken import spoken
from probes.language import Language, Text, language_of

COMMANDS: dict[str, Text] = {
    "demo": Text("Một tỉnh mô phỏng ngay trong máy này", "A simulated province inside this machine"),
    "run": Text("Chạy máy giám sát của tỉnh", "Run the province's hub"),
    "check": Text(
        "Kiểm tra tệp khai báo: mọi lỗi, hoặc số liệu", "Check an inventory: every fault, or the counts"
    ),
    "import": Text("Lập bản khai báo từ tệp Excel hoặc CSV", "Make an inventory of an Excel or CSV file"),
    "probe": Text("Đo một lần, ngay bây giờ", "One look, now"),
    "export": Text("Ghi bản khai báo thành tệp Excel", "Write an inventory as an Excel file"),
}


def main() -> None:
    """Run the command line."""
    thongsuot(prog_name="thongsuot")


def system_language() -> Language:
    """The language of the POSIX locale in force: LC_ALL, LC_MESSAGES, then LANG."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return language_of(value)
    return Language.EN


def language_from(context: click.Context) -> Language:
    """The language this invocation speaks: `--lang`, else the locale's."""
    return context.find_root().ensure_object(dict).get("language") or system_language()


class _Commands(click.Group):
    """Finds a command's module by its name, so that `check` does not pay for the web server."""

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


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice([language.value for language in Language]), help="vi | en")
@click.version_option(package_name="thongsuot")
@click.pass_context
def thongsuot(context: click.Context, lang: str | None) -> None:
    """Thông Suốt: can each commune serve people right now?"""
    if lang is not None:
        context.ensure_object(dict)["language"] = Language(lang)
