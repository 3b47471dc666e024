"""What may be said of planned work: whoever says it, an inventory or somebody on call, is held to the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from probes.inventory.calendar import Maintenance
from probes.inventory.model import Commune
from probes.inventory.values import VIETNAM
from probes.inventory.working_days import WorkingDays
from probes.language import Text

NOTICE_WORKING_DAYS = 7
"""Between the day maintenance is announced and the day it begins: Decree 224/2026 art. 13."""

SECTIONS = {
    "province": "provinces",
    "commune": "communes",
    "isp": "isps",
    "upstream": "upstreams",
    "service": "services",
    "authority": "authorities",
}
"""What a window may cover, and where that is declared."""

_OF_LINES = ("province", "commune", "site", "link", "isp", "upstream")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with a window. field: the key that says so, None: the whole of it.

    refused: the value there is not what `text` says it must be; else the place itself lacks what `text` says.
    """

    field: str | None
    text: Text
    refused: bool = False


class Known(Protocol):
    """What a window may name."""

    @property
    def communes(self) -> Iterable[Commune]:
        """Every sound commune."""
        ...

    def unknown(self, section: str, name: str) -> Text | None:
        """What to say when `section` does not define `name`; None when it does, or may."""
        ...


def wrongs(said: Maintenance, known: Known, working_days: WorkingDays) -> Iterator[Wrong]:
    """All that is wrong with a window that is sound in each of its values."""
    yield from _of_names(said, known)
    yield from _of_scope(said)
    yield from _of_times(said)
    yield from _of_lines(said, known)
    yield from _of_notice(said, known, working_days)


def _of_names(said: Maintenance, known: Known) -> Iterator[Wrong]:
    for name, section in SECTIONS.items():
        value = getattr(said, name)
        if value is not None and (text := known.unknown(section, value)) is not None:
            yield Wrong(name, text, refused=True)


def _of_scope(said: Maintenance) -> Iterator[Wrong]:
    of_lines = [name for name in _OF_LINES if getattr(said, name) is not None]
    shared = [name for name in ("service", "authority") if getattr(said, name) is not None]
    if not of_lines and not shared:
        yield Wrong(None, _COVERS_NOTHING)
    elif (of_lines and shared) or len(shared) > 1:
        yield Wrong(shared[-1], _COVERS_TWO)
    if said.site is not None and said.commune is None:
        yield Wrong("site", _SITE_OF)
    if said.link is not None and said.site is None:
        yield Wrong("link", _LINK_OF)


def _of_times(said: Maintenance) -> Iterator[Wrong]:
    if said.start is not None and said.end is not None and said.end <= said.start:
        yield Wrong("end", ENDS_FIRST, refused=True)
    if said.days and said.day_of_month is not None:
        yield Wrong("day_of_month", _WEEKLY_OR_MONTHLY)
    recurs = bool(said.days) or said.day_of_month is not None
    if recurs and not said.times:
        yield Wrong(None, _NO_TIMES)
    elif said.times and not recurs:
        yield Wrong("times", _NO_DAYS)
    elif not recurs and (said.start is None or said.end is None):
        yield Wrong(None, _NO_END)


def _of_lines(said: Maintenance, known: Known) -> Iterator[Wrong]:
    """Its site and line must be those of its commune."""
    if said.site is None or (commune := _commune(said, known)) is None:
        return
    site = next((each for each in commune.sites if each.id == said.site), None)
    if site is None:
        ids = ", ".join(each.id for each in commune.sites)
        yield Wrong("site", _NO_SITE.format(known=ids), refused=True)
    elif said.link is not None and said.link not in (ids_ := [link.id for link in site.links]):
        yield Wrong("link", _NO_LINK.format(known=", ".join(ids_)), refused=True)


def _of_notice(said: Maintenance, known: Known, working_days: WorkingDays) -> Iterator[Wrong]:
    if said.force_majeure is not None:
        return
    if said.announced is None:
        yield Wrong(None, _NOT_ANNOUNCED)
    elif said.start is None:
        if said.times:  # what happens once lacks more than this, and was told
            yield Wrong(None, _FROM_WHEN)
    else:
        begins = said.start.astimezone(VIETNAM).date()
        commune = _commune(said, known)
        province = said.province or ("" if commune is None else commune.province)
        notice = _whole_days(province, said.announced, begins, working_days)
        if notice < NOTICE_WORKING_DAYS:
            late = _TOO_LATE.format(days=notice, begins=f"{begins:%d/%m/%Y}")
            yield Wrong("announced", late, refused=True)


def _commune(said: Maintenance, known: Known) -> Commune | None:
    if said.commune is None:
        return None
    return next((each for each in known.communes if each.code == said.commune), None)


def _whole_days(province: str, announced: date, begins: date, working_days: WorkingDays) -> int:
    """Neither the day it is announced nor the one it begins counts."""
    last = working_days.is_working_day(province, begins)
    return max(0, working_days.between(province, announced, begins) - last)


ENDS_FIRST = Text("phải sau start", "must be after start")
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
