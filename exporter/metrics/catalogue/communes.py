"""Communes and teams."""

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
TEAM_INFO = Family("thongsuot_team_info", Type.GAUGE, "Name of a team; always 1.", ("team", "name"))
