"""Debian's blackbox_exporter and this program look at the same servers and agree, but for differences we chose."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from probes.clock import SystemClock
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.http import REACHABLE, HttpTarget
from probes.reasons import Reason
from probes.runner import look
from tests.fakes.pinger import FakePinger
from tests.peers.blackbox import Blackbox, http_module, running
from tests.servers.certificates import Certificates
from tests.servers.gallery import GALLERY, RESET_IN_BETWEEN, Exhibit, shown

CHOSEN = {
    "endless_body": "we stop reading at 64 kB, as politeness asks: the page has answered by then. It reads until its timeout; in chunks or not.",
    "redirect_out_of_tls": "we refuse to leave TLS on the way: whoever can redirect there can read along. It follows.",
    "large_header": "a header line above 64 kB is refused: no browser's server sends one, an attacker's does. It allows 10 MB.",
}
"""Written down before the first run. Nothing else may differ."""

SAME_NUMBERS = {
    "http_status_code": "probe_http_status_code",
    "http_version": "probe_http_version",
    "http_over_tls": "probe_http_ssl",
    "http_redirects": "probe_http_redirects",
}

UNSAID = -1
"""What blackbox_exporter tells where we tell nothing."""

GENEROUS = 30.0
SHORT = 1.0
GOOD = (*range(200, 300), *sorted(REACHABLE))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def blackbox(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blackbox]:
    modules = {
        "patient": http_module(certificates.trust, GOOD, f"{GENEROUS:g}s"),
        "short": http_module(certificates.trust, GOOD, f"{SHORT:g}s"),
    }
    with running(tmp_path_factory.mktemp("blackbox"), modules) as peer:
        yield peer


@pytest.fixture(scope="module")
def gate() -> Iterator[RealGate]:
    with closing(RealGate(FakePinger(), SystemClock())) as real:
        yield real


def test_at_least_thirty_servers_are_compared_and_at_most_three_may_differ() -> None:
    names = [exhibit.name for exhibit in GALLERY]

    assert len(set(names)) == len(names) >= 30
    assert CHOSEN.keys() <= set(names)
    assert len(CHOSEN) <= 3


@pytest.mark.needs("prometheus-blackbox-exporter")
@RESET_IN_BETWEEN
@pytest.mark.parametrize("exhibit", GALLERY, ids=lambda exhibit: exhibit.name)
def test_both_say_the_same_of_the_same_server(
    exhibit: Exhibit, gate: RealGate, blackbox: Blackbox, certificates: Certificates
) -> None:
    hasty = exhibit.reason is Reason.TIMEOUT or exhibit.name == "endless_body"
    with shown(exhibit, certificates) as url:
        target = HttpTarget(url=url, trust=str(certificates.trust))
        ours = look(KINDS["http"], target, gate, SHORT if hasty else GENEROUS)
        theirs = blackbox.probe(url, "short" if hasty else "patient")

    agree = ours.success == (theirs["probe_success"] == 1)
    assert agree is (exhibit.name not in CHOSEN), f"we: {ours.reason} {ours.detail}; they: {theirs}"
    if ours.success:
        for measure, series in SAME_NUMBERS.items():
            assert ours.measures[measure] == theirs[series], series
        said = ours.measures.get("http_content_length", UNSAID)
        assert said == theirs["probe_http_content_length"]
