"""No host is asked more than once a second, and one that asks for rest gets it."""

from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import pytest

from probes.kinds.certificate import CertificateTarget
from probes.kinds.crl import CrlTarget
from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.ocsp import OcspSubject, OcspTarget
from probes.kinds.tcp import TcpTarget
from probes.kinds.timestamp import TimestampTarget
from probes.observation import Result
from probes.policy import Policy
from probes.polite import Politeness, hosts_of
from probes.reasons import Reason
from probes.targets import Target
from tests.fakes.clock import FakeClock


def target(url: str = "https://cong.example/") -> Target:
    return Target(
        id="cong/http",
        kind="http",
        spec=HttpTarget(url=url),
        interval_seconds=60.0,
        timeout_seconds=10.0,
        policy=Policy(interval=60.0),
    )


def to(host: str) -> Target:
    return target(f"https://{host}/")


def test_a_small_burst_is_let_through_and_then_one_a_second() -> None:
    clock = FakeClock(monotonic=1000.0)
    politeness = Politeness(clock)
    began: list[float] = []

    while len(began) < 6:
        wait = politeness.delay(target(), clock.monotonic)
        if wait == 0:
            began.append(clock.monotonic - 1000.0)
        clock.advance(wait)

    assert began == pytest.approx([0, 0, 1, 2, 3, 4])


def test_asking_how_long_to_wait_costs_nothing() -> None:
    clock = FakeClock()
    politeness = Politeness(clock, burst=1.0)
    assert politeness.delay(to("cong.example"), clock.monotonic) == 0

    assert [politeness.delay(target(), clock.monotonic) for _ in range(9)] == [1.0] * 9


def test_rest_fills_the_bucket_again_but_not_above_its_brim() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    for _ in range(2):
        assert politeness.delay(to("cong.example"), clock.monotonic) == 0
    clock.advance(3600)

    waits = [politeness.delay(target(), clock.monotonic) for _ in range(3)]

    assert waits == [0.0, 0.0, 1.0]


def test_hosts_that_nobody_asks_any_more_are_forgotten_in_time() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    for number in range(50):
        assert politeness.delay(to(f"{number}.example"), clock.monotonic) == 0
    politeness.told_to_wait("tired.example", 60.0)
    politeness.told_to_wait("exhausted.example", 7200.0)
    clock.advance(3600)

    assert politeness.delay(to("cong.example"), clock.monotonic) == 0

    assert politeness.hosts == {"cong.example", "exhausted.example"}
    assert politeness.delay(to("exhausted.example"), clock.monotonic) == 3600


def test_a_host_asked_just_before_the_others_are_forgotten_still_has_to_wait() -> None:
    clock = FakeClock()
    politeness = Politeness(clock, burst=1.0)
    clock.advance(3599.5)
    assert politeness.delay(to("cong.example"), clock.monotonic) == 0
    clock.advance(0.5)

    assert politeness.delay(to("xa.example"), clock.monotonic) == 0

    assert politeness.delay(to("cong.example"), clock.monotonic) == 0.5


def test_hosts_do_not_wait_for_each_other() -> None:
    clock = FakeClock()
    politeness = Politeness(clock, burst=1.0)

    assert politeness.delay(target("https://xa.example/"), clock.monotonic) == 0
    assert politeness.delay(target("https://hai.example/"), clock.monotonic) == 0
    assert politeness.delay(target("http://XA.example:8080/khac"), clock.monotonic) == 1


def test_a_host_that_asks_for_rest_is_left_alone_that_long() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    tired = Result(Reason.HTTP_STATUS, 0.1, measures={"retry_after_seconds": 120.0})

    politeness.heed(target(), tired, clock.monotonic)

    assert politeness.delay(target(), clock.monotonic) == 120
    clock.advance(119)
    assert politeness.delay(target(), clock.monotonic) == 1
    clock.advance(1)
    assert politeness.delay(target(), clock.monotonic) == 0


@pytest.mark.parametrize(("status", "rest"), [(429, 3600.0), (503, 120.0)])
def test_an_outage_is_looked_at_again_before_its_state_grows_stale(status: int, rest: float) -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    wish = {"retry_after_seconds": 3600.0, "http_status_code": float(status)}

    politeness.heed(target(), Result(Reason.HTTP_STATUS, 0.1, measures=wish), clock.monotonic)

    assert politeness.delay(target(), clock.monotonic) == rest


def test_a_shorter_wish_does_not_cut_a_longer_rest_short() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)

    politeness.told_to_wait("cong.example", 60.0)
    politeness.told_to_wait("cong.example", 5.0)

    assert politeness.delay(to("cong.example"), clock.monotonic) == 60


def test_a_result_without_a_wish_changes_nothing() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)

    politeness.heed(target(), Result(Reason.HTTP_STATUS, 0.1), clock.monotonic)

    assert politeness.delay(target(), clock.monotonic) == 0


@pytest.mark.parametrize(
    ("spec", "hosts"),
    [
        (HttpTarget(url="https://Cong.Example./x"), ("cong.example",)),
        (HttpTarget(url="http://cong.example:8080/"), ("cong.example",)),
        (HttpTarget(url="http://127.0.0.7/"), ("127.0.0.7:80",)),
        (HttpTarget(url="https://localhost/"), ("localhost:443",)),
        (HttpTarget(url="https://xa.localhost/"), ("xa.localhost:443",)),
        (HttpTarget(url="https://localhost.example/"), ("localhost.example",)),
        (TcpTarget(host="127.xa.example", port=22), ("127.xa.example",)),
        (HttpTarget(url="http://[::1]:8443/"), ("[::1]:8443",)),
        (HttpTarget(url="http://[2001:db8::1]/"), ("[2001:db8::1]",)),
        (TcpTarget(host="127.0.0.7", port=22), ("127.0.0.7:22",)),
        (TcpTarget(host="cong.example", port=22), ("cong.example",)),
        (DnsTarget(name="x", server=ip_address("127.0.0.53"), port=5353), ("127.0.0.53:5353",)),
        (DnsTarget(name="x"), ()),
        (
            CrlTarget(urls=("http://a.example/1", "http://b.example/", "http://A.example/2")),
            ("a.example", "b.example"),
        ),
        (CrlTarget(certificates=("x.pem",)), ()),
        (OcspTarget(url="http://ocsp.example:8080/", subjects=()), ("ocsp.example",)),
        (OcspTarget(url=None, subjects=()), ()),
        (TimestampTarget(url="http://127.0.0.7/tsa"), ("127.0.0.7:80",)),
        (CertificateTarget(file="x.pem"), ()),
    ],
)
def test_whose_patience_a_look_spends(spec: Any, hosts: tuple[str, ...]) -> None:
    assert hosts_of(spec) == hosts


def test_what_meets_no_host_never_waits() -> None:
    politeness = Politeness(FakeClock(), burst=1.0)
    file = Target(
        id="x",
        kind="certificate",
        spec=CertificateTarget(file="x.pem"),
        interval_seconds=1.0,
        timeout_seconds=1.0,
        policy=Policy(interval=1.0),
    )

    assert [politeness.delay(file, 0.0) for _ in range(3)] == [0.0] * 3
    politeness.heed(file, Result(None, 0.1, measures={"retry_after_seconds": 9.0}), 0.0)
    assert politeness.delay(file, 0.0) == 0


def looked_at(spec: Any, authority: str = "bcy", timeout_seconds: float = 20.0) -> Target:
    return Target(
        id=f"{authority}/{spec}",
        kind="any",
        spec=spec,
        interval_seconds=300.0,
        timeout_seconds=timeout_seconds,
        policy=Policy(interval=300.0),
        labels={"authority": authority},
    )


def about(file: str, url: str | None = None, **subject: Any) -> Target:
    return looked_at(OcspTarget(url=url, subjects=(OcspSubject(file=file, **subject),)))


def test_a_look_at_two_hosts_waits_for_both_and_spends_the_patience_of_both() -> None:
    clock = FakeClock()
    politeness = Politeness(clock, burst=1.0)
    politeness.told_to_wait("b.example", 30.0)
    lists = looked_at(CrlTarget(urls=("http://a.example/", "http://b.example/")))

    assert politeness.delay(lists, clock.monotonic) == 30
    assert politeness.hosts == {"b.example"}
    clock.advance(30)
    assert politeness.delay(lists, clock.monotonic) == 0
    assert [politeness.delay(to(f"{host}.example"), clock.monotonic) for host in "ab"] == [1, 1]


def test_an_authority_whose_host_only_its_certificates_name_is_asked_once_a_second_too() -> None:
    clock = FakeClock()
    politeness = Politeness(clock, burst=1.0)

    assert politeness.delay(about("a.pem"), clock.monotonic) == 0
    assert politeness.delay(about("b.pem"), clock.monotonic) == 1
    assert politeness.delay(looked_at(CrlTarget(), authority="khac"), clock.monotonic) == 0
    politeness.heed(
        about("c.pem"),
        Result(Reason.HTTP_STATUS, 0.1, measures={"retry_after_seconds": 9.0}),
        clock.monotonic,
    )
    assert politeness.delay(about("b.pem"), clock.monotonic) == 9


def test_thousands_of_signers_do_not_keep_the_service_itself_waiting() -> None:
    clock = FakeClock()
    politeness = Politeness(clock, burst=1.0)
    service = looked_at(OcspTarget(url="http://ocsp.example/", subjects=()), authority="ca")
    signer = replace(service, labels={"authority": "ca", "signer": "con-dau"})

    assert politeness.delay(signer, clock.monotonic) == 0
    assert politeness.delay(signer, clock.monotonic) == 1
    assert politeness.delay(service, clock.monotonic) == 0


def test_for_the_service_itself_the_signers_step_back() -> None:
    clock = FakeClock()
    politeness = Politeness(clock, burst=1.0)
    service = looked_at(OcspTarget(url="http://ocsp.example/", subjects=()), authority="ca")
    signer = replace(service, labels={"authority": "ca", "signer": "con-dau"})

    began = [politeness.delay(one, clock.monotonic) for one in (signer, service, signer)]

    assert began == [0, 0, 2]


@pytest.mark.parametrize("told", ["service", "signer"])
@pytest.mark.parametrize(("status", "others_rest"), [(429, 3600.0), (503, 0.0)])
def test_who_has_had_too_many_questions_of_ours_is_asked_none_at_all(
    told: str, status: int, others_rest: float
) -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    service = looked_at(OcspTarget(url="http://ocsp.example/", subjects=()), authority="ca")
    signer = replace(service, labels={"authority": "ca", "signer": "con-dau"})
    asked, other = (service, signer) if told == "service" else (signer, service)
    wish = {"retry_after_seconds": 3600.0, "http_status_code": float(status)}

    politeness.heed(asked, Result(Reason.HTTP_STATUS, 0.1, measures=wish), clock.monotonic)

    assert politeness.delay(other, clock.monotonic) == others_rest


def test_nobody_is_asked_about_a_certificate_in_use_twice_within_an_hour() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    politeness.delay(about("a.pem", "http://ocsp.example/"), clock.monotonic)
    politeness.heed(about("a.pem"), Result(Reason.TIMEOUT, 20.0, facts={"asked": "yes"}), clock.monotonic)
    clock.advance(600)

    assert politeness.delay(about("a.pem"), clock.monotonic) == 3000
    assert politeness.delay(about("b.pem"), clock.monotonic) == 0
    clock.advance(3000)
    assert politeness.delay(about("a.pem"), clock.monotonic) == 0


@pytest.mark.parametrize(
    "result",
    [
        Result(None, 0.1, facts={"asked": "kept"}),
        Result(None, 0.1, facts={"asked": "crl"}),
        Result(Reason.NETWORK_DOWN_HERE, 0.1),
    ],
)
def test_a_look_that_asked_nobody_costs_no_question(result: Result) -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    politeness.delay(about("a.pem"), clock.monotonic)
    clock.advance(60)

    politeness.heed(about("a.pem"), result, clock.monotonic)

    assert politeness.delay(about("a.pem"), clock.monotonic) == 0


def test_a_canary_is_there_to_be_asked_about() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    politeness.delay(about("a.pem", expect="good"), clock.monotonic)
    clock.advance(60)

    assert politeness.delay(about("a.pem", expect="good"), clock.monotonic) == 0


def test_a_timestamp_authority_has_one_request_of_ours_at_a_time() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    stamp = looked_at(TimestampTarget(url="http://tsa.example/"), timeout_seconds=180.0)

    assert politeness.delay(stamp, clock.monotonic) == 0
    clock.advance(131)
    assert politeness.delay(stamp, clock.monotonic) == 49
    politeness.heed(stamp, Result(None, 131.0), clock.monotonic)
    assert politeness.delay(stamp, clock.monotonic) == 0


SERVICE = looked_at(OcspTarget(url="http://ocsp.example/", subjects=()))
TIMEOUT = Result(Reason.TIMEOUT, 20.0, facts={"asked": "yes"})
ANSWER = Result(None, 0.1, facts={"asked": "yes"})


def signer(number: int) -> Target:
    spec = OcspTarget(url="http://ocsp.example/", subjects=(OcspSubject(file=f"{number}.pem"),))
    return replace(SERVICE, spec=spec, labels={"authority": "bcy", "signer": str(number)})


def begin(politeness: Politeness, clock: FakeClock, target: Target) -> bool:
    """Whether a look may begin now; it took its turn then."""
    return politeness.delay(target, clock.monotonic) == 0


def end(politeness: Politeness, clock: FakeClock, target: Target, result: Result) -> None:
    politeness.heed(target, result, clock.monotonic)
    politeness.ended(target)


@pytest.mark.parametrize(
    "spec",
    [
        CrlTarget(urls=("http://a.example/",)),
        OcspTarget(url="http://a.example/", subjects=()),
        TimestampTarget(url="http://a.example/"),
    ],
)
def test_no_more_than_two_looks_are_under_way_at_one_service(spec: Any) -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    third = looked_at(spec, timeout_seconds=20.0)
    for path in "xy":
        assert begin(politeness, clock, looked_at(CrlTarget(urls=(f"http://a.example/{path}",))))
    clock.advance(3600)

    assert not begin(politeness, clock, third)
    politeness.ended(looked_at(CrlTarget(urls=("http://a.example/x",))))
    assert begin(politeness, clock, third)


def test_a_service_that_hangs_takes_no_place_from_another_or_from_its_own_target() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    for number in range(2):
        assert begin(politeness, clock, signer(number))
    clock.advance(10)

    assert not begin(politeness, clock, signer(2))
    assert begin(politeness, clock, SERVICE)
    assert begin(politeness, clock, about("x.pem", "http://other.example/"))


def test_looks_at_pages_take_no_places() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)

    for _ in range(5):
        assert begin(politeness, clock, target())
        clock.advance(1)
    assert begin(politeness, clock, replace(SERVICE, spec=CrlTarget(urls=("http://cong.example/",))))


def test_an_end_too_many_makes_no_room() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    politeness.ended(signer(0))

    for number in range(2):
        assert begin(politeness, clock, signer(number))
    clock.advance(10)
    assert not begin(politeness, clock, signer(2))


def test_what_has_ended_is_forgotten() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    assert begin(politeness, clock, SERVICE)
    end(politeness, clock, SERVICE, TIMEOUT)
    clock.advance(3600)

    assert politeness.delay(to("cong.example"), clock.monotonic) == 0

    assert politeness.hosts == {"cong.example"}


def test_a_silent_responder_rests_longer_and_longer_and_its_own_target_goes_on() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    rests: list[float] = []
    for number in range(6):
        assert begin(politeness, clock, signer(number))
        end(politeness, clock, signer(number), TIMEOUT)
        rests.append(politeness.delay(signer(99), clock.monotonic))
        assert begin(politeness, clock, SERVICE)
        politeness.ended(SERVICE)
        clock.advance(rests[-1])

    assert rests == [30, 60, 120, 240, 300, 300]


def test_two_questions_that_time_out_together_count_once() -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    for number in range(2):
        assert begin(politeness, clock, signer(number))
    for number in range(2):
        end(politeness, clock, signer(number), TIMEOUT)
        clock.advance(1)

    assert politeness.delay(signer(2), clock.monotonic) == 28


@pytest.mark.parametrize("who", [SERVICE, signer(1)])
def test_any_answer_ends_the_rest_and_the_next_one_is_short_again(who: Target) -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    for rest in (30, 60):
        end(politeness, clock, signer(0), TIMEOUT)
        assert politeness.delay(signer(2), clock.monotonic) == rest
        clock.advance(rest)
    end(politeness, clock, signer(0), TIMEOUT)

    end(politeness, clock, who, ANSWER)

    assert begin(politeness, clock, signer(2))
    end(politeness, clock, signer(2), TIMEOUT)
    assert politeness.delay(signer(3), clock.monotonic) == 30


@pytest.mark.parametrize(
    "result",
    [
        Result(None, 0.1, facts={"asked": "kept"}),
        Result(None, 0.1, facts={"asked": "nowhere"}),
        Result(Reason.BUG, 0.1),
    ],
)
def test_a_look_that_asked_nobody_does_not_tell_that_a_responder_speaks_again(result: Result) -> None:
    clock = FakeClock()
    politeness = Politeness(clock)
    end(politeness, clock, signer(0), TIMEOUT)

    end(politeness, clock, signer(1), result)

    assert politeness.delay(signer(2), clock.monotonic) == 30
