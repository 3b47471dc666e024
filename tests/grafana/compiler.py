"""Grafana's own types, asked of dashboards: each becomes a TypeScript file, and one run of its compiler reads them all."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.grafana.linter.board import panels

_SCHEMA = Path(__file__).parents[2] / "build" / "schema" / "node_modules"
_CHECKED = Path(__file__).with_name("types") / "checked.ts"
_OPTIONS = {
    "strict": True,
    "noEmit": True,
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "types": [],
}
_SAID = re.compile(r"^(?P<file>[^(\n]+)\.ts\((?P<line>\d+),\d+\): (?P<words>error TS\d+: .*)$")


def faults(dashboards: Mapping[str, Any], folder: Path) -> dict[str, list[str]]:
    """What the compiler says of each dashboard, by its name: the line it means, then its own words. Written in `folder`."""
    if not (_SCHEMA / "@grafana" / "schema").is_dir():
        pytest.fail(f"{_SCHEMA} is not there: run `make schema`, which fetches it", pytrace=False)
    (folder / "node_modules").symlink_to(_SCHEMA)
    (folder / "checked.ts").write_text(_CHECKED.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": _OPTIONS, "files": [f"{name}.ts" for name in dashboards]})
    )
    for name, dashboard in dashboards.items():
        (folder / f"{name}.ts").write_text(typescript(dashboard), encoding="utf-8")
    run = subprocess.run(
        ["node", _SCHEMA / "typescript" / "bin" / "tsc", "--project", folder, "--pretty", "false"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    found = _by_dashboard(run.stdout, folder)
    if (run.returncode == 0) == any(found.values()) or not found.keys() <= dashboards.keys():
        raise RuntimeError(f"the compiler ended with {run.returncode}\n{run.stdout}{run.stderr}")
    return {name: found.get(name, []) for name in dashboards}


def typescript(dashboard: Mapping[str, Any]) -> str:
    """The dashboard as TypeScript: its panels apart, each declared as what Grafana knows under that type."""
    board = {key: value for key, value in dashboard.items() if key != "panels"}
    declared = [
        f"export const panel{number}: Panels[{_json(panel.get('type'))}] = {_json(panel)};"
        for number, panel in enumerate(panels(dashboard))
    ]
    return "\n".join(
        [
            'import type { Dashboard, Panels } from "./checked";',
            f"export const dashboard: Dashboard = {_json(board)};",
            *declared,
            "",
        ]
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _by_dashboard(said: str, folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    latest: list[str] = []
    for line in said.splitlines():
        match = _SAID.match(line)
        if match is None:
            # the compiler goes on about the same fault
            latest[-1:] = [f"{latest[-1]}\n{line}"] if latest else [line]
            continue
        meant = (folder / f"{match['file']}.ts").read_text(encoding="utf-8").splitlines()
        latest = found.setdefault(match["file"], [])
        latest.append(f"{meant[int(match['line']) - 1].strip()}\n  {match['words']}")
    return found
