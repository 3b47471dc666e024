"""Matchers as Alertmanager of any version reads them: every value in quotes, nothing in it to escape."""

from collections.abc import Iterable


def equals(label: str, value: str) -> str:
    """The label has this value; the empty one: it is not there."""
    return f'{label}="{value}"'


def differs(label: str, value: str) -> str:
    """The label has another value; not the empty one: it is there."""
    return f'{label}!="{value}"'


def one_of(label: str, values: Iterable[str]) -> str:
    """The label has one of these ids."""
    return f'{label}=~"{_any(values)}"'


def none_of(label: str, values: Iterable[str]) -> str:
    """The label has none of these ids."""
    return f'{label}!~"{_any(values)}"'


def _any(values: Iterable[str]) -> str:
    """A dot is written `[.]`: versions differ in how they read a backslash."""
    return "|".join(value.replace(".", "[.]") for value in values)
