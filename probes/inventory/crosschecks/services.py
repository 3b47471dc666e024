"""Services: probed by somebody, for communes and teams that exist, with expectations that can be met."""

import re
from collections.abc import Iterator
from pathlib import Path

from probes.inventory.crosschecks.files import missing_file
from probes.inventory.crosschecks.names import TWICE
from probes.inventory.draft import Draft, Entry, doubles
from probes.inventory.faults import Fault
from probes.inventory.model import HttpCheck, Service, check_id
from probes.inventory.places import carries_secret
from probes.language import Text


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with services."""
    for service in draft.services:
        yield from _known_to_the_rest(draft, service)
        yield from _checks(service)
        for index, check in enumerate(service.value.checks):
            if isinstance(check, HttpCheck):
                yield from _http(service, index, check)


def _known_to_the_rest(draft: Draft, service: Entry[Service]) -> Iterator[Fault]:
    if service.value.id == "witness":
        yield service.refuses(_RESERVED, "id")
    if service.value.team is not None and (text := draft.unknown("teams", service.value.team)) is not None:
        yield service.refuses(text, "team")
    for index, code in enumerate(service.value.provinces):
        if (text := draft.unknown("provinces", code)) is not None:
            yield service.refuses(text, "provinces", index)


def _checks(service: Entry[Service]) -> Iterator[Fault]:
    checks = service.value.checks
    if not checks:
        yield service.lacks(_NO_CHECKS)
    for later, first in doubles((check_id(check), index) for index, check in enumerate(checks)):
        place = service.place("checks", first)
        if checks[later].id is None:
            yield service.lacks(_NEEDS_ID.format(id=check_id(checks[later]), place=place), "checks", later)
        else:
            yield service.refuses(TWICE.format(place=place), "checks", later, "id")


def _http(service: Entry[Service], index: int, check: HttpCheck) -> Iterator[Fault]:
    at = ("checks", index)
    expect = check.expect
    for key, pattern in (("body", expect.body), ("body_absent", expect.body_absent)):
        if pattern is not None and not _compiles(pattern):
            yield service.refuses(_NOT_A_PATTERN, *at, "expect", key)
        elif pattern is not None and check.method == "HEAD":
            yield service.lacks(_HEAD_HAS_NO_BODY, *at, "expect", key)
    for name, pattern in expect.headers.items():
        if not _compiles(pattern):
            yield service.refuses(_NOT_A_PATTERN, *at, "expect", "headers", name)
    if (
        check.trust is not None
        and not Path(check.trust).is_dir()
        and (text := missing_file(check.trust)) is not None
    ):
        yield service.refuses(text, *at, "trust")
    if carries_secret(check.url):
        yield service.refuses(SECRET_IN_URL, *at, "url")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


_RESERVED = Text(
    "không đặt id này: chương trình dùng cho các điểm làm chứng",
    "this id is taken: the program uses it for the witnesses",
)
_NO_CHECKS = Text(
    "dịch vụ chưa có phép kiểm tra nào: hãy khai báo ít nhất một mục trong checks",
    "nothing probes this service: give it at least one entry in checks",
)
_NEEDS_ID = Text(
    "cần có id riêng: {place} cũng mang tên {id}",
    "needs an id of its own: {place} is called {id} too",
)
_NOT_A_PATTERN = Text(
    "phải là biểu thức chính quy đúng cú pháp của Python", "must be a valid regular expression of Python's"
)
_HEAD_HAS_NO_BODY = Text(
    "method HEAD không nhận nội dung trang: hãy dùng GET, hoặc bỏ điều kiện này",
    "HEAD gets no body: use GET, or drop this expectation",
)
SECRET_IN_URL = Text(
    "địa chỉ không được mang mật khẩu, token hay khóa bí mật",
    "an address may not carry a password, token or secret key",
)
