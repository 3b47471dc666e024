"""How values are put into words and colours: mappings and thresholds, as Grafana keeps them."""

from collections.abc import Mapping
from typing import Any

from alerts.cause import CommuneStatus
from exporter.web.public.wording import COMMUNE_WORDS, PART_WORDS
from grafana.colours import BAD, GOOD, UNKNOWN, UNSTABLE
from probes.language import Text
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
    CommuneStatus.UNKNOWN: -1,
}
"""What `grafana.series.commune_state` says: the worse the higher, and lowest what nobody knows."""


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


def steps(first: str, *rest: tuple[float, str]) -> dict[str, Any]:
    """Thresholds: the colour below all of them, then each value with the colour from there on."""
    return {
        "mode": "absolute",
        "steps": [
            {"color": first, "value": None},
            *({"color": colour, "value": value} for value, colour in rest),
        ],
    }
