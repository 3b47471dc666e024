"""Prometheus rules: each file here writes the `.yml` of its name, `thongsuot rules` the same with other settings."""

from collections.abc import Callable

from alerts.rules import budgets, expiry, incidents, monitoring
from alerts.rules.rule import Group, text_of
from probes.inventory.settings import Settings

FILES: dict[str, Callable[[Settings], Group]] = {
    "incidents.yml": incidents.group,
    "monitoring.yml": monitoring.group,
    "budgets.yml": budgets.group,
    "expiry.yml": expiry.group,
}


def rule_files(settings: Settings) -> dict[str, str]:
    """Every rule file by its name, as Prometheus 2.42 and later read it."""
    return {name: text_of(group(settings), settings.alerting) for name, group in FILES.items()}
