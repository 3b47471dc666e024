"""Addresses of authorities' services as people type them."""

from urllib.parse import urlsplit

import click

from probes.language import Language, Text

_NOT_ONE = Text("{url} không phải là địa chỉ http:// hay https://", "{url} is no http:// or https:// address")


def web_address(url: str, language: Language) -> str:
    """The address with its scheme, http where none is written: what authorities say is signed. Raises UsageError."""
    whole = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(whole)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise click.UsageError(_NOT_ONE.format(url=url).in_(language))
    return whole
