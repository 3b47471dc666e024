"""Signer certificates out of documents that a commune has issued: every signed PDF carries its signer's.

What is written and told is named by fingerprints. Who signed stays in the certificates.
"""

import base64
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread

from probes.pki import Certificate, UnreadableError, parse, pem_of
from probes.pki.holder import Holder, holder_of
from probes.signing.pdf import Document, Signature, Trouble, from_json
from probes.signing.writing import write_whole

DOCUMENT_SECONDS = 60.0

_HOME = Path(__file__).parents[2]  # where the helper finds this package


class NotInstalled(Exception):
    """pyHanko, which reads the documents, is not there: it comes with the extra `harvest`."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate that signed. first, last: when, by its own word, unix seconds; None where it never said."""

    certificate: Certificate
    holder: Holder
    first: float | None
    last: float | None
    documents: int


@dataclass(frozen=True, slots=True)
class Harvest:
    """All that a folder gave. issuers: authorities' certificates that came along, which nobody has checked.

    documents: how many were looked at. passed_over: those that gave nothing, or not all, and why.
    """

    signers: tuple[Signer, ...]
    issuers: tuple[Certificate, ...]
    documents: int
    signatures: int
    passed_over: tuple[tuple[Path, Trouble], ...]


Read = Callable[[Path], Document]


def documents_below(folder: Path, unlisted: Callable[[Path], object]) -> list[Path]:
    """The PDFs of a folder and those below it, sorted; `folder` itself when it is a file.

    Links to folders are not followed: they may lead round in a ring. A folder that cannot be listed goes to `unlisted`.
    """
    if folder.is_file():
        return [folder]
    found: list[Path] = []
    for here, _, names in os.walk(folder, onerror=lambda error: unlisted(Path(error.filename))):
        found.extend(Path(here, name) for name in names if name.lower().endswith(".pdf"))
    return sorted(found)


def harvest(documents: Sequence[Path], read: Read, unlisted: Sequence[Path] = ()) -> Harvest:
    """What these documents give. Two certificates are the same when every byte is."""
    gathered: dict[bytes, _Gathered] = {}
    issuers: dict[bytes, Certificate] = {}
    passed_over = [(path, Trouble.UNREADABLE) for path in unlisted]
    signatures = 0
    for path in documents:
        document = read(path)
        trouble = document.trouble
        for signature in document.signatures:
            signer = _parsed(signature.signer)
            if signer is None:
                trouble = Trouble.SIGNATURE_BROKEN
                continue
            signatures += 1
            gathered.setdefault(signer.identity, _Gathered(signer)).note(path, signature)
            for other in map(_parsed, signature.others):
                if other is not None and other.facts.is_ca:
                    issuers[other.identity] = other
        if trouble is not None:
            passed_over.append((path, trouble))
    return Harvest(
        signers=tuple(sorted((one.signer for one in gathered.values()), key=_by_fingerprint)),
        issuers=tuple(sorted(issuers.values(), key=lambda one: one.facts.fingerprint)),
        documents=len(documents),
        signatures=signatures,
        passed_over=tuple(passed_over),
    )


def write(found: Harvest, folder: Path) -> list[Path]:
    """Write every certificate to `<folder>/<fingerprint>.pem`, for its owner's eyes only. Raises OSError.

    A file that is there already holds the same: its name is made of its content.
    """
    certificates = [*(signer.certificate for signer in found.signers), *found.issuers]
    if certificates:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for certificate in certificates:
        write_whole(file_of(certificate, folder), pem_of(certificate))
    return [file_of(certificate, folder) for certificate in certificates]


def file_of(certificate: Certificate, folder: Path) -> Path:
    """Where a certificate is written: never under anybody's name."""
    return folder / f"{certificate.facts.fingerprint}.pem"


class Reader:
    """Reads documents in a process of its own, which is replaced when a document kills it or keeps it too long."""

    def __init__(self, seconds: float = DOCUMENT_SECONDS) -> None:
        """Raises NotInstalled."""
        if find_spec("pyhanko") is None:
            raise NotInstalled
        self._seconds = seconds
        self._helper: _Helper | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._give_up()

    def read(self, path: Path) -> Document:
        """What `path` gives. Never raises."""
        try:
            self._helper = self._helper or _Helper()
        except OSError:
            return Document(trouble=Trouble.NO_PROCESS)
        try:
            return self._helper.asked(path, self._seconds)
        except Empty:
            self._give_up()
            return Document(trouble=Trouble.TOO_SLOW)
        except (OSError, ValueError, KeyError, TypeError):  # it died of the document, and told nothing
            self._give_up()
            return Document(trouble=Trouble.BROKEN)

    def _give_up(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.end()


class _Helper:
    """One process that reads documents, and the thread that listens to it."""

    def __init__(self) -> None:
        """Raises OSError when this machine can start no more."""
        home = os.pathsep.join(filter(None, (str(_HOME), os.environ.get("PYTHONPATH"))))
        # What the library warns of may quote the document: nobody is to read it.
        self._process = Popen(
            [sys.executable, "-P", "-m", "probes.signing.pdf"],
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={**os.environ, "PYTHONPATH": home},
            start_new_session=True,
        )
        self._answers: SimpleQueue[bytes] = SimpleQueue()
        self._listener = Thread(target=self._listen, name="harvest", daemon=True)
        try:
            self._listener.start()
        except RuntimeError as error:  # which is how Python says that there is no thread to be had
            self._end_process()
            self._close_pipes()
            raise OSError(str(error)) from error

    def asked(self, path: Path, seconds: float) -> Document:
        """What it says of `path`. Raises Empty when it says nothing in time, ValueError when it is gone."""
        if self._process.stdin is not None:
            self._process.stdin.write(base64.b64encode(os.fsencode(path)) + b"\n")
            self._process.stdin.flush()
        return from_json(self._answers.get(timeout=seconds).decode("ascii"))

    def end(self) -> None:
        """Whatever it is doing."""
        self._end_process()
        self._listener.join()
        self._close_pipes()

    def _end_process(self) -> None:
        self._process.kill()
        self._process.wait()

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written has no reader any more
                    pipe.close()

    def _listen(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._answers.put(line)
        self._answers.put(b"")  # the end, for whoever waits: no document is told like this


@dataclass(slots=True)
class _Gathered:
    certificate: Certificate
    times: list[float] = field(default_factory=list)
    documents: set[Path] = field(default_factory=set)

    def note(self, path: Path, signature: Signature) -> None:
        self.documents.add(path)
        if signature.time is not None:
            self.times.append(signature.time)

    @property
    def signer(self) -> Signer:
        return Signer(
            self.certificate,
            holder_of(self.certificate),
            min(self.times, default=None),
            max(self.times, default=None),
            len(self.documents),
        )


def _by_fingerprint(signer: Signer) -> str:
    return signer.certificate.facts.fingerprint


def _parsed(der: bytes) -> Certificate | None:
    try:
        return parse(der)
    except UnreadableError:
        return None
