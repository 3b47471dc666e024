"""One YAML file as plain values, with the line of each; whatever YAML would read behind the writer's back is refused.

* Text stays text: dates, times and `1:30` are not turned into something else. Only whole numbers, decimals, null and
  yes/no/on/off/true/false are, and only unquoted.
* Refused: a key written twice, anchors, aliases and tags, several documents, control characters, what is not UTF-8,
  more than 16 MiB, more than 40 levels.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import Any

import yaml

from probes.inventory.faults import Fault
from probes.inventory.places import PlacePath, Written, dotted
from probes.inventory.yaml_syntax import syntax_fault
from probes.language import Text

LARGEST_BYTES = 16 * 2**20
DEEPEST_LEVEL = 40

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one where PyYAML was built with libyaml

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"), True),
    **dict.fromkeys(("no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(?:\d{1,18}\.\d{0,18}|\.\d{1,18})(?:[eE][-+]?\d{1,3})?", re.ASCII)
_NUMBER_STARTS = frozenset("+-.0123456789")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")


@dataclass(slots=True)
class YamlSource:
    """What one file says.

    file: its name as the user would write it; folder: where the relative file names in it start from.
    value: plain dicts, lists and scalars. faults: what was refused already; with any of those the value may be partial.
    """

    file: str
    folder: Path
    value: Any = None
    faults: list[Fault] = field(default_factory=list)
    _text: str = ""
    _places: dict[PlacePath, Written] | None = None

    def called(self, path: PlacePath) -> Text:
        """What `path` is called in YAML: `communes[3].name`."""
        name = dotted(path)
        return Text(name, name)

    def written(self, path: PlacePath) -> Written:
        """Where and how `path` is written; of what is not there, the nearest place above it."""
        if self._places is None:
            self._places = {(): Written(1, self.value)}
            _Reader(self.file, self._text, self._places).document()
        while path not in self._places:
            path = path[:-1]
        return self._places[path]


def read_yaml(path: Path) -> YamlSource:
    """Read one file. Never raises for what the file holds: that is in `faults`."""
    source = YamlSource(file=str(path), folder=path.parent.absolute())
    try:
        if not path.is_file():  # a folder, a pipe, a device: nothing to read to an end
            source.faults.append(Fault(source.file, 1, _NOT_A_FILE))
            return source
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        source.faults.append(Fault(source.file, 1, _UNREADABLE.format(why=error.strerror)))
        return source
    parse_yaml(source, data)
    return source


def parse_yaml(source: YamlSource, data: bytes) -> None:
    """Fill `source` from the bytes of its file."""
    text = _decoded(source, data)
    if text is None:
        return
    source._text = text  # noqa: SLF001  # its own module
    reader = _Reader(source.file, text)
    source.value = reader.document()
    source.faults.extend(reader.faults)


def _decoded(source: YamlSource, data: bytes) -> str | None:
    if len(data) > LARGEST_BYTES:
        source.faults.append(Fault(source.file, 1, _TOO_LARGE))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        source.faults.append(Fault(source.file, data.count(b"\n", 0, error.start) + 1, _NOT_UTF8))
        return None
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        source.faults.append(
            Fault(source.file, line, _CONTROL_CHARACTER.format(code=f"{ord(control[0]):04X}"))
        )
        return None
    return text


class _Unreadable(Exception):
    """This file cannot be followed further; its fault has been noted."""


class _Reader:
    def __init__(self, file: str, text: str, places: dict[PlacePath, Written] | None = None) -> None:
        self.faults: list[Fault] = []
        self._file = file
        self._text = text
        self._places = places

    def document(self) -> Any:
        """The value of the only document, as far as it could be read."""
        events = self._events()
        try:
            for event in events:
                if isinstance(event, yaml.NodeEvent):
                    value = self._value(event, events, ())
                    break
            else:
                value = None
            if value is None and not self.faults:
                self._refuse(1, (), _EMPTY)
                return None
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    self._refuse(_line(event), (), _SEVERAL_DOCUMENTS)
                    break
        except _Unreadable:
            return None
        except yaml.YAMLError as error:
            self.faults.append(syntax_fault(self._file, self._text, error))
            return None
        return value

    def _events(self) -> Iterator[yaml.Event]:
        parser = _LOADER(self._text)
        try:
            while (event := parser.get_event()) is not None:
                yield event
        finally:
            parser.dispose()

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: PlacePath) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(_line(event), path, _ALIAS.format(mark=f"*{event.anchor}"))
            self._note(event, path, None)
            return None
        if len(path) >= DEEPEST_LEVEL:
            self._refuse(_line(event), path[:4], _TOO_DEEP)
            raise _Unreadable
        self._check_properties(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, events, path)
        return self._sequence(event, events, path)

    def _scalar(self, event: yaml.ScalarEvent, path: PlacePath) -> Any:
        if event.anchor is not None or event.tag is not None:
            self._check_properties(event, path)
        text = intern(event.value)  # thousands of communes say the same words
        value: Any = text
        if event.implicit[0]:  # unquoted
            value = _WORDS.get(text, text)
            if text and text[0] in _NUMBER_STARTS:
                value = _number(text)
        elif event.style == '"' and not text.isprintable() and (escaped := _control_in(text)):
            self._refuse(_line(event), path, _CONTROL_CHARACTER.format(code=escaped))
        if self._places is not None:
            self._places.setdefault(path, Written(_line(event), value, text, quoted=not event.implicit[0]))
        return value

    def _mapping(self, start: yaml.Event, events: Iterator[yaml.Event], path: PlacePath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        self._note(start, path, mapping)
        first_lines: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(line, path, _KEY_NOT_TEXT)
                raise _Unreadable
            if event.anchor is not None or event.tag is not None:
                self._check_properties(event, path)
            key = str(event.value)
            here = (*path, key)
            value = self._value(next(events), events, here)
            if key in mapping:
                self._refuse(line, here, _KEY_TWICE.format(line=first_lines[key]))
                continue
            mapping[key] = value
            first_lines[key] = line
            if self._places is not None:
                self._places[here] = self._places[here].at(line)
        return mapping

    def _sequence(self, start: yaml.Event, events: Iterator[yaml.Event], path: PlacePath) -> list[Any]:
        sequence: list[Any] = []
        self._note(start, path, sequence)
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            sequence.append(self._value(event, events, (*path, len(sequence))))
        return sequence

    def _check_properties(self, event: Any, path: PlacePath) -> None:
        if event.anchor is not None:
            self._refuse(_line(event), path, _ALIAS.format(mark=f"&{event.anchor}"))
        if event.tag is not None:
            self._refuse(_line(event), path, _TAG.format(tag=event.tag.replace("tag:yaml.org,2002:", "!!")))

    def _note(self, event: yaml.Event, path: PlacePath, value: Any) -> None:
        if self._places is not None:
            self._places.setdefault(path, Written(_line(event), value))

    def _refuse(self, line: int, path: PlacePath, text: Text) -> None:
        before = f"{dotted(path)}: " if path else ""
        self.faults.append(Fault(self._file, line, Text(before + text.vi, before + text.en)))


def _number(text: str) -> Any:
    if _WHOLE.fullmatch(text):
        return int(text)  # 03405 too: whoever needs text then refuses it, and shows it as it was written
    return float(text) if _DECIMAL.fullmatch(text) else text


def _control_in(text: str) -> str:
    """The code of the first control character or lone surrogate that an escape such as "\\0" made, or empty."""
    for character in text:
        if _CONTROL.match(character) or "\ud800" <= character <= "\udfff":
            return f"{ord(character):04X}"
    return ""


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


_NOT_A_FILE = Text("không phải là một tệp đọc được", "is not a file that can be read")
_UNREADABLE = Text("không đọc được tệp ({why})", "cannot be read ({why})")
_TOO_LARGE = Text(
    f"tệp lớn hơn {LARGEST_BYTES // 2**20} MiB: hãy chia thành nhiều tệp trong một thư mục",
    f"is larger than {LARGEST_BYTES // 2**20} MiB: split it into several files in one folder",
)
_NOT_UTF8 = Text("tệp phải lưu ở bảng mã UTF-8", "must be saved as UTF-8")
_CONTROL_CHARACTER = Text(
    "có ký tự điều khiển U+{code}: hãy xóa", "has the control character U+{code}: remove it"
)
_EMPTY = Text("tệp không có nội dung", "the file says nothing")
_SEVERAL_DOCUMENTS = Text(
    "mỗi tệp chỉ một tài liệu YAML: hãy bỏ dòng --- ở giữa tệp, hoặc tách thành hai tệp",
    "one YAML document per file: remove the --- inside the file, or make it two files",
)
_TOO_DEEP = Text(f"lồng nhau quá {DEEPEST_LEVEL} bậc", f"is nested more than {DEEPEST_LEVEL} levels deep")
_ALIAS = Text(
    "không dùng neo và bí danh của YAML ({mark}): hãy ghi lại giá trị ở từng nơi",
    "YAML anchors and aliases are not allowed ({mark}): write the value out in each place",
)
_TAG = Text("không dùng thẻ của YAML ({tag}): hãy bỏ thẻ", "YAML tags are not allowed ({tag}): remove it")
_KEY_NOT_TEXT = Text(
    "tên khóa phải là chữ, không phải danh sách hay nhóm khóa", "a key must be text, not a list or a mapping"
)
_KEY_TWICE = Text(
    "khóa ghi hai lần (lần đầu ở dòng {line})", "the key is written twice (first on line {line})"
)
