"""What agents cost a hub's engine: 3,321 of them, each with its gateway, its hub and 15 shared systems.

.venv/bin/python -m bench.agents

CPU of judging a moment in which nothing is new, one in which the usual number of agents have delivered, and one in which
the hub sees every system down; memory of all their states, and of what judging and /metrics keep; CPU of a scrape.
"""

import gc
import resource
import time
from collections.abc import Iterable

from alerts.judgement import Judge
from alerts.layout import agent_vantage
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from probes.clock import Instant
from probes.expand import agent_targets, targets_of
from probes.inventory.model import Commune, HttpCheck, Inventory, Link, Province, Service, Site, Vantage
from probes.inventory.official import official_communes
from probes.observation import HUB, Observation, Origin, Result
from probes.reasons import Reason
from probes.states.core import Core
from tests.fakes.clock import FakeClock
from tests.fakes.source import FakeSource

SERVICES = 15
SECONDS = 30
BAR_MILLISECONDS = 100.0
"""Of a judgement each second: a tenth of one core."""

BAR_MEGABYTES = 250.0
"""What an agent in each commune may add to a hub: 450 MB in all, 200 without them."""

_GOOD = {f"phase_{phase}_seconds": 0.02 for phase in ("resolve", "connect", "tls", "processing", "transfer")}
_PAGE = _GOOD | {"http_status_code": 200.0, "http_body_bytes": 5120.0, "ip_protocol": 4.0}


def main() -> int:
    """Measure and print; 1 when the bar is missed."""
    inventory = _country()
    sites = [(commune.code, commune.sites[0].id) for commune in inventory.communes]
    before = _resident_mb()
    core = Core(targets_of(inventory))
    core.restore(())
    looked_at = [target.id for target in agent_targets(inventory, *sites[0])][2:]
    agents = [(f"{commune}/{site}", agent_vantage(commune, site)) for commune, site in sites]
    _hub(core, inventory, 0.0, None)
    for id_, vantage in agents:
        _deliver(core, id_, vantage, looked_at, 1, 0.0)
    gc.collect()
    kept = _resident_mb() - before
    judge = Judge(0.0)
    first = _judged(judge, core, inventory, [5.0])
    quiet = _judged(judge, core, inventory, range(6, 6 + SECONDS))
    usual = []
    for second in range(SECONDS):
        at = 60.0 + second
        for number, (id_, vantage) in enumerate(agents):
            if number % 30 == second:  # a batch every 30 s: both pings, and a tenth of the services
                _deliver(core, id_, vantage, looked_at[second % 10 :: 10], 2 + second, at)
        usual.append(_judged(judge, core, inventory, [at]))
    for round_ in range(3):
        _hub(core, inventory, 100.0 + 60 * round_, Reason.TIMEOUT)
    down = _judged(judge, core, inventory, range(225, 225 + SECONDS))
    states = len(core.snapshot().states)
    series, scrape = _scraped(core, inventory)
    whole = _resident_mb() - before
    print(
        f"{len(agents)} agents, {states} states, {kept:.0f} MB; CPU of one judgement, and the bar for each second's"
    )
    print(f"the first                        {first:7.1f} ms")
    print(f"nothing is new                   {quiet:7.1f} ms  <= {BAR_MILLISECONDS:.0f}")
    print(
        f"{len(agents) // 30} agents have delivered         {sum(usual) / len(usual):7.1f} ms  <= {BAR_MILLISECONDS:.0f}"
    )
    print(f"the hub sees every system down   {down:7.1f} ms")
    print(f"a scrape of {series} series      {scrape:7.1f} ms")
    print(f"memory with all of that          {whole:7.0f} MB  <= {BAR_MEGABYTES:.0f}")
    missed = max(quiet, sum(usual) / len(usual)) > BAR_MILLISECONDS or whole > BAR_MEGABYTES
    return int(missed)


def _judged(judge: Judge, core: Core, inventory: Inventory, moments: Iterable[float]) -> float:
    """CPU milliseconds of a judgement at each of these moments, the mean."""
    spent = []
    for at in moments:
        now = Instant(1e9 + at, at)
        core.tick(now)
        snapshot = core.snapshot()
        began = time.process_time()
        judge.judge(inventory, snapshot, now)
        spent.append((time.process_time() - began) * 1e3)
    return sum(spent) / len(spent)


def _scraped(core: Core, inventory: Inventory) -> tuple[int, float]:
    """Series of /metrics, and CPU milliseconds of the second scrape of one moment."""
    source = FakeSource(FakeClock(monotonic=300.0), inventory, core.snapshot())
    renderer = Renderer(source, View(source), SelfMetrics([]))
    series = sum(chunk.count(b"\n") - 2 for chunk in renderer.chunks(openmetrics=False))
    began = time.process_time()
    for _ in renderer.chunks(openmetrics=False):
        pass
    return series, (time.process_time() - began) * 1e3


def _country() -> Inventory:
    official = official_communes()
    provinces = {commune.province_code: commune.province_name for commune in official.values()}
    both = (Vantage.HUB, Vantage.AGENT)
    return Inventory(
        provinces=tuple(Province(code=code, name=name) for code, name in provinces.items()),
        communes=tuple(
            Commune(
                code=code,
                name=commune.name,
                province=commune.province_code,
                sites=(Site(id="centre", agent=True, links=(_line(number),)),),
            )
            for number, (code, commune) in enumerate(official.items())
        ),
        services=tuple(
            Service(
                id=f"service-{number}",
                name=f"{number}",
                checks=(HttpCheck(kind="http", url=f"https://service-{number}.invalid/", vantages=both),),
            )
            for number in range(SERVICES)
        ),
    )


def _line(number: int) -> Link:
    return Link.model_validate(
        {"id": "main", "isp": "vnpt", "address": f"10.{number // 250}.{number % 250}.1"}
    )


def _hub(core: Core, inventory: Inventory, at: float, reason: Reason | None) -> None:
    """The hub looks at everything once; services fail for `reason`."""
    for target in targets_of(inventory):
        if not target.from_hub:
            continue
        result = Result(None, 0.8, round_trips=(0.01,) * 5) if target.kind == "ping" else Result(reason, 0.2)
        number = int(at) + 1
        core.apply(
            Observation(target.id, HUB, "h", number, 1e9 + at, 1e9 + at, Origin.LIVE, result),
            Instant(1e9 + at, at),
        )


def _deliver(core: Core, id_: str, vantage: str, services: Iterable[str], number: int, at: float) -> None:
    """One batch of an agent: its pings, and these services."""
    now = Instant(1e9 + at, at)
    pings = (f"{id_}/gateway", f"{id_}/hub")
    for place, target in enumerate((*pings, *services)):
        result = (
            Result(None, 0.8, round_trips=(0.001, 0.002, 0.0015, 0.001, 0.001), measures={"ip_protocol": 4.0})
            if target in pings
            else Result(None, 0.21, "200 OK", measures=dict(_PAGE), facts={"tls_version": "TLSv1.3"})
        )
        key = number * 100 + place
        core.apply(Observation(target, vantage, vantage, key, 1e9 + at, 1e9 + at, Origin.LIVE, result), now)


def _resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main())
