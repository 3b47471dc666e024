"""What people are told of each cause: what it means, what to do before calling, whom it is for.

`docs/runbooks/<cause>.md` says the rest, to those on call.
"""

from collections.abc import Mapping

from alerts.cards.card import Card, TeamId, Visit
from alerts.cards.lines import LINES
from alerts.cards.no_incident import NO_INCIDENT
from alerts.cards.services import MAINTENANCE, SERVICES
from alerts.cards.shared import SHARED
from alerts.cards.signing import SIGNING

__all__ = ["CARDS", "MAINTENANCE", "Card", "TeamId", "Visit"]

CARDS: Mapping[str, Card] = {**SHARED, **LINES, **SERVICES, **SIGNING, **NO_INCIDENT}
"""The card of each cause, by the cause's value. What stops as planned is no cause: its card is MAINTENANCE."""
