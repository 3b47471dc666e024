"""Durations on the command line, written as in the inventory: `200ms`, `2s`, `1m`."""

import click
from pydantic_core import PydanticCustomError

from exporter.cli import language_from, system_language
from probes.inventory.values import seconds_of
from probes.language import Language


class _Seconds(click.ParamType[float]):
    name = "DURATION"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            return seconds_of(value)
        except PydanticCustomError as error:
            language = system_language() if ctx is None else language_from(ctx)
            said = (error.context or {})["vi"] if language is Language.VI else error.message()
            self.fail(f"{value}: {said}", param, ctx)


SECONDS = _Seconds()
