"""The names behind the labels of an alert: communes, lines, providers, services, teams."""

import re
from collections.abc import Iterator, Mapping

from probes.inventory.model import Inventory, Link, Team
from probes.language import Text


class Names:
    """Looks names up in one inventory. What it does not know is told by its label's value."""

    def __init__(self, inventory: Inventory) -> None:
        self._named: dict[str, dict[str, str]] = {
            "commune": {commune.code: commune.name for commune in inventory.communes},
            "province": {province.code: province.name for province in inventory.provinces},
            "service": {service.id: service.name for service in inventory.services},
            "authority": {authority.id: authority.name for authority in inventory.authorities},
            "upstream": {upstream.id: upstream.name for upstream in inventory.upstreams},
            "isp": {isp.id: isp.name for isp in inventory.isps},
        }
        self._hotlines = {isp.id: isp.hotline for isp in inventory.isps}
        self._communes = {commune.code: commune for commune in inventory.communes}
        self._teams = {team.id: team for team in inventory.teams}

    def place(self, labels: Mapping[str, str]) -> str:
        """Where it is, nearest first: `Xã A Lưới 5, Thành phố Huế`. Empty for what has no place."""
        names = [
            self._named[label].get(labels[label], labels[label])
            for label in ("service", "authority", "commune", "upstream", "isp", "province")
            if labels.get(label) and not (label == "isp" and "commune" in labels)
        ]
        return ", ".join(names)

    def spelled(self, text: str, labels: Mapping[str, str]) -> str:
        """A sentence of Prometheus, which knows no other names than communes' and provinces', with the names of the rest."""
        for label in ("service", "authority", "upstream", "isp"):
            id_ = labels.get(label, "")
            if id_ in self._named[label]:
                alone = rf"(?<![\w.-]){re.escape(id_)}(?![\w-])"
                text = self._named[label][id_].join(re.split(alone, text))
        return text

    def line(self, labels: Mapping[str, str]) -> tuple[Text, ...]:
        """Whom to call about the line an alert is about: provider, hotline, circuit. Empty where it is about no line."""
        told = []
        for link in self._links(labels):
            name = self._named["isp"].get(link.isp, link.isp)
            hotline, circuit = self._hotlines.get(link.isp), link.circuit
            told.append(
                Text(
                    name
                    + (f", gọi {hotline}" if hotline else "")
                    + (f", mã kênh {circuit}" if circuit else ""),
                    name
                    + (f", call {hotline}" if hotline else "")
                    + (f", circuit {circuit}" if circuit else ""),
                )
            )
        return tuple(dict.fromkeys(told))

    def team(self, team: str) -> Team:
        """The team of this id; one without addresses when the inventory has dropped it."""
        return self._teams.get(team) or Team(id=team, name=team)

    def _links(self, labels: Mapping[str, str]) -> Iterator[Link]:
        commune = self._communes.get(labels.get("commune", ""))
        if commune is None or not labels.get("cause", "").startswith(("line_", "satellite_")):
            return
        for site in commune.sites:
            if labels.get("site") in (None, site.id):
                yield from (link for link in site.links if labels.get("link") in (None, link.id))
