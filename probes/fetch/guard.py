"""Where addresses that strangers name may lead: the rules, as values."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from probes.inventory.values import IPNetwork

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Guard:
    """networks: allowed beside the public Internet. rewrite: (what an address begins with, what to put instead)."""

    networks: tuple[IPNetwork, ...] = ()
    rewrite: tuple[tuple[str, str], ...] = ()

    def rewritten(self, url: str) -> str | None:
        """`url` with its beginning replaced by the first rule that fits; None when none does.

        A rule fits the very server it names, scheme and host in any case, and what begins with its path. Whatever the
        rest of `url` is, it stays on the server that the rule leads to.
        """
        for begins, instead in self.rewrite:
            rest = _rest(url, begins)
            if rest is not None:
                parts = urlsplit(instead)
                base = instead if parts.path or parts.query else f"{instead}/"
                return base + (rest.removeprefix("/") if base.endswith("/") else rest)
        return None


NO_GUARD = Guard()
"""Only the public Internet, and nothing rewritten."""


def server_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port that `url` leads to, in the form in which they compare. Raises ValueError."""
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise ValueError("user information in an address")
    host = (parts.hostname or "").rstrip(".")
    port = _DEFAULT_PORTS.get(parts.scheme) if parts.port is None else parts.port
    return parts.scheme, host, port


def _rest(url: str, begins: str) -> str | None:
    """What follows `begins` in `url`, or None when `url` does not begin so."""
    try:
        if server_of(url) != server_of(begins):
            return None
    except ValueError:
        return None
    behind, wanted = _behind_the_server(url), _behind_the_server(begins)
    if not wanted.strip("/"):
        return behind
    return behind.removeprefix(wanted) if behind.startswith(wanted) else None


def _behind_the_server(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
