from dataclasses import replace

import pytest

from alerts.cause import Cause, CommuneStatus
from alerts.judgement import Judge
from alerts.verdict import Verdict
from probes.inventory.model import Link, Role, Service, Site, SiteKind
from probes.states.state import State, Status
from tests.fakes.clock import NOON
from tests.fakes.source import (
    GOOD_HTTP,
    FakeSource,
    line_state,
    line_target,
    province,
    service_target,
    state_of,
)

UP, DEGRADED, DOWN = Status.UP, Status.DEGRADED, Status.DOWN
UNKNOWN, UNVERIFIED = Status.UNKNOWN, Status.UNVERIFIED

Line = tuple[Role, Status, dict[str, object]]
SharedService = tuple[str, Status, float]


def _line(status: Status, role: Role = Role.PRIMARY, since: float = NOON, **state: object) -> Line:
    return (role, status, {"since": since} | state)


def _backup(status: Status, since: float = NOON) -> Line:
    return _line(status, Role.BACKUP, since)


def _service(status: Status, name: str = "Cổng", since: float = NOON) -> SharedService:
    return (name, status, since)


def judge(lines: list[Line], services: list[SharedService], *, blind: bool) -> Verdict:
    """The verdict of a commune with these lines at its centre and these shared systems."""
    source = province([("19753", "Phường Phú Xuân")])
    targets = {}
    states: list[State] = []
    links = []
    for number, (role, status, more) in enumerate(lines):
        link = f"line{number}"
        links.append(Link(id=link, isp="vnpt", role=role))
        target = line_target("19753", link)
        targets[target.id] = target
        states.append(replace(line_state(target.id, status), **more))  # type: ignore[arg-type]  # the test's own names
    declared = []
    for number, (name, status, since) in enumerate(services):
        check = service_target(f"s{number}")
        targets[check.id] = check
        declared.append(Service(id=f"s{number}", name=name))
        causes = ["slow"] if status is DEGRADED else []
        states.append(state_of(check.id, GOOD_HTTP, status, since=since, causes=causes))
    commune = source.known_inventory.communes[0]
    centre = commune.sites[0].model_copy(update={"links": tuple(links)})
    source.known_inventory = source.known_inventory.model_copy(
        update={
            "communes": (commune.model_copy(update={"sites": (centre,)}),),
            "services": tuple(declared),
        }
    )
    source.known = replace(source.known, targets=targets, states={}, blind=blind)
    source.see(*states)
    return _verdicts(source)["19753"]


def _judged(lines: list[Line], services: list[SharedService] | None = None) -> tuple[str, str]:
    verdict = judge(lines, services or [], blind=False)
    return (verdict.status.value, verdict.cause.value)


@pytest.mark.parametrize(
    ("lines", "services", "expected"),
    [
        ([_line(UP)], [], ("normal", "normal")),
        ([_line(UP), _backup(UP)], [_service(UP)], ("normal", "normal")),
        ([_line(UP), _backup(UNKNOWN)], [], ("normal", "normal")),
        ([_line(UP), _backup(UNVERIFIED)], [], ("normal", "normal")),
        ([_line(DOWN)], [], ("outage", "line_down")),
        ([_line(DOWN), _backup(DOWN)], [_service(DOWN)], ("outage", "line_down")),
        ([_line(DOWN), _backup(UNVERIFIED)], [], ("outage", "line_down")),
        ([_line(DOWN), _backup(UNKNOWN)], [], ("degraded", "line_partly_down")),
        ([_line(DOWN), _backup(UP)], [], ("degraded", "backup_available")),
        ([_line(DOWN), _backup(DEGRADED)], [], ("degraded", "backup_available")),
        ([_line(UP), _backup(DOWN)], [], ("degraded", "line_partly_down")),
        ([_line(UP, flapping=True)], [], ("degraded", "line_flapping")),
        ([_line(DEGRADED, causes=frozenset({"loss", "rtt"}))], [], ("degraded", "line_lossy")),
        ([_line(DEGRADED, causes=frozenset({"rtt"}))], [], ("degraded", "line_slow")),
        ([_line(DEGRADED, causes=frozenset({"jitter"}))], [], ("degraded", "line_slow")),
        ([_line(UP)], [_service(DOWN)], ("degraded", "service_outage")),
        ([_line(DOWN), _backup(UP)], [_service(DOWN)], ("degraded", "service_outage")),
        ([_line(UP)], [_service(DEGRADED)], ("degraded", "service_slow")),
        ([_line(DEGRADED, causes=frozenset({"loss"}))], [_service(DEGRADED)], ("degraded", "line_lossy")),
        ([_line(UNKNOWN)], [], ("unknown", "unknown")),
        ([_line(UNKNOWN)], [_service(UP)], ("unknown", "unknown")),
        ([_line(UNVERIFIED)], [_service(UP)], ("unknown", "unknown")),
        ([_line(UNKNOWN, flapping=True)], [], ("unknown", "unknown")),
        ([], [], ("unknown", "unknown")),
        ([], [_service(UP)], ("unknown", "unknown")),
        ([_line(UNKNOWN)], [_service(DOWN)], ("degraded", "service_outage")),
        ([_line(UP)], [_service(UNKNOWN), _service(UNVERIFIED)], ("normal", "normal")),
    ],
)
def test_the_first_cause_that_fits_is_the_verdict(
    lines: list[Line], services: list[SharedService], expected: tuple[str, str]
) -> None:
    assert _judged(lines, services) == expected


def test_a_blind_hub_knows_nothing() -> None:
    verdict = judge([_line(DOWN)], [_service(DOWN)], blind=True)

    assert (verdict.status, verdict.cause) == (CommuneStatus.UNKNOWN, Cause.MONITOR_BLIND)
    assert verdict.since is None


def test_an_outage_began_when_the_last_line_went() -> None:
    assert judge([_line(DOWN, since=NOON - 60), _backup(DOWN, NOON - 20)], [], blind=False).since == NOON - 20


def test_a_service_fault_began_with_its_first_service() -> None:
    services = [
        _service(DOWN, since=NOON - 60),
        _service(DOWN, since=NOON - 90),
        _service(UP, since=NOON - 5),
    ]

    assert judge([_line(UP)], services, blind=False).since == NOON - 90


def test_normal_began_with_the_last_recovery() -> None:
    services = [_service(UP, since=NOON - 30)]

    assert judge([_line(UP, since=NOON - 900)], services, blind=False).since == NOON - 30


def test_a_flapping_commune_is_so_since_its_first_line_began_to_flap() -> None:
    lines = [
        _line(UP, flapping=True, flapping_since=NOON - 60),
        _line(UP, Role.BACKUP, flapping=True, flapping_since=NOON - 600),
    ]

    assert judge(lines, [], blind=False).since == NOON - 600


def test_the_headline_claims_no_more_than_was_seen() -> None:
    alone = judge([_line(UP)], [], blind=False).headline.vi
    with_services = judge([_line(UP)], [_service(UP)], blind=False).headline.vi
    one_service_unknown = judge([_line(UP)], [_service(UP), _service(UNKNOWN)], blind=False).headline.vi
    one_of_two = judge([_line(UP), _backup(UNKNOWN)], [_service(UP)], blind=False).headline.vi

    assert alone == one_service_unknown == "Nhìn từ tỉnh: đường truyền có trả lời"
    assert with_services == "Nhìn từ tỉnh: đường truyền và các hệ thống dùng chung có trả lời"
    assert one_of_two == "Nhìn từ tỉnh: 1/2 đường truyền có trả lời, chưa rõ phần còn lại"


def test_a_service_is_called_by_its_name() -> None:
    one = judge([_line(UP)], [_service(DOWN, "Cổng {tỉnh}")], blind=False).headline
    three = judge([_line(UP)], [_service(DOWN, "Cổng")] * 3, blind=False).headline

    assert one.vi == "Nhìn từ tỉnh: Cổng {tỉnh} đang có sự cố"
    assert three.en == "Seen from the province: Cổng and 2 more shared systems are failing"


@pytest.fixture
def source() -> FakeSource:
    return province([("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")], [("portal", "Cổng")])


def _verdicts(source: FakeSource) -> dict[str, Verdict]:
    judge = Judge(source.clock.monotonic)
    return dict(judge.judge(source.known_inventory, source.known, source.clock.now()).verdicts)


def test_every_commune_has_a_verdict(source: FakeSource) -> None:
    source.see(line_state("19753/centre/main", DOWN), line_state("19753/centre/spare", DOWN))

    assert {code: verdict.status for code, verdict in _verdicts(source).items()} == {
        "19753": CommuneStatus.OUTAGE,
        "19774": CommuneStatus.NORMAL,
    }


def test_old_news_is_no_news(source: FakeSource) -> None:
    source.see(line_state("19753/centre/main", DOWN), line_state("19753/centre/spare", DOWN))
    source.clock.advance(46)

    assert {verdict.status for verdict in _verdicts(source).values()} == {CommuneStatus.UNKNOWN}


def test_a_satellite_never_colours_the_centre(source: FakeSource) -> None:
    commune = source.known_inventory.communes[0]
    satellite = Site(id="chan-may", kind=SiteKind.SATELLITE, links=(Link(id="main", isp="vnpt"),))
    with_satellite = commune.model_copy(update={"sites": (*commune.sites, satellite)})
    source.known_inventory = source.known_inventory.model_copy(update={"communes": (with_satellite,)})
    target = line_target("19753", site="chan-may")
    source.known = replace(source.known, targets=dict(source.known.targets) | {target.id: target})
    source.see(line_state(target.id, DOWN))

    assert _verdicts(source)["19753"].status is CommuneStatus.NORMAL


def test_a_service_of_another_province_does_not_count(source: FakeSource) -> None:
    service = source.known_inventory.services[0].model_copy(update={"provinces": ("01",)})
    source.known_inventory = source.known_inventory.model_copy(update={"services": (service,)})
    source.see(state_of("portal/http", GOOD_HTTP, DOWN))

    assert _verdicts(source)["19753"].status is CommuneStatus.NORMAL


def test_the_worst_check_of_a_service_counts(source: FakeSource) -> None:
    second = service_target("portal", "dns", "dns")
    source.known = replace(source.known, targets=dict(source.known.targets) | {second.id: second})
    source.see(state_of(second.id, GOOD_HTTP, DOWN, since=NOON - 7))

    verdict = _verdicts(source)["19753"]
    assert (verdict.cause, verdict.since) == (Cause.SERVICE_OUTAGE, NOON - 7)


def test_a_slow_service_is_told_and_one_whose_certificate_ends_soon_is_not(source: FakeSource) -> None:
    source.see(state_of("portal/http", GOOD_HTTP, DEGRADED, causes=["expiry"]))
    assert _verdicts(source)["19753"].cause is Cause.NORMAL

    source.see(state_of("portal/http", GOOD_HTTP, DEGRADED, causes=["expiry", "slow"]))
    assert _verdicts(source)["19753"].cause is Cause.SERVICE_SLOW


def test_a_line_without_an_address_is_not_watched(source: FakeSource) -> None:
    source.known = replace(source.known, targets={}, states={})

    assert _verdicts(source)["19753"].headline.vi == "Chưa theo dõi được đường truyền nào của trung tâm"
