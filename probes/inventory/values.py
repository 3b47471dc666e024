"""The small checked values an inventory is made of: codes, ids, durations, ratios, addresses, moments.

Each refuses with a sentence in both languages; `wording` puts the place before it, `faults` file and line.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo
from pydantic_core import PydanticCustomError

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

_BROADCAST = IPv4Address("255.255.255.255")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST_SECONDS = 3660 * 86400.0
_ID = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9])?")
_HOST = re.compile(r"[^\s/?#@\[\]\x00-\x1f\x7f]{1,253}")
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HOST_PORT = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@\[\]:]+):(\d{1,5})")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_URL = re.compile(r"https?://[^/\s?#@]+(?:/\S*)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_TIME = re.compile(r"(\d\d):(\d\d)")
_SEASON = re.compile(r"(\d\d)-(\d\d)/(\d\d)-(\d\d)")
_LEAP_YEAR = 2028
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?")


def refuse(vi: str, en: str) -> PydanticCustomError:
    """The error a validator raises: what is allowed, in both languages. Braces are taken literally."""
    return PydanticCustomError("refused", "{en}", {"vi": vi, "en": en})


def _code(digits: int, value: object) -> str:
    if isinstance(value, str) and len(value) == digits and value.isascii() and value.isdigit():
        return value
    example = "03405"[:digits]
    if isinstance(value, str):
        raise refuse(
            f'phải là {digits} chữ số, ví dụ "{example}"', f'must be {digits} digits, such as "{example}"'
        )
    raise refuse(
        f'phải là {digits} chữ số đặt trong dấu ngoặc kép, ví dụ "{example}"',
        f'must be {digits} digits in quotes, such as "{example}"',
    )


def _id(value: object) -> str:
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    _refuse_unquoted(value)
    raise refuse(
        "phải gồm 1-64 ký tự a-z, 0-9, dấu chấm, gạch dưới hoặc gạch nối, bắt đầu và kết thúc bằng chữ hoặc số",
        "must be 1-64 characters of a-z, 0-9, dot, underscore or hyphen, beginning and ending with a letter or digit",
    )


def _name(value: object) -> str:
    if isinstance(value, str):
        line = unicodedata.normalize("NFC", value.replace("\xa0", " ").strip())
        if line and len(line) <= 200 and line.isprintable():
            return line
    _refuse_unquoted(value)
    raise refuse("phải là một dòng chữ, 1-200 ký tự", "must be one line of text, 1-200 characters")


def _refuse_unquoted(value: object) -> None:
    if isinstance(value, int | float):
        raise refuse("phải là chữ: hãy đặt trong dấu ngoặc kép", "must be text: put it in quotes")


def seconds_of(value: object) -> float:
    """Seconds of a duration written as in Prometheus: `200ms`, `15s`, `5m`, `1h30m`. Raises when it is not one."""
    if isinstance(value, str):
        parts = _DURATION.findall(value)
        if parts and "".join(number + unit for number, unit in parts) == value:
            seconds: float = sum(float(number) * _SECONDS[unit] for number, unit in parts)
            if 0 < seconds <= _LONGEST_SECONDS:
                return seconds
    raise refuse(
        "phải là khoảng thời gian lớn hơn 0 và không quá 3660d, như 200ms, 15s, 5m, 1h hoặc 7d",
        "must be a duration above zero and at most 3660d, such as 200ms, 15s, 5m, 1h or 7d",
    )


def text_of_seconds(seconds: float) -> str:
    """A duration as `seconds_of` reads it, in the largest unit that says it in whole numbers."""
    milliseconds = round(seconds * 1000)
    for unit in ("d", "h", "m", "s"):
        if milliseconds % round(_SECONDS[unit] * 1000) == 0:
            return f"{milliseconds // round(_SECONDS[unit] * 1000)}{unit}"
    return f"{milliseconds}ms" if abs(milliseconds / 1000 - seconds) < 1e-9 else f"{seconds:.12f}s"


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
    found: IPAddress | None = None
    if isinstance(value, str):
        with suppress(ValueError):
            found = ip_address(value)
    if found is not None:
        return _of_one_machine(found)
    raise refuse(
        "phải là địa chỉ IPv4 hoặc IPv6, không phải tên miền", "must be an IPv4 or IPv6 address, not a name"
    )


def _network(value: object) -> IPNetwork:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    if isinstance(value, str):
        with suppress(ValueError):
            network = ip_network(value)
            if network.prefixlen > 0:  # all there is: that would switch the guard off
                return network
    raise refuse(
        "phải là một mạng, ví dụ 10.0.0.0/8 hoặc 2001:db8::/32 (các bit sau phần mạng bằng 0; không nhận /0)",
        "must be a network such as 10.0.0.0/8 or 2001:db8::/32 (with no bits behind its prefix, and not /0)",
    )


def _of_one_machine(address: IPAddress) -> IPAddress:
    """The address as one machine has it; ::ffff:10.0.0.1 is 10.0.0.1. Raises for what none can have."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_unspecified or address.is_multicast or address == _BROADCAST:
        raise refuse(
            "phải là địa chỉ của một thiết bị, không phải địa chỉ trống, quảng bá hay multicast",
            "must be the address of one device, not the unspecified, broadcast or a multicast one",
        )
    return address


def _host(value: object) -> str:
    if isinstance(value, str) and _HOST.fullmatch(value):
        return value
    raise refuse(
        "phải là một tên máy hoặc địa chỉ, không kèm http://, cổng hay đường dẫn",
        "must be a host name or an address, without http://, port or path",
    )


def _host_port(value: object) -> str:
    if isinstance(value, str) and (found := _HOST_PORT.fullmatch(value)) and int(found[1]) <= 65535:
        return value
    raise refuse(
        'phải có dạng địa_chỉ:cổng, ví dụ "127.0.0.1:9740" hoặc "[::1]:9740", cổng từ 0 đến 65535',
        'must be address:port, such as "127.0.0.1:9740" or "[::1]:9740", with a port from 0 to 65535',
    )


def _mail_address(value: object) -> str:
    if isinstance(value, str) and len(value) <= 200 and _MAIL_ADDRESS.fullmatch(value):
        return value
    raise refuse(
        "phải là một địa chỉ thư điện tử, chữ không dấu, không kèm tên gọi, ví dụ ubnd.phuxuan@hue.example",
        "must be one e-mail address in ASCII without a name beside it, such as office@hue.example",
    )


def _header(value: object) -> str:
    if isinstance(value, str) and _HEADER.fullmatch(value):
        return value
    raise refuse(
        "tên trường tiêu đề HTTP chỉ gồm chữ không dấu, chữ số và gạch nối",
        "an HTTP header's name has only ASCII letters, digits and hyphens",
    )


def _url(value: object) -> str:
    if isinstance(value, str) and len(value) <= 2000 and _URL.fullmatch(value) and _has_sane_authority(value):
        return value
    raise refuse(
        "phải là địa chỉ http:// hoặc https:// (dài tối đa 2000 ký tự), không kèm tên đăng nhập và mật khẩu",
        "must be an http:// or https:// address (at most 2000 characters) without user name and password",
    )


def _has_sane_authority(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is not one, a bracket left open
        return False


def _file_name(value: object) -> str:
    if isinstance(value, str) and value.strip() and value.isprintable():
        return value
    _refuse_unquoted(value)
    raise refuse("phải là tên một tệp", "must be the name of a file")


def _from_folder(value: object, info: ValidationInfo) -> object:
    return (
        str((info.context or {}).get("folder", Path()) / value) if isinstance(value, str) and value else value
    )


def _day(value: object) -> date:
    if isinstance(value, datetime):
        if value.time() == time():  # as spreadsheets keep dates
            return value.date()
    elif isinstance(value, date):
        return value
    elif isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:  # 30 February
            pass
    raise refuse(
        "phải là một ngày có thật, viết năm-tháng-ngày, ví dụ 2027-01-31",
        "must be a real day written year-month-day, such as 2027-01-31",
    )


def _moment(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else None
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        with suppress(ValueError):  # 24:61
            moment = datetime.fromisoformat(value)
    if moment is None:
        raise refuse(
            'phải là ngày và giờ có thật, ví dụ "2026-11-24 07:00" (giờ Việt Nam nếu không ghi múi giờ)',
            'must be a real date and time, such as "2026-11-24 07:00" (Vietnam time unless a zone is given)',
        )
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=VIETNAM)


def _span(value: object) -> tuple[int, int]:
    if isinstance(value, str) and (found := _SPAN.fullmatch(value)):
        hours = [int(part) for part in found.groups()]
        begin, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if hours[1] < 60 and hours[3] < 60 and begin < end <= 24 * 60:
            return begin, end
    raise refuse(
        'phải là khoảng giờ trong một ngày, ví dụ "07:30-11:30" (giờ đầu trước giờ cuối, muộn nhất 24:00)',
        'must be hours of one day, such as "07:30-11:30" (the first before the second, at most 24:00)',
    )


def _time(value: object) -> int:
    if isinstance(value, str) and (found := _TIME.fullmatch(value)):
        hours, minutes = (int(part) for part in found.groups())
        if hours < 24 and minutes < 60:
            return hours * 60 + minutes
    raise refuse(
        'phải là giờ trong ngày, ví dụ "17:30"',
        'must be a time of day, such as "17:30"',
    )


def text_of_time(minutes: int) -> str:
    """A time of day, in minutes after midnight, as `HH:MM`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _text_of_span(span: tuple[int, int]) -> str:
    return "-".join(text_of_time(minutes) for minutes in span)


def _season(value: object) -> tuple[tuple[int, int], tuple[int, int]]:
    if isinstance(value, str) and (found := _SEASON.fullmatch(value)):
        month, day, last_month, last_day = (int(part) for part in found.groups())
        with suppress(ValueError):  # no such day
            date(_LEAP_YEAR, month, day)
            date(_LEAP_YEAR, last_month, last_day)
            return (month, day), (last_month, last_day)
    raise refuse(
        'phải là mùa viết tháng-ngày/tháng-ngày, ví dụ "04-01/09-30" (tính cả hai ngày; được vắt qua năm mới)',
        'must be a season written month-day/month-day, such as "04-01/09-30" (both included; it may span New Year)',
    )


def _text_of_season(season: tuple[tuple[int, int], tuple[int, int]]) -> str:
    return "/".join(f"{month:02d}-{day:02d}" for month, day in season)


def whole(least: int, most: int) -> Any:
    """The limits of a whole number. Strict: neither "5" nor yes is one."""
    return Field(strict=True, ge=least, le=most)


ProvinceCode = Annotated[str, BeforeValidator(partial(_code, 2))]
CommuneCode = Annotated[str, BeforeValidator(partial(_code, 5))]
Id = Annotated[str, BeforeValidator(_id)]
Name = Annotated[str, BeforeValidator(_name)]
Seconds = Annotated[float, BeforeValidator(seconds_of), PlainSerializer(text_of_seconds, when_used="json")]
Ratio = Annotated[float, BeforeValidator(_ratio)]
Address = Annotated[IPAddress, BeforeValidator(_address)]
Network = Annotated[IPNetwork, BeforeValidator(_network)]
Host = Annotated[str, BeforeValidator(_host)]
HostPort = Annotated[str, BeforeValidator(_host_port)]
MailAddress = Annotated[str, BeforeValidator(_mail_address)]
Header = Annotated[str, BeforeValidator(_header)]
Url = Annotated[str, BeforeValidator(_url)]
FileName = Annotated[str, BeforeValidator(_file_name)]
Place = Annotated[FileName, BeforeValidator(_from_folder)]
"""A file or folder; a relative name starts from the folder of its configuration, the validation context's `folder`."""
Day = Annotated[date, BeforeValidator(_day)]
Span = Annotated[tuple[int, int], BeforeValidator(_span), PlainSerializer(_text_of_span, when_used="json")]
"""Hours of a day, in minutes after midnight: the first included, the last not."""
TimeOfDay = Annotated[int, BeforeValidator(_time), PlainSerializer(text_of_time, when_used="json")]
"""In minutes after midnight."""
Season = Annotated[
    tuple[tuple[int, int], tuple[int, int]],
    BeforeValidator(_season),
    PlainSerializer(_text_of_season, when_used="json"),
]
"""Part of every year: first and last (month, day), both included; the last may come in the year after."""
Moment = Annotated[datetime, BeforeValidator(_moment)]
Port = Annotated[int, whole(1, 65535)]
Flag = Annotated[bool, Field(strict=True)]
Words = Annotated[str, Field(min_length=1, max_length=500)]
