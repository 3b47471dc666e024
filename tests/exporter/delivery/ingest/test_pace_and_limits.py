from exporter.delivery.ingest.conflict import CONFLICT_SECONDS, Interleaving
from exporter.delivery.ingest.limits import Allowance
from exporter.delivery.ingest.pace import SLOWEST_SECONDS, Pace


def test_reports_come_seldomer_when_the_hub_is_late_and_as_wished_when_it_keeps_up() -> None:
    pace = Pace()
    for _ in range(100):
        pace.waited(5.0)
    assert pace.report_every(30.0) == SLOWEST_SECONDS
    for _ in range(300):
        pace.waited(0.01)
    assert pace.report_every(30.0) == 30.0


def test_a_client_may_ask_in_bursts_and_steadily() -> None:
    allowance = Allowance(per_second=1.0, burst=10.0)

    assert [allowance.wait("a", 0.0) for _ in range(11)] == [0.0] * 10 + [1.0]
    assert allowance.wait("b", 0.0) == 0.0
    assert [allowance.wait("a", float(second)) for second in range(1, 20)] == [0.0] * 19


def test_what_is_owed_must_be_waited_for() -> None:
    allowance = Allowance(per_second=1.0, burst=10.0)
    allowance.spend("a", 15, 0.0)

    assert allowance.wait("a", 0.0) == 6.0
    assert allowance.wait("a", 6.0) == 0.0


def test_many_clients_are_not_remembered_for_ever() -> None:
    allowance = Allowance(per_second=1.0, burst=10.0)
    for number in range(30_000):
        allowance.wait(str(number), float(number))

    assert len(allowance._empty_at) < 11_000


def test_two_machines_take_turns_and_one_that_restarts_does_not() -> None:
    two, one = Interleaving(), Interleaving()
    for second, epoch in enumerate("ababa"):
        two.hear(epoch, float(second))
    for second, epoch in enumerate("aabcbcdeffff"):  # one late batch from before a restart
        one.hear(epoch, float(second))

    assert two.conflict(5.0)
    assert not two.conflict(2 + CONFLICT_SECONDS + 1)
    assert not one.conflict(12.0)
