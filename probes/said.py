"""What of a stranger's address may be said aloud: a certificate may hold anybody's name and number where a host should be."""

import re
from urllib.parse import urlsplit

UNSAID = "a host that is not repeated here"

_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?|[0-9a-f:.]+", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,15}", re.IGNORECASE)
_IDENTITY = re.compile(
    r"\d{9}"
)  # the shortest identity number; a long number in a host's name is seldom anything else
_LONGEST = 80


def is_host(host: str) -> bool:
    """Whether `host` (ASCII) is a name that can be looked up, or an address."""
    return _HOST.fullmatch(host) is not None


def said_host(host: str, *, declared: bool = False) -> str:
    """`host` as it may stand in a detail; the operator's own words (`declared`) always may."""
    if declared or (not _IDENTITY.search(host) and is_host(_ascii(host))):
        return host[:_LONGEST]
    return UNSAID


def said_host_of(url: str, *, declared: bool = False) -> str:
    """The same of the host in an address, which may be a broken one."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return UNSAID
    return said_host(host, declared=declared)


def said_scheme(scheme: str) -> str:
    """The same of what comes before an address's colon."""
    if not scheme:
        return "no scheme"
    return scheme if _SCHEME.fullmatch(scheme) and not _IDENTITY.search(scheme) else "another scheme"


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return ""
