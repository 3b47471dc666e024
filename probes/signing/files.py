"""Files of certificates, revocation lists and kept answers: read when they change, remembered while they do not."""

import logging
import os
import stat
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from probes.inventory.certificate_files import (
    CERTIFICATE_SUFFIXES,
    LARGEST_FILE_BYTES,
    certificate_files,
    content_of,
)
from probes.inventory.crosschecks.private_keys import is_private_key
from probes.language import Text
from probes.pki import Certificate, Read, UnreadableError, read_certificates
from probes.pki.crl import Crl, read_crl
from probes.pki.ocsp import OcspStatus, known_status
from probes.reasons import ProbeFailed, Reason
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence

log = logging.getLogger(__name__)

LARGEST_LIST_BYTES = 64 << 20
LIST_SUFFIXES = frozenset({".crl", ".pem", ".der"})
PRIVATE_KEY = Text(
    "đây là khóa bí mật hoặc kho khóa, không phải chứng thư",
    "this is a private key or a key store and no certificate",
)
NO_FILE = Text("thư mục không có tệp chứng thư nào", "the folder holds no certificate file")

_SUFFIXES = LIST_SUFFIXES | CERTIFICATE_SUFFIXES
_MOST_LISTS = 64
_MOST_MADE = 64
_T = TypeVar("_T")

_held: dict[Path, tuple[tuple[int, int], Crl]] = {}
_holding = Lock()

Version = tuple[int, ...]
"""Changes when a file is written, replaced, or goes: the stamps and sizes of what was looked at."""


def version_of(paths: Iterable[str]) -> Version:
    """The version of files and folders, and of the files a folder held when it was last listed. Never raises."""
    marks: list[int] = []
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116  # asked for 30,000 signers; a Path costs more than the question
        except (OSError, ValueError):
            marks.append(-1)
            continue
        if not stat.S_ISDIR(status.st_mode):
            marks += _marks(status)
            continue
        # Not the folder's own stamp: what is noted beside the lists changes it, and tells nothing new.
        try:
            listed = _listed(path, status.st_mtime_ns, status.st_ctime_ns)
        except OSError:
            marks.append(-2)
            continue
        marks += (status.st_ino, hash(listed))
        for file in listed:
            try:
                marks += _marks(os.stat(file))  # noqa: PTH116
            except (OSError, ValueError):
                marks.append(-1)
    return tuple(marks)


def _marks(status: os.stat_result) -> Version:
    # ctime: a file that could not be read may be allowed to be read, which changes nothing else
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def read_own_file(file: str) -> tuple[Certificate, ...]:
    """The certificates of a signer's file; or of all certificate files in a folder, those that end last first.

    One bad file does not hide the others. Its path stays out of every detail: files are named after people.
    Raises ProbeFailed: CERTIFICATE_MISSING, CERTIFICATE_UNREADABLE, NO_PERMISSION.
    """
    try:
        # what is no regular file is a folder, or is about to be refused
        return _read_folder(file) if os.path.isdir(file) else _read_own(file)  # noqa: PTH112  # 30,000 times
    except ValueError:  # a path that no system can have
        pass
    except OSError as error:  # a folder that may not be listed, or is gone
        if isinstance(error, PermissionError):
            raise ProbeFailed(Reason.NO_PERMISSION, "the certificate folder may not be read") from None
    raise ProbeFailed(Reason.CERTIFICATE_MISSING)


def _read_folder(folder: str) -> tuple[Certificate, ...]:
    found: dict[bytes, Certificate] = {}
    failures: list[ProbeFailed] = []
    for file in certificate_files(folder):
        try:
            found.update((one.identity, one) for one in _read_own(str(file)))
        except ProbeFailed as failed:
            failures.append(failed)
    if not found:
        raise failures[0] if failures else ProbeFailed(Reason.CERTIFICATE_MISSING, NO_FILE.en)
    return tuple(sorted(found.values(), key=lambda one: -one.facts.not_after))


def _read_own(file: str) -> tuple[Certificate, ...]:
    try:
        data = content_of(Path(file))
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a path that no system can have
        failed = ProbeFailed(Reason.CERTIFICATE_MISSING)
    except PermissionError:
        failed = ProbeFailed(Reason.NO_PERMISSION, "the certificate file may not be read")
    except OSError as error:
        failed = ProbeFailed(Reason.CERTIFICATE_UNREADABLE, error.strerror or type(error).__name__)
    else:
        read = read_certificates(data)
        if read.certificates:
            return read.certificates
        why = PRIVATE_KEY.en if is_private_key(data) else _unreadable(read)
        failed = ProbeFailed(Reason.CERTIFICATE_UNREADABLE, why)
    raise failed  # out here, so that the system's exception, which names the path, is not its context


def read_authority_files(files: Iterable[str]) -> tuple[Certificate, ...]:
    """The certificates of authorities, from files and folders.

    Half of them would make good chains look broken, so each file that is named must be readable. Folders are full of
    all sorts: what cannot be read there is left out, which is logged once per change.
    Raises ProbeFailed: TRUST_UNREADABLE, also for a folder that gives no certificate at all.
    """
    return tuple(certificate for file in files for certificate in _read_authority(file))


def _read_authority(file: str) -> tuple[Certificate, ...]:
    path = Path(file)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return _read_authority_folder(path)
        read = _remembered(path, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else None
        raise ProbeFailed(Reason.TRUST_UNREADABLE, f"{path.name}: {cause or type(error).__name__}") from error
    if read.unreadable:
        raise ProbeFailed(Reason.TRUST_UNREADABLE, f"{path.name}: {_unreadable(read)}")
    return read.certificates


def _read_authority_folder(folder: Path) -> tuple[Certificate, ...]:
    found: list[Certificate] = []
    for file in certificate_files(folder):
        try:
            changed = file.stat()
        except FileNotFoundError:  # gone meanwhile
            continue
        try:
            read = _remembered(file, changed.st_mtime_ns, changed.st_size)
        except OSError as error:
            _say_left_out(file, changed.st_ctime_ns, error.strerror or type(error).__name__)
            continue
        if read.unreadable:
            _say_left_out(file, changed.st_ctime_ns, _unreadable(read))
        found += read.certificates
    if not found:
        raise ProbeFailed(Reason.TRUST_UNREADABLE, f"{folder.name}: {NO_FILE.en}")
    return tuple(found)


@lru_cache(maxsize=256)
def _say_left_out(file: Path, changed_ns: int, why: str) -> None:
    """Once for each change of the file: every look reads the folder again."""
    log.warning(
        "%s, as changed at %d, is left out of its folder of certificates: %s", file.name, changed_ns, why
    )


@lru_cache(maxsize=256)
def _remembered(path: Path, changed_ns: int, size: int) -> Read:
    """An authority's file as it was at that change: the same few files belong to every signer."""
    log.debug("read %s: %d bytes, changed at %d", path.name, size, changed_ns)
    return read_certificates(content_of(path))


@dataclass(frozen=True, slots=True)
class Lists:
    """The revocation lists of some files and folders; unreadable: names of files that hold none."""

    crls: tuple[Crl, ...]
    unreadable: tuple[str, ...] = ()


def read_lists(paths: Iterable[str]) -> Lists:
    """Every list in these files and folders. A file that holds none is named, and hides nothing else.

    Raises ProbeFailed NO_PERMISSION or NO_RESOURCES when the system keeps us from reading what is there: who is revoked
    on it would be taken for good.
    """
    crls: list[Crl] = []
    unreadable: list[str] = []
    for path in paths:
        with _nothing_missed(path):
            for file in _files(path):
                try:
                    crls.append(_list(file))
                except FileNotFoundError:  # gone meanwhile
                    continue
                except (ValueError, UnreadableError):
                    unreadable.append(file.name)
                except OSError as error:
                    if error.errno:
                        raise
                    unreadable.append(file.name)  # no regular file, or too large: `content_of` says so
    return Lists(tuple(crls), tuple(unreadable))


@contextmanager
def _nothing_missed(path: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        reason = Reason.NO_PERMISSION if isinstance(error, PermissionError) else Reason.NO_RESOURCES
        raise ProbeFailed(reason, f"{Path(path).name}: {error.strerror}") from None


def _files(path: str) -> Sequence[Path]:
    try:
        status = Path(path).stat()
    except ValueError:  # a path that no system can have
        return ()
    if not stat.S_ISDIR(status.st_mode):
        return (Path(path),)
    files = map(Path, _listed(path, status.st_mtime_ns, status.st_ctime_ns))
    return [file for file in files if file.suffix.lower() in LIST_SUFFIXES]


@lru_cache(maxsize=256)
def _listed(folder: str, changed_ns: int, allowed_ns: int) -> tuple[str, ...]:
    """The files in a folder that may be certificates or revocation lists, as of that change. Raises OSError, which is
    not remembered."""
    log.debug("list a folder of certificates or lists, changed at %d, %d", changed_ns, allowed_ns)
    return tuple(str(file) for file in sorted(Path(folder).iterdir()) if file.suffix.lower() in _SUFFIXES)


def _list(file: Path) -> Crl:
    """The list in a file. Of each file one is held while it does not change: a long list takes tens of megabytes."""
    status = file.stat()
    changed = (status.st_mtime_ns, status.st_size)
    held = _held.get(file)
    if held is not None and held[0] == changed:
        return held[1]
    log.debug("read %s: %d bytes, changed at %d", file.name, status.st_size, status.st_mtime_ns)
    crl = read_crl(content_of(file, LARGEST_LIST_BYTES))
    with _holding:
        _held.pop(file, None)
        while len(_held) >= _MOST_LISTS:
            del _held[next(iter(_held))]
        _held[file] = (changed, crl)
    return crl


def kept_answer(
    folder: str, certificate: Certificate, issuer: Certificate, moment: float
) -> OcspStatus | None:
    """The kept OCSP answer about `certificate`, if there is one that `issuer` vouches for.

    Raises ProbeFailed NO_PERMISSION or NO_RESOURCES when there is one that may not be read: it may say "revoked".
    """
    data = b""
    with _nothing_missed(folder):
        data = content_of(Path(folder, f"{certificate.facts.fingerprint}.ocsp"), LARGEST_FILE_BYTES)
    if not data:
        return None
    known = known_status(data, certificate, issuer, moment)
    return known if isinstance(known, OcspStatus) else None


class _Made(Generic[_T]):
    """What was made of some files, while they do not change: by one of the looks that ask, and the others wait. What was
    not asked for the longest goes: its authority may be gone."""

    def __init__(self) -> None:
        self._held: dict[Hashable, tuple[Version, _T]] = {}
        self._turns: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def of(self, key: Hashable, version: Version, make: Callable[[], _T]) -> _T:
        with self._lock:
            turn = self._turns.setdefault(key, Lock())
        with turn:
            held = self._held.get(key)
            if held is None or held[0] != version:
                held = (version, make())
            with self._lock:
                self._held.pop(key, None)
                while len(self._held) >= _MOST_MADE:
                    oldest = next(iter(self._held))
                    del self._held[oldest]
                    self._turns.pop(oldest, None)
                self._held[key] = held
        return held[1]


class Known:
    """Authorities and evidence by the files they come from, made anew when a file changes. Threads may share it."""

    def __init__(self) -> None:
        self._authorities = _Made[Authorities]()
        self._evidence = _Made[Evidence]()

    def authorities(self, anchors: tuple[str, ...], intermediates: tuple[str, ...], day: int) -> Authorities:
        """Those of these files, made anew each `day`: then the library looks at their paths again.

        Raises ProbeFailed TRUST_UNREADABLE.
        """
        return self._authorities.of(
            (anchors, intermediates),
            (day, *version_of((*anchors, *intermediates))),
            lambda: Authorities(read_authority_files(anchors), read_authority_files(intermediates)),
        )

    def evidence(self, paths: tuple[str, ...]) -> Evidence:
        """The lists of these files and folders."""
        return self._evidence.of(paths, version_of(paths), lambda: _evidence_in(paths))


def _evidence_in(paths: tuple[str, ...]) -> Evidence:
    lists = read_lists(paths)
    if lists.unreadable:
        log.warning("no revocation list, and left out: %s", ", ".join(lists.unreadable))
    return Evidence(lists.crls)


KNOWN = Known()
"""What all looks share: an authority's files are read once, whatever is asked of them."""


def _unreadable(read: Read) -> str:
    return "; ".join(entry.what.en for entry in read.unreadable)
