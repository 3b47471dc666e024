"""Files of certificates, and which of a folder's files count. For whoever checks an inventory, and whoever reads what it names."""

import os
import stat
from pathlib import Path

from probes.language import Text

LARGEST_FILE_BYTES = 1 << 20
NOT_A_FILE = Text("không phải là tệp thông thường", "not a regular file")
TOO_LARGE = Text("lớn hơn 1 MiB", "larger than 1 MiB")
CERTIFICATE_SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der", ".p7b", ".p7c"})


def content_of(path: Path, largest_bytes: int = LARGEST_FILE_BYTES) -> bytes:
    """The file's bytes. Raises OSError for what is no regular file (a pipe would hang) or larger than allowed."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, NOT_A_FILE.en)
    with path.open("rb") as file:
        data = file.read(largest_bytes + 1)
    if len(data) > largest_bytes:
        raise OSError(0, TOO_LARGE.en)
    return data


def certificate_files(folder: Path | str) -> tuple[Path, ...]:
    """The certificate files right in `folder`, by name; hidden ones are left out. Raises OSError."""
    return _with_suffix(folder, CERTIFICATE_SUFFIXES)


def key_files(folder: Path | str) -> tuple[Path, ...]:
    """Files right in `folder` whose names promise a private key. Raises OSError."""
    return _with_suffix(folder, KEY_SUFFIXES)


def _with_suffix(folder: Path | str, suffixes: frozenset[str]) -> tuple[Path, ...]:
    names = sorted(name for name in os.listdir(folder) if not name.startswith("."))  # noqa: PTH208  # names alone
    return tuple(Path(folder, name) for name in names if os.path.splitext(name)[1].lower() in suffixes)  # noqa: PTH122


KEY_SUFFIXES = frozenset({".p12", ".pfx"})
