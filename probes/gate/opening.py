"""How a program comes by its one gate."""

from collections.abc import Callable
from contextlib import ExitStack

from probes.clock import Clock
from probes.echo import open_pinger
from probes.gate.real import RealGate
from probes.network import Gate

OpenGate = Callable[[Clock, ExitStack], Gate]
"""Makes the program's one gate; whatever must be closed at the end goes onto the stack. Raises ProbeFailed."""


def open_real_gate(clock: Clock, stack: ExitStack) -> Gate:
    """The machine's own network."""
    pinger = open_pinger(clock)
    stack.callback(pinger.close)
    gate = RealGate(pinger, clock)
    stack.callback(gate.close)
    return gate
