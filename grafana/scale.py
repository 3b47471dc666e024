"""How values are put into words and colours: mappings and thresholds, as Grafana keeps them."""

from collections.abc import Mapping
from typing import Any

from alerts.cards import CARDS
from alerts.cause import Cause, CommuneStatus, Severity
from exporter.web.public.wording import COMMUNE_WORDS, PART_WORDS
from grafana.colours import BAD, GOOD, TEXT, UNKNOWN, UNSTABLE
from probes.language import Text
from probes.signing.state import SigningState
from probes.states.state import Status

Mapped = Mapping[str, Any]

STATUS_COLOURS = {
    CommuneStatus.NORMAL: GOOD,
    CommuneStatus.DEGRADED: UNSTABLE,
    CommuneStatus.OUTAGE: BAD,
    CommuneStatus.UNKNOWN: UNKNOWN,
}
STATUS_CODES = {
    CommuneStatus.NORMAL: 0,
    CommuneStatus.DEGRADED: 1,
    CommuneStatus.OUTAGE: 2,
    CommuneStatus.UNKNOWN: 3,
}
"""What `grafana.series.commune_state` says."""


def values(said: Mapping[str, tuple[Text | str, str]]) -> list[Mapped]:
    """Each value with the words and the colour it is shown with."""
    options = {
        value: {"text": words, "color": colour, "index": index}
        for index, (value, (words, colour)) in enumerate(said.items())
    }
    return [{"type": "value", "options": options}]


def nothing(words: Text) -> Mapped:
    """Of no value at all: grey. Without it Grafana paints no data in the colour of the lowest value, which is often green."""
    return {"type": "special", "options": {"match": "null+nan", "result": {"text": words, "color": UNKNOWN}}}


def commune_status() -> list[Mapped]:
    """Of a commune's state as a number."""
    return values(
        {str(code): (COMMUNE_WORDS[status], STATUS_COLOURS[status]) for status, code in STATUS_CODES.items()}
    )


def status_words() -> list[Mapped]:
    """Of the label `status`."""
    return values({status.value: (COMMUNE_WORDS[status], STATUS_COLOURS[status]) for status in CommuneStatus})


def target_state() -> list[Mapped]:
    """Of thongsuot_target_state."""
    order = (Status.UP, Status.DEGRADED, Status.DOWN)
    return values(
        {
            str(code): (PART_WORDS[status][1], STATUS_COLOURS[PART_WORDS[status][0]])
            for code, status in enumerate(order)
        }
    )


def success(yes: Text, no: Text) -> list[Mapped]:
    """Of what is 1 or 0."""
    return values({"1": (yes, GOOD), "0": (no, BAD)})


def causes() -> list[Mapped]:
    """Of the label `cause`: its name in alerts and on pages."""
    told = [cause for cause in Cause if cause.nature.severity is not None]
    return values({cause.value: (CARDS[cause.value].name, TEXT) for cause in told})


def severities() -> list[Mapped]:
    """Of the label `severity`."""
    return values(
        {
            Severity.CRITICAL.value: (Text("Nghiêm trọng", "Critical"), BAD),
            Severity.WARNING.value: (Text("Cảnh báo", "Warning"), UNSTABLE),
        }
    )


def signing_states() -> list[Mapped]:
    """Of the label `state` of certificates and signers."""
    return values({state.value: (state.sentence, _of_signing(state)) for state in SigningState})


def _of_signing(state: SigningState) -> str:
    if state is SigningState.VALID:
        return GOOD
    if not state.known:
        return UNKNOWN
    return UNSTABLE if state.usable else BAD


def steps(first: str, *rest: tuple[float, str]) -> dict[str, Any]:
    """Thresholds: the colour below all of them, then each value with the colour from there on."""
    return {
        "mode": "absolute",
        "steps": [
            {"color": first, "value": None},
            *({"color": colour, "value": value} for value, colour in rest),
        ],
    }
