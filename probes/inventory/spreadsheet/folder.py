"""An inventory's plain data to a folder of YAML files: whole, or nothing at all."""

import shutil
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

_COMMON = ("settings", "provinces", "isps", "upstreams", "witnesses")


class FolderTaken(Exception):
    """The folder to write to has something in it already."""


def write_folder(value: dict[str, Any], folder: Path) -> list[Path]:
    """Write `value` as a folder of YAML files and say which. Raises FolderTaken, OSError.

    What many people edit stands apart: `thongsuot.yml` (settings, provinces, lines' owners, witnesses), a file per
    province with its communes, `services.yml`, `signers.yml`, `teams.yml`. The files are written beside the folder
    first and moved into place together.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTaken(str(folder))
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    try:
        names = []
        for name, sections in _files(value).items():
            (beside / name).parent.mkdir(exist_ok=True)
            (beside / name).write_text(_yaml(sections), encoding="utf-8")
            names.append(folder / name)
        beside.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return names


def _files(value: dict[str, Any]) -> dict[str, dict[str, Any]]:
    files: dict[str, dict[str, Any]] = {
        "thongsuot.yml": {section: value[section] for section in _COMMON if value.get(section)}
    }
    by_province: dict[str, list[Any]] = defaultdict(list)
    for commune in value.get("communes", ()):
        by_province[commune.get("province", "")].append(commune)
    for code, communes in sorted(by_province.items()):
        files[f"communes/{code}.yml"] = {"communes": communes}
    for name, sections in (
        ("services.yml", ("services",)),
        ("signers.yml", ("authorities", "signers")),
        ("teams.yml", ("teams", "roster")),
        ("calendar.yml", ("hours", "extra_hours", "days", "maintenance")),
    ):
        if any(value.get(section) for section in sections):
            files[name] = {section: value[section] for section in sections if value.get(section)}
    return {name: sections for name, sections in files.items() if sections or name == "thongsuot.yml"}


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # chosen at run time
    """Quotes every text that YAML would read as something else; no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        """Never write an alias: the inventory refuses them."""
        del data
        return True


def _yaml(sections: dict[str, Any]) -> str:
    text: str = yaml.dump(sections, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    return text
