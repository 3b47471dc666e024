"""The authority's books: whom it has issued what, and who of them is revoked or on hold at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509

from exporter.demo.faults import Effects
from exporter.demo.signing import CANARY_REVOKED

_CANARY_REVOKED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A revocation or a hold, as lists and OCSP answers tell it."""

    at: datetime
    reason: x509.ReasonFlags


class Register:
    """Who is revoked follows the story; since when is the moment at which somebody first asked."""

    def __init__(self, holders: Mapping[int, str]) -> None:
        self._holders = holders
        self._entries: dict[int, Entry] = {}

    def revoked(self, effects: Effects, moment: datetime) -> Mapping[int, Entry]:
        """The entries by serial number, in their order."""
        entries: dict[int, Entry] = {}
        moment = moment.replace(microsecond=0)
        for serial, holder in self._holders.items():
            if (reason := _reason(holder, effects)) is None:
                continue
            before = self._entries.get(serial)
            since = moment - _CANARY_REVOKED_FOR if holder == CANARY_REVOKED else moment
            entries[serial] = (
                before if before is not None and before.reason is reason else Entry(since, reason)
            )
        self._entries = entries
        return entries


def _reason(holder: str, effects: Effects) -> x509.ReasonFlags | None:
    if holder == CANARY_REVOKED:
        return x509.ReasonFlags.key_compromise
    if holder in effects.revoked:  # for good: it beats a hold
        return x509.ReasonFlags.cessation_of_operation
    return x509.ReasonFlags.certificate_hold if holder in effects.on_hold else None
