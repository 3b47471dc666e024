"""The power of the machine: since when on battery, and nothing that is old."""

import pytest

from exporter.agent.power import OLD_AFTER_SECONDS, PowerWatch
from exporter.agent.ups import NoUps
from exporter.delivery.envelope import Ups
from tests.fakes.clock import FakeClock


class FakeBoot:
    """A machine that booted 300 s before the clock's 1000."""

    id = "boot"

    def seconds(self) -> float:
        return 300.0


class Socket:
    """Says what the test says."""

    def __init__(self) -> None:
        self.says: Ups | None = Ups(on_battery=False, charge=1.0)

    def ask(self, _name: str) -> Ups:
        if self.says is None:
            raise NoUps("gone")
        return self.says


def test_since_when_on_battery_is_told_as_long_as_it_is() -> None:
    clock, there = FakeClock(), Socket()
    watch = PowerWatch("ups@127.0.0.1", clock, FakeBoot(), there.ask)
    watch.step("ups@127.0.0.1")
    before = watch.power()
    there.says = Ups(on_battery=True, charge=0.9, runtime=600.0)
    for _ in range(3):
        clock.advance(10)
        watch.step("ups@127.0.0.1")
    on_battery = watch.power()

    assert (before.booted, before.on_battery, before.battery_since) == (700.0, False, None)
    assert (on_battery.on_battery, on_battery.battery_since, on_battery.charge) == (True, 1010.0, 0.9)


def test_what_it_said_long_ago_counts_no_more(caplog: pytest.LogCaptureFixture) -> None:
    clock, there = FakeClock(), Socket()
    watch = PowerWatch("ups@127.0.0.1", clock, FakeBoot(), there.ask)
    watch.step("ups@127.0.0.1")
    there.says = None
    watch.step("ups@127.0.0.1")
    watch.step("ups@127.0.0.1")
    fresh = watch.ups()
    clock.advance(OLD_AFTER_SECONDS)

    assert fresh is not None
    assert watch.ups() is None
    assert watch.power().on_battery is None
    assert len(caplog.records) == 1


def test_without_a_ups_only_the_boot_is_known() -> None:
    watch = PowerWatch(None, FakeClock(), FakeBoot())
    watch.start()
    watch.stop()

    assert (watch.ups(), watch.power().booted) == (None, 700.0)
