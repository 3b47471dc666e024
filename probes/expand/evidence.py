"""An authority's evidence: where lists and answers that were verified once are kept, how often and where to ask for more."""

from pathlib import Path

from probes.fetch.guard import Guard
from probes.inventory.model import Authority, Settings

ONCE_PER_CERTIFICATE_SECONDS = 3600.0
"""No authority is asked about a certificate in use more often (see `probes.polite`); canaries are there to be asked about."""


def lists_folder(settings: Settings, authority: Authority) -> str:
    """The folder of the authority's verified revocation lists."""
    return str(Path(settings.data_dir) / "revocation" / authority.id)


def answers_folder(settings: Settings, authority: Authority) -> str:
    """The folder of verified OCSP answers about its certificates."""
    return str(Path(settings.data_dir) / "revocation" / authority.id / "ocsp")


def guard_of(authority: Authority) -> Guard:
    """Where addresses that strangers name may lead, as this authority allows."""
    return Guard(networks=authority.networks, rewrite=tuple(authority.rewrite.items()))
