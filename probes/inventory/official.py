"""The country's communes as the State lists them: which codes exist, and in which province."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

_LIST = Path(__file__).parent.parent / "data" / "communes.csv"


class OfficialCommune(NamedTuple):
    """One row of the list. latitude, longitude: a point of the unit in degrees (WGS 84), not where its office stands."""

    name: str
    province_code: str
    province_name: str
    latitude: float
    longitude: float


@cache
def official_communes() -> Mapping[str, OfficialCommune]:
    """All communes by their five-digit code."""
    with _LIST.open(encoding="utf-8", newline="") as rows:
        return {
            row["code"]: OfficialCommune(
                row["name"],
                row["province_code"],
                row["province_name"],
                float(row["lat"]),
                float(row["lon"]),
            )
            for row in csv.DictReader(rows)
        }
