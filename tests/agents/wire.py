"""The wire between a commune's modem and the world: two TUN devices, and this process that carries packets between them
as it is told.

Runs in the namespace of the world: `python -m tests.agents.wire HERE THERE`, THERE to be moved into the modem's. One JSON
object per line on standard input changes how it carries, `{"cut": false, "delay_seconds": 0.0, "loss_ratio": 0.0}`; each is
answered with `ok`. Ends with its input.
"""

import fcntl
import heapq
import json
import os
import random
import select
import struct
import sys
import time
from dataclasses import dataclass
from itertools import count

_TUNSETIFF, _IFF_TUN_NO_PI = 0x400454CA, 0x1001
_LARGEST_PACKET = 2048


@dataclass(frozen=True, slots=True)
class Carriage:
    """How packets are carried, both ways. cut: none arrives. loss_ratio: the share that vanishes, 0 to 1."""

    cut: bool = False
    delay_seconds: float = 0.0
    loss_ratio: float = 0.0


class Wire:
    """Carries until standard input ends."""

    def __init__(self, here: str, there: str) -> None:
        ends = _tun(here), _tun(there)
        self._other = {ends[0]: ends[1], ends[1]: ends[0]}
        self._carriage = Carriage()
        self._under_way: list[tuple[float, int, int, bytes]] = []
        self._order = count()
        self._random = random.Random(46)

    def carry(self) -> None:
        """Until standard input ends."""
        poll = select.poll()
        for end in (*self._other, sys.stdin.fileno()):
            poll.register(end, select.POLLIN | select.POLLHUP)
        while True:
            pause = self._under_way[0][0] - time.monotonic() if self._under_way else 60.0
            for descriptor, _ in poll.poll(max(0, int(pause * 1000) + 1)):
                if descriptor in self._other:
                    self._take_in(descriptor)
                elif not self._obey():
                    return
            self._deliver()

    def _obey(self) -> bool:
        line = sys.stdin.readline()
        if not line:
            return False
        self._carriage = Carriage(**json.loads(line))
        sys.stdout.write("ok\n")
        sys.stdout.flush()
        return True

    def _take_in(self, end: int) -> None:
        now, how = time.monotonic(), self._carriage
        try:
            while packet := os.read(end, _LARGEST_PACKET):
                if not how.cut and self._random.random() >= how.loss_ratio:
                    entry = (now + how.delay_seconds, next(self._order), self._other[end], packet)
                    heapq.heappush(self._under_way, entry)
        except BlockingIOError:
            pass
        except OSError:  # the far end's namespace is being taken down
            self._carriage = Carriage(cut=True)

    def _deliver(self) -> None:
        while self._under_way and self._under_way[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(self._under_way)
            if not self._carriage.cut:
                try:
                    os.write(end, packet)
                except OSError:  # the device is down: as if it were cut
                    continue


def _tun(name: str) -> int:
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TUN_NO_PI))
    return tun


def main() -> None:
    """Open both ends, say so, carry."""
    wire = Wire(sys.argv[1], sys.argv[2])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    wire.carry()


if __name__ == "__main__":
    main()
