"""What pydantic refuses, said in our own words: the place, what is allowed there, and what is written instead."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from probes.inventory.faults import Fault
from probes.inventory.model import Inventory
from probes.inventory.places import PlacePath, Source, looks_secret
from probes.language import Text

_MOST_CHOICES = 100


def faults_of(error: ValidationError, source: Source, model: type[BaseModel] = Inventory) -> Iterator[Fault]:
    """Every mistake that pydantic found in `source`, which was to be a `model`. What may be a secret is not shown."""
    for mistake in error.errors(include_url=False):
        kind, context = mistake["type"], mistake.get("ctx", {})
        path = _written_path(mistake["loc"], source.value)
        if kind == "missing":
            yield said(source, path, _MISSING)
        elif kind == "extra_forbidden":
            yield said(source, path, _unknown_key(source, path, model))
        elif kind == "union_tag_not_found":
            yield said(source, (*path, "kind"), _MISSING)
        elif kind == "union_tag_invalid":
            yield allowed(source, (*path, "kind"), _one_of(context["expected_tags"]))
        elif kind == "too_short":
            if not mistake["input"]:  # else only its faulty items, told already, are not counted
                yield said(source, path, _EMPTY)
        elif mistake["loc"][-1] == "[key]" or any(looks_secret(key) for key in path if isinstance(key, str)):
            yield said(source, path, _allowed(kind, context))
        else:
            yield allowed(source, path, _allowed(kind, context))


def allowed(source: Source, path: PlacePath, text: Text) -> Fault:
    """The fault of a value that is not what `text` says is allowed; shows the value."""
    shown = source.written(path).shown()
    return said(source, path, Text(f"{text.vi}; {shown.vi}", f"{text.en}; {shown.en}"))


def said(source: Source, path: PlacePath, text: Text) -> Fault:
    """The fault of a place where the value says nothing."""
    if path:
        name = source.called(path)
        text = Text(f"{name.vi}: {text.vi}", f"{name.en}: {text.en}")
    return Fault(source.file, source.written(path).line, text)


def nearest(wrong: str, right: Iterable[str]) -> str | None:
    """The one of `right` that the writer most likely meant."""
    choices = list(islice(right, _MOST_CHOICES + 1))
    if len(choices) > _MOST_CHOICES:  # a guess among thousands is slow, and no help
        return None
    found = get_close_matches(wrong[:100], choices, n=1, cutoff=0.7)
    return found[0] if found else None


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field of this type may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def _written_path(loc: tuple[int | str, ...], value: Any) -> PlacePath:
    """Where the mistake is written: pydantic adds the kind of what may be of several, and `[key]`, to the path."""
    path: list[int | str] = []
    for part in loc[:-1] if loc[-1] == "[key]" else loc:
        if isinstance(value, dict) and part not in value and part == value.get("kind"):
            continue
        path.append(part)
        if isinstance(value, dict):
            value = value.get(part)
        else:
            value = value[part] if isinstance(value, list) and isinstance(part, int) else None
    return tuple(path)


def _unknown_key(source: Source, path: PlacePath, model: type[BaseModel]) -> Text:
    key = str(path[-1])
    if looks_secret(key):
        return _SECRET
    keys = _keys_at(path[:-1], source.value, model)
    meant = nearest(key, keys)
    if meant is not None:
        return _UNKNOWN_KEY_NEAR.format(meant=meant)
    return _UNKNOWN_KEY.format(keys=", ".join(keys))


def _keys_at(path: PlacePath, value: Any, model: type[BaseModel]) -> tuple[str, ...]:
    choices: list[type[BaseModel]] = []
    for part in path:
        value = value[part]
        if isinstance(part, str):
            choices = list(models_in(model.model_fields[part].annotation))
            model = choices[0]
        if len(choices) > 1 and isinstance(value, dict):  # each kind has its own keys
            model = next(m for m in choices if value["kind"] in get_args(m.model_fields["kind"].annotation))
    return tuple(model.model_fields)


def sentence_of_mistake(mistake: ErrorDetails) -> Text:
    """One mistake that pydantic found, where there is no file to point into: what must be there."""
    kind = mistake["type"]
    return _MISSING if kind == "missing" else _allowed(kind, mistake.get("ctx", {}))


def _allowed(kind: str, context: dict[str, Any]) -> Text:
    if kind == "refused":
        return Text(context["vi"], context["en"])
    if kind in ("enum", "literal_error"):
        return _one_of(context["expected"])
    return _ALLOWED.get(kind, _NOT_ALLOWED).format(**context)


def _one_of(expected: str) -> Text:
    """`expected` is pydantic's list: 'a', 'b' or 'c'."""
    names = ", ".join(re.findall(r"'([^']*)'", expected))
    return Text(f"phải là một trong: {names}", f"must be one of: {names}")


_MISSING = Text("còn thiếu", "is missing")
_SECRET = Text(
    "không ghi mật khẩu, mã PIN, token hay khóa bí mật trong tệp khai báo: hãy để trong tệp riêng hoặc biến môi trường",
    "passwords, PINs, tokens and private keys do not belong in the inventory: keep them in a file of their own or in the environment",
)
_UNKNOWN_KEY_NEAR = Text(
    "không có khóa này; có phải là {meant}?", "there is no such key; did you mean {meant}?"
)
_UNKNOWN_KEY = Text(
    "không có khóa này; các khóa dùng được: {keys}", "there is no such key; the keys are: {keys}"
)
_NOT_ALLOWED = Text("giá trị này không dùng được ở đây", "this value is not allowed here")
_EMPTY = Text("không được để trống", "must not be empty")
_LIST = Text(
    "phải là một danh sách, mỗi mục bắt đầu bằng dấu gạch ngang",
    "must be a list, each item beginning with a hyphen",
)
_MAPPING = Text(
    "phải là một nhóm khóa, mỗi dòng một khóa: giá trị", "must be a mapping, one key: value a line"
)
_ALLOWED: dict[str, Text] = {
    "int_type": Text(
        "phải là số nguyên, không đặt trong dấu ngoặc kép", "must be a whole number without quotes"
    ),
    "bool_type": Text(
        "phải là yes hoặc no, không đặt trong dấu ngoặc kép", "must be yes or no, without quotes"
    ),
    "greater_than_equal": Text("phải từ {ge} trở lên", "must be {ge} or more"),
    "less_than_equal": Text("phải không quá {le}", "must be {le} or less"),
    "string_type": Text("phải là chữ: hãy đặt trong dấu ngoặc kép", "must be text: put it in quotes"),
    "string_too_short": _EMPTY,
    "string_too_long": Text(
        "phải có nhiều nhất {max_length} ký tự", "must have at most {max_length} characters"
    ),
    "tuple_type": _LIST,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING,
}
