"""Is the authority's revocation list there, signed, fresh, and no older than the one already known?"""

from dataclasses import dataclass

from probes.fetch.guard import NO_GUARD, Guard
from probes.kind import Seen
from probes.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlTarget:
    """The revocation lists of one authority.

    urls: declared; empty: those named by `certificates` (files), which are a stranger's word and go through `guard`.
    anchors, intermediates: files of the authority's own certificates: who may sign its lists.
    folder: where verified lists are kept between looks; None: nowhere.
    """

    urls: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    folder: str | None = None
    guard: Guard = NO_GUARD
    user_agent: str = "thongsuot"


def observe(target: CrlTarget, network: Network) -> Seen:
    """Fetch what is due, verify, keep."""
    raise NotImplementedError
