"""One look at everything an inventory has, now: the pings through one socket, the rest politely side by side.

Certificates come last: by then the revocation lists that this very look fetched are there to judge them by.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

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
_EVIDENCE = frozenset({"crl", "ocsp", "trust"})


class _Pace(Politeness):
    """A look a second per host, each only once, while somebody waits for the end of it.

    Two targets may ask about the same certificate, and nobody waits an hour for the second.

    A host's wish for an hour's rest is listed as what it answered, and not waited for.
    """

    def heed(self, target: Target, result: Result, monotonic: float) -> None:
        """Nothing is put off."""


def worth_a_look(targets: Sequence[Target], evidence: Path) -> tuple[Target, ...]:
    """Those to look at for a person who waits.

    An authority is not asked about every single certificate, a second apart; its own target tells how it answers. What
    is fetched and verified lies in `evidence` for as long as the look takes: the hub's own folder may be another user's.
    """
    return tuple(
        replace(target, spec=_for_this_look(target, evidence))
        for target in targets
        if target.kind != "ocsp" or "signer" not in target.labels
    )


def _for_this_look(target: Target, evidence: Path) -> Any:
    spec = target.spec
    if "authority" not in target.labels:
        return spec
    lists = evidence / target.labels["authority"]
    answers = lists / "ocsp"
    if target.kind == "crl":
        return replace(spec, folder=str(lists))
    if target.kind == "ocsp" and spec.url is not None:
        return replace(spec, folder=str(answers))
    if target.kind == "certificate":
        hub = None if spec.answers is None else Path(spec.answers).parent
        crls = (path for path in spec.crls if path != str(hub) or _is_open(path))
        kept = spec.answers if spec.answers is not None and _is_open(spec.answers) else str(answers)
        return replace(spec, crls=(*crls, str(lists)), answers=kept)
    return spec


def _is_open(folder: str) -> bool:
    """Whether what the hub keeps there may be read by us as well."""
    return os.access(folder, os.R_OK | os.X_OK)


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
    certificates = [target for target in targets if target.kind == "certificate"]
    others = [target for target in targets if target.kind not in ("ping", "certificate")]
    awaited = sum(target.kind in _EVIDENCE for target in others)
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
        if not awaited:
            looker.submit([(now, target) for target in certificates], note)
        for _ in targets:
            target, result = done.get()
            if target.kind in _EVIDENCE:
                awaited -= 1
                if not awaited:
                    looker.submit([(now, certificate) for certificate in certificates], note)
            yield target, result
