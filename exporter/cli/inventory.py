"""What commands that read an inventory share: how it is named, and how its faults are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from probes.inventory.faults import InventoryError
from probes.language import Language

config_option = click.option(
    "--config",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help="Tệp hoặc thư mục khai báo | the inventory: a file or a folder",
)


@contextmanager
def faults_told(language: Language, *, err: bool = False) -> Iterator[None]:
    """End the program with exit code 1 and every fault of the inventory, a line each; on stderr with `err`."""
    try:
        yield
    except InventoryError as error:
        for fault in error.faults:
            click.echo(fault.in_(language), err=err)
        raise SystemExit(1) from None
