"""Where in a source something is written, and how: what a fault shows its reader."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from probes.language import Text

PlacePath = tuple[str | int, ...]
"""From the top of a file down to one value: keys, and indices from 0."""

_LONGEST_SHOWN = 60
_LONGEST_READ = 2000
_USER_INFO = re.compile(r"//[^/\s@]*@")
_TELLTALES = (
    "password|passwd|passphrase|pass|pwd|pin|secrets?|tokens?|credentials?|api_?key|private_?key|secret_?key|"
    "mat_?khau|ma_?pin|khoa_?bi_?mat"
)
_SECRET_KEY = re.compile(rf"(?:.*[_.\-])?(?:{_TELLTALES})(?:[_.\-].*)?", re.IGNORECASE)
_SECRET_PARAMETER = re.compile(rf"(?<=[?&])((?:[^&=#]*[_.\-])?(?:{_TELLTALES})=)[^&#]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """How a value is written. `text`: a scalar's own letters, before anybody gave them a meaning."""

    line: int
    value: Any
    text: str = ""
    quoted: bool = False

    def at(self, line: int) -> "Written":
        """The same, told at `line`: a value belongs to the line of its key."""
        return replace(self, line=line)

    def shown(self) -> Text:
        """The value for a person's eyes: on one line, cut, without control characters and passwords."""
        if self.value is None or (self.value == self.text == "" and not self.quoted):
            return Text("đang để trống", "it is empty")
        if isinstance(self.value, dict):
            return Text("đang là một nhóm khóa", "it is a mapping")
        if isinstance(self.value, list):
            return Text("đang là một danh sách", "it is a list")
        text = self.text or str(self.value)
        shown = _without_secrets(text[:_LONGEST_READ])
        shown = "".join(letter if letter.isprintable() else "?" for letter in " ".join(shown.split()))
        if len(shown) > _LONGEST_SHOWN:
            shown = shown[: _LONGEST_SHOWN - 3] + "..."
        if self.quoted:
            shown = f'"{shown}"'
        return Text(f"đang ghi {shown}", f"it says {shown}")


class Source(Protocol):
    """Plain values that know where they were written: a YAML file, a workbook."""

    @property
    def file(self) -> str:
        """Its name as the user would write it."""
        ...

    @property
    def folder(self) -> Path:
        """Where the relative file names in it start from."""
        ...

    @property
    def value(self) -> Any:
        """What it says: sections, lists, scalars."""
        ...

    def written(self, path: PlacePath) -> Written:
        """Where and how `path` is written; of what is not there, the nearest place above it."""
        ...

    def called(self, path: PlacePath) -> Text:
        """What the people who write it call `path`."""
        ...


def dotted(path: PlacePath) -> str:
    """A path as people write it: `communes[3].sites[0].links[0].isp`."""
    said = ""
    for part in path:
        if isinstance(part, int):
            said += f"[{part}]"
        else:
            part = _without_secrets(part[:_LONGEST_READ])
            key = (
                part
                if part.isprintable() and 0 < len(part) <= _LONGEST_SHOWN
                else repr(part[:_LONGEST_SHOWN])
            )
            said += f".{key}" if said else key
    return said


def _without_secrets(text: str) -> str:
    return _SECRET_PARAMETER.sub(r"\1***", _USER_INFO.sub("//***@", text))


def looks_secret(key: str) -> bool:
    """Whether a key's name says that its value is a password, a PIN, a token or a private key."""
    return _SECRET_KEY.fullmatch(key[:_LONGEST_READ]) is not None


def carries_secret(url: str) -> bool:
    """Whether an address has a parameter whose name says the same."""
    return _SECRET_PARAMETER.search(url) is not None
