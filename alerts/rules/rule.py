"""A Prometheus rule as a value, and how it is written: alerts with the labels and annotations that all of them share."""

from dataclasses import dataclass
from typing import Any

import yaml

from alerts.rules.names import dashboard
from probes.inventory.settings import Alerting
from probes.language import Text

_HEAD = """\
# Written by `thongsuot rules`: change the inventory's settings.alerting instead, and write it again.
# How to install it: docs/alerting.md
"""
_WIDE = 1000  # annotations stay on their line, so that a search finds them


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert. `expr` finds what is wrong; the labels it leaves, with these, are what the alert is known by.

    after: how long it must be wrong first (Prometheus's `for`); lingers: how long it is told after it was right again.
    cause: of the closed list, None for what is no incident. page: where the documents explain it.
    """

    name: str
    expr: str
    after: str = "0s"
    lingers: str | None = None
    severity: str
    scope: str
    cause: str | None = None
    burn: str | None = None
    summary: Text
    description: Text
    page: str

    def written(self, alerting: Alerting) -> dict[str, Any]:
        """As Prometheus reads it."""
        labels = {"severity": self.severity, "scope": self.scope, "cause": self.cause, "burn": self.burn}
        return {
            "alert": self.name,
            "expr": self.expr,
            "for": self.after,
            **({} if self.lingers is None else {"keep_firing_for": self.lingers}),
            "labels": {name: value for name, value in labels.items() if value is not None},
            "annotations": {
                "summary": self.summary.vi,
                "summary_en": self.summary.en,
                "description": self.description.vi,
                "description_en": self.description.en,
                "runbook_url": f"{'docs' if alerting.docs is None else alerting.docs.rstrip('/')}/{self.page}",
                "dashboard_url": alerting.dashboards.rstrip("/") + dashboard(self.scope),
            },
        }


@dataclass(frozen=True, slots=True)
class Recording:
    """A figure that is reckoned once and kept as a series of its own."""

    name: str
    expr: str

    def written(self, _alerting: Alerting) -> dict[str, Any]:
        """As Prometheus reads it."""
        return {"record": self.name, "expr": self.expr}


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are evaluated one after the other, every `interval`."""

    name: str
    interval: str
    rules: tuple[Alert | Recording, ...]


def text_of(group: Group, alerting: Alerting) -> str:
    """The rule file with this one group."""
    rules = [rule.written(alerting) for rule in group.rules]
    document = {"groups": [{"name": group.name, "interval": group.interval, "rules": rules}]}
    return _HEAD + yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDE)


class _Dumper(yaml.SafeDumper):
    """Expressions of several lines as they are read."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
