"""`thongsuot check`: every fault of an inventory, or what it amounts to."""

import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from exporter.cli import language_from
from exporter.cli.inventory import config_option, faults_told
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.inventory.summary import (
    checks_without_agent,
    counts_of,
    differently_named,
    signer_id,
    unjudged_signers,
    unofficial_communes,
)
from probes.language import Language, Text
from probes.reasons import Reason


@click.command("check")
@config_option
@click.option("--live", is_flag=True, help="Đo thử mỗi mục tiêu một lần | look once at every target")
@click.pass_context
def command(context: click.Context, path: Path, live: bool) -> None:
    """Kiểm tra tệp khai báo | Check an inventory.

    Mã thoát 1 khi có lỗi; --live chỉ liệt kê, không đổi mã thoát.
    | Exit code 1 on faults; --live only lists, and changes no exit code.
    """
    language = language_from(context)
    with faults_told(language):
        inventory = load(path)
    click.echo("ok")
    _tell(inventory, language)
    if live:
        _look(inventory, language)


def _tell(inventory: Inventory, language: Language) -> None:
    width = max(len(text.in_(language)) for text in _COUNTED.values())
    for name, count in asdict(counts_of(inventory)).items():
        click.echo(f"{_COUNTED[name].in_(language):{width}}  {count}")
    for commune in unofficial_communes(inventory):
        click.echo(_UNOFFICIAL.format(code=commune.code, name=commune.name).in_(language))
    for commune, official in differently_named(inventory):
        text = _OTHER_NAME.format(code=commune.code, name=commune.name, official=official)
        click.echo(text.in_(language))
    if unmade := checks_without_agent(inventory):
        click.echo(_UNMADE.format(names=_listed(unmade)).in_(language))
    if unjudged := [signer_id(signer) for signer in unjudged_signers(inventory)]:
        click.echo(_UNJUDGED.format(count=len(unjudged), names=_listed(unjudged)).in_(language))


def _listed(names: Sequence[str]) -> str:
    return ", ".join([*names[:_NAMED], *(["..."] if len(names) > _NAMED else [])])


def _look(inventory: Inventory, language: Language) -> None:
    # the libraries of every kind: only whoever looks pays for them
    from exporter.cli.live import look_once, worth_a_look
    from exporter.cli.live_words import detail_of, warnings
    from probes.expand import targets_of
    from probes.targets import seen_from_hub

    with TemporaryDirectory(prefix="thongsuot-", ignore_cleanup_errors=True) as evidence:
        declared = seen_from_hub(targets_of(inventory))
        targets = worth_a_look(declared, Path(evidence))
        label = _LOOKING.in_(language)
        silent: dict[Reason, list[str]] = defaultdict(list)
        with click.progressbar(look_once(targets), length=len(targets), label=label, file=sys.stderr) as bar:
            looks = list(bar)
        for target, result in looks:
            if result.reason is not None:
                detail = detail_of(target, result, time.time(), language)
                silent[result.reason].append(f"  {target.id}  {detail}".rstrip())
    missed = sum(map(len, silent.values()))
    click.echo(_ANSWERED.format(answered=len(targets) - missed, all=len(targets)).in_(language))
    if left_out := len(declared) - len(targets):
        click.echo(_LEFT_OUT.format(count=left_out, all=len(declared)).in_(language))
    for reason in sorted(silent):
        click.echo(f"{reason.sentence.in_(language)} ({len(silent[reason])}). {reason.hint.in_(language)}:")
        for line in sorted(silent[reason]):
            click.echo(line)
    for line in warnings(looks, language):
        click.echo(line)


_LOOKING = Text("đang đo", "looking")
_ANSWERED = Text(
    "{answered} trên {all} mục tiêu trả lời như mong đợi", "{answered} of {all} targets answered as expected"
)
_LEFT_OUT = Text(
    "  chưa kể {count} trong {all} mục tiêu theo dõi: không hỏi OCSP về từng chứng thư một",
    "  of the {all} targets {count} are left out: OCSP is not asked about every single certificate",
)
_UNMADE = Text(
    "lưu ý: chỉ máy đo tại xã được giao các phép đo sau, nhưng chưa điểm nào ghi agent: yes nên không ai đo: {names}",
    "note: only agents are to make these checks, and no site says agent: yes, so that nobody makes them: {names}",
)
_UNJUDGED = Text(
    "lưu ý: {count} chứng thư không ghi authority nên không biết xét theo chứng thư gốc nào, và sẽ không bao giờ được coi là còn hiệu lực: {names}",
    "note: a signer that names no authority is never valid, as the roots to judge it by are not known ({count}): {names}",
)
_NAMED = 5
_COUNTED = {
    "communes": Text("xã, phường, đặc khu", "communes"),
    "sites": Text("điểm phục vụ", "sites"),
    "links": Text("đường truyền", "links"),
    "links_without_address": Text("  chưa có địa chỉ", "  without address"),
    "agents": Text("máy đo tại xã", "agents"),
    "services": Text("dịch vụ", "services"),
    "signers": Text("chứng thư chữ ký số", "signers"),
    "witnesses": Text("điểm làm chứng", "witnesses"),
    "targets": Text("mục tiêu theo dõi", "targets"),
}
_UNOFFICIAL = Text(
    "lưu ý: mã {code} ({name}) không có trong danh mục đơn vị hành chính đi kèm; nếu không phải xã mới thì hãy kiểm tra lại mã",
    "note: the code {code} ({name}) is not in the list of communes that comes with the program; unless it is new, check it",
)
_OTHER_NAME = Text(
    "lưu ý: theo danh mục, mã {code} là {official}, nhưng đang ghi {name}; hãy xem lại mã hoặc tên",
    "note: by the State's list the code {code} is {official}, but it says {name}; check the code or the name",
)
