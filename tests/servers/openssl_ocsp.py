"""`openssl ocsp` as a responder: a program of its own, with the index of certificates that OpenSSL's `ca` would keep."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.authority import Authority, Issued


@dataclass(frozen=True, slots=True)
class Entry:
    """A certificate that the responder knows. revoked: since when; None: good. reason: in OpenSSL's words."""

    issued: Issued
    revoked: datetime | None = None
    reason: str = ""

    @property
    def line(self) -> str:
        """The line of the index (openssl-ca(1)): status, end, revocation, serial number, file, subject."""
        certificate = self.issued.certificate
        revocation = (
            "" if self.revoked is None else f"{_time(self.revoked)}{self.reason and ',' + self.reason}"
        )
        status = "V" if self.revoked is None else "R"
        serial = f"{certificate.serial_number:X}"
        serial = serial if len(serial) % 2 == 0 else f"0{serial}"
        return f"{status}\t{_time(certificate.not_valid_after_utc)}\t{revocation}\t{serial}\tunknown\t/CN=x\n"


@contextmanager
def openssl_ocsp(
    folder: Path, authority: Authority, entries: Sequence[Entry], signer: Issued, *options: str
) -> Iterator[int]:
    """The port on 127.0.0.1 where OpenSSL answers for `authority`, signing with `signer`."""
    (folder / "index.txt").write_text("".join(entry.line for entry in entries), encoding="ascii")
    (folder / "ca.pem").write_bytes(authority.pem)
    (folder / "signer.pem").write_bytes(signer.pem)
    (folder / "signer.key").write_bytes(signer.key_pem)
    command = [
        "openssl",
        "ocsp",
        "-port",
        "0",
        "-index",
        "index.txt",
        "-CA",
        "ca.pem",
        "-rsigner",
        "signer.pem",
        "-rkey",
        "signer.key",
    ]
    with (
        (folder / "openssl.log").open("wb") as log,
        subprocess.Popen([*command, *options], cwd=folder, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        try:
            yield _port(process)
        finally:
            process.kill()


def _port(process: subprocess.Popen[bytes]) -> int:
    """It says `ACCEPT [::]:46001 PID=18451` once it listens."""
    for line in process.stdout or ():
        if found := re.match(rb"ACCEPT .*:(\d+) ", line):
            return int(found[1])
    raise AssertionError("openssl ocsp ended before it listened")


def _time(moment: datetime) -> str:
    return moment.strftime("%y%m%d%H%M%SZ")
