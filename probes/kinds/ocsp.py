"""Does the authority's OCSP responder answer, truly, freshly, and as its own certificate allows?"""

from dataclasses import dataclass
from typing import Literal

from probes.fetch.guard import NO_GUARD, Guard
from probes.kind import Seen
from probes.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class OcspSubject:
    """A certificate to ask about, by its file. expect: what the answer must be; None: whatever it is."""

    file: str
    expect: Literal["good", "revoked"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OcspTarget:
    """A responder and the certificates to ask it about.

    url: declared; None: the one that each subject names, which is a stranger's word and goes through `guard`.
    anchors, intermediates: files with the issuers of the subjects. nonce: send one (RFC 8954).
    folder: where verified answers are kept, and looked for before asking; None: every look asks.
    crls: a folder of revocation lists: a subject that a fresh one speaks for is not asked about.
    """

    url: str | None
    subjects: tuple[OcspSubject, ...]
    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    nonce: bool = True
    folder: str | None = None
    crls: str | None = None
    guard: Guard = NO_GUARD
    user_agent: str = "thongsuot"


def observe(target: OcspTarget, network: Network) -> Seen:
    """Ask about each subject, verify each answer."""
    raise NotImplementedError
