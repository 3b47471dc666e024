"""The code by which a commune's staff prove that they are that commune's: ten letters, 50 bits, made of a key that never
leaves the data folder.

It is derived and not kept: nothing in the inventory, and no list of codes on the disk. One commune's code is renewed by
counting its turn up, which a running hub notices at the next question.
"""

import fcntl
import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

from probes.language import Text

KEY_NAME: Final = "commune-codes.key"
TURNS_NAME: Final = "commune-codes.json"
_LOCK_NAME: Final = "commune-codes.lock"

_KEY_BYTES: Final = 32
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: nobody mishears them on the phone
_BITS: Final = 5
_LENGTH: Final = 10
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


class CodesUnusable(Exception):
    """The key or the turns cannot be read or written; `text` says which file, and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Codes:
    """The codes of all communes of one data folder. Safe from any thread, and beside other processes."""

    def __init__(self, folder: Path) -> None:
        """Read the key; at the first start make it. Raises CodesUnusable."""
        self._folder = folder
        self._key = _key_in(folder)
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._turns: Mapping[str, int] = {}

    def code_of(self, commune: str) -> str:
        """The code of a commune, as it is handed out: `K7QF-2M9X-PA`. Raises CodesUnusable."""
        return _written(self._letters(commune))

    def matches(self, commune: str, typed: str) -> bool:
        """Whether this is the commune's code, however it is spaced, and whether or not O was typed for 0. Takes the same
        time whatever was typed. Raises CodesUnusable."""
        letters = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_MISREAD)
        return hmac.compare_digest(letters.encode(), self._letters(commune).encode())

    def renew(self, commune: str) -> str:
        """Give a commune a new code; the old one is void at once. Raises CodesUnusable."""
        with _locked(self._folder):
            turns = dict(_turns_in(self._folder))
            turns[commune] = turns.get(commune, 0) + 1
            _replace(self._folder / TURNS_NAME, json.dumps(turns, sort_keys=True).encode())
        return self.code_of(commune)

    def _letters(self, commune: str) -> str:
        told = f"{commune}|{self._turn(commune)}"
        number = int.from_bytes(hmac.digest(self._key, told.encode(), sha256)[:8], "big")
        return "".join(_LETTERS[number >> place * _BITS & 31] for place in range(_LENGTH))

    def _turn(self, commune: str) -> int:
        seen = _mark(self._folder / TURNS_NAME)
        with self._lock:
            if seen != self._seen:
                self._turns, self._seen = _turns_in(self._folder), seen
            return self._turns.get(commune, 0)


def _written(letters: str) -> str:
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _key_in(folder: Path) -> bytes:
    file = folder / KEY_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            with _locked(folder):
                if not file.exists():
                    _replace(file, secrets.token_bytes(_KEY_BYTES))
        key = file.read_bytes()
    except OSError as error:
        raise CodesUnusable(_UNUSABLE.format(file=file, why=error.strerror or error)) from error
    if len(key) != _KEY_BYTES:
        raise CodesUnusable(_NO_KEY.format(file=file))
    return key


def _turns_in(folder: Path) -> Mapping[str, int]:
    file = folder / TURNS_NAME
    try:
        turns = json.loads(file.read_bytes())
        return {str(commune): int(turn) for commune, turn in turns.items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CodesUnusable(_UNUSABLE.format(file=file, why=error.strerror or error)) from error
    except (ValueError, TypeError, AttributeError) as error:
        # Taken for empty, every code that was renewed because it had leaked would be good again.
        raise CodesUnusable(_DAMAGED.format(file=file)) from error


def _mark(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Two commands at once must not lose a renewal, nor make two keys."""
    file = folder / _LOCK_NAME
    try:
        lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CodesUnusable(_UNUSABLE.format(file=file, why=error.strerror or error)) from error
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _replace(file: Path, content: bytes) -> None:
    beside = file.with_suffix(".new")
    try:
        with suppress(FileNotFoundError):
            beside.unlink()
        number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(number, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except OSError as error:
        raise CodesUnusable(_UNUSABLE.format(file=file, why=error.strerror or error)) from error


_UNUSABLE = Text("{file}: không đọc hoặc không ghi được ({why})", "{file}: cannot be read or written ({why})")
_NO_KEY = Text(
    "{file} không phải tệp khóa của các mã; hãy khôi phục tệp từ bản sao lưu, hoặc xóa đi để lập khóa mới (mọi mã sẽ đổi)",
    "{file} is no key of the codes; restore it from a backup, or remove it to make a new one (every code changes)",
)
_DAMAGED = Text(
    "{file} bị hỏng; hãy khôi phục tệp từ bản sao lưu: nếu xóa, các mã đã thay sẽ có hiệu lực trở lại",
    "{file} is damaged; restore it from a backup: without it the codes that were renewed would be good again",
)
