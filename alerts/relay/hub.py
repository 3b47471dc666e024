"""What the hub tells of its open incidents, found by an alert's labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HubIncident:
    """One incident. since: when the trouble began, unix seconds. acknowledged: somebody has taken it on there."""

    code: str
    cause: str
    labels: Mapping[str, str]
    since: float | None
    acknowledged: bool


class HubIncidents:
    """Incidents by cause and labels: an alert has all labels of its incident, and perhaps more."""

    def __init__(self, incidents: Iterable[HubIncident] = ()) -> None:
        self._found: dict[str, dict[tuple[str, ...], dict[tuple[str, ...], HubIncident]]] = {}
        for incident in incidents:
            names = tuple(sorted(incident.labels))
            values = tuple(incident.labels[name] for name in names)
            self._found.setdefault(incident.cause, {}).setdefault(names, {})[values] = incident

    def of(self, labels: Mapping[str, str]) -> HubIncident | None:
        """The incident that an alert with these labels is about, if any."""
        for names, incidents in self._found.get(labels.get("cause", ""), {}).items():
            found = incidents.get(tuple(labels.get(name, "") for name in names))
            if found is not None:
                return found
        return None
