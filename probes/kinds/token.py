"""Is the USB token there, is its PIN locked, does it hold the right certificate? Never a PIN, never a login."""

from dataclasses import dataclass

from probes.kind import Seen
from probes.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTarget:
    """module: path of the vendor's PKCS#11 library. fingerprint: of the certificate it should hold; None: any."""

    module: str
    fingerprint: str | None = None


def observe(target: TokenTarget, network: Network) -> Seen:
    """Read slots, flags and certificates in a process of their own."""
    raise NotImplementedError
