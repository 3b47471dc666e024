"""The dashboards as they are committed, by language and name: `vi/overview`."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "grafana" / "dashboards"


def dashboards() -> dict[str, dict[str, Any]]:
    """All of them; a test holds that there are some."""
    return {
        f"{path.parent.name}/{path.stem}": json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("*/*.json"))
    }
