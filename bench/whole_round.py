"""A whole round against Prometheus with blackbox_exporter: 1,000 sites, each 5 pings and one HTTPS look, every 60 s.

.venv/bin/python -m bench.whole_round [--repeats 5] [--sites 1000] [--shares 0,5,30] [--quick]

Both sides send the same packets, open the same connections, keep the same series per look and store them in a
Prometheus of their own. With --quick both run at once and once, else one after the other, in alternating order.
Needs root, and Debian's prometheus and prometheus-blackbox-exporter.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.namespace import in_namespace
from bench.process import running, until
from bench.round_sides import BlackboxSide, HubSide, Side, Spent
from bench.sites import PORT, Site, sites_of
from bench.tls_server import READY, write_certificates

BAR = 0.5

_WARM_SECONDS = 62.0
_ROUND_SECONDS = 60.0


def main() -> int:
    """Measure and print; 1 when the bar is missed."""
    in_namespace("bench.whole_round")
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--shares", default="0,5,30")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    shares = [int(share) for share in asked.shares.split(",")]
    worst = 0.0
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        _serve(folder, sites_of(asked.sites, 0), stack)
        print(f"{asked.sites} sites, CPU seconds in one round of {_ROUND_SECONDS:g} s: prober + Prometheus")
        for share in shares:
            sites = sites_of(asked.sites, share)
            ratios = []
            for repeat in range(1 if asked.quick else asked.repeats):
                here = folder / f"{share}-{repeat}"
                ours, theirs = (
                    HubSide(here / "hub", folder, sites),
                    BlackboxSide(here / "peer", folder, sites),
                )
                sides: list[Side] = [ours, theirs] if repeat % 2 == 0 else [theirs, ours]
                spent = _at_once(sides) if asked.quick else _one_by_one(sides)
                assert ours.results == theirs.results, _differences(ours, theirs)
                _check_truth(ours, sites)
                ratios.append(spent[ours].total / spent[theirs].total)
                _print_row(share, (ours, spent[ours]), (theirs, spent[theirs]))
            worst = max(worst, median(ratios))
            print(
                f"{share:3} % dead: ours / theirs {median(ratios):.2f} (median of {len(ratios)})   bar <= {BAR}"
            )
    print("bar met" if worst <= BAR else "BAR MISSED")
    return int(worst > BAR)


def _serve(folder: Path, sites: Sequence[Site], stack: ExitStack) -> None:
    """Every site's page, from a process that is not counted."""
    (folder / "tls").mkdir()
    write_certificates(folder / "tls", [site.address for site in sites])
    command = [sys.executable, "-m", "bench.tls_server", str(PORT), str(folder / "tls")]
    server = stack.enter_context(running(command, folder / "tls.log"))
    until(lambda: READY in server.log.read_text(encoding="utf-8"), 60, "the TLS server")


def _one_by_one(sides: Sequence[Side]) -> dict[Side, Spent]:
    spent: dict[Side, Spent] = {}
    for side in sides:
        spent |= _at_once([side])
    return spent


def _at_once(sides: Sequence[Side]) -> dict[Side, Spent]:
    """What one round costs each of them, once the first is over."""
    with ExitStack() as stack:
        for side in sides:
            stack.enter_context(side.running())
        time.sleep(_WARM_SECONDS)
        before = {side: side.spent() for side in sides}
        time.sleep(_ROUND_SECONDS)
        spent = {side: side.spent() - before[side] for side in sides}
        for side in sides:
            side.read_results()
        return spent


def _check_truth(side: Side, sites: Sequence[Site]) -> None:
    for site in sites:
        ping, page, _ = side.results[site.name]
        assert (ping, page) == (site.alive, site.alive), (
            f"{site.name} is {site.alive}, seen as {ping}, {page}"
        )


def _differences(ours: Side, theirs: Side) -> str:
    found = [
        (name, ours.results.get(name), theirs.results.get(name))
        for name in sorted(ours.results.keys() | theirs.results.keys())
        if ours.results.get(name) != theirs.results.get(name)
    ]
    return f"{len(found)} sites differ, such as {found[:3]}"


def _print_row(share: int, ours: tuple[Side, Spent], theirs: tuple[Side, Spent]) -> None:
    (hub, hub_spent), (peer, peer_spent) = ours, theirs
    print(
        f"{share:3} % dead: ours {hub_spent.prober:5.2f} + {hub_spent.prometheus:5.2f} ({hub.series} series)"
        f"   theirs {peer_spent.prober:5.2f} + {peer_spent.prometheus:5.2f} ({peer.series} series)"
        f"   prober alone {hub_spent.prober / peer_spent.prober:.2f},"
        f" whole {hub_spent.total / peer_spent.total:.2f}",
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
