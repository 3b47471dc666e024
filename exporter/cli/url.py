"""Web addresses on the command line, judged as the inventory judges them."""

import click
from pydantic import TypeAdapter, ValidationError

from exporter.cli import language_from, system_language
from probes.inventory.values import Url
from probes.language import Language

_READ: TypeAdapter[str] = TypeAdapter(Url)


class _HttpUrl(click.ParamType[str]):
    name = "URL"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return _READ.validate_python(value)
        except ValidationError as error:
            (fault,) = error.errors()
            language = system_language() if ctx is None else language_from(ctx)
            said = fault["ctx"]["vi"] if language is Language.VI else fault["msg"]
            self.fail(f"{value}: {said}", param, ctx)


HTTP_URL = _HttpUrl()
