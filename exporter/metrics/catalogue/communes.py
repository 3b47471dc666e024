"""Communes and teams."""

from alerts.cause import LABELS
from exporter.metrics.catalogue.family import Family, Type

COMMUNE_INFO = Family(
    "thongsuot_commune_info",
    Type.GAUGE,
    "Names of a commune and its province; always 1.",
    ("province", "commune", "name", "province_name"),
)
COMMUNE_STATUS = Family(
    "thongsuot_commune_status",
    Type.GAUGE,
    "Whether this is the commune's status, 0 or 1: normal, degraded, outage or unknown.",
    ("province", "commune", "status"),
)
COMMUNES = Family(
    "thongsuot_communes",
    Type.GAUGE,
    "Communes of a province in each status.",
    ("province", "status"),
)
INCIDENT_OPEN = Family(
    "thongsuot_incident_open",
    Type.GAUGE,
    "1 while an incident of this cause is open; 0 for 24 hours after it closed.",
    ("scope", "cause", "severity"),
    "no incident of this cause is open, nor was one in the last 24 hours",
    LABELS,
)
INCIDENT_AFFECTED = Family(
    "thongsuot_incident_affected_communes",
    Type.GAUGE,
    "Communes that an open incident has hit so far.",
    ("scope", "cause", "severity"),
    "no incident of this cause is open",
    LABELS,
)
INCIDENT_START = Family(
    "thongsuot_incident_start_timestamp_seconds",
    Type.GAUGE,
    "When the trouble of an open incident began, unix seconds.",
    ("scope", "cause", "severity"),
    "no incident of this cause is open",
    LABELS,
)
TEAM_INFO = Family("thongsuot_team_info", Type.GAUGE, "Name of a team; always 1.", ("team", "name"))
