"""The commands of a Markdown page: its fenced blocks, each with the remark that stands before it."""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"(?:<!-- test: (?P<remark>[^\n]*) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)```", re.DOTALL
)
_KEEPS_RUNNING = "keeps running; answers "
_NOT_RUN = "not run; "


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block. At most one of `answers` (a server, and where) and `not_run` (why) is set."""

    language: str
    text: str
    answers: str | None
    not_run: str | None


def blocks(page: Path, language: str) -> list[Block]:
    """The blocks of `page` in `language`, top to bottom. Raises ValueError for a remark that says nothing known."""
    found = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [_block(match) for match in found if match["language"] == language]


def _block(match: re.Match[str]) -> Block:
    remark = match["remark"]
    answers = _after(_KEEPS_RUNNING, remark)
    not_run = _after(_NOT_RUN, remark)
    if remark is not None and answers is None and not_run is None:
        raise ValueError(f"unknown remark: {remark}")
    return Block(match["language"], match["text"], answers, not_run)


def _after(opening: str, remark: str | None) -> str | None:
    if remark is None or not remark.startswith(opening):
        return None
    return remark.removeprefix(opening)
