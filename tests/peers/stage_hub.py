"""The hub as a process of its own, on a network whose troubles come as lines of JSON on its standard input.

`python -m tests.peers.stage_hub FOLDER`: says the port of its metrics, ends on SIGTERM or with its input.
"""

import json
import logging
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

from exporter.app import App
from probes.clock import Clock
from probes.gate.opening import open_real_gate
from probes.network import Gate
from tests.peers.stage_gate import StagedGate, Trouble


def main(folder: Path) -> None:
    """Run until told to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    staged: list[StagedGate] = []

    def open_gate(clock: Clock, stack: ExitStack) -> Gate:
        gate = StagedGate(open_real_gate(clock, stack))
        staged.append(gate)
        return gate

    stopping = Event()

    def follow() -> None:
        for line in sys.stdin:
            staged[0].change(Trouble(**json.loads(line)))
        stopping.set()

    app = App(folder, open_gate=open_gate)
    app.start()
    Thread(target=follow, name="troubles", daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    sys.stdout.write(f"{app.operations.port}\n")
    sys.stdout.flush()
    stopping.wait()
    staged[0].change(Trouble())
    app.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
