"""An agent in a machine without any network: `python -m tests.exporter.agent.offline FOLDER` in a namespace of its own prints
what its page says once it says that its own network is dead."""

import subprocess
import sys
from pathlib import Path

import requests

from exporter.agent.app import AgentApp, AgentOptions
from exporter.agent.config import load_agent
from tests.exporter.agent.hub import until


def main(folder: Path) -> None:
    """Start it, and read its page as somebody in the room would."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    app = AgentApp(load_agent(folder / "agent.yml"), options=AgentOptions(look_around=1.0))
    app.start()
    try:
        page = f"http://127.0.0.1:{app.page.port}/"
        until(lambda: requests.get(f"{page}api/v1/status", timeout=5).json()["cause"] == "lan_down", 90)
        sys.stdout.write(requests.get(page, timeout=5).text)
    finally:
        app.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
