"""One look at a page of a test server."""

from dataclasses import replace

from probes.kinds import KINDS
from probes.kinds.http import HttpTarget
from probes.network import Gate
from probes.observation import Result
from probes.runner import look
from tests.servers.loopback import Script, serving

GENEROUS = 30.0
"""Seconds for a look that ends by itself, on however busy a machine."""


def ask(gate: Gate, script: Script, target: HttpTarget | None = None) -> Result:
    """What the http kind says of `/` on a server with this script; `target` holds what is expected."""
    with serving(script) as port:
        spec = replace(target or HttpTarget(url=""), url=f"http://127.0.0.1:{port}/")
        return look(KINDS["http"], spec, gate, GENEROUS)
