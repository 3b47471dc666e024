"""Queries of which the story shows nothing, and why that is right."""

from collections.abc import Mapping

_NO_UPS = "no agent of the demo has a UPS"
_NO_TOKEN = "no token is plugged into a machine of the demo"  # noqa: S105  # a sentence

EMPTY: Mapping[tuple[str, str, str], str] = {
    ("commune", "Is the agent heard", "B"): _NO_UPS,
    ("monitoring", "Agent by agent, the longest silent first", "E"): _NO_UPS,
    ("monitoring", "Oldest failing message", "A"): "every message can be sent",
    ("monitoring", "Messages sent, and given up", "B"): "every message can be sent",
    ("monitoring", "Alertmanager's notifications", "B"): "every notification is taken",
    ("signing", "USB tokens in communes", "A"): _NO_TOKEN,
    ("signing", "USB tokens in communes", "B"): _NO_TOKEN,
}
"""(dashboard, English panel, target) -> why."""

TOO_SHORT: Mapping[tuple[str, str], str] = {
    (
        "monitoring",
        "The monitor was blind",
    ): "blindness is an incident after 20 s, which is all it lasts at this speed",
}
"""(dashboard, English annotation) -> why the story may or may not show it."""
