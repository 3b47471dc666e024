"""The whole country on loopback: every commune with two lines, each with an address of its own, and 100,000 series.

With two lines in every commune, and a seal in one of five, /metrics has as many series as the bar for memory names.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.tls_server import TRUST
from probes.inventory.official import official_communes
from tests.authority import Authority

LINES_PER_COMMUNE = 2
SERVICES = ("127.0.1.1", "127.0.1.2", "127.0.1.3")
SERVICES_PORT = 8443
PAGES_OF_AGENTS = 5
"""Of each service, where agents look: 15 in all."""

_PER_BLOCK = 250


def loopback(number: int, block: int) -> str:
    """The address of line `number` within 127.<block>.0.0/16 and what follows it."""
    return (
        f"127.{block + number // _PER_BLOCK**2}.{number // _PER_BLOCK % _PER_BLOCK}.{number % _PER_BLOCK + 1}"
    )


def write_country(
    folder: Path,
    certificates: Path,
    listen: Sequence[str],
    *,
    agents: bool = False,
    web_config: Path | None = None,
    remote_write: str | None = None,
    province: str | None = None,
) -> int:
    """Write the inventory to `folder`; how many communes it has. JSON is YAML.

    agents: one in every commune, and as many services as they look at. web_config: of the public listener. remote_write: the URL that
    replay goes to. province: only this one.
    """
    official = {
        code: commune
        for code, commune in official_communes().items()
        if province in (None, commune.province_code)
    }
    provinces = {commune.province_code: commune.province_name for commune in official.values()}
    seals = folder.parent / "seals"
    seals.mkdir()
    authority = Authority.root().sub()
    by_province: dict[str, list[dict[str, Any]]] = {code: [] for code in provinces}
    for number, (code, commune) in enumerate(official.items()):
        by_province[commune.province_code].append(
            _commune(number, code, commune.name, commune.province_code, agents)
        )
    for province, communes in by_province.items():
        signers = [
            _signer(str(commune["code"]), seals, authority) for commune in communes if _has_seal(commune)
        ]
        _write(folder / f"{province}.yml", {"communes": communes, "signers": signers})
    common = _common(folder, provinces, listen, _checks(certificates, agents))
    if web_config is not None:
        common["settings"]["listen"]["public_web_config"] = str(web_config)
    if remote_write is not None:
        common["settings"]["remote_write"] = [{"id": "sink", "url": remote_write}]
    _write(folder / "common.yml", common)
    return len(official)


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def _commune(number: int, code: str, name: str, province: str, agent: bool) -> dict[str, Any]:
    main = {"id": "main", "isp": "vnpt", "address": loopback(number, 64), "upstream": f"pop-{province}"}
    backup = {
        "id": "backup",
        "isp": "viettel",
        "role": "backup",
        "medium": "lte",
        "address": loopback(number, 96),
    }
    site = {"id": "centre", "links": [main, backup], "agent": agent}
    return {"code": code, "name": name, "province": province, "sites": [site]}


def _has_seal(commune: dict[str, Any]) -> bool:
    return int(commune["code"]) // 3 % 5 == 0


def _signer(code: str, seals: Path, authority: Authority) -> dict[str, Any]:
    """With a certificate of its own: two signers never share a file."""
    seal = seals / f"{code}.pem"
    seal.write_bytes(authority.signer().pem)
    return {
        "id": "con-dau",
        "commune": code,
        "role": "van-thu",
        "signer_kind": "organisation",
        "file": str(seal),
    }


def _checks(certificates: Path, agents: bool) -> list[dict[str, Any]]:
    pages = range(PAGES_OF_AGENTS if agents else 1)
    return [
        {
            "id": f"page-{number + page * len(SERVICES)}",
            "kind": "http",
            "url": f"https://{address}:{SERVICES_PORT}/",
            "trust": str(certificates / TRUST),
            "vantages": ["hub", "agent"] if agents else ["hub"],
        }
        for page in pages
        for number, address in enumerate(SERVICES, 1)
    ]


def _common(
    folder: Path, provinces: dict[str, str], listen: Sequence[str], checks: list[dict[str, Any]]
) -> dict[str, Any]:
    public, operations = listen
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
