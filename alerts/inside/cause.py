"""What can be wrong as seen from inside a site: the closed list, and whether anybody need be called for it."""

from enum import StrEnum

from alerts.call import Call
from alerts.cause import CommuneStatus


class InsideCause(StrEnum):
    """In the order of headlines. The value is part of the agent's API: never renamed.

    FROM_HUB: the hub's own verdict. CUT_OFF: nothing beyond answers, and the router has never told whether it is there.
    UNCLEAR: the hub does not answer, and nothing else has been asked since.
    """

    FROM_HUB = "from_hub"
    ON_BATTERY = "on_battery"
    JUST_BOOTED = "just_booted"
    LAN_DOWN = "lan_down"
    LINE_DOWN = "line_down"
    CUT_OFF = "cut_off"
    UNCLEAR = "unclear"
    SERVICE_UNREACHABLE = "service_unreachable"
    HUB_UNREACHABLE = "hub_unreachable"
    AUTHORITY_UNREACHABLE = "authority_unreachable"
    LINE_FLAPPING = "line_flapping"
    UNKNOWN = "unknown"
    NORMAL = "normal"

    @property
    def status(self) -> CommuneStatus:
        """How bad it is. A hub's verdict brings its own."""
        return _STATUSES[self]

    @property
    def call(self) -> Call:
        """Whether to call."""
        return _CALLS.get(self, Call.AFTER_STEPS)


NO_NETWORK = frozenset(
    {InsideCause.LAN_DOWN, InsideCause.LINE_DOWN, InsideCause.CUT_OFF, InsideCause.UNCLEAR}
)
"""The causes by which nothing, or perhaps nothing, can be reached."""

_STATUSES = {
    InsideCause.FROM_HUB: CommuneStatus.UNKNOWN,
    InsideCause.ON_BATTERY: CommuneStatus.DEGRADED,
    InsideCause.JUST_BOOTED: CommuneStatus.DEGRADED,
    InsideCause.LAN_DOWN: CommuneStatus.OUTAGE,
    InsideCause.LINE_DOWN: CommuneStatus.OUTAGE,
    InsideCause.CUT_OFF: CommuneStatus.OUTAGE,
    InsideCause.UNCLEAR: CommuneStatus.UNKNOWN,
    InsideCause.SERVICE_UNREACHABLE: CommuneStatus.DEGRADED,
    InsideCause.HUB_UNREACHABLE: CommuneStatus.NORMAL,
    InsideCause.AUTHORITY_UNREACHABLE: CommuneStatus.DEGRADED,
    InsideCause.LINE_FLAPPING: CommuneStatus.DEGRADED,
    InsideCause.UNKNOWN: CommuneStatus.UNKNOWN,
    InsideCause.NORMAL: CommuneStatus.NORMAL,
}
_CALLS = {
    InsideCause.HUB_UNREACHABLE: Call.NO,
    InsideCause.UNCLEAR: Call.NOT_YET,
    InsideCause.JUST_BOOTED: Call.NOT_YET,
}
