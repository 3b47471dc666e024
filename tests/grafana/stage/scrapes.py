"""What the Prometheus of the stage is told: whom to scrape, our rules in a hurry, where alerts go."""

from pathlib import Path
from typing import Any

import yaml

SCRAPE_SECONDS = 1.0
OUT_OF_ORDER = "14d"
"""As settings.remote_write has it by default."""

_RULES = Path(__file__).parents[3] / "alerts" / "rules"


def configuration(folder: Path, *, prometheus: int, hub: int, relay: int, alertmanager: int) -> str:
    """prometheus.yml, by the ports of 127.0.0.1; the rules are copied to `folder`."""
    return yaml.safe_dump(
        {
            "global": {
                "scrape_interval": f"{SCRAPE_SECONDS:g}s",
                "scrape_timeout": f"{SCRAPE_SECONDS:g}s",
                "evaluation_interval": "1s",
            },
            "storage": {"tsdb": {"out_of_order_time_window": OUT_OF_ORDER}},
            "rule_files": [str(path) for path in _hurried_rules(folder)],
            "alerting": {"alertmanagers": [{"static_configs": [_at(alertmanager)]}]},
            "scrape_configs": [
                _job("thongsuot", hub) | {"honor_labels": True},
                _job("thongsuot-relay", relay),
                _job("alertmanager", alertmanager),
                _job("prometheus", prometheus),
            ],
        }
    )


def _job(name: str, port: int) -> dict[str, Any]:
    return {"job_name": name, "static_configs": [_at(port)]}


def _at(port: int) -> dict[str, Any]:
    return {"targets": [f"127.0.0.1:{port}"]}


def _hurried_rules(folder: Path) -> list[Path]:
    """As they are committed, but evaluated every second: what we wait for before an alert stays as long as it is."""
    folder.mkdir(parents=True)
    written = []
    for path in sorted(_RULES.glob("*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in document["groups"]:
            group["interval"] = "1s"
        written.append(folder / path.name)
        written[-1].write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return written
