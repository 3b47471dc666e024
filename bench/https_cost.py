"""What one HTTPS look costs: CPU of this program and of blackbox_exporter on the same server, side by side in one run.

.venv/bin/python -m bench.https_cost

Every look is a fresh TLS 1.3 connection, with a trust bundle of 141 authorities on both sides. The server runs in a
process of its own and is not counted; nor is what asks blackbox_exporter. Prometheus, which blackbox_exporter also
needs, is not counted either: see `bench.whole_round`.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.process import Process, running, until
from bench.tls_server import READY, TRUST, write_certificates
from probes.clock import SystemClock
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.http import HttpTarget
from probes.observation import Result
from probes.runner import look
from tests.authority import Authority
from tests.fakes.pinger import FakePinger
from tests.peers import blackbox

BAR = 0.5
"""Ours, in blackbox_exporter's: a whole round may cost half of the peers', so may its dearest part."""

REPEATS = 9
LOOKS = 200
WARM_UP = 30
PORT = 9443
ADDRESS = "127.0.0.1"
AUTHORITIES = 140
PHASES = ("resolve", "connect", "tls", "processing", "transfer")


@dataclass(frozen=True, slots=True)
class Answer:
    """What both sides must say alike."""

    success: bool
    status: float
    body_bytes: float
    chain_not_after: float
    tls_version: str
    phases: frozenset[str]


Look = Callable[[], Answer]


def main() -> int:
    """Measure and print; 1 when the bar is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trust = _prepare(folder)
        target = HttpTarget(url=f"https://{ADDRESS}:{PORT}/", trust=str(trust))
        with (
            _server(folder),
            closing(RealGate(FakePinger(), SystemClock())) as gate,
            blackbox.running(folder, {"http": blackbox.http_module(trust, (200,), "10s")}) as peer,
        ):
            exporter = Process(peer.pid, folder / "blackbox.log")

            def ours() -> Answer:
                return _our_answer(look(KINDS["http"], target, gate, 10.0))

            def theirs() -> Answer:
                return _their_answer(peer.probe(target.url, "http"))

            _same(ours, theirs)
            pairs = []
            for _ in range(REPEATS):
                began = time.process_time()
                _times(ours)
                own = (time.process_time() - began) / LOOKS
                before = exporter.cpu_seconds
                _times(theirs)
                pairs.append((own, (exporter.cpu_seconds - before) / LOOKS))
    return _print(pairs)


def _prepare(folder: Path) -> Path:
    write_certificates(folder, [ADDRESS])
    others = [Authority.root(f"CA {number}").pem for number in range(AUTHORITIES)]
    trust = folder / "bundle.pem"
    trust.write_bytes(b"".join([*others, (folder / TRUST).read_bytes()]))
    return trust


@contextmanager
def _server(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "bench.tls_server", str(PORT), str(folder)]
    log = folder / "server.log"
    with running(command, log):
        until(lambda: READY in log.read_text(encoding="utf-8"), 30, "the TLS server")
        yield


def _same(ours: Look, theirs: Look) -> None:
    for _ in range(WARM_UP):
        own, peers = ours(), theirs()
        assert own == peers, f"{own} is not {peers}"
        assert own.success
        assert own.phases == frozenset(PHASES)
        assert own.tls_version == "TLS 1.3"


def _times(side: Look) -> None:
    for _ in range(LOOKS):
        assert side().success


def _our_answer(result: Result) -> Answer:
    measures = result.measures
    return Answer(
        success=result.success,
        status=measures["http_status_code"],
        body_bytes=measures["http_body_bytes"],
        chain_not_after=measures["tls_chain_not_after_timestamp_seconds"],
        tls_version=result.facts["tls_version"],
        phases=frozenset(phase for phase in PHASES if f"phase_{phase}_seconds" in measures),
    )


def _their_answer(samples: Mapping[str, float]) -> Answer:
    (version,) = (name for name in samples if name.startswith("probe_tls_version_info"))
    return Answer(
        success=samples["probe_success"] == 1,
        status=samples["probe_http_status_code"],
        body_bytes=samples["probe_http_uncompressed_body_length"],
        chain_not_after=samples["probe_ssl_earliest_cert_expiry"],
        tls_version=version.partition('"')[2].partition('"')[0],
        phases=frozenset(
            phase for phase in PHASES if f'probe_http_duration_seconds{{phase="{phase}"}}' in samples
        ),
    )


def _print(pairs: list[tuple[float, float]]) -> int:
    ratio = median(own / peers for own, peers in pairs)
    print(
        f"{REPEATS} alternating rounds of {LOOKS} looks; CPU ms per look (median), {AUTHORITIES + 1} authorities"
    )
    print(f"this program       {median(own for own, _ in pairs) * 1000:.2f}")
    print(f"blackbox_exporter  {median(peers for _, peers in pairs) * 1000:.2f}  (without Prometheus)")
    print(f"ratio              {ratio:.2f}  (median of the pairs)  <= {BAR}")
    return int(ratio > BAR)


if __name__ == "__main__":
    raise SystemExit(main())
