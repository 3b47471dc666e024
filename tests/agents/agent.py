"""The real agent at a test's pace: `python -m tests.agents.agent CONFIG`, until SIGTERM."""

import signal
import sys
from pathlib import Path
from threading import Event

from exporter.agent.app import AgentApp, AgentOptions
from exporter.agent.config import load_agent

OPTIONS = AgentOptions(seldom=2.0, first_sweep=1.0, per_second=5.0, report_every=2.0, look_around=2.0)


def main() -> None:
    """Run it."""
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    app = AgentApp(load_agent(Path(sys.argv[1])), options=OPTIONS)
    app.start()
    stopping.wait()
    app.stop()


if __name__ == "__main__":
    main()
