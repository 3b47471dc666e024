"""One cell to one inventory value and back, so that nothing is lost on the way. Pure."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

_ID = re.compile(r"[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s+(\d{1,2})[:hg](\d{2}))?")

_WORDS: dict[str, dict[str, str]] = {
    "role": {
        "chinh": "primary",
        "duong-chinh": "primary",
        "kenh-chinh": "primary",
        "du-phong": "backup",
        "duong-du-phong": "backup",
        "kenh-du-phong": "backup",
        "phu": "backup",
    },
    "medium": {
        "cap-quang": "fiber",
        "ftth": "fiber",
        "quang": "fiber",
        "4g": "lte",
        "5g": "lte",
        "di-dong": "lte",
        "ve-tinh": "vsat",
    },
    "site_kind": {"trung-tam": "centre", "center": "centre", "diem-tiep-nhan": "satellite"},
    "signer_kind": {
        "to-chuc": "organisation",
        "organization": "organisation",
        "ca-nhan": "person",
        "thiet-bi": "device",
    },
    "group": {
        "lanh-dao": "leader",
        "con-dau": "seal",
        "can-bo": "staff",
        "cong-chuc": "staff",
        "nhan-vien": "staff",
        "thiet-bi": "device",
    },
}
_FLAGS = {
    **dict.fromkeys(("true", "yes", "co", "1"), True),
    **dict.fromkeys(("false", "no", "khong", "0"), False),
}
_WHOLE = frozenset({"headers", "rewrite"})
"""Mappings whose keys are the writer's own: one cell holds them as JSON."""


def slug(text: str) -> str:
    """An id made of free text: `Đường chính` gives `duong-chinh`. What is an id already comes back as it is."""
    if _ID.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFD", text.strip().lower().replace("đ", "d"))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9._]+", "-", plain).strip("-._")


def word(column: str, text: str) -> str:
    """The inventory's word for a choice that the sheet may say in Vietnamese; anything else comes back as it is."""
    return _WORDS.get(column, {}).get(slug(text), text)


def text_of_cell(value: object) -> str:
    """What a spreadsheet's cell says, as one would read it on the screen."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFC", str(value)).strip()


def iso_day(text: str) -> str:
    """`31/12/2027` and `31/12/2027 07:30` (or `7h30`) as ISO; other text as it is."""
    match = _DAY.fullmatch(text)
    if match is None:
        return text
    day, month, year, hour, minute = match.groups()
    return f"{year}-{int(month):02d}-{int(day):02d}" + (f" {int(hour):02d}:{minute}" if hour else "")


def value_of(form: str, text: str) -> Any:
    """What a cell of this form means. What does not read as its form stays text, for the inventory's own check to refuse."""
    if form == "number":
        return _number(text)
    if form == "several":
        return several(text)
    if form == "numbers":
        return [_number(item) for item in several(text)]
    if form == "flag":
        return _FLAGS.get(slug(text), text)
    if form == "json":
        try:
            return json.loads(text)
        except ValueError:
            return text
    if form == "id":
        return slug(text) or text
    if form == "day":  # a cell that shows a day may hold a time as well
        return re.sub(r"^(\d{4}-\d\d-\d\d) \d\d:\d\d$", r"\1", iso_day(text))
    return iso_day(text) if form == "moment" else text


def nested(flat_values: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted columns as a nested mapping; `flat` backwards. A column that is also another's prefix keeps its own value."""
    whole: dict[str, Any] = {}
    for name, value in sorted(flat_values.items(), key=lambda item: item[0].count(".")):
        *above, key = name.split(".")
        holder = whole
        for part in above:
            below = holder.setdefault(part, {})
            if not isinstance(below, dict):
                break
            holder = below
        else:
            holder[key] = value
    return whole


def _number(text: str) -> Any:
    plain = text.replace(",", ".") if re.fullmatch(r"-?\d+,\d+", text) else text
    if re.fullmatch(r"-?\d{1,15}", plain):
        return int(plain)
    return float(plain) if re.fullmatch(r"-?\d{1,15}\.\d{1,15}", plain) else text


def several(text: str) -> list[str]:
    """The items of a cell that holds several: a JSON list, or words with semicolons between them."""
    if text.startswith("["):
        try:
            items = json.loads(text)
        except ValueError:
            return [text]
        if isinstance(items, list):
            return [str(item) for item in items]
    return [item.strip() for item in text.split(";") if item.strip()]


def joined(items: list[Any]) -> str:
    """`several` backwards."""
    words = [str(item) for item in items]
    if any(";" in item or item != item.strip() or not item or item.startswith("[") for item in words):
        return json.dumps(words, ensure_ascii=False)
    return "; ".join(words)


def flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """A nested mapping as dotted columns: `{"expect": {"status": [200]}}` gives `{"expect.status": "200"}`."""
    cells: dict[str, str] = {}
    for name, item in value.items():
        key = prefix + name
        if isinstance(item, Mapping) and name not in _WHOLE:
            cells |= flat(item, key + ".")
        elif isinstance(item, Mapping):
            cells[key] = json.dumps(dict(item), ensure_ascii=False, sort_keys=True) if item else ""
        elif isinstance(item, list | tuple) and any(isinstance(each, Mapping) for each in item):
            cells[key] = json.dumps(item, ensure_ascii=False, sort_keys=True)
        elif isinstance(item, list | tuple):
            cells[key] = joined(list(item))
        elif item is not None:
            cells[key] = text_of_cell(item)
    return {key: cell for key, cell in cells.items() if cell != ""}
