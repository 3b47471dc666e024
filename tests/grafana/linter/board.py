"""The parts of a dashboard that rules look at, and what a rule says when it finds fault with one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

PROMETHEUS = "prometheus"
LOKI = "loki"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the place in the dashboard, and what is wrong there."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


Rule = Callable[[Json], list[Finding]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One query of a panel, with the panel."""

    panel: Json
    target: Json

    @property
    def where(self) -> str:
        """How a finding names it."""
        return f"{place(self.panel)}, query {self.target.get('refId', '?')}"

    @property
    def expr(self) -> str:
        """The query itself."""
        return str(self.target.get("expr", ""))


def panels(dashboard: Json) -> list[Json]:
    """Every panel, also those that a closed row holds; the rows themselves too."""
    found: list[Json] = []
    for panel in dashboard.get("panels", []):
        found += [panel, *panel.get("panels", [])]
    return found


def place(panel: Json) -> str:
    """How a finding names the panel."""
    return f"panel {panel.get('id', '?')} {panel.get('title', '')!r}"


def asked(dashboard: Json) -> Iterator[Asked]:
    """Every query of every panel."""
    for panel in panels(dashboard):
        for target in panel.get("targets", []):
            yield Asked(panel, target)


def variables(dashboard: Json, *kinds: str) -> list[Json]:
    """The variables of these types, or all of them."""
    listed = dashboard.get("templating", {}).get("list", [])
    return [variable for variable in listed if not kinds or variable.get("type") in kinds]


def variable(dashboard: Json, name: str) -> Json | None:
    """The variable of this name."""
    return next((one for one in variables(dashboard) if one.get("name") == name), None)


def uid(owner: Json) -> str:
    """The data source that a panel, a query or a variable names: by its uid, or as a plain text."""
    source = owner.get("datasource")
    return str(source.get("uid", "")) if isinstance(source, Mapping) else str(source or "")


def is_templated(dashboard: Json, owner: Json) -> bool:
    """Whether the data source is one of the dashboard's variables."""
    names = {one["name"] for one in variables(dashboard, "datasource")}
    return uid(owner) in {form for name in names for form in (f"${name}", f"${{{name}}}")}


def speaks(dashboard: Json, language: str) -> bool:
    """Whether the first data source that may be chosen is one of this type."""
    sources = variables(dashboard, "datasource")
    return bool(sources) and sources[0].get("query") == language
