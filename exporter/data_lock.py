"""One hub per data folder: a lock that the system itself gives back when the hub is gone, however it went."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from probes.language import Text

LOCK_NAME = "thongsuot.lock"


class DataFolderTaken(Exception):
    """Another hub keeps its states in this folder; `text` says so."""

    def __init__(self, folder: Path) -> None:
        self.text = _TAKEN.format(folder=folder)
        super().__init__(self.text.en)


@contextmanager
def only_hub_of(folder: Path) -> Iterator[None]:
    """Keep other hubs from `folder`: two of them would overwrite each other's states. Raises DataFolderTaken.

    A folder that cannot be written or locked stops nobody: watching goes on, and the store tells what it cannot keep.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):  # a file system without locks
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise DataFolderTaken(folder) from None
        yield
    finally:
        os.close(lock)


_TAKEN = Text(
    "{folder} đang được một máy giám sát khác dùng (chương trình đã chạy rồi?); hãy dừng chương trình đó hoặc chọn settings.data_dir khác",
    "{folder} is in use by another hub (is it running already?); stop that one or choose another settings.data_dir",
)
