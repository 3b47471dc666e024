"""Every fault of the story, met by real looks at real servers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread

import pytest

from exporter.demo.cast import cast_of, pinged_addresses, places_of
from exporter.demo.certificates import write_certificates
from exporter.demo.faults import SLOW_SECONDS, Fault, What
from exporter.demo.folder import write_folder
from exporter.demo.gate import ScriptedGate
from exporter.demo.province import MEETING_SERVICE, NAME_SERVICE, PORTAL
from exporter.demo.servers import Servers
from exporter.demo.signing import AUTHORITY, authority_url
from exporter.demo.story import Story
from exporter.demo.tcp_pinger import TcpPinger
from probes.clock import SystemClock
from probes.expand import targets_of
from probes.gate import RealGate
from probes.inventory.load import load
from probes.inventory.model import Inventory
from probes.kinds import KINDS
from probes.observation import Result
from probes.reasons import ProbeFailed, Reason
from probes.runner import look
from probes.targets import Target

CLOCK = SystemClock()
LINE = "20056/centre/primary"
SAME_ISP = "20071/centre/primary"
OTHER_ISP = "20107/centre/primary"
WITNESS = "witness/witness-1"
PAGE = f"{PORTAL}/page"
TRUST, CRL, OCSP, STAMPS = (
    f"authority/{AUTHORITY}/{service}" for service in ("trust", "crl", "ocsp", "timestamp")
)
PATIENT_SECONDS = 30.0
SHORT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Province:
    """The demo's province, up and running, without a story yet."""

    inventory: Inventory
    targets: dict[str, Target]
    servers: Servers
    real: RealGate


Watch = Callable[..., Result]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    folder: Path = tmp_path_factory.mktemp("province")
    with ExitStack() as stack:
        servers = Servers()
        stack.callback(servers.stop)
        ports = servers.bind()
        keys = write_certificates(folder / "certificates", authority_url(ports.authority))
        servers.start(folder / "certificates", keys)
        write_folder(folder, ports, public="127.0.0.1:1", operations="127.0.0.1:2", speed=20)
        inventory = load(folder)
        port = servers.accept_on([str(address) for address in pinged_addresses(inventory)])
        pinger = TcpPinger(port, CLOCK)
        stack.callback(pinger.close)
        real = RealGate(pinger, CLOCK)
        stack.callback(real.close)
        yield Province(inventory, {target.id: target for target in targets_of(inventory)}, servers, real)


@pytest.fixture
def watch(province: Province) -> Iterator[Watch]:
    """Look at a target while a fault lasts."""
    with ExitStack() as stack:

        def watch(target: str, *faults: tuple[What, str], seconds: float = PATIENT_SECONDS) -> Result:
            lasting = tuple(Fault(0, 1800, what, whom) for what, whom in faults)
            story = Story(lasting, CLOCK.now().monotonic, speed=1)
            gate = ScriptedGate(province.real, story, places_of(province.inventory), CLOCK)
            stack.callback(gate.close)
            province.servers.follow(lambda: story.effects(CLOCK.now().monotonic))
            wanted = province.targets[target]
            return look(KINDS[wanted.kind], _patient(wanted), gate, seconds)

        yield watch


def _patient(target: Target) -> object:
    """What to look at, with time enough for a busy machine."""
    return replace(target.spec, timeout_seconds=1.0) if target.kind == "ping" else target.spec


@pytest.mark.parametrize(
    "target",
    [
        LINE,
        WITNESS,
        PAGE,
        "vneid/page",
        "procedures/page",
        "documents/page",
        f"{NAME_SERVICE}/answer",
        f"{MEETING_SERVICE}/port",
        TRUST,
        CRL,
        OCSP,
        STAMPS,
    ],
)
def test_without_a_fault_everything_answers(watch: Watch, target: str) -> None:
    assert watch(target).reason is None


def test_every_kind_of_target_is_in_the_demo(province: Province) -> None:
    # a token is plugged in where an agent is
    assert {target.kind for target in province.targets.values()} == KINDS.keys() - {"token"}


@pytest.mark.parametrize(
    ("target", "fault", "reason"),
    [
        (LINE, (What.LINE_CUT, LINE), Reason.NO_REPLY),
        (LINE, (What.ISP_OUTAGE, "vnpt"), Reason.NO_REPLY),
        (SAME_ISP, (What.ISP_OUTAGE, "vnpt"), Reason.NO_REPLY),
        (OTHER_ISP, (What.ISP_OUTAGE, "vnpt"), None),
        (LINE, (What.HUB_BLIND, "hub"), Reason.NO_REPLY),
        (WITNESS, (What.HUB_BLIND, "hub"), Reason.NO_REPLY),
        (WITNESS, (What.ISP_OUTAGE, "vnpt"), None),
        (LINE, (What.LINE_FLAPPING, LINE), Reason.NO_REPLY),
        (PAGE, (What.SERVICE_REFUSED, PORTAL), Reason.REFUSED),
        ("vneid/page", (What.SERVICE_REFUSED, PORTAL), None),
        (PAGE, (What.SERVICE_ERRORS, PORTAL), Reason.HTTP_STATUS),
        (PAGE, (What.TLS_EXPIRED, PORTAL), Reason.TLS_EXPIRED),
        (f"{NAME_SERVICE}/answer", (What.DNS_BROKEN, NAME_SERVICE), Reason.RESOLVER_FAILED),
        (PAGE, (What.DNS_BROKEN, NAME_SERVICE), None),
        (CRL, (What.CRL_STALE, AUTHORITY), Reason.ANSWER_STALE),
        (CRL, (What.LOGIN_PAGE, AUTHORITY), Reason.ANSWER_NOT_DER),
        (OCSP, (What.OCSP_TRY_LATER, AUTHORITY), Reason.RESPONDER_ERROR),
        (OCSP, (What.OCSP_STALE, AUTHORITY), Reason.ANSWER_STALE),
        (OCSP, (What.OCSP_FORGETFUL, AUTHORITY), Reason.CANARY_WRONG),
        (OCSP, (What.LOGIN_PAGE, AUTHORITY), Reason.ANSWER_NOT_DER),
        (STAMPS, (What.STAMPS_FAILING, AUTHORITY), Reason.HTTP_STATUS),
        (STAMPS, (What.STAMPS_SLOW, AUTHORITY), None),
        (STAMPS, (What.LOGIN_PAGE, AUTHORITY), Reason.ANSWER_NOT_DER),
        (STAMPS, (What.OCSP_TRY_LATER, AUTHORITY), None),
        (TRUST, (What.LOGIN_PAGE, AUTHORITY), None),
        (TRUST, (What.HUB_BLIND, "hub"), None),
    ],
)
def test_a_fault_is_seen_for_what_it_is(
    watch: Watch, target: str, fault: tuple[What, str], reason: Reason | None
) -> None:
    assert watch(target, fault).reason is reason
    assert watch(target).reason is None


@pytest.mark.parametrize(
    "target", [PAGE, f"{NAME_SERVICE}/answer", f"{MEETING_SERVICE}/port", CRL, OCSP, STAMPS]
)
def test_a_blind_hub_waits_for_services_until_its_time_is_over(watch: Watch, target: str) -> None:
    assert watch(target, (What.HUB_BLIND, "hub"), seconds=SHORT_SECONDS).reason is Reason.TIMEOUT


def test_a_connection_that_was_begun_while_the_hub_was_blind_comes_about_when_it_sees_again(
    province: Province,
) -> None:
    blind = Fault(0, 1.5, What.HUB_BLIND, "hub")
    story = Story((blind,), CLOCK.now().monotonic, speed=1)
    gate = ScriptedGate(province.real, story, places_of(province.inventory), CLOCK)
    target = province.targets[f"{MEETING_SERVICE}/port"]
    seen = look(KINDS[target.kind], target.spec, gate, PATIENT_SECONDS)
    gate.close()

    assert seen.reason is None
    assert CLOCK.now().monotonic - story.began >= blind.until_seconds


def test_a_slow_line_takes_longer_by_what_the_story_adds(watch: Watch) -> None:
    trips = watch(LINE, (What.LINE_SLOW, LINE)).round_trips

    assert len(trips) == 5
    assert all(trip is None or trip > SLOW_SECONDS for trip in trips)
    assert any(trip is not None for trip in trips)


def test_a_lossy_line_loses_some_packets_and_brings_most(watch: Watch, province: Province) -> None:
    target = province.targets[LINE]
    province.targets[LINE] = replace(target, spec=replace(target.spec, count=100, gap_seconds=0.0))
    trips = watch(LINE, (What.LINE_LOSSY, LINE)).round_trips
    province.targets[LINE] = target

    assert 1 <= trips.count(None) <= 40


def test_an_expiring_certificate_is_seen_with_its_five_days(watch: Watch) -> None:
    ends = "tls_chain_not_after_timestamp_seconds"
    expiring = watch(PAGE, (What.TLS_EXPIRING, PORTAL))
    good = watch(PAGE)

    assert expiring.reason is good.reason is None
    assert 4.9 < (expiring.measures[ends] - CLOCK.now().wall) / 86400 < 5.1
    assert good.measures[ends] > expiring.measures[ends] + 60 * 86400


def test_no_name_is_asked_for_while_names_are_broken(province: Province) -> None:
    story = Story((Fault(0, 1800, What.DNS_BROKEN, NAME_SERVICE),), CLOCK.now().monotonic, speed=1)
    gate = ScriptedGate(province.real, story, places_of(province.inventory), CLOCK)
    with gate.look(PATIENT_SECONDS) as network:
        with pytest.raises(ProbeFailed) as failed:
            network.resolve("cong.demo.invalid")
        assert [str(address) for address in network.resolve("127.46.255.1")] == ["127.46.255.1"]
    gate.close()

    assert failed.value.reason is Reason.RESOLVER_FAILED


def test_closing_the_gate_lets_go_of_looks_that_wait_for_nothing(province: Province) -> None:
    story = Story((Fault(0, 1800, What.HUB_BLIND, "hub"),), CLOCK.now().monotonic, speed=1)
    gate = ScriptedGate(province.real, story, places_of(province.inventory), CLOCK)
    seen: list[Result] = []
    waiting = Event()
    target = province.targets[f"{MEETING_SERVICE}/port"]

    def wait() -> None:
        waiting.set()
        seen.append(look(KINDS[target.kind], target.spec, gate, 3600))

    thread = Thread(target=wait)
    thread.start()
    waiting.wait(PATIENT_SECONDS)
    gate.close()
    thread.join(PATIENT_SECONDS)

    assert [result.reason for result in seen] == [Reason.CANCELLED]


@pytest.mark.parametrize(
    ("signer", "reason"),
    [
        ("19753/signer/ubnd-19753", None),
        ("19960/signer/ubnd-19960", None),
        ("20050/signer/chu-tich-20050", None),
        ("20071/signer/ubnd-20071", None),
        ("20101/signer/ubnd-20101", None),
        ("20107/signer/ubnd-20107", None),
        ("20140/signer/ubnd-20140", Reason.CERTIFICATE_EXPIRED),
        ("20179/signer/ubnd-20179", Reason.CERTIFICATE_CHAIN_INCOMPLETE),
    ],
)
def test_signers_are_valid_ending_expired_and_without_their_issuer(
    watch: Watch, signer: str, reason: Reason | None
) -> None:
    assert watch(signer).reason is reason


@pytest.mark.parametrize(
    ("signer", "faults", "state"),
    [
        ("19753/signer/ubnd-19753", (), "valid"),
        ("19753/signer/ubnd-19753", ((What.SIGNER_ON_HOLD, "ubnd-19753"),), "suspended"),
        ("19753/signer/ubnd-19753", ((What.SIGNER_REVOKED, "ubnd-19753"),), "revoked"),
        (
            "19753/signer/ubnd-19753",
            ((What.SIGNER_REVOKED, "ubnd-19753"), (What.CRL_STALE, AUTHORITY)),
            "revoked",
        ),
        ("19789/signer/ubnd-19789", ((What.CRL_STALE, AUTHORITY),), "revocation_unknown"),
        ("20050/signer/chu-tich-20050", (), "renew_window_closed"),
        ("20071/signer/ubnd-20071", (), "identity_stale"),
        ("20101/signer/ubnd-20101", (), "renew_window_closed"),
        ("20107/signer/ubnd-20107", (), "revocation_unknown"),
        ("20140/signer/ubnd-20140", (), "expired"),
        ("20179/signer/ubnd-20179", (), "chain_incomplete"),
    ],
)
def test_a_signer_is_what_the_lists_of_the_moment_make_of_it(
    watch: Watch, signer: str, faults: Sequence[tuple[What, str]], state: str
) -> None:
    watch(CRL, *faults)  # its lists are kept, and signers judged by them
    seen = watch(signer, *faults)
    watch(CRL)

    assert seen.facts["state"] == state


def test_the_former_authority_answers_that_it_does_not_know(watch: Watch) -> None:
    seen = watch("20107/signer/ubnd-20107/ocsp")

    assert (seen.reason, seen.facts["status"]) == (None, "unknown")


def test_two_signers_end_within_twenty_days(watch: Watch, province: Province) -> None:
    ends = [
        watch(name).measures["certificate_not_after_timestamp_seconds"]
        for name, target in province.targets.items()
        if target.kind == "certificate"
    ]
    left_days = [(end - CLOCK.now().wall) / 86400 for end in ends]

    assert len([days for days in left_days if 0 < days < 20]) == 2


def test_everybody_in_the_cast_is_a_target_or_carries_one(province: Province) -> None:
    cast = cast_of(province.inventory)
    carried = {value for target in province.targets.values() for value in target.labels.values()}

    assert {*cast.sole_lines, *cast.backed_lines, *cast.satellite_lines} <= province.targets.keys()
    assert {*cast.isps, *cast.tls_services, *cast.name_services} <= carried
