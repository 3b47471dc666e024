"""What 30,000 signing certificates cost under a revocation list of 100,000 entries: the first cycle, and one where
nothing changed, and the first one again by as many threads as the hub has for it; beside the path library asked for the
same certificates one by one (a sample of them).

.venv/bin/python -m bench.signing
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from probes.clock import Instant
from probes.kinds.certificate import CertificateTarget, observe
from probes.observation import Result
from probes.rounds.looker import LOCAL_WORKERS
from probes.runner import result_of
from probes.signing.verdict import Rules
from tests.authority import DAY, NOW, PERSON, Authority, rsa_key
from tests.revocation_lists import Entry, crl_of, revoked

SIGNERS = 30_000
LISTED = 100_000
REVOKED = 300
PEER_SAMPLE = 30
FULL_BAR_SECONDS, FULL_BAR_MB, UNCHANGED_BAR_SECONDS = 20.0, 300.0, 2.0
_MOMENT = NOW.timestamp()


def main() -> int:
    """Measure and print; 1 when a bar is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"making {SIGNERS} certificates and a list of {LISTED} entries ...", file=sys.stderr)
        make(folder)
        full, unchanged, megabytes, routes, states = _in_a_process("--cycles", name)
        wall, crowd, crowd_megabytes = _in_a_process("--crowd", name)
        peer = _peer_seconds(folder) * SIGNERS
    print(f"{SIGNERS} certificates (RSA 2048), {LISTED} entries in the list; CPU seconds, and the bar")
    print(f"full cycle, from files     {full:6.2f}  <= {FULL_BAR_SECONDS:g}")
    print(f"cycle, nothing changed     {unchanged:6.2f}  <= {UNCHANGED_BAR_SECONDS:g}")
    print(f"peak memory, MB            {megabytes:6.0f}  <= {FULL_BAR_MB:g}")
    print(
        f"full cycle, {LOCAL_WORKERS} threads      {crowd:6.2f}  ({wall:.2f} s by the clock, {crowd_megabytes:.0f} MB)"
    )
    print(f"the path library on each   {peer:6.0f}  (from {PEER_SAMPLE}); ours is 1/{peer / full:.0f} of it")
    print(f"routes: {routes}; states: {states}")
    good = full <= FULL_BAR_SECONDS and unchanged <= UNCHANGED_BAR_SECONDS and megabytes <= FULL_BAR_MB
    return int(not good)


def _in_a_process(what: str, folder: str) -> Any:
    """What this module printed in a process that has read nothing yet."""
    command = [sys.executable, "-m", "bench.signing", what, folder]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def make(folder: Path) -> None:
    """root.pem, sub.pem, lists/, and the signers' files under signers/."""
    root = Authority.root(key=rsa_key(2048, 1))
    sub = root.sub(key=rsa_key(2048, 2))
    (folder / "root.pem").write_bytes(root.pem)
    (folder / "sub.pem").write_bytes(sub.pem)
    (folder / "signers").mkdir()
    gone: list[Entry] = []
    for number in range(SIGNERS):
        signer = sub.signer(key=rsa_key(), subject=PERSON, ends=NOW + (1 + number % 1000) * DAY)
        (folder / "signers" / f"{number}.pem").write_bytes(signer.pem)
        if number % (SIGNERS // REVOKED) == 0:
            gone.append(revoked(signer))
    (folder / "lists").mkdir()
    (folder / "lists" / "root.crl").write_bytes(crl_of(root))
    (folder / "lists" / "sub.crl").write_bytes(_long_list(sub, gone))


def _long_list(sub: Authority, gone: Sequence[Entry]) -> bytes:
    """The library's builder copies all entries for each one it takes: a list this long is put together beside it."""
    builder: Any = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(sub.certificate.subject)
        .last_update(NOW - DAY)
        .next_update(NOW + DAY)
        .add_extension(x509.CRLNumber(7), critical=False)
    )
    others = (
        Entry(x509.random_serial_number(), reason=x509.ReasonFlags.superseded)
        for _ in range(LISTED - len(gone))
    )
    builder._revoked_certificates = [_revoked(entry) for entry in (*gone, *others)]  # noqa: SLF001
    return bytes(builder.sign(sub.issued.key, hashes.SHA256()).public_bytes(Encoding.DER))


def _revoked(entry: Entry) -> x509.RevokedCertificate:
    reason = entry.reason or x509.ReasonFlags.unspecified
    return (
        x509.RevokedCertificateBuilder()
        .serial_number(entry.serial)
        .revocation_date(entry.at)
        .add_extension(x509.CRLReason(reason), critical=False)
        .build()
    )


class _Now:
    """A network for looks that read files: it tells the time."""

    def __init__(self) -> None:
        self.clock = self

    def now(self) -> Instant:
        return Instant(_MOMENT, 0.0)


def _targets(folder: Path) -> list[CertificateTarget]:
    return [
        CertificateTarget(
            file=str(folder / "signers" / f"{number}.pem"),
            anchors=(str(folder / "root.pem"),),
            intermediates=(str(folder / "sub.pem"),),
            crls=(str(folder / "lists"),),
            answers=str(folder / "answers"),
            rules=Rules(organisation="Xã Thử Nghiệm"),
        )
        for number in range(SIGNERS)
    ]


def _look(target: CertificateTarget) -> Result:
    network: Any = _Now()
    return result_of(partial(observe, target, network), 0.0)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def _cycles(folder: Path) -> None:
    """Both cycles in a process of their own, as the hub's rounds would have them."""
    targets = _targets(folder)
    began = time.process_time()
    results = [_look(target) for target in targets]
    full = time.process_time() - began
    began = time.process_time()
    again = [_look(target) for target in targets]
    unchanged = time.process_time() - began
    assert [one.facts for one in results] == [one.facts for one in again]
    routes = Counter(one.facts["route"] for one in results)
    states = Counter(one.facts["state"] for one in results)
    print(json.dumps([full, unchanged, _megabytes(), routes, states]))


def _crowd(folder: Path) -> None:
    """The first cycle, begun by several threads at once: what all of them need must be read by one."""
    targets = _targets(folder)
    began, wall = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(LOCAL_WORKERS) as workers:
        results = list(workers.map(_look, targets))
    print(json.dumps([time.perf_counter() - wall, time.process_time() - began, _megabytes()]))
    assert all("state" in one.facts for one in results)


def _peer_seconds(folder: Path) -> float:
    """CPU seconds per certificate with everything left to the library, path and revocation, one context for all."""
    from asn1crypto import x509 as asn1
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy

    def loaded(path: Path) -> Any:
        der = x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
        return asn1.Certificate.load(der)

    context = ValidationContext(
        trust_roots=[loaded(folder / "root.pem")],
        other_certs=[loaded(folder / "sub.pem")],
        crls=[path.read_bytes() for path in (folder / "lists").iterdir()],
        moment=datetime.fromtimestamp(_MOMENT, UTC),
        time_tolerance=timedelta(minutes=5),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )

    async def one(number: int) -> None:
        leaf = loaded(folder / "signers" / f"{number}.pem")
        await CertificateValidator(leaf, validation_context=context).async_validate_path()

    asyncio.run(one(1))  # the first one reads the lists
    began = time.process_time()
    for number in range(2, 2 + PEER_SAMPLE):
        asyncio.run(one(number))
    return (time.process_time() - began) / PEER_SAMPLE


if __name__ == "__main__":
    if sys.argv[1:2] == ["--cycles"]:
        _cycles(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["--crowd"]:
        _crowd(Path(sys.argv[2]))
    else:
        raise SystemExit(main())
