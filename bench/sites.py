"""The sites of the whole-round benchmark: an address to ping and a page each; the dead ones answer neither."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.country import loopback
from bench.tls_server import TRUST
from probes.inventory.official import official_communes

PORT = 8443

_PER_BLOCK = 250


@dataclass(frozen=True, slots=True)
class Site:
    """One commune, one line, one page."""

    name: str
    address: str
    alive: bool

    @property
    def url(self) -> str:
        """Its page."""
        return f"https://{self.address}:{PORT}/"


def sites_of(count: int, dead_percent: int) -> tuple[Site, ...]:
    """`count` sites, evenly mixed, of which this share is dead. A name is a commune's code."""
    codes = list(official_communes())[:count]
    return tuple(_site(number, code, dead_percent) for number, code in enumerate(codes))


def _site(number: int, code: str, dead_percent: int) -> Site:
    dead = number * dead_percent // 100 != (number + 1) * dead_percent // 100
    if dead:
        return Site(code, f"10.9.{number // _PER_BLOCK}.{number % _PER_BLOCK + 1}", alive=False)
    return Site(code, loopback(number, 64), alive=True)


def write_inventory(path: Path, folder: Path, sites: Sequence[Site], listen: tuple[str, str]) -> None:
    """The sites as this program's inventory, all looked at once a minute. JSON is YAML."""
    trust = str(folder / "tls" / TRUST)
    public, operations = listen
    document = {
        "settings": {
            "data_dir": str(path.parent / "data"),
            "listen": {"public": public, "operations": operations},
            "rhythm": {"link_interval": "60s", "witness_interval": "60s", "service_interval": "60s"},
        },
        "isps": [{"id": "vnpt", "name": "VNPT"}],
        "provinces": [
            {"code": code, "name": name}
            for code, name in sorted(
                {(each.province_code, each.province_name) for each in official_communes().values()}
            )
        ],
        "communes": [_commune(site) for site in sites],
        "witnesses": [{"id": f"w{number}", "address": f"127.0.2.{number}"} for number in (1, 2, 3)],
        "services": [
            {
                "id": "page",
                "name": "Trang của xã",
                "checks": [
                    {"id": site.name, "kind": "http", "url": site.url, "trust": trust, "timeout": "10s"}
                    for site in sites
                ],
            }
        ],
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")


def _commune(site: Site) -> dict[str, object]:
    known = official_communes()[site.name]
    link = {"id": "main", "isp": "vnpt", "address": site.address}
    return {
        "code": site.name,
        "name": known.name,
        "province": known.province_code,
        "sites": [{"id": "centre", "links": [link]}],
    }
