"""Folders of certificates: which of their files count. For whoever checks an inventory, and whoever reads what it names."""

import os
from pathlib import Path

CERTIFICATE_SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der", ".p7b", ".p7c"})


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
