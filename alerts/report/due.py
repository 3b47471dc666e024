"""Which signing certificates end soon: counts by what the signature is needed for, never whose they are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time

from probes.inventory.model import Inventory, RoleGroup, Signer
from probes.inventory.values import VIETNAM
from probes.reasons import ProbeFailed
from probes.signing.files import read_own_file
from probes.signing.groups import group_of

DUE_SECONDS = 30 * 86400.0

Ends = Iterable[tuple[Signer, float]]
"""Signers with the moment their certificate ends, unix seconds."""


def ends_of(inventory: Inventory) -> Ends:
    """By the certificate's own date, else by the declared one. Signers of whom neither can be read are left out.

    A certificate above it that ends earlier is not looked at here: the running hub judges that.
    """
    for signer in inventory.signers:
        end = _end_of(signer)
        if end is not None:
            yield signer, end


def due(ends: Ends, moment: float) -> Mapping[str, Mapping[RoleGroup, int]]:
    """By commune, how many certificates end within 30 days from a moment."""
    found: defaultdict[str, Counter[RoleGroup]] = defaultdict(Counter)
    for signer, end in ends:
        if moment <= end < moment + DUE_SECONDS:
            found[signer.commune][group_of(signer)] += 1
    return dict(found)


def _end_of(signer: Signer) -> float | None:
    if signer.file is not None:
        try:
            return read_own_file(signer.file)[0].facts.not_after
        except ProbeFailed:
            pass
    if signer.not_after is not None:
        return datetime.combine(signer.not_after, time.max, VIETNAM).timestamp()
    return None
