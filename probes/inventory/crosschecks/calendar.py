"""Reception hours, days off and planned maintenance: of places that exist, in an order that time can have."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from probes.inventory.calendar import Maintenance
from probes.inventory.draft import Draft, Entry, doubles
from probes.inventory.faults import Fault
from probes.inventory.values import VIETNAM
from probes.inventory.working_days import WorkingDays
from probes.language import Text

NOTICE_WORKING_DAYS = 7
"""Between the day maintenance is announced and the day it begins: Decree 224/2026 art. 13."""

_OF_LINES = ("province", "commune", "site", "link", "isp", "upstream")
_SECTIONS = {
    "province": "provinces",
    "commune": "communes",
    "isp": "isps",
    "upstream": "upstreams",
    "service": "services",
    "authority": "authorities",
}


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with hours, days and maintenance."""
    for hours in draft.hours:
        yield from _of_place(draft, hours)
    for extra in draft.extra_hours:
        yield from _of_place(draft, extra)
        if extra.value.end < extra.value.start:
            yield extra.refuses(_ENDS_FIRST, "end")
    for special in draft.days:
        yield from _unknown(draft, special, "province")
    days = (((special.value.province, special.value.day), special) for special in draft.days)
    for later, first in doubles(days):
        yield later.refuses(_DAY_TWICE.format(place=first.place()), "day")
    working_days = WorkingDays(special.value for special in draft.days)
    for window in draft.maintenance:
        yield from _unknown(draft, window, *_SECTIONS)
        yield from _of_window(window)
        yield from _of_lines(draft, window)
        yield from _of_notice(draft, window, working_days)


def _of_place(draft: Draft, entry: Entry[Any]) -> Iterator[Fault]:
    yield from _unknown(draft, entry, "province", "commune")
    if entry.value.province is not None and entry.value.commune is not None:
        yield entry.lacks(_ONE_PLACE, "commune")


def _of_window(window: Entry[Maintenance]) -> Iterator[Fault]:
    said = window.value
    of_lines = [name for name in _OF_LINES if getattr(said, name) is not None]
    shared = [name for name in ("service", "authority") if getattr(said, name) is not None]
    if not of_lines and not shared:
        yield window.lacks(_COVERS_NOTHING)
    elif (of_lines and shared) or len(shared) > 1:
        yield window.lacks(_COVERS_TWO, shared[-1])
    if said.site is not None and said.commune is None:
        yield window.lacks(_SITE_OF, "site")
    if said.link is not None and said.site is None:
        yield window.lacks(_LINK_OF, "link")
    if said.start is not None and said.end is not None and said.end <= said.start:
        yield window.refuses(_ENDS_FIRST, "end")
    if said.days and said.day_of_month is not None:
        yield window.lacks(_WEEKLY_OR_MONTHLY, "day_of_month")
    recurs = bool(said.days) or said.day_of_month is not None
    if recurs and not said.times:
        yield window.lacks(_NO_TIMES)
    elif said.times and not recurs:
        yield window.lacks(_NO_DAYS, "times")
    elif not recurs and (said.start is None or said.end is None):
        yield window.lacks(_NO_END)


def _of_lines(draft: Draft, window: Entry[Maintenance]) -> Iterator[Fault]:
    """Its site and line must be those of its commune."""
    said = window.value
    commune = next((each.value for each in draft.communes if each.value.code == said.commune), None)
    if commune is None or said.site is None:
        return
    site = next((each for each in commune.sites if each.id == said.site), None)
    if site is None:
        yield window.refuses(_NO_SITE.format(known=", ".join(each.id for each in commune.sites)), "site")
    elif said.link is not None and said.link not in (ids := [link.id for link in site.links]):
        yield window.refuses(_NO_LINK.format(known=", ".join(ids)), "link")


def _of_notice(draft: Draft, window: Entry[Maintenance], working_days: WorkingDays) -> Iterator[Fault]:
    said = window.value
    if said.force_majeure is not None:
        return
    if said.announced is None:
        yield window.lacks(_NOT_ANNOUNCED)
    elif said.start is None:
        if said.times:  # what happens once lacks more than this, and was told
            yield window.lacks(_FROM_WHEN)
    else:
        begins = said.start.astimezone(VIETNAM).date()
        province = next(
            (each.value.province for each in draft.communes if each.value.code == said.commune), None
        )
        notice = _whole_days(said.province or province or "", said.announced, begins, working_days)
        if notice < NOTICE_WORKING_DAYS:
            yield window.refuses(_TOO_LATE.format(days=notice, begins=f"{begins:%d/%m/%Y}"), "announced")


def _whole_days(province: str, announced: date, begins: date, working_days: WorkingDays) -> int:
    """Neither the day it is announced nor the one it begins counts."""
    last = working_days.is_working_day(province, begins)
    return max(0, working_days.between(province, announced, begins) - last)


def _unknown(draft: Draft, entry: Entry[Any], *names: str) -> Iterator[Fault]:
    for name in names:
        said = getattr(entry.value, name)
        if said is not None and (text := draft.unknown(_SECTIONS[name], said)) is not None:
            yield entry.refuses(text, name)


_ENDS_FIRST = Text("phải sau start", "must be after start")
_ONE_PLACE = Text("chỉ ghi province hoặc commune, không ghi cả hai", "name a province or a commune, not both")
_DAY_TWICE = Text("ngày này đã khai báo ở {place}", "this day is already defined at {place}")
_COVERS_NOTHING = Text(
    "phải nêu phạm vi bảo trì: một hoặc nhiều trong province, commune, site, link, isp, upstream; hoặc service; hoặc authority",
    "must say what it covers: one or more of province, commune, site, link, isp, upstream; or service; or authority",
)
_COVERS_TWO = Text(
    "dịch vụ, tổ chức chứng thực và đường truyền: mỗi loại một mục bảo trì riêng",
    "services, authorities and lines each take a window of their own",
)
_SITE_OF = Text("phải kèm commune của điểm này", "takes the commune that the site belongs to")
_LINK_OF = Text(
    "phải kèm commune và site của đường này", "takes the commune and the site that the line belongs to"
)
_NO_SITE = Text("phải là một điểm của xã này: {known}", "must be a site of this commune: {known}")
_NO_LINK = Text("phải là một đường của điểm này: {known}", "must be a line of this site: {known}")
_FROM_WHEN = Text(
    "bảo trì lặp lại phải có start: bắt đầu áp dụng từ lúc nào, sau ngày thông báo ít nhất 7 ngày làm việc",
    "what recurs must have start: from when it holds, at least 7 working days after it was announced",
)
_WEEKLY_OR_MONTHLY = Text(
    "chỉ ghi days (hằng tuần) hoặc day_of_month (hằng tháng)",
    "say days (every week) or day_of_month (every month), not both",
)
_NO_TIMES = Text(
    'bảo trì lặp lại phải có times, ví dụ ["22:00-23:30"]',
    'what recurs must have times, such as ["22:00-23:30"]',
)
_NO_DAYS = Text(
    "times chỉ dùng cùng days hoặc day_of_month; một lần thì ghi start và end",
    "times go with days or day_of_month; what happens once has start and end",
)
_NO_END = Text(
    "bảo trì một lần phải có start và end (thời gian dự kiến phục hồi); lặp lại thì ghi days hoặc day_of_month, và times",
    "what happens once must have start and end (when service is expected back); what recurs has days or day_of_month, and times",
)
_NOT_ANNOUNCED = Text(
    "phải ghi announced (ngày thông báo, trước ít nhất 7 ngày làm việc: NĐ 224/2026, Điều 13), hoặc force_majeure nêu lý do bất khả kháng",
    "must have announced (the day it was announced, at least 7 working days ahead: Decree 224/2026 art. 13), or the reason in force_majeure",
)
_TOO_LATE = Text(
    "phải trước ngày bắt đầu ({begins}) ít nhất 7 ngày làm việc, mới có {days} (NĐ 224/2026, Điều 13); bất khả kháng thì nêu lý do ở force_majeure",
    "must be at least 7 working days before the start ({begins}), there are {days} (Decree 224/2026 art. 13); if it could not be, give the reason in force_majeure",
)
