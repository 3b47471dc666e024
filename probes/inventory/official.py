"""The country's communes as the State lists them: which codes exist, and in which province."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

_LIST = Path(__file__).parent.parent / "data" / "communes.csv"


class OfficialCommune(NamedTuple):
    """One row of the list."""

    name: str
    province_code: str
    province_name: str


@cache
def official_communes() -> Mapping[str, OfficialCommune]:
    """All communes by their five-digit code."""
    with _LIST.open(encoding="utf-8", newline="") as rows:
        return {
            row["code"]: OfficialCommune(row["name"], row["province_code"], row["province_name"])
            for row in csv.DictReader(rows)
        }
