"""`thongsuot incident`: see the open incidents, take one on, note, hand over, from a terminal."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from exporter.cli import language_from
from exporter.cli.group import SpokenGroup
from exporter.cli.hub import hub_of, hub_options
from probes.language import Language, Text


@click.group("incident", cls=SpokenGroup)
def command() -> None:
    """Xem và xử lý sự cố | See incidents, and act on them."""


@command.command("list")
@hub_options
@click.option("--json", "as_json", is_flag=True, help="Ghi ra JSON | as JSON")
@click.option(
    "--closed", is_flag=True, help="Cả sự cố đã đóng trong 24 giờ | also those closed within 24 hours"
)
@click.pass_context
def list_command(
    context: click.Context,
    url: str,
    user: str | None,
    password_file: Path | None,
    ca: Path | None,
    as_json: bool,
    closed: bool,
) -> None:
    """Các sự cố đang mở, nặng nhất trước | The open incidents, worst first."""
    found = [
        one
        for one in hub_of(context, url, user, password_file, ca).incidents()
        if closed or one.get("closed") is None
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    language = language_from(context)
    if not found:
        click.echo(_NONE.in_(language))
    for one in found:
        click.echo(_line(one, language))


def _action(name: str, what: str, argument: str | None, help_text: str) -> None:
    """One thing to do with an incident: `thongsuot incident <name> CODE [argument] --by POST`."""

    def act(context: click.Context, code: str, by: str, **options: Any) -> None:
        said = {"by": by}
        if argument is not None:
            said[argument] = options.pop(argument)
        changed = hub_of(context, **options).change(code, what, said)
        click.echo(_line(changed, language_from(context)))

    decorated: Callable[..., None] = click.pass_context(act)
    decorated = hub_options(decorated)
    decorated = click.option(
        "--by", required=True, help="Ca trực, ví dụ 'Tổ trực 1' | a post, such as 'Tổ trực 1'"
    )(decorated)
    if argument is not None:
        decorated = click.argument(argument)(decorated)
    decorated = click.argument("code")(decorated)
    command.command(name, help=help_text)(decorated)


_action("ack", "acknowledge", None, "Tiếp nhận một sự cố | Take an incident on.")
_action("note", "note", "text", "Ghi chú cho một sự cố | Write something down about an incident.")
_action("ticket", "isp-ticket", "ticket", "Ghi mã phiếu của nhà mạng | Write down the ISP's ticket number.")
_action("handover", "hand-over", "to", "Bàn giao cho tổ hoặc ca khác | Hand an incident over.")


def _line(one: dict[str, Any], language: Language) -> str:
    parts = [one["code"], one["headline"][language.value], one["cause"], one["since"]]
    if one.get("parent"):
        parts.append(_PART_OF.format(parent=one["parent"]).in_(language))
    if one.get("acknowledged_by"):
        parts.append(_TAKEN.format(by=one["acknowledged_by"]).in_(language))
    if one.get("closed"):
        parts.append(_CLOSED.format(at=one["closed"]).in_(language))
    if seen := one.get("seen_inside"):
        parts.append(_INSIDE.format(sentence=seen["sentence"][language.value]).in_(language))
    return "  ".join(parts)


_NONE = Text("Không có sự cố nào đang mở", "No incident is open")
_PART_OF = Text("gộp vào {parent}", "part of {parent}")
_TAKEN = Text("{by} đã tiếp nhận", "taken on by {by}")
_CLOSED = Text("đã đóng {at}", "closed {at}")
_INSIDE = Text("nhìn từ trong xã: {sentence}", "seen from inside: {sentence}")
