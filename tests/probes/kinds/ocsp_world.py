"""Where the tests of kept OCSP answers look: a responder, revocation lists, a folder, and a clock moved by hand."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.ocsp import OcspSubject, OcspTarget
from probes.observation import Result
from probes.pki import parse
from probes.pki.ocsp import nonce_of
from probes.runner import look
from tests.authority import NOW, Authority, Issued
from tests.fakes.clock import FakeClock
from tests.fakes.pinger import FakePinger
from tests.ocsp_answers import HOUR, Say, answer, responder
from tests.servers.leaks import nothing_left_open
from tests.servers.loopback import serving
from tests.servers.responder import responds

ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER, OTHER = SUB.signer(), SUB.signer()
DELEGATE = responder(SUB)
GOOD = Say(SIGNER, SUB, next_update=NOW + 9 * HOUR)
FINGERPRINT = parse(SIGNER.der).facts.fingerprint


@dataclass
class World:
    """A responder, a clock and a folder; `look` is one look, and the clock is moved in between."""

    url: str
    target: OcspTarget
    gate: RealGate
    clock: FakeClock
    folder: Path
    crls: Path
    said: Say = GOOD
    asked: list[bytes] = field(default_factory=list)
    nonce: bytes | None = None
    data: bytes = b""

    def look(self, **changes: Any) -> Result:
        return look(KINDS["ocsp"], replace(self.target, **changes), self.gate, 30.0)

    def how(self, **changes: Any) -> str:
        """How one good look knew."""
        result = self.look(**changes)
        assert result.success, result
        return result.facts["asked"]

    @property
    def kept(self) -> Path:
        return self.folder / f"{FINGERPRINT}.ocsp"


@contextmanager
def world(folder: Path, *headers: str) -> Iterator[World]:
    clock = FakeClock(wall=NOW.timestamp())
    signer, root, sub = folder / "signer.pem", folder / "root.pem", folder / "sub.pem"
    for path, issued in ((signer, SIGNER), (root, ROOT.issued), (sub, SUB.issued)):
        path.write_bytes(issued.pem)
    crls, answers = folder / "crls", folder / "du-lieu" / "ocsp"
    crls.mkdir()
    made: list[World] = []

    def reply(request: bytes) -> bytes:
        made[0].asked.append(request)
        nonce = made[0].nonce or nonce_of(request)
        return made[0].data or answer(made[0].said, by=DELEGATE, nonce=nonce)

    with (
        nothing_left_open(),
        closing(RealGate(FakePinger(), clock)) as gate,
        serving(responds(reply, *headers)) as port,
    ):
        url = f"http://127.0.0.1:{port}/"
        target = OcspTarget(
            url=url,
            subjects=(OcspSubject(file=str(signer)),),
            anchors=(str(root),),
            intermediates=(str(sub),),
            folder=str(answers),
            crls=str(crls),
        )
        made.append(World(url, target, gate, clock, answers, crls))
        yield made[0]


def crl(
    by: Issued = SUB.issued,
    *,
    ends: datetime = NOW + HOUR,
    revoked: Issued | None = None,
    scope: x509.IssuingDistributionPoint | None = None,
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(NOW - HOUR * 2)
        .next_update(ends)
        .add_extension(x509.CRLNumber(7), critical=False)
    )
    if scope is not None:
        builder = builder.add_extension(scope, critical=True)
    if revoked is not None:
        one = x509.RevokedCertificateBuilder().serial_number(revoked.certificate.serial_number)
        builder = builder.add_revoked_certificate(one.revocation_date(NOW - HOUR * 3).build())
    signed = builder.sign(by.key, hashes.SHA256())
    return signed.public_bytes(Encoding.DER)


def write_crl(here: World, data: bytes) -> None:
    (here.crls / "one.crl").write_bytes(data)
