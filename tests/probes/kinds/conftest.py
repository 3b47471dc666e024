"""What the tests of the network's kinds share: the real gate, which must leave nothing open, and TLS certificates."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from probes.clock import SystemClock
from probes.gate import RealGate
from tests.fakes.pinger import FakePinger
from tests.servers.certificates import Certificates
from tests.servers.leaks import nothing_left_open


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def gate() -> Iterator[RealGate]:
    with nothing_left_open(), closing(RealGate(FakePinger(), SystemClock())) as real:
        yield real
