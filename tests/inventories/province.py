"""The whole country as one inventory: 3,321 communes, a line each, in a folder of a file per province and a common one.

Addresses are of 10.0.0.0/8 and nothing is ever sent to them.
"""

import csv
from collections import defaultdict
from pathlib import Path

_COMMUNES = Path(__file__).parent.parent.parent / "probes" / "data" / "communes.csv"


def write_country(folder: Path) -> int:
    """Write the inventory to `folder`; how many communes it has."""
    with _COMMUNES.open(encoding="utf-8", newline="") as rows:
        communes = list(csv.DictReader(rows))
    provinces = {row["province_code"]: row["province_name"] for row in communes}
    files: dict[str, list[str]] = defaultdict(lambda: ["communes:"])
    for number, row in enumerate(communes):
        files[row["province_code"]].append(_commune(row, number))
    for province, lines in files.items():
        (folder / f"{province}.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "common.yml").write_text(_common(provinces), encoding="utf-8")
    return len(communes)


def _commune(row: dict[str, str], number: int) -> str:
    return f'''  - code: "{row["code"]}"
    name: {row["name"]}
    province: "{row["province_code"]}"
    sites:
      - id: centre
        kind: centre
        links:
          - id: main
            role: primary
            isp: vnpt
            medium: fiber
            address: 10.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}
            upstream: pop-{row["province_code"]}
            circuit: MN-{row["code"]}-01'''


def _common(provinces: dict[str, str]) -> str:
    return "\n".join(
        (
            "isps:",
            '  - {id: vnpt, name: VNPT, hotline: "18001260"}',
            "provinces:",
            *(f'  - {{code: "{code}", name: {name}}}' for code, name in provinces.items()),
            "upstreams:",
            *(f"  - {{id: pop-{code}, name: POP {name}, isp: vnpt}}" for code, name in provinces.items()),
            "witnesses:",
            *(f"  - {{id: w{number}, address: 10.255.0.{number}}}" for number in (1, 2, 3)),
            "",
        )
    )
