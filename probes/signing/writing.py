"""Files that are whole or not there: written beside, then moved into place."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

_PREFIX, _SUFFIX = ".new-", ".tmp"
_LONGEST_WRITING_SECONDS = 3600.0


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` at once, readable by nobody else. Raises OSError, and then leaves nothing behind."""
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def drop_leftover(path: Path, moment: float) -> None:
    """Delete what was left half-written, as where the power went. Raises OSError.

    moment: unix seconds; what is younger than an hour somebody may be writing just now.
    """
    ours = path.name.startswith(_PREFIX) and path.name.endswith(_SUFFIX)
    if ours and path.stat().st_mtime < moment - _LONGEST_WRITING_SECONDS:
        path.unlink()
