"""What an authority says of revocation: where lists and answers that were verified are kept, and where addresses may lead."""

from pathlib import Path

from probes.fetch.guard import Guard
from probes.inventory.model import Authority
from probes.inventory.settings import Settings


def lists_folder(settings: Settings, authority: Authority) -> str:
    """The folder of the authority's verified revocation lists."""
    return str(Path(settings.data_dir) / "revocation" / authority.id)


def answers_folder(settings: Settings, authority: Authority) -> str:
    """The folder of verified OCSP answers about its certificates."""
    return str(Path(settings.data_dir) / "revocation" / authority.id / "ocsp")


def guard_of(authority: Authority) -> Guard:
    """Where addresses that strangers name may lead, as this authority allows."""
    return Guard(networks=authority.networks, rewrite=tuple(authority.rewrite.items()))
