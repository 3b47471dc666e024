"""One look at everything an inventory has, now: the pings through one socket, the rest politely side by side."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
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

    Two targets may ask about the same certificate, and nobody waits an hour for the second.

    A host's wish for an hour's rest is listed as what it answered, and not waited for.
    """

    def heed(self, target: Target, result: Result, monotonic: float) -> None:
        """Nothing is put off."""


def worth_a_look(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Those to look at for a person who waits.

    An authority is not asked about every single certificate, a second apart; its own target tells how it answers. And
    nothing is kept: the folder is the hub's, which may run as somebody else.
    """
    return tuple(
        replace(target, spec=replace(target.spec, folder=None)) if target.kind == "crl" else target
        for target in targets
        if target.kind != "ocsp" or "signer" not in target.labels
    )


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
        looker = Looker(stack.enter_context(real_gate()), clock, _Pace(clock, certificate_rest=0.0))
        looker.start()
        stack.callback(looker.stop)
        looker.submit([(now, target) for target in others], note)
        for _ in targets:
            yield done.get()
