"""Files that are whole or not there: written beside, then moved into place."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

PREFIX, SUFFIX = ".new-", ".tmp"
"""Of files that are being written; such a one is left over where the power went in the middle."""


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` at once, readable by nobody else. Raises OSError, and then leaves nothing behind."""
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
