"""What the tests of the kinds share: the real gate, which must leave nothing open, and the worlds that several files look into."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from probes.clock import Clock, SystemClock
from probes.gate import RealGate
from tests.authority import NOW
from tests.fakes.clock import FakeClock
from tests.fakes.pinger import FakePinger
from tests.probes.kinds import crl_world, ocsp_world, stamping
from tests.probes.kinds.ocsp_faults import Files
from tests.servers.certificates import Certificates
from tests.servers.leaks import nothing_left_open


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def clock() -> Clock:
    """The gate's clock; a file of tests may have another."""
    return SystemClock()


@pytest.fixture
def gate(clock: Clock) -> Iterator[RealGate]:
    with nothing_left_open(), closing(RealGate(FakePinger(), clock)) as real:
        yield real


@pytest.fixture
def world(tmp_path: Path) -> Iterator[crl_world.World]:
    """Where the crl kind looks."""
    clock = FakeClock(wall=NOW.timestamp())
    with nothing_left_open(), closing(RealGate(FakePinger(), clock)) as gate:
        yield crl_world.World(tmp_path, gate, clock)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """What a target of the ocsp kind names."""
    return Files(tmp_path)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[ocsp_world.World]:
    """Where the ocsp kind looks, and keeps what it was told."""
    with ocsp_world.world(tmp_path) as one:
        yield one


@pytest.fixture
def trust(tmp_path: Path) -> str:
    """The root of the timestamp authority, in a file."""
    file = tmp_path / "root.pem"
    file.write_bytes(stamping.ROOT.pem)
    return str(file)
