"""Agents, and what becomes of what they deliver late."""

from exporter.metrics.catalogue.family import Family, Type

_SITE = ("province", "commune", "site")
_SILENT = "the agent has never been heard"

AGENT_LAST_CONTACT = Family(
    "thongsuot_agent_last_contact_timestamp_seconds",
    Type.GAUGE,
    "When the last batch of an agent came, unix seconds by the hub's clock.",
    _SITE,
    _SILENT,
)
AGENT_CLOCK_SKEW = Family(
    "thongsuot_agent_clock_skew_seconds",
    Type.GAUGE,
    "How far the wall clock of an agent is ahead of the hub's.",
    _SITE,
    f"{_SILENT}; nothing it sent says",
)
AGENT_BACKLOG = Family(
    "thongsuot_agent_backlog_observations",
    Type.GAUGE,
    "Observations that waited on the disk of an agent when it was last heard.",
    _SITE,
    f"{_SILENT}; nothing it sent says",
)
AGENT_OBSERVATIONS = Family(
    "thongsuot_agent_observations_total",
    Type.COUNTER,
    "What became of the observations of an agent: live, replay, duplicate, refused, or dropped by itself for want of room.",
    (*_SITE, "outcome"),
    _SILENT,
)
AGENT_BOOT = Family(
    "thongsuot_agent_boot_timestamp_seconds",
    Type.GAUGE,
    "When the machine of an agent booted, unix seconds by the hub's clock.",
    _SITE,
    f"{_SILENT}; nothing it sent says",
)
AGENT_ON_BATTERY = Family(
    "thongsuot_agent_ups_on_battery",
    Type.GAUGE,
    "Whether the UPS of an agent runs on its battery: its site has no mains.",
    _SITE,
    f"{_SILENT}; it has no UPS",
)
AGENT_INFO = Family(
    "thongsuot_agent_info",
    Type.GAUGE,
    "Version of the program that an agent runs; always 1.",
    (*_SITE, "version"),
    _SILENT,
)
AGENT_CONFLICT = Family(
    "thongsuot_agent_conflict",
    Type.GAUGE,
    "Whether two machines deliver with the token of one agent.",
    _SITE,
    _SILENT,
)
REPLAY_SAMPLES = Family(
    "thongsuot_replay_samples_total",
    Type.COUNTER,
    "Replayed samples that a destination of remote write took, or that were parked because it never will; and observations "
    "dropped for want of room, or because the inventory no longer has their target.",
    ("destination", "outcome"),
    "no remote write is set",
)
REPLAY_WAITING = Family(
    "thongsuot_replay_waiting",
    Type.GAUGE,
    "Replayed observations that wait for a destination of remote write.",
    ("destination",),
    "no remote write is set",
)
