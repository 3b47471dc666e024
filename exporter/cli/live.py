"""One look at everything an inventory has, now: the pings through one socket, the rest politely side by side."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from queue import SimpleQueue

from exporter.cli.probe.one_look import real_gate
from probes.clock import Clock, Instant, SystemClock
from probes.echo import open_pinger
from probes.network import Pinger
from probes.observation import Result
from probes.polite import Politeness
from probes.reasons import ProbeFailed
from probes.rounds.looker import Looker
from probes.rounds.pace import starts
from probes.rounds.round import Pings
from probes.targets import Target

_PINGS_PER_SECOND = 300.0  # lines begun each second, a few packets each: as fast as the hub's own first round


class _Pace(Politeness):
    """A look a second per host, each only once, while somebody waits for the end of it.

    A host's wish for an hour's rest is listed as what it answered, and not waited for.
    """

    def heed(self, target: Target, result: Result, monotonic: float) -> None:
        """Nothing is put off."""


OpenPinger = Callable[[Clock], AbstractContextManager[Pinger]]


def look_once(
    targets: Sequence[Target], open_pinger: OpenPinger = open_pinger
) -> Iterator[tuple[Target, Result]]:
    """Look once at each target; each comes back as soon as it is done. Where no ICMP socket may be opened, every
    ping comes back with that reason, and the rest is looked at all the same."""
    done: SimpleQueue[tuple[Target, Result]] = SimpleQueue()

    def note(target: Target, result: Result, began: Instant) -> None:
        del began
        done.put((target, result))

    pings = [target for target in targets if target.kind == "ping"]
    others = [target for target in targets if target.kind != "ping"]
    clock = SystemClock()
    now = clock.now().monotonic
    with ExitStack() as stack:
        if pings:
            try:
                pinger = stack.enter_context(open_pinger(clock))
            except ProbeFailed as refused:
                for target in pings:
                    done.put((target, Result(refused.reason, 0.0, refused.detail)))
            else:
                moments = starts(len(pings), now, len(pings) / _PINGS_PER_SECOND)
                Pings(pinger).submit(list(zip(moments, pings, strict=True)), note)
        looker = Looker(stack.enter_context(real_gate()), clock, _Pace(clock))
        looker.start()
        stack.callback(looker.stop)
        looker.submit([(now, target) for target in others], note)
        for _ in targets:
            yield done.get()
