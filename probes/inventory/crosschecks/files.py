"""Files that an inventory names."""

from pathlib import Path

from probes.language import Text


def missing_file(name: str, *, folders: bool = False) -> Text | None:
    """What to say when the file `name` (absolute) is not there; None when it is, or with `folders` is a folder."""
    path = Path(name)
    return None if path.is_file() or (folders and path.is_dir()) else _MISSING.format(path=path)


_MISSING = Text("không có tệp {path}", "there is no file {path}")
