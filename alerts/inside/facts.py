"""What a verdict from inside rests on, beside the agent's own states: where it stands, its power, what hubs say. Values only.

Moments are seconds of the agent's monotonic clock: many small boxes have no clock that outlives a power cut.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from probes.language import Text

HUB_FRESH_SECONDS = 180.0
"""A hub says its verdict twice a minute, more seldom when crowded; after so long it may have come to see it otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the agent's site, as whoever calls its ISP must be able to name it."""

    isp: str
    backup: bool = False
    hotline: str | None = None
    circuit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who is called about the network here: an office, never a person."""

    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The agent's site and the names of what it looks at; names fall back to ids while no plan has come.

    commune: the five-digit code. satellite: a reception point and not the centre itself. services, authorities: names by id.
    """

    commune: str
    site: str
    commune_name: str | None = None
    site_name: str | None = None
    satellite: bool = False
    lines: tuple[Line, ...] = ()
    team: Team | None = None
    services: Mapping[str, str] = field(default_factory=dict)
    authorities: Mapping[str, str] = field(default_factory=dict)

    @property
    def gateway(self) -> str:
        """The id of the target that is the site's own router."""
        return f"{self.commune}/{self.site}/gateway"

    @property
    def hub(self) -> str:
        """The id of the target that is the province's monitor."""
        return f"{self.commune}/{self.site}/hub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """on_battery: None without a UPS that tells; battery_since: when it began, as far as known. booted: when the machine did.

    charge: 0 to 1. runtime: seconds that the battery will last.
    """

    booted: float | None = None
    on_battery: bool | None = None
    battery_since: float | None = None
    charge: float | None = None
    runtime: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HubVerdict:
    """What the hub makes of the commune, and when it said so. `ago`: for how long it had been so by then, seconds."""

    cause: str
    status: str
    headline: Text
    told_at: float
    ago: float | None = None
    incident: str | None = None
