"""`thongsuot agents`: which agents may deliver to this hub. A hub that runs notices within seconds."""

import os
from collections.abc import Callable
from pathlib import Path
from pwd import getpwuid
from typing import TypeVar

import click

from alerts.times import clock_time
from exporter.cli import language_from
from exporter.cli.group import SpokenGroup
from exporter.cli.inventory import config_option, faults_told
from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.delivery.disk import Disk, NotKept
from exporter.delivery.plans import site_key
from probes.clock import SystemClock
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.inventory.summary import agents_of
from probes.language import Language, Text

_T = TypeVar("_T")


@click.group("agents", cls=SpokenGroup)
def command() -> None:
    """Ghi danh, thu hồi máy đo đặt tại xã | Enrol and revoke agents in communes."""


@command.command("enrol")
@click.argument("site", metavar="XÃ/ĐIỂM")
@config_option
@click.pass_context
def enrol_command(context: click.Context, site: str, path: Path) -> None:
    """Cấp mã ghi danh cho máy đo của một điểm | A code to enrol the agent of a site with.

    Điểm viết như 19789/centre. Mã dùng được một lần, trong 7 ngày; mã cấp trước đó cho điểm này hết hiệu lực. |
    A site is written like 19789/centre. The code is good once, for 7 days; an earlier one of this site is void.
    """
    language = language_from(context)
    inventory = _inventory(path, language)
    _expect_agent(inventory, site, language)
    now = SystemClock().now().wall
    code = _disk(
        inventory, language, lambda disk: disk.write(lambda rows: registry.new_code(rows, site, now))
    )
    until = clock_time(now + registry.CODE_SECONDS, now)
    click.echo(code)
    click.echo(_CODE.format(code=code, until=until).in_(language), err=True)


@command.command("list")
@config_option
@click.pass_context
def list_command(context: click.Context, path: Path) -> None:
    """Các máy đo, lần liên lạc cuối, điểm chưa ghi danh | The agents, when each was last heard, and whoever is not enrolled."""
    language = language_from(context)
    inventory = _inventory(path, language)
    names = {commune.code: commune.name for commune in inventory.communes}
    with_agent = _sites(inventory)
    now = SystemClock().now().wall
    found = _disk(inventory, language, lambda disk: disk.read(registry.enrolled) if disk.exists else [])
    for one in found:
        commune = one.site.partition("/")[0]
        heard = _NEVER if one.last_contact is None else _HEARD.format(at=clock_time(one.last_contact, now))
        parts = [
            one.site,
            names.get(commune, "?"),
            _SINCE.format(at=clock_time(one.enrolled, now)).in_(language),
        ]
        parts.append(heard.in_(language))
        if one.site not in with_agent:
            parts.append(_GONE.in_(language))
        click.echo("  ".join(parts))
    for site in sorted(set(with_agent) - {one.site for one in found}):
        click.echo(f"{site}  {names[site.partition('/')[0]]}  {_NOT_YET.in_(language)}")
    if not found and not with_agent:
        click.echo(_NONE.in_(language))


@command.command("revoke")
@click.argument("site", metavar="XÃ/ĐIỂM")
@config_option
@click.pass_context
def revoke_command(context: click.Context, site: str, path: Path) -> None:
    """Thu hồi token và mã ghi danh của một điểm | Take a site's token and code away.

    Dùng khi máy đo bị mất hoặc bị thay. | For a machine that was lost or replaced.
    """
    language = language_from(context)
    inventory = _inventory(path, language)
    gone = _disk(
        inventory,
        language,
        lambda disk: disk.exists and disk.write(lambda database: registry.revoke(database, site)),
    )
    if not gone:
        raise click.ClickException(_NOT_ENROLLED.format(site=site).in_(language))
    click.echo(_REVOKED.format(site=site).in_(language))


def _inventory(path: Path, language: Language) -> Inventory:
    with faults_told(language, err=True):
        return load(path)


def _sites(inventory: Inventory) -> list[str]:
    return [site_key(commune.code, site.id) for commune, site in agents_of(inventory)]


def _expect_agent(inventory: Inventory, site: str, language: Language) -> None:
    if site in _sites(inventory):
        return
    all_sites = [site_key(commune.code, each.id) for commune in inventory.communes for each in commune.sites]
    why = _NO_AGENT if site in all_sites else _NO_SITE
    raise click.ClickException(why.format(site=site).in_(language))


def _disk(inventory: Inventory, language: Language, act: Callable[[Disk], _T]) -> _T:
    """Do `act` with the hub's file, as the user whose file it is: what root makes there, the hub could not write."""
    folder = Path(inventory.settings.data_dir)
    if folder.exists() and (owner := folder.stat().st_uid) != os.geteuid():
        raise click.ClickException(_OTHER_USER.format(folder=folder, user=_user(owner)).in_(language))
    disk = agents_file(folder)
    try:
        return act(disk)
    except NotKept as error:
        why = error.__cause__
        raise click.ClickException(_NO_DISK.format(path=error, why=why).in_(language)) from error
    finally:
        disk.close()


def _user(number: int) -> str:
    try:
        return getpwuid(number).pw_name
    except KeyError:
        return f"#{number}"


_CODE = Text(
    "Trên máy đo: thongsuot agent --config FILE --enrol {code}\nMã dùng được một lần, đến {until}.",
    "On the agent: thongsuot agent --config FILE --enrol {code}\nThe code is good once, until {until}.",
)
_SINCE = Text("ghi danh {at}", "enrolled {at}")
_HEARD = Text("liên lạc cuối {at}", "last heard {at}")
_NEVER = Text("chưa liên lạc lần nào", "never heard")
_GONE = Text("bản khai báo không còn ghi agent: yes", "the inventory no longer says agent: yes")
_NOT_YET = Text("chưa ghi danh", "not enrolled")
_NONE = Text("Bản khai báo chưa ghi điểm nào có máy đo", "The inventory gives no site an agent")
_REVOKED = Text(
    "Đã thu hồi của {site}; máy giám sát từ chối máy đo này sau vài giây",
    "Revoked for {site}; the hub turns this agent away within seconds",
)
_NOT_ENROLLED = Text(
    "{site}: chưa ghi danh, cũng không có mã nào đang chờ (xem thongsuot agents list)",
    "{site}: is not enrolled, and no code waits for it (see thongsuot agents list)",
)
_NO_AGENT = Text(
    "{site}: bản khai báo chưa ghi điểm này có máy đo; hãy thêm `agent: yes` vào điểm đó",
    "{site}: the inventory gives this site no agent; add `agent: yes` to it",
)
_NO_SITE = Text(
    "{site}: không có điểm này; hãy viết mã xã/mã điểm như trong bản khai báo, ví dụ 19789/centre",
    "{site}: there is no such site; write code/site as in the inventory, such as 19789/centre",
)
_OTHER_USER = Text(
    "{folder} là của người dùng {user}; hãy chạy lệnh này bằng người dùng đó (sudo -u {user} ...)",
    "{folder} belongs to the user {user}; run this command as that user (sudo -u {user} ...)",
)
_NO_DISK = Text("{path}: chưa đọc, ghi được: {why}", "{path}: cannot be read or written: {why}")
