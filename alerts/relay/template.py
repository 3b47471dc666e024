"""The templates of gateways that fix the form of a message: a text with {fields}."""

from collections.abc import Mapping

FIELDS = (
    "id",
    "title",
    "text",
    "severity",
    "place",
    "what",
    "since",
    "duration",
    "state",
    "team",
    "code",
    "link",
)
"""Every field a template may hold; `alerts.relay.words` gives their values."""


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its fields filled in."""
    return template.format_map(values)
