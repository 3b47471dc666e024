"""The signatures of one PDF, read by pyHanko: whose certificate made each, and when its signer says so.

Run as a program it reads one document after the other for `probes.signing.harvest`, which ends it when a document keeps it
too long: documents come from anywhere, and a parser that never ends must not keep back the other nine thousand.
"""

import base64
import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from probes.inventory.values import VIETNAM
from probes.language import Text

LARGEST_BYTES = 100 * 2**20
MOST_MEMORY_BYTES = 2 * 2**30

_HEADER_WITHIN_BYTES = 1024
_MOST_SIGNATURES = 1000


class Trouble(StrEnum):
    """Why a document gave nothing, or not all: a closed list, so that nothing of its content is ever told."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_PDF = "not_pdf"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    UNSIGNED = "unsigned"
    SIGNATURE_BROKEN = "signature_broken"
    TOO_SLOW = "too_slow"
    NO_PROCESS = "no_process"

    @property
    def sentence(self) -> Text:
        """The same for people."""
        return _SENTENCES[self]


@dataclass(frozen=True, slots=True)
class Signature:
    """signer: the certificate in DER; others: those that came with it. time: the signer's own claim, unix seconds."""

    signer: bytes
    others: tuple[bytes, ...] = ()
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What one document gave. `trouble` beside signatures: some of them could be read, and not all."""

    signatures: tuple[Signature, ...] = ()
    trouble: Trouble | None = None


def read_pdf(path: Path) -> Document:
    """The signatures of the document at `path`; what is wrong with it is told in its `trouble`. Never raises."""
    try:
        trouble = _at_first_sight(path)
        if trouble is not None:
            return Document(trouble=trouble)
        with path.open("rb") as stream:
            return _signatures(stream)
    except (OSError, ValueError):  # ValueError: a name that no system can have
        return Document(trouble=Trouble.UNREADABLE)


def _at_first_sight(path: Path) -> Trouble | None:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # a pipe would keep us for ever
        return Trouble.UNREADABLE
    if status.st_size == 0:
        return Trouble.EMPTY
    if status.st_size > LARGEST_BYTES:
        return Trouble.TOO_LARGE
    with path.open("rb") as stream:
        return None if b"%PDF-" in stream.read(_HEADER_WITHIN_BYTES) else Trouble.NOT_PDF


def _signatures(stream: BinaryIO) -> Document:
    found: list[Signature] = []
    broken = False
    try:
        reader = _opened(stream)
        if reader is None:
            return Document(trouble=Trouble.ENCRYPTED)
        for field in _filled_fields(reader):
            signature = _signature(reader, field)
            if signature is None:
                broken = True
            else:
                found.append(signature)
    except Exception:  # noqa: BLE001  # whatever a document does to the library; its words may quote the document
        return Document(tuple(found), Trouble.SIGNATURE_BROKEN if found else Trouble.BROKEN)
    if broken:
        return Document(tuple(found), Trouble.SIGNATURE_BROKEN)
    return Document(tuple(found), None if found else Trouble.UNSIGNED)


def _opened(stream: BinaryIO) -> Any:
    """A reader, or None when the document asks for a password. Many are encrypted against printing only, without one."""
    from pyhanko.pdf_utils.crypt import AuthStatus
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(stream, strict=False)
    if reader.encrypted:
        try:
            if reader.decrypt("").status is AuthStatus.FAILED:
                return None
        except Exception:  # noqa: BLE001  # encrypted to somebody's certificate, or in a way it does not know
            return None
    return reader


def _filled_fields(reader: Any) -> Iterator[Any]:
    from pyhanko.sign.fields import enumerate_sig_fields

    fields = enumerate_sig_fields(reader, filled_status=True)
    for _, (_, _, field) in zip(range(_MOST_SIGNATURES), fields, strict=False):
        yield field


def _signature(reader: Any, field: Any) -> Signature | None:
    """One signature; None when it cannot be read, or does not bring its signer's certificate."""
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    try:
        embedded = EmbeddedPdfSignature(reader, field, "")
        others = tuple(bytes(one.dump()) for one in embedded.other_embedded_certs)
        return Signature(bytes(embedded.signer_cert.dump()), others, _time(embedded))
    except Exception:  # noqa: BLE001  # as above
        return None


def _time(embedded: Any) -> float | None:
    try:
        claimed = embedded.self_reported_timestamp
        if not isinstance(claimed, datetime):
            return None
        return (claimed if claimed.tzinfo is not None else claimed.replace(tzinfo=VIETNAM)).timestamp()
    except Exception:  # noqa: BLE001  # 30 February
        return None


def to_json(document: Document) -> str:
    """One line for the other side of a pipe."""
    return json.dumps(asdict(document), default=lambda der: base64.b64encode(der).decode("ascii"))


def from_json(line: str) -> Document:
    """`to_json` backwards. Raises ValueError, KeyError or TypeError."""
    told = json.loads(line)
    return Document(
        tuple(
            Signature(
                base64.b64decode(one["signer"]),
                tuple(base64.b64decode(other) for other in one["others"]),
                one["time"],
            )
            for one in told["signatures"]
        ),
        None if told["trouble"] is None else Trouble(told["trouble"]),
    )


def main() -> None:
    """Read each document whose path comes in, in base64, a line each, and tell what it gave, a JSON text a line."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    for line in sys.stdin:
        try:
            answer = to_json(read_pdf(Path(os.fsdecode(base64.b64decode(line)))))
        except MemoryError:
            answer = to_json(Document(trouble=Trouble.BROKEN))
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


_SENTENCES = {
    Trouble.UNREADABLE: Text("không đọc được tệp", "the file cannot be read"),
    Trouble.EMPTY: Text("tệp trống", "the file is empty"),
    Trouble.TOO_LARGE: Text(
        f"tệp lớn hơn {LARGEST_BYTES // 2**20} MiB", f"the file is larger than {LARGEST_BYTES // 2**20} MiB"
    ),
    Trouble.NOT_PDF: Text("không phải tệp PDF, dù tên là .pdf", "it is no PDF, whatever its name says"),
    Trouble.ENCRYPTED: Text("tệp được mã hóa, cần mật khẩu", "it is encrypted and asks for a password"),
    Trouble.BROKEN: Text("tệp PDF hỏng hoặc bị cắt ngắn", "the PDF is damaged or cut short"),
    Trouble.UNSIGNED: Text("không có chữ ký số", "it has no signature"),
    Trouble.SIGNATURE_BROKEN: Text(
        "có chữ ký hỏng, hoặc chữ ký không kèm chứng thư của người ký",
        "a signature in it is damaged, or does not bring its signer's certificate",
    ),
    Trouble.TOO_SLOW: Text("đọc quá lâu nên đã bỏ qua", "reading it took too long and was given up"),
    Trouble.NO_PROCESS: Text(
        "chưa đọc: máy này không mở thêm được tiến trình nào, thử lại khi máy rảnh hơn",
        "not read: this machine can start no more processes, try again when it is less busy",
    ),
}


if __name__ == "__main__":
    main()
