"""Writes the demo's inventory as a folder that `thongsuot check` reads like any other."""

from pathlib import Path
from typing import Any

import yaml

from exporter.demo.province import Ports, documents

_HEAD = """\
# MÔ PHỎNG: mã và tên xã, phường là thật; đường truyền, dịch vụ, địa chỉ và chứng thư đều do "thongsuot demo" tạo ra.
# SIMULATION: codes and names of the communes are real; lines, services, addresses and certificates are invented.
"""


def write_folder(
    folder: Path,
    ports: Ports,
    *,
    public: str,
    operations: str,
    speed: float,
    agents: int = 0,
    remote_write: str | None = None,
) -> None:
    """Write the inventory's YAML files; `certificates` beside them is written by `write_certificates`. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = documents(
        ports, public=public, operations=operations, speed=speed, agents=agents, remote_write=remote_write
    )
    for name, document in written.items():
        (folder / name).write_text(_HEAD + _yaml(document), encoding="utf-8")


def _yaml(document: dict[str, Any]) -> str:
    # without aliases: the inventory's reader refuses them, and people read values better where they hold
    dumper: type[yaml.SafeDumper] = type("_Plain", (yaml.SafeDumper,), {"ignore_aliases": lambda *_: True})
    return str(yaml.dump(document, Dumper=dumper, allow_unicode=True, sort_keys=False, width=110))
