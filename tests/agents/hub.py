"""The real hub at a test's pace: `python -m tests.agents.hub CONFIG`, until SIGTERM.

Its agents ask shared systems every two seconds, which no inventory may want: these systems are the test's own.
"""

import logging
import signal
import sys
from pathlib import Path
from threading import Event
from unittest.mock import patch

from exporter.app import App
from probes.inventory.load import load
from probes.inventory.model import Inventory

AGENT_INTERVAL_SECONDS = 2.0


def _sooner(config: Path) -> Inventory:
    inventory = load(config)
    rhythm = inventory.settings.rhythm.model_copy(update={"agent_interval": AGENT_INTERVAL_SECONDS})
    return inventory.model_copy(update={"settings": inventory.settings.model_copy(update={"rhythm": rhythm})})


def main() -> None:
    """Run it."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    with patch("exporter.app.load", _sooner):
        app = App(Path(sys.argv[1]))
        app.start()
        stopping.wait()
        app.stop()


if __name__ == "__main__":
    main()
