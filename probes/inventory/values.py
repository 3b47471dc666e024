"""The small checked values an inventory is made of: codes, ids, durations, ratios, addresses.

Each refuses with a sentence in both languages; `faults` puts file and line before it.
"""

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_ID = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9])?")

IPAddress = IPv4Address | IPv6Address


def refuse(vi: str, en: str) -> PydanticCustomError:
    """The error a validator raises: what is allowed, in both languages. Braces are taken literally."""
    return PydanticCustomError("refused", "{en}", {"vi": vi, "en": en})


def _code(digits: int) -> Any:
    def check(value: object) -> str:
        if isinstance(value, str) and len(value) == digits and value.isascii() and value.isdigit():
            return value
        raise refuse(
            f'phải là {digits} chữ số đặt trong dấu ngoặc kép, ví dụ "{"03405"[:digits]}"',
            f'must be {digits} digits in quotes, such as "{"03405"[:digits]}"',
        )

    return check


def _id(value: object) -> str:
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    raise refuse(
        "phải gồm 1-64 ký tự a-z, 0-9, dấu chấm, gạch dưới hoặc gạch nối, bắt đầu và kết thúc bằng chữ hoặc số",
        "must be 1-64 characters of a-z, 0-9, dot, underscore or hyphen, beginning and ending with a letter or digit",
    )


def _name(value: object) -> str:
    if isinstance(value, str) and value.strip() and len(value) <= 200 and value.isprintable():
        return unicodedata.normalize("NFC", value.strip())
    raise refuse("phải là một dòng chữ, 1-200 ký tự", "must be one line of text, 1-200 characters")


def seconds_of(value: object) -> float:
    """Seconds of a duration written as in Prometheus: `200ms`, `15s`, `5m`, `1h30m`. Raises when it is not one."""
    if isinstance(value, str):
        parts = _DURATION.findall(value)
        if parts and "".join(number + unit for number, unit in parts) == value:
            seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
            if seconds > 0:
                return seconds
    raise refuse(
        "phải là khoảng thời gian lớn hơn 0 như 200ms, 15s, 5m, 1h hoặc 7d",
        "must be a duration above zero such as 200ms, 15s, 5m, 1h or 7d",
    )


def _ratio(value: object) -> float:
    number: float | None = None
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?%", value):
        number = float(value[:-1]) / 100
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
    if number is not None and 0 <= number <= 1:
        return number
    raise refuse(
        "phải là tỷ lệ từ 0 đến 1, hoặc từ 0% đến 100%", "must be a ratio from 0 to 1, or from 0% to 100%"
    )


def _address(value: object) -> IPAddress:
    if isinstance(value, IPv4Address | IPv6Address):
        return value
    if isinstance(value, str):
        try:
            return ip_address(value)
        except ValueError:
            pass
    raise refuse(
        "phải là địa chỉ IPv4 hoặc IPv6, không phải tên miền", "must be an IPv4 or IPv6 address, not a name"
    )


ProvinceCode = Annotated[str, BeforeValidator(_code(2))]
CommuneCode = Annotated[str, BeforeValidator(_code(5))]
Id = Annotated[str, BeforeValidator(_id)]
Name = Annotated[str, BeforeValidator(_name)]
Seconds = Annotated[float, BeforeValidator(seconds_of)]
Ratio = Annotated[float, BeforeValidator(_ratio)]
Address = Annotated[IPAddress, BeforeValidator(_address)]
