"""`openssl ca -gencrl`: a revocation list that another program wrote."""

import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.authority import DAY, NOW, Authority
from tests.servers.openssl_ocsp import Entry

_CONF = """
[ca]
default_ca = it
[it]
database = index.txt
crlnumber = crlnumber
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_crl_days = 1
crl_extensions = extensions
[extensions]
authorityKeyIdentifier = keyid
"""


def openssl_crl(
    folder: Path, authority: Authority, entries: Sequence[Entry], *options: str, number: int = 1
) -> bytes:
    """The list of `authority` in PEM, good from an hour before NOW for a day. options: of openssl-ca(1).

    Dated by the tests' NOW, not by the wall: a long run would otherwise see lists of the future.
    """
    (folder / "index.txt").write_text("".join(entry.line for entry in entries), encoding="ascii")
    (folder / "crlnumber").write_text(f"{number:04X}\n")
    (folder / "ca.pem").write_bytes(authority.pem)
    (folder / "ca.key").write_bytes(authority.issued.key_pem)
    dates = ("-crl_lastupdate", _written(NOW - DAY / 24), "-crl_nextupdate", _written(NOW + DAY))
    command = ["openssl", "ca", "-gencrl", "-config", "ca.conf", *dates, *options]
    (folder / "ca.conf").write_text(_CONF)
    ran = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout


def _written(moment: datetime) -> str:
    return f"{moment:%Y%m%d%H%M%SZ}"
