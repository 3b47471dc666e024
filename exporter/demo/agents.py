"""The demo's agents: as many processes, enrolled with the demo's hub, and where their pages are."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO, cast

from exporter.delivery import registry
from exporter.delivery.agents_file import agents_file
from exporter.demo.agent_process import Orders
from exporter.demo.province import agent_gateway
from exporter.demo.stage import Stage

MOST_AGENTS = 10
"""Each is a program of its own, with as much memory."""

_STOP_SECONDS = 4.0


@contextmanager
def agents_running(stage: Stage, hub: str, seed: int, wall: float) -> Iterator[Sequence[str]]:
    """The address of each agent's page, in the order of `stage.cast.agents`; all end with the block.

    hub: the URL of the public listener. wall: unix seconds now. Raises OSError when one does not start.
    """
    running: list[_Running] = []
    try:
        # side by side: each takes a second or two
        running.extend(map(_Running.begun, _orders(stage, hub, seed, wall)))
        yield [agent.page() for agent in running]
    finally:
        for agent in running:
            agent.tell_to_end()
        for agent in running:
            agent.ended()


def _orders(stage: Stage, hub: str, seed: int, wall: float) -> Iterator[Orders]:
    if not stage.cast.agents:
        return
    disk = agents_file(stage.data_dir)
    try:
        for number, site in enumerate(stage.cast.agents):
            yield Orders(
                folder=str(stage.folder),
                site=site,
                gateway=agent_gateway(number),
                hub=hub,
                code=disk.write(partial(registry.new_code, site=site, now=wall)),
                seed=seed,
                began=stage.story.began,
                speed=stage.story.speed,
                tcp_port=stage.tcp_port,
            )
    finally:
        disk.close()


@dataclass(frozen=True, slots=True)
class _Running:
    """An agent's process. The end of its input ends it, however this program goes."""

    process: "subprocess.Popen[str]"
    orders: IO[str]
    says: IO[str]

    @classmethod
    def begun(cls, orders: Orders) -> "_Running":
        process = subprocess.Popen(
            [sys.executable, "-m", "exporter.demo.agent_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the demo, which ends its agents in their turn
        )
        running = cls(process, cast(IO[str], process.stdin), cast(IO[str], process.stdout))
        running.orders.write(orders.to_line())
        running.orders.flush()
        return running

    def page(self) -> str:
        if not (line := self.says.readline()):
            raise OSError("an agent did not start")
        return line.strip()

    def tell_to_end(self) -> None:
        self.orders.close()

    def ended(self) -> None:
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.says.close()
