"""Files that an inventory names."""

import os
from pathlib import Path

from probes.inventory.certificate_files import CERTIFICATE_SUFFIXES, certificate_files
from probes.language import Text


def missing_file(name: str, *, folders: bool = False) -> Text | None:
    """What to say when the file `name` (absolute) is not there; None when it is, or with `folders` is a folder."""
    path = Path(name)
    if path.is_file():
        return None
    if path.is_dir():
        return None if folders else _FOLDER.format(path=path)
    return _MISSING.format(path=path)


def missing_certificates(name: str) -> Text | None:
    """What to say when there is neither the file `name` (absolute) nor a folder `name` with certificate files."""
    if (text := missing_file(name, folders=True)) is not None:
        return text
    try:
        empty = Path(name).is_dir() and not certificate_files(name)
    except OSError as error:
        return _CLOSED.format(path=name, why=error.strerror)
    return _EMPTY.format(path=name, suffixes=", ".join(sorted(CERTIFICATE_SUFFIXES))) if empty else None


def identities(name: str) -> tuple[tuple[int, int], ...]:
    """What the file `name`, or each certificate file of the folder, is to the system, however it is called."""
    path = Path(name)
    try:
        found = []
        for file in certificate_files(path) if path.is_dir() else (path,):
            status = os.stat(file)  # noqa: PTH116  # asked for 30,000 signers
            found.append((status.st_dev, status.st_ino))
    except (OSError, ValueError):
        return ()  # that it is not there is told elsewhere
    return tuple(found)


_MISSING = Text("không có tệp {path}", "there is no file {path}")
_FOLDER = Text("phải là một tệp; {path} là thư mục", "must be a file; {path} is a folder")
_CLOSED = Text("không đọc được thư mục {path} ({why})", "the folder {path} cannot be read ({why})")
_EMPTY = Text(
    "thư mục {path} không có tệp chứng thư nào ({suffixes})",
    "the folder {path} holds no certificate file ({suffixes})",
)
