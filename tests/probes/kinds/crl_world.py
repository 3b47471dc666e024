"""Where the tests of the crl kind look: an authority, its lists, servers on loopback, and a clock moved by hand."""

from datetime import timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from cryptography import x509

from probes.fetch.guard import Guard
from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.crl import CrlTarget
from probes.observation import Result
from probes.runner import look
from tests.authority import NOW, PERSON, Authority, Issued
from tests.fakes.clock import FakeClock
from tests.revocation_lists import crl_of, revoked
from tests.servers.loopback import Script, serving
from tests.servers.publisher import Publisher

GENEROUS, SHORT = 30.0, 0.7
HOUR = timedelta(hours=1)
HERE = Guard(networks=(ip_network("127.0.0.0/8"),))
ROOT = Authority.root()
SUB = ROOT.sub()
OTHER = Authority.root("Tổ chức khác")
SIGNER = SUB.signer(subject=PERSON)
GOOD = crl_of(SUB, revoked(SIGNER), number=7)
FORGED = GOOD[:-1] + bytes([GOOD[-1] ^ 1])

SECOND = ROOT.sub("Sub CA thứ hai")


class World:
    """The real network with a clock moved by hand, an authority's files, and a folder for what is kept."""

    def __init__(self, folder: Path, gate: RealGate, clock: FakeClock) -> None:
        self.folder = folder
        self.gate = gate
        self.clock = clock
        self.kept = folder / "kept"

    def write(self, name: str, content: bytes) -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)

    def look(self, *urls: str, timeout: float = GENEROUS, **wish: Any) -> Result:
        usual = {
            "urls": urls,
            "anchors": (self.write("root.pem", ROOT.pem),),
            "intermediates": (self.write("sub.pem", SUB.pem),),
            "folder": str(self.kept),
        }
        return look(KINDS["crl"], CrlTarget(**{**usual, **wish}), self.gate, timeout)

    def ask(self, script: Script, **wish: Any) -> Result:
        """Look at one declared list on a server with this script."""
        with serving(script) as port:
            return self.look(f"http://127.0.0.1:{port}/x.crl", **wish)

    def lists(self) -> list[bytes]:
        return [file.read_bytes() for file in sorted(self.kept.glob("*.crl"))]


def published(data: bytes, **said: Any) -> Publisher:
    return Publisher(data, **said)


def date(seconds: float = 0.0) -> str:
    return f"Date: {format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)}"


def naming(*urls: str) -> Issued:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(url) for url in urls], None, None, None)
    return SUB.signer(subject=PERSON, extra=((x509.CRLDistributionPoints([point]), False),))
