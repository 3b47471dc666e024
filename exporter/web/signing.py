"""What the public may know of a commune's signers: how many, never who. A role alone would point at one person."""

from typing import Any

from alerts.signing import CommuneSigning
from probes.language import Text
from probes.signing.state import SigningState

ENDING = frozenset((SigningState.EXPIRING, SigningState.RENEW_WINDOW_CLOSED, SigningState.REVOKED_SCHEDULED))
"""They can sign today, and not for long."""


def signing_json(signing: CommuneSigning | None) -> dict[str, Any]:
    """Counts by role group and by state. `null`: of that group nobody is known to be able to sign, and of some it is not known."""
    if signing is None:
        return {"usable": {}, "states": {}}
    return {
        "usable": {group.value: signing.usable[group] for group in sorted(signing.usable)},
        "states": {state.value: signing.states[state] for state in SigningState if state in signing.states},
    }


def signing_sentence(signing: CommuneSigning) -> Text:
    """One line for people, without a full stop."""
    counts = signing.states
    usable = sum(count for state, count in counts.items() if state.usable)
    ending = sum(count for state, count in counts.items() if state in ENDING)
    unknown = sum(count for state, count in counts.items() if not state.known)
    useless = sum(counts.values()) - usable - unknown
    parts = []
    if usable:
        parts.append(_one_or_more(usable, _USABLE))
    if ending:
        parts.append(_one_or_more(ending, _ALL_ENDING if ending == usable else _ENDING))
    if useless:
        parts.append(_one_or_more(useless, _USELESS))
    if unknown:
        parts.append(_one_or_more(unknown, _UNKNOWN))
    return Text(", ".join(part.vi for part in parts), ", ".join(part.en for part in parts))


def _one_or_more(count: int, texts: tuple[Text, Text]) -> Text:
    return texts[count > 1].format(count=count)


def _texts(vi: str, one: str, more: str) -> tuple[Text, Text]:
    """Vietnamese has one form for every number."""
    return Text(vi, one), Text(vi, more)


_USABLE = _texts(
    "{count} chứng thư còn dùng để ký được", "{count} certificate can sign", "{count} certificates can sign"
)
_ENDING = _texts("trong đó {count} sắp hết hạn", "{count} of them ends soon", "{count} of them end soon")
_ALL_ENDING = _texts("sắp hết hạn", "which ends soon", "all of which end soon")
_USELESS = _texts(
    "{count} chứng thư không dùng được để ký",
    "{count} certificate cannot sign",
    "{count} certificates cannot sign",
)
_UNKNOWN = _texts(
    "{count} chứng thư chưa rõ tình trạng",
    "the state of {count} certificate is not known",
    "the state of {count} certificates is not known",
)
