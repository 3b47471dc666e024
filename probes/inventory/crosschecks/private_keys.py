"""Private keys where certificates belong: a monitor needs none, so none may lie on it."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from probes.inventory.certificate_files import KEY_SUFFIXES, certificate_files, key_files
from probes.language import Text

LOOKED_AT_BYTES = 1 << 16

_ARMOUR = b"PRIVATE KEY-----"  # RFC 7468 sections 10 and 11; OpenSSL's and OpenSSH's own kinds end so too
_LENGTH = rb"(?:[\x00-\x80]|\x81.|\x82..|\x83.{3}|\x84.{4})"
_DATA_OR_SIGNED = rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x01\x02]"
_PBES2 = rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"
# PFX (RFC 7292 section 4); PrivateKeyInfo, RSAPrivateKey, ECPrivateKey (RFC 5958, 8017, 5915), whose first element is
# a version where a certificate has a SEQUENCE; EncryptedPrivateKeyInfo.
_STRUCTURE = re.compile(
    rb"\x30%(length)b(?:\x02\x01\x03\x30%(length)b%(contents)b|\x02\x01[\x00\x01][\x02\x04\x30]|\x30%(length)b%(pbes2)b)"
    % {b"length": _LENGTH, b"contents": _DATA_OR_SIGNED, b"pbes2": _PBES2},
    re.DOTALL,
)


def private_key_in(name: str) -> Text | None:
    """What to say when a private key lies in the file or folder `name` (absolute); None when none is seen there.

    Of each file the first 64 KiB are read. What cannot be read is not judged here.
    """
    if Path(name).is_dir():
        found = next((file for file in _inside(name) if _holds_key(str(file))), None)
        return None if found is None else _KEY_IN_FOLDER.format(name=found.name)
    return _KEY if _holds_key(name) else None


def _inside(folder: str) -> Iterator[Path]:
    try:
        yield from key_files(folder)
        yield from certificate_files(folder)
    except OSError:
        return


def _holds_key(name: str) -> bool:
    if os.path.splitext(name)[1].lower() in KEY_SUFFIXES:  # noqa: PTH122  # asked for 30,000 signers
        return True
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):  # noqa: PTH116
            return False
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123
            head = file.read(LOOKED_AT_BYTES)
    except (OSError, ValueError):
        return False
    return is_private_key(head)


def is_private_key(data: bytes) -> bool:
    """Whether a private key or a store of keys (PKCS #12) begins here, or a private key in PEM is among it."""
    return _ARMOUR in data or _STRUCTURE.match(data) is not None


_KEY = Text(
    "chứa khóa bí mật: khóa bí mật không được nằm trên máy giám sát, hãy xóa tệp này khỏi máy và xuất lại chứng thư không kèm khóa",
    "holds a private key: none may lie on the monitor; remove the file from this machine and export the certificate without its key",
)
_KEY_IN_FOLDER = Text(
    "thư mục có tệp {name} chứa khóa bí mật: khóa bí mật không được nằm trên máy giám sát, hãy xóa tệp ấy khỏi máy và xuất lại chứng thư không kèm khóa",
    "a file in the folder, {name}, holds a private key: none may lie on the monitor; remove it from this machine and export the certificate without its key",
)
