"""A smart card reader without hardware: pcscd with vpcd's virtual reader, in namespaces of its own.

pcscd takes one place in the file system and vpcd one TCP port; in a mount and a network namespace they are each test's
own, and nothing of the machine's is touched. Programs outside find pcscd through `PCSCLITE_CSOCK_NAME`.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.peers.softhsm import debian_module

OPENSC = ("pcscd", "pkcs11-tool", "vpcd-config", "ip", "root", "namespaces")
_CARD = Path(__file__).with_name("piv_card.py")
_PORT = 35963  # vpcd's first reader, as Debian configures it
_START = """
ip link set lo up
mkdir -p /run/pcscd
mount --bind "$1" /run/pcscd
exec pcscd --foreground --config /etc/reader.conf.d
"""


@dataclass(frozen=True)
class CardReader:
    """A running reader. pid: of its pcscd."""

    pid: int
    folder: Path

    @property
    def module(self) -> str:
        """The PKCS#11 module that reads cards through it."""
        return debian_module("opensc-pkcs11.so")

    @contextmanager
    def card(self, certificate: bytes, tries: int) -> Iterator[None]:
        """A card with one certificate (DER) on its way into the reader, out again at the end; `tries` PINs are left."""
        (self.folder / "card.der").write_bytes(certificate)
        made = [sys.executable, str(_CARD), str(_PORT), str(tries), str(self.folder / "card.der")]
        card = subprocess.Popen(["nsenter", f"--net=/proc/{self.pid}/ns/net", *made])
        try:
            yield
        finally:
            card.kill()
            card.wait()


@contextmanager
def card_reader(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CardReader]:
    """A reader without a card."""
    run = folder / "run"
    run.mkdir()
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(run / "pcscd.comm"))
    pcscd = subprocess.Popen(
        ["unshare", "--net", "--mount", "sh", "-ec", _START, "sh", str(run)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield CardReader(pcscd.pid, folder)
    finally:
        pcscd.terminate()
        pcscd.wait()
