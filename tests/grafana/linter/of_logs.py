"""Rules of the linter about queries of logs. We have none: these say when that changes, and that a parser is needed then."""

import re

from tests.grafana.linter.board import LOKI, Asked, Finding, Json, asked, speaks

_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|`[^`]*`')
_STREAM = re.compile(r"\{\s*\w+\s*(=|!=|=~|!~)\s*'[^']*'[^}]*\}")
_RANGE = re.compile(r"\[([^\]]*)\]")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def readable_logs(dashboard: Json) -> list[Finding]:
    """A query of logs names its streams and closes what it opens: as much as can be said of LogQL without its parser."""
    return [
        Finding(one.where, f"{one.expr!r} is not LogQL")
        for one in _asked_of_logs(dashboard)
        if not _STREAM.search(_without_texts(one)) or not _closes(_without_texts(one))
    ]


def logs_over_auto(dashboard: Json) -> list[Finding]:
    """Logs are counted over `$__auto`, as long as a pixel is wide."""
    return [
        Finding(one.where, f"[{length}] is not $__auto")
        for one in _asked_of_logs(dashboard)
        for length in _RANGE.findall(_without_texts(one))
        if length not in {"$__auto", "${__auto}"}
    ]


def _asked_of_logs(dashboard: Json) -> list[Asked]:
    whole = speaks(dashboard, LOKI)
    return [one for one in asked(dashboard) if not one.target.get("hide") and (whole or _is_of_logs(one))]


def _is_of_logs(one: Asked) -> bool:
    sources = (one.target.get("datasource"), one.panel.get("datasource"))
    return any(isinstance(source, dict) and source.get("type") == LOKI for source in sources)


def _without_texts(one: Asked) -> str:
    return _TEXT.sub("''", one.expr)


def _closes(expr: str) -> bool:
    opened: list[str] = []
    for sign in expr:
        if sign in _PAIRS.values():
            opened.append(sign)
        elif sign in _PAIRS and (not opened or opened.pop() != _PAIRS[sign]):
            return False
    return not opened
