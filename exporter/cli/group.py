"""A command with commands of its own, each with its help in one language."""

import click

from exporter.cli import language_from
from exporter.cli.spoken import spoken


class SpokenGroup(click.Group):
    """As the command line itself finds its commands."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, in the language of this invocation."""
        found = super().get_command(ctx, cmd_name)
        return None if found is None else spoken(found, language_from(ctx))
