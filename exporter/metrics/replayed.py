"""Late observations as samples: the very series that live ones have, with `origin="replay"`.

One label more, so that alert rules, which look at live series, never take hindsight for news.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from alerts.layout import agent_site
from exporter.delivery.replay.encode import Labels, Sample
from exporter.metrics.catalogue import Family
from exporter.metrics.samples import of_agent_result, target_labels
from probes.inventory.model import Inventory
from probes.observation import Observation, Origin
from probes.targets import Target

_LABEL = re.compile(r'(\w+)="([^"]*)"')


def replayed(
    observations: Iterable[Observation], targets: Mapping[str, Target], inventory: Inventory
) -> Iterator[tuple[Sample, ...] | None]:
    """What each late observation of an agent adds to Prometheus. None: its target or site is no longer in the inventory.

    What only follows from several observations, such as a state, is not replayed. `job` is what Prometheus's own
    configuration is supposed to call this hub (settings.alerting.job).
    """
    provinces = {commune.code: commune.province for commune in inventory.communes}
    of_all = {"job": inventory.settings.alerting.job, "origin": Origin.REPLAY.value}
    for observation in observations:
        target = targets.get(observation.target)
        place = agent_site(observation.vantage)
        if target is None or place is None or place[0] not in provinces:
            yield None
        else:
            shared = of_all | target_labels(target, observation.vantage, provinces)
            yield tuple(
                Sample(_named(shared, family, own), round(observation.observed * 1000), value)
                for family, own, value in of_agent_result(observation.result)
            )


def _named(shared: Mapping[str, str], family: Family, own: str) -> Labels:
    return tuple(sorted({**shared, "__name__": family.name, **dict(_LABEL.findall(own))}.items()))
