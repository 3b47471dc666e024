"""Files of certificates, revocation lists and kept answers: read when they change, remembered while they do not."""

import logging
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from probes.language import Text
from probes.pki import Certificate, Read, UnreadableError, read_certificates
from probes.pki.crl import Crl, read_crl
from probes.pki.ocsp import OcspStatus, known_status
from probes.reasons import ProbeFailed, Reason
from probes.signing.authorities import Authorities
from probes.signing.evidence import Evidence

log = logging.getLogger(__name__)

LARGEST_FILE_BYTES = 1 << 20
LARGEST_LIST_BYTES = 64 << 20
NOT_A_FILE = Text("không phải là tệp thông thường", "not a regular file")
TOO_LARGE = Text("lớn hơn 1 MiB", "larger than 1 MiB")
LIST_SUFFIXES = frozenset({".crl", ".pem", ".der"})

_MOST_LISTS = 64

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
            marks += (status.st_mtime_ns, status.st_size, status.st_ino)
            continue
        # Not the folder's own stamp: what is noted beside the lists changes it, and tells nothing new.
        listed = _listed(path, status.st_mtime_ns)
        marks += (status.st_ino, hash(listed), *version_of(listed))
    return tuple(marks)


def content_of(path: Path, largest_bytes: int = LARGEST_FILE_BYTES) -> bytes:
    """The file's bytes. Raises OSError for what is no regular file (a pipe would hang) or larger than allowed."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, NOT_A_FILE.en)
    with path.open("rb") as file:
        data = file.read(largest_bytes + 1)
    if len(data) > largest_bytes:
        raise OSError(0, TOO_LARGE.en)
    return data


def read_own_file(file: str) -> tuple[Certificate, ...]:
    """The certificates of a signer's file. Its path stays out of every detail: files are named after people.

    Raises ProbeFailed: CERTIFICATE_MISSING, CERTIFICATE_UNREADABLE, NO_PERMISSION.
    """
    try:
        read = read_certificates(content_of(Path(file)))
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a path that no system can have
        failed = ProbeFailed(Reason.CERTIFICATE_MISSING)
    except PermissionError:
        failed = ProbeFailed(Reason.NO_PERMISSION, "the certificate file may not be read")
    except OSError as error:
        failed = ProbeFailed(Reason.CERTIFICATE_UNREADABLE, error.strerror or type(error).__name__)
    else:
        if read.certificates:
            return read.certificates
        failed = ProbeFailed(Reason.CERTIFICATE_UNREADABLE, _unreadable(read))
    raise failed  # out here, so that the system's exception, which names the path, is not its context


def read_authority_files(files: Iterable[str]) -> tuple[Certificate, ...]:
    """The certificates of authorities. Half of them would make good chains look broken, so all must be readable.

    Raises ProbeFailed: TRUST_UNREADABLE.
    """
    return tuple(certificate for file in files for certificate in _read_authority(file))


def _read_authority(file: str) -> tuple[Certificate, ...]:
    path = Path(file)
    try:
        status = path.stat()
        read = _remembered(path, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) else None
        raise ProbeFailed(Reason.TRUST_UNREADABLE, f"{path.name}: {cause or type(error).__name__}") from error
    if read.unreadable:
        raise ProbeFailed(Reason.TRUST_UNREADABLE, f"{path.name}: {_unreadable(read)}")
    return read.certificates


@lru_cache(maxsize=64)
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
    """Every list in these files and folders. What cannot be read is named, and hides nothing else. Never raises."""
    crls: list[Crl] = []
    unreadable: list[str] = []
    for path in paths:
        for file in _files(path):
            try:
                status = file.stat()
                crls.append(_list(file, status.st_mtime_ns, status.st_size))
            except (OSError, ValueError, UnreadableError):
                unreadable.append(file.name)
    return Lists(tuple(crls), tuple(unreadable))


def _files(path: str) -> Sequence[Path]:
    try:
        here = Path(path)
        if not here.is_dir():
            return (here,) if here.exists() else ()
        return [Path(file) for file in _listed(path, here.stat().st_mtime_ns)]
    except (OSError, ValueError):
        return ()


@lru_cache(maxsize=256)
def _listed(folder: str, changed_ns: int) -> tuple[str, ...]:
    """The files in a folder that may be revocation lists, as of that change."""
    log.debug("list a folder of revocation lists, changed at %d", changed_ns)
    try:
        return tuple(
            str(file) for file in sorted(Path(folder).iterdir()) if file.suffix.lower() in LIST_SUFFIXES
        )
    except OSError:
        return ()


def _list(file: Path, changed_ns: int, size: int) -> Crl:
    """The list in a file as it was at that change. Of each file one is held: a long list takes tens of megabytes."""
    held = _held.get(file)
    if held is not None and held[0] == (changed_ns, size):
        return held[1]
    log.debug("read %s: %d bytes, changed at %d", file.name, size, changed_ns)
    crl = read_crl(content_of(file, LARGEST_LIST_BYTES))
    with _holding:
        _held.pop(file, None)
        while len(_held) >= _MOST_LISTS:
            del _held[next(iter(_held))]
        _held[file] = ((changed_ns, size), crl)
    return crl


def kept_answer(
    folder: str, certificate: Certificate, issuer: Certificate, moment: float
) -> OcspStatus | None:
    """The kept OCSP answer about `certificate`, if there is one that `issuer` vouches for. Never raises."""
    try:
        data = content_of(Path(folder, f"{certificate.facts.fingerprint}.ocsp"), LARGEST_FILE_BYTES)
    except (OSError, ValueError):
        return None
    known = known_status(data, certificate, issuer, moment)
    return known if isinstance(known, OcspStatus) else None


class Known:
    """Authorities and evidence by the files they come from, made anew when a file changes. Threads may share it."""

    def __init__(self) -> None:
        self._authorities: dict[tuple[tuple[str, ...], ...], tuple[Version, Authorities]] = {}
        self._evidence: dict[tuple[str, ...], tuple[Version, Evidence]] = {}

    def authorities(self, anchors: tuple[str, ...], intermediates: tuple[str, ...], day: int) -> Authorities:
        """Those of these files, made anew each `day`: then the library looks at their paths again.

        Raises ProbeFailed TRUST_UNREADABLE.
        """
        key = (anchors, intermediates)
        version = (day, *version_of((*anchors, *intermediates)))
        held = self._authorities.get(key)
        if held is None or held[0] != version:
            known = Authorities(read_authority_files(anchors), read_authority_files(intermediates))
            held = self._authorities[key] = (version, known)
        return held[1]

    def evidence(self, paths: tuple[str, ...]) -> Evidence:
        """The lists of these files and folders."""
        version = version_of(paths)
        held = self._evidence.get(paths)
        if held is None or held[0] != version:
            held = self._evidence[paths] = (version, Evidence(read_lists(paths).crls))
        return held[1]


def _unreadable(read: Read) -> str:
    return "; ".join(entry.what.en for entry in read.unreadable)
