"""One alert of one team, from its first firing to its end: what messages are about."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is misheard or misread for another
_LETTERS_OF_A_CODE = 5

AT_THE_HUB = "hub"
"""Who took on what was taken on at the hub: its public API tells that somebody did, not who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """starts: since when, unix seconds: as the hub says, or else as Prometheus does. closed: None while it fires.

    code: what people say on the phone: the hub's code of the incident, or one of our own where the hub told none.
    orphaned: it ended because Alertmanager no longer knew it, not because it was told so.
    """

    id: int
    team: str
    fingerprint: str
    starts: float
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    code: str
    closed: float | None = None
    orphaned: bool = False
    acknowledged: float | None = None
    acknowledged_by: str | None = None

    @property
    def critical(self) -> bool:
        """Whether somebody has to be found for it."""
        return self.labels.get("severity") == "critical"


def own_code(province: str, *parts: object) -> str:
    """A code for what the hub has none for: the province and five letters, `46-K7QMA`. The same for the same parts."""
    number = int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8], "big")
    letters = ""
    for _ in range(_LETTERS_OF_A_CODE):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return f"{province or '00'}-{letters}"
