"""Help in one language: commands write theirs as `vi | en`, paragraph by paragraph, and the reader sees one half."""

import copy
import re

import click

from exporter.cli.vietnamese import VietnameseContext
from probes.language import Language

_BAR = re.compile(r"\s+\|\s+")


def spoken(command: click.Command, language: Language) -> click.Command:
    """`command` with its help, and that of its options, in `language`. The command itself stays as it is."""
    said = copy.copy(command)
    if language is Language.VI:
        said.context_class = VietnameseContext
    said.help = _half(command.help, language)
    said.params = [_spoken_option(param, language) for param in command.params]
    return said


def _spoken_option(param: click.Parameter, language: Language) -> click.Parameter:
    if not isinstance(param, click.Option):
        return param
    said = copy.copy(param)
    said.help = _half(param.help, language)
    return said


def _half(text: str | None, language: Language) -> str | None:
    if text is None:
        return None
    halves = (_BAR.split(paragraph, maxsplit=1) for paragraph in text.split("\n\n"))
    return "\n\n".join(half[0] if language is Language.VI else half[-1] for half in halves)
