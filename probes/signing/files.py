"""Certificates from files on this machine: a signer's own, and those of the authorities."""

import logging
import stat
from functools import lru_cache
from pathlib import Path

from probes.language import Text
from probes.pki import Certificate, Read, read_certificates
from probes.reasons import ProbeFailed, Reason

log = logging.getLogger(__name__)

LARGEST_FILE_BYTES = 1 << 20
NOT_A_FILE = Text("không phải là tệp thông thường", "not a regular file")
TOO_LARGE = Text("lớn hơn 1 MiB", "larger than 1 MiB")


def read_own_file(file: str) -> tuple[Certificate, ...]:
    """The certificates in a signer's file, at least one. Its path stays out of every detail: files are named after people.

    Raises ProbeFailed: CERTIFICATE_MISSING, CERTIFICATE_UNREADABLE, NO_PERMISSION.
    """
    try:
        read = read_certificates(_content(Path(file)))
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


def read_authority_files(files: tuple[str, ...]) -> tuple[Certificate, ...]:
    """The authorities' certificates in these files, in their order.

    Raises ProbeFailed TRUST_UNREADABLE when any of them cannot be read whole: half of them would make good chains look
    broken.
    """
    return tuple(certificate for file in files for certificate in _authority_file(file))


def _authority_file(file: str) -> tuple[Certificate, ...]:
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
    return read_certificates(_content(path))


def _content(path: Path) -> bytes:
    """The file's bytes. Raises OSError for what is no regular file (a pipe would hang) or larger than 1 MiB."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, NOT_A_FILE.en)
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE_BYTES + 1)
    if len(data) > LARGEST_FILE_BYTES:
        raise OSError(0, TOO_LARGE.en)
    return data


def _unreadable(read: Read) -> str:
    return "; ".join(entry.what.en for entry in read.unreadable)
