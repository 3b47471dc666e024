"""The real gate, which must leave nothing open."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from probes.clock import SystemClock
from probes.gate import RealGate
from tests.fakes.pinger import FakePinger
from tests.servers.leaks import nothing_left_open


@pytest.fixture
def gate() -> Iterator[RealGate]:
    with nothing_left_open(), closing(RealGate(FakePinger(), SystemClock())) as real:
        yield real
