"""A rule of verdicts and incidents: the line that holds it, and what that line is without the rule."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`file` below alerts/ says `line` once; `without` in its place takes the rule away. stories: two that show it."""

    name: str
    file: str
    line: str
    without: str
    stories: tuple[str, str]
