"""The whole country on loopback: every commune with two lines, each with an address of its own, and 100,000 series.

With two lines in every commune, and a seal in one of five, /metrics has as many series as the bar for memory names.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.tls_server import TRUST
from probes.inventory.official import official_communes

LINES_PER_COMMUNE = 2
SERVICES = ("127.0.1.1", "127.0.1.2", "127.0.1.3")
SERVICES_PORT = 8443

_PER_BLOCK = 250


def loopback(number: int, block: int) -> str:
    """The address of line `number` within 127.<block>.0.0/16 and what follows it."""
    return (
        f"127.{block + number // _PER_BLOCK**2}.{number // _PER_BLOCK % _PER_BLOCK}.{number % _PER_BLOCK + 1}"
    )


def write_country(folder: Path, certificates: Path, seal: Path, listen: Sequence[str]) -> int:
    """Write the inventory to `folder`; how many communes it has. JSON is YAML."""
    official = official_communes()
    provinces = {commune.province_code: commune.province_name for commune in official.values()}
    by_province: dict[str, list[dict[str, Any]]] = {code: [] for code in provinces}
    for number, (code, commune) in enumerate(official.items()):
        by_province[commune.province_code].append(_commune(number, code, commune.name, commune.province_code))
    for province, communes in by_province.items():
        signers = [_signer(str(commune["code"]), seal) for commune in communes if _has_seal(commune)]
        _write(folder / f"{province}.yml", {"communes": communes, "signers": signers})
    _write(folder / "common.yml", _common(folder, provinces, certificates, listen))
    return len(official)


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def _commune(number: int, code: str, name: str, province: str) -> dict[str, Any]:
    main = {"id": "main", "isp": "vnpt", "address": loopback(number, 64), "upstream": f"pop-{province}"}
    backup = {
        "id": "backup",
        "isp": "viettel",
        "role": "backup",
        "medium": "lte",
        "address": loopback(number, 96),
    }
    site = {"id": "centre", "links": [main, backup]}
    return {"code": code, "name": name, "province": province, "sites": [site]}


def _has_seal(commune: dict[str, Any]) -> bool:
    return int(commune["code"]) // 3 % 5 == 0


def _signer(code: str, seal: Path) -> dict[str, Any]:
    return {
        "id": "con-dau",
        "commune": code,
        "role": "van-thu",
        "signer_kind": "organisation",
        "file": str(seal),
    }


def _common(
    folder: Path, provinces: dict[str, str], certificates: Path, listen: Sequence[str]
) -> dict[str, Any]:
    public, operations = listen
    checks = [
        {
            "id": f"page-{number}",
            "kind": "http",
            "url": f"https://{address}:{SERVICES_PORT}/",
            "trust": str(certificates / TRUST),
        }
        for number, address in enumerate(SERVICES, 1)
    ]
    return {
        "settings": {
            "data_dir": str(folder.parent / "data"),
            "listen": {"public": public, "operations": operations},
        },
        "isps": [{"id": "vnpt", "name": "VNPT"}, {"id": "viettel", "name": "Viettel"}],
        "provinces": [{"code": code, "name": name} for code, name in provinces.items()],
        "upstreams": [{"id": f"pop-{code}", "name": f"POP {name}"} for code, name in provinces.items()],
        "services": [{"id": "portal", "name": "Cổng Dịch vụ công", "checks": checks}],
        "witnesses": [{"id": f"w{number}", "address": f"127.0.2.{number}"} for number in (1, 2, 3)],
    }
