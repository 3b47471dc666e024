"""The folder that is carried to the web host: every file is there whole or not at all, and only what we wrote is removed."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from probes.language import Text

MANIFEST = "manifest.json"
"""Which files are ours. It is written last, and holds no moment: it changes only when files come or go."""

_FORMAT = 1
_PART = ".part"


class FolderUnusable(Exception):
    """The folder is somebody else's, is in use, or cannot be written; `text` says which."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Folder:
    """A folder of published pages, for the one who holds its lock."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make it if need be and keep other publishers out. Raises FolderUnusable also for one that has files and no manifest:
        pages are written over whatever is there."""
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise FolderUnusable(_UNUSABLE.format(folder=self._path, why=error.strerror)) from error
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise FolderUnusable(_TAKEN.format(folder=self._path)) from error
            self._look()
            yield
        finally:
            os.close(lock)

    def put(self, paths: Iterable[str], files: Iterable[tuple[str, bytes]]) -> int:
        """Write these files, by their paths within the folder; then remove those of earlier turns that are not among them. How many
        there are. paths: all that will be written, known as ours before the first of them is there.

        Raises FolderUnusable; then some may be of this turn and some of an earlier one, and each says how old it is.
        """
        try:
            known = self._known().union(paths)
            self._remember(known)
            written = {path for path, content in files if self._write(path, content)}
            gone = known - written
            for path in gone:
                (self._path / path).unlink(missing_ok=True)
            self._remember(written)
        except OSError as error:
            raise FolderUnusable(_UNUSABLE.format(folder=self._path, why=error.strerror)) from error
        return len(written)

    def _look(self) -> None:
        try:
            others = [one.name for one in self._path.iterdir() if not one.name.startswith(".")]
        except OSError as error:
            raise FolderUnusable(_UNUSABLE.format(folder=self._path, why=error.strerror)) from error
        if others and MANIFEST not in others:
            raise FolderUnusable(_FOREIGN.format(folder=self._path, name=min(others)))
        if not others:
            self._begin()
        self._known()

    def _begin(self) -> None:
        """So that a first turn that is cut short leaves a folder that is known as ours."""
        try:
            self._remember(set())
        except OSError as error:
            raise FolderUnusable(_UNUSABLE.format(folder=self._path, why=error.strerror)) from error

    def _known(self) -> set[str]:
        try:
            told = json.loads((self._path / MANIFEST).read_bytes())
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise FolderUnusable(_UNUSABLE.format(folder=self._path, why=error.strerror)) from error
        except ValueError as error:
            raise FolderUnusable(_NO_MANIFEST.format(file=self._path / MANIFEST)) from error
        if not _is_manifest(told):
            raise FolderUnusable(_NO_MANIFEST.format(file=self._path / MANIFEST))
        return set(told["files"])

    def _remember(self, files: set[str]) -> None:
        told: Mapping[str, object] = {"format": _FORMAT, "files": sorted(files)}
        self._write(MANIFEST, json.dumps(told, indent=0).encode() + b"\n")

    def _write(self, path: str, content: bytes) -> bool:
        file = self._path / path
        try:
            if file.read_bytes() == content:
                return True
        except OSError:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.parent.chmod(0o755)  # the web host reads it, whatever the umask
        beside = file.with_name(file.name + _PART)
        with beside.open("wb") as out:
            out.write(content)
            if path == MANIFEST:  # one that a power cut leaves empty would shut us out of our own folder
                out.flush()
                os.fsync(out.fileno())
        beside.chmod(0o644)
        beside.replace(file)
        return True


def _is_manifest(told: object) -> bool:
    """Nothing outside the folder is ever named by one of ours."""
    if not isinstance(told, dict) or told.get("format") != _FORMAT or not isinstance(told.get("files"), list):
        return False
    paths = [PurePosixPath(one) for one in told["files"] if isinstance(one, str)]
    return len(paths) == len(told["files"]) and not any(
        one.is_absolute() or ".." in one.parts for one in paths
    )


_UNUSABLE = Text(
    "{folder}: không đọc hoặc không ghi được ({why})", "{folder}: cannot be read or written ({why})"
)
_TAKEN = Text(
    "{folder} đang được một lệnh publish khác ghi; mỗi thư mục chỉ một lệnh",
    "{folder} is being written by another publish; one per folder",
)
_FOREIGN = Text(
    "{folder} đã có tệp khác ({name}) và không phải do lệnh này lập; hãy chọn thư mục trống hoặc chưa có",
    "{folder} holds other files ({name}) that this command did not write; choose an empty or a new folder",
)
_NO_MANIFEST = Text(
    "{file} không phải bản kê của lệnh này; hãy xóa cả thư mục rồi chạy lại",
    "{file} is no manifest of this command; remove the whole folder and run it again",
)
