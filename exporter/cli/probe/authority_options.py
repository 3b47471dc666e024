"""What several commands ask about an authority: whom to trust, what else is known, where its addresses may lead."""

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar

import click

from exporter.cli import language_from
from probes.inventory.values import IPNetwork
from probes.language import Language, Text

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Network(click.ParamType[IPNetwork]):
    """`10.0.0.0/8`, `fd00::/8`, or one address."""

    name = "network"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> IPNetwork:
        try:
            return ip_network(str(value).strip())
        except ValueError:
            language = Language.EN if ctx is None else language_from(ctx)
            self.fail(_NOT_ONE.format(value=value).in_(language), param, ctx)


PATH = click.Path(exists=True, path_type=Path)

chain_option = click.option(
    "--chain",
    "intermediates",
    multiple=True,
    type=PATH,
    help="Chứng thư trung gian: tệp hoặc thư mục | intermediates: a file or a folder",
)
networks_option = click.option(
    "--network",
    "networks",
    multiple=True,
    type=_Network(),
    metavar="CIDR",
    help="Mạng nội bộ mà địa chỉ ghi trong chứng thư được trỏ tới | inner network that a certificate's address may lead to",
)


def trust_option(command: _Command) -> _Command:
    """`--trust`, which may be left out."""
    return _trust(required=False)(command)


def required_trust_option(command: _Command) -> _Command:
    """`--trust`, without which there is nothing to look at."""
    return _trust(required=True)(command)


def _trust(*, required: bool) -> Callable[[_Command], _Command]:
    return click.option(
        "--trust",
        multiple=True,
        required=required,
        type=PATH,
        help="Chứng thư gốc tin cậy: tệp hoặc thư mục | pinned roots: a file or a folder",
    )


_NOT_ONE = Text(
    "'{value}' không phải là một mạng, như 10.0.0.0/8", "'{value}' is no network, such as 10.0.0.0/8"
)
