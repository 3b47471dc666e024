"""One loop of the story, as Prometheus sees it: every fault shows, and goes again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import dropwhile
from pathlib import Path
from threading import Event

import pytest
import requests

from exporter.demo.cast import cast_of
from exporter.demo.certificates import write_certificates
from exporter.demo.faults import HUB, OF_AGENTS, Fault, What
from exporter.demo.folder import write_folder
from exporter.demo.province import Ports
from exporter.demo.signing import authority_url
from exporter.demo.story import LOOP_SECONDS, write_story
from probes.inventory.load import load
from tests.exporter.demo.running import Demo

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

SEED = 5
SPEED = 8  # a stamp is asked for once a minute however fast the story, and still meets each of its acts
LOOPS = 1.25  # what a lossy line is judged by reaches into the next loop
DAY = 86400.0

Series = Mapping[str, float]
Seen = Callable[[Series], bool]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Series]:
    """/metrics a few times a second, from the start of a demo until its second loop has begun."""
    folder = tmp_path_factory.mktemp("temporary")
    seconds = LOOP_SECONDS * LOOPS / SPEED
    demo = Demo(folder, "--seed", str(SEED), "--speed", str(SPEED), "--duration", f"{seconds:.0f}s")
    seen = []
    try:
        with suppress(requests.ConnectionError):  # the demo ends by itself
            while True:
                seen.append(demo.scrape())
                Event().wait(0.3)
        assert demo.ended() == 0
    finally:
        demo.close()
    return seen


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Fault]:
    folder: Path = tmp_path_factory.mktemp("province")
    ports = Ports(https=9743, names=9753, meeting=9763, authority=9773)
    write_certificates(folder / "certificates", authority_url(ports.authority), tls_services=())
    write_folder(folder, ports, public="127.0.0.1:1", operations="127.0.0.1:2", speed=SPEED)
    return write_story(cast_of(load(folder)), SEED)


def test_the_story_holds_every_fault_that_is_looked_for_here(story: Sequence[Fault]) -> None:
    assert {fault.what for fault in story} == SIGNS.keys() == set(What) - OF_AGENTS


@pytest.mark.parametrize("what", [what for what in What if what not in OF_AGENTS])
def test_a_fault_shows_and_goes_again(what: What, history: Sequence[Series], story: Sequence[Fault]) -> None:
    for whom in (fault.whom for fault in story if fault.what is what):
        sign = SIGNS[what](whom)

        assert _comes_and_goes(sign, history), f"{whom}: {_told(sign, history)}"


def test_what_no_fault_strikes_stays_up_but_for_the_blind_hub(
    history: Sequence[Series], story: Sequence[Fault]
) -> None:
    struck = {fault.whom for fault in story if fault.whom != HUB}
    spared = {
        name
        for name in {name for series in history for name in series}
        if name.startswith("thongsuot_target_state{")
        and "/signer/" not in name
        and _labels(name).isdisjoint(struck)
    }

    assert len(spared) > 30
    assert {series[name] for series in history for name in spared if name in series} == {0.0}


def test_the_program_has_no_bug_to_report(history: Sequence[Series]) -> None:
    bugs = {
        name: value
        for series in history
        for name, value in series.items()
        if name.startswith("thongsuot_probe_errors_total") and 'reason="bug"' in name
    }

    assert len(bugs) >= 5
    assert set(bugs.values()) == {0.0}


def _comes_and_goes(sign: Seen, history: Iterable[Series]) -> bool:
    well = dropwhile(lambda series: not series or sign(series), history)
    struck = dropwhile(lambda series: not sign(series), well)
    return next(dropwhile(sign, struck), None) is not None


def _labels(name: str) -> set[str]:
    return {pair.partition("=")[2].strip('"') for pair in name.partition("{")[2].rstrip("}").split(",")} | {
        name.partition('instance="')[2].partition("/")[0]
    }


def _told(sign: Seen, history: Sequence[Series]) -> str:
    return "".join("x" if sign(series) else "." for series in history)


def _value(series: Series, metric: str, label: str, value: str) -> list[float]:
    """The values of all series of this metric with this label."""
    return [
        number
        for name, number in series.items()
        if name.startswith(f"{metric}{{") and f'{label}="{value}"' in name
    ]


def _state(label: str, value: str, state: float) -> Seen:
    def sign(series: Series) -> bool:
        states = _value(series, "thongsuot_target_state", label, value)
        return len(states) > 0 and set(states) == {state}

    return sign


def _failure(name: str, reason: str) -> Seen:
    """Something of the service or target of this name fails for this reason."""

    def sign(series: Series) -> bool:
        return any(
            (f'service="{name}"' in one or f'instance="{name}"' in one) and f'reason="{reason}"' in one
            for one in series
            if one.startswith("probe_failure_info{")
        )

    return sign


def _fails(instance: str, reason: str) -> Seen:
    """This target is down for this reason."""
    return _both(_state("instance", instance, 2), _failure(instance, reason))


def _signer(whom: str) -> str:
    return f"{whom.rpartition('-')[2]}/signer/{whom}"


def _expires_within(service: str, days: float) -> Seen:
    def sign(series: Series) -> bool:
        ends = _value(series, "probe_ssl_earliest_cert_expiry", "service", service)
        signers = [value for name, value in series.items() if name.startswith("sign_cert_not_after")]
        # the longest-lived signer has 900 days: with its end, no clock needs to be read here
        return len(ends) > 0 and min(ends) < max(signers) - (900 - days) * DAY

    return sign


def _above(metric: str, instance: str, bound: float) -> Seen:
    return lambda series: any(value > bound for value in _value(series, metric, "instance", instance))


def _both(one: Seen, other: Seen) -> Seen:
    return lambda series: one(series) and other(series)


def _blind(whom: str) -> Seen:
    del whom
    return lambda series: (
        len(series) > 0 and not any(name.startswith("thongsuot_target_state") for name in series)
    )


SIGNS: Mapping[What, Callable[[str], Seen]] = {
    What.LINE_CUT: lambda line: _state("instance", line, 2),
    What.LINE_FLAPPING: lambda line: _above("thongsuot_link_flapping", line, 0.5),
    What.LINE_SLOW: lambda line: _both(
        _state("instance", line, 1), _above("thongsuot_link_rtt_seconds", line, 0.18)
    ),
    What.LINE_LOSSY: lambda line: _both(
        _state("instance", line, 1), _above("thongsuot_link_loss_ratio", line, 0.02)
    ),
    What.ISP_OUTAGE: lambda isp: _state("isp", isp, 2),
    What.SERVICE_REFUSED: lambda service: _both(_state("service", service, 2), _failure(service, "refused")),
    What.SERVICE_ERRORS: lambda service: _both(
        _state("service", service, 2), _failure(service, "http_status")
    ),
    What.TLS_EXPIRING: lambda service: _both(_state("service", service, 1), _expires_within(service, 6)),
    What.TLS_EXPIRED: lambda service: _both(_state("service", service, 2), _failure(service, "tls_expired")),
    What.DNS_BROKEN: lambda service: _both(
        _state("service", service, 2), _failure(service, "resolver_failed")
    ),
    What.HUB_BLIND: _blind,
    What.SIGNER_ON_HOLD: lambda whom: _fails(_signer(whom), "certificate_suspended"),
    What.SIGNER_REVOKED: lambda whom: _fails(_signer(whom), "certificate_revoked"),
    What.CRL_STALE: lambda whom: _fails(f"authority/{whom}/crl", "answer_stale"),
    What.OCSP_TRY_LATER: lambda whom: _fails(f"authority/{whom}/ocsp", "responder_error"),
    What.OCSP_STALE: lambda whom: _fails(f"authority/{whom}/ocsp", "answer_stale"),
    What.OCSP_FORGETFUL: lambda whom: _fails(f"authority/{whom}/ocsp", "canary_wrong"),
    What.STAMPS_SLOW: lambda whom: _both(
        _state("instance", f"authority/{whom}/timestamp", 0),
        _above("probe_duration_seconds", f"authority/{whom}/timestamp", 5),
    ),
    What.STAMPS_FAILING: lambda whom: _failure(f"authority/{whom}/timestamp", "http_status"),
    What.LOGIN_PAGE: lambda whom: _both(
        _fails(f"authority/{whom}/crl", "answer_not_der"), _fails(f"authority/{whom}/ocsp", "answer_not_der")
    ),
}
