"""Networks as people type them on the command line."""

from ipaddress import ip_network

import click

from exporter.cli import language_from
from probes.inventory.values import IPNetwork
from probes.language import Language, Text


class _Network(click.ParamType[IPNetwork]):
    """`10.0.0.0/8`, `fd00::/8`, or one address."""

    name = "network"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> IPNetwork:
        try:
            return ip_network(str(value).strip())
        except ValueError:
            language = Language.EN if ctx is None else language_from(ctx)
            self.fail(_NOT_ONE.format(value=value).in_(language), param, ctx)


NETWORK = _Network()

_NOT_ONE = Text(
    "'{value}' không phải là một mạng, như 10.0.0.0/8", "'{value}' is no network, such as 10.0.0.0/8"
)
