"""What an incident of a commune's lines was, as its agent saw it: learnt after the fact, and told beside the incident.

It opens, closes and pages nothing, and changes no incident. It speaks only where what it says explains at least half of the incident.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alerts.cause import SHARED_LINE_CAUSES, Cause
from alerts.incident import Incident
from alerts.inside.journal import PING_GAP_SECONDS, SERVICE_GAP_SECONDS, Run, SiteJournal
from alerts.spans import Span, Spans, seconds, shared, union, without
from alerts.times import clock_time
from probes.inventory.model import Commune, Inventory, SiteKind
from probes.language import Text

CORRECTED = frozenset(
    {
        *SHARED_LINE_CAUSES,
        Cause.LINE_DOWN,
        Cause.BACKUP_AVAILABLE,
        Cause.LINE_PARTLY_DOWN,
        Cause.LINE_FLAPPING,
        Cause.AGENT_SILENT,
        Cause.SATELLITE_DOWN,
    }
)
"""The causes of which somebody inside can say more. Loss and delay are measured, and need no second opinion."""

READ_BEFORE_SECONDS = 3600.0
"""What is known of so long before an incident is needed to judge it."""

_DARK_SECONDS = PING_GAP_SECONDS + 60.0
"""A machine that was not seen for less may have been started again by somebody who was asked to."""

_BEFORE_SECONDS, _AFTER_SECONDS = 900.0, 60.0
"""How far from an incident's beginning the router's last answer may lie for the darkness after it to be what it was: a hub that
waits for an agent says so late."""


_BOOTED_LATE_SECONDS = 900.0
"""A router comes back with the power, an office's computer when somebody switches it on."""


class Found(StrEnum):
    """What it was. The value is part of the API: never renamed.

    HUB_UNREACHED: the router answered, the hub did not, and the hub says that the line did. HUB_ONLY: other systems outside
    answered too. FINE: the hub answered the agent all the while.
    """

    POWER = "power"
    LAN = "lan"
    LINE = "line"
    HUB_UNREACHED = "hub_unreached"
    HUB_ONLY = "hub_only"
    FINE = "fine"

    @property
    def label(self) -> Text:
        """In few words, for a column."""
        return _NAMES[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an agent's looks make of an incident. since, until: from when to when they say so; learnt: when the last of them
    came, None where they came as they happened. Unix seconds."""

    found: Found
    since: float
    until: float
    sentence: Text
    learnt: float | None = None


def corrected(
    incident: Incident, commune: Commune, inside: Mapping[str, SiteJournal], struck: Span
) -> Correction | None:
    """What is known from inside a commune of an incident that struck it; None where nothing is.

    struck: from when to when, to now while it lasts; unix seconds. inside: what `read_inside` gave for it and READ_BEFORE_SECONDS
    before it.
    """
    if incident.cause not in CORRECTED:
        return None
    site = incident.ids.get("site")
    for one in commune.sites:
        key = f"{commune.code}/{one.id}"
        wanted = one.id == site if site is not None else one.kind is SiteKind.CENTRE
        if wanted and key in inside:
            found = _found(incident.cause, key, inside[key], struck)
            if found is not None:
                return found
    return None


def corrections(
    incidents: Iterable[Incident], inventory: Inventory, inside: Mapping[str, SiteJournal], now: float
) -> Mapping[str, Correction]:
    """By code, what the incidents of single communes were; those of which nothing is known are left out. now: unix seconds."""
    communes = {commune.code: commune for commune in inventory.communes}
    found: dict[str, Correction] = {}
    for incident in incidents:
        commune = communes.get(incident.ids.get("commune", ""))
        if commune is not None:
            struck = incident.since, now if incident.closed is None else min(now, incident.closed)
            correction = corrected(incident, commune, inside, struck)
            if correction is not None:
                found[incident.code] = correction
    return found


def failing(runs: Iterable[Run]) -> Spans:
    """When looks failed."""
    return union((run.began, run.ended) for run in runs if run.reason is not None)


def answered(runs: Iterable[Run]) -> Spans:
    """When looks were answered."""
    return union((run.began, run.ended) for run in runs if run.reason is None)


def _found(cause: Cause, site: str, journal: SiteJournal, struck: Span) -> Correction | None:
    began, ended = struck
    within: Spans = union([struck])
    half = seconds(within) / 2
    gateway = [run for run in journal.runs if run.target == f"{site}/gateway"]
    hub = [run for run in journal.runs if run.target == f"{site}/hub"]

    def explains(spans: Spans) -> bool:
        return bool(within) and seconds(shared(spans, within)) >= half

    def told(found: Found, runs: Sequence[Run], words: Text) -> Correction:
        touching = [run for run in runs if run.ended >= began and run.began <= ended]
        since, until = min(run.began for run in touching), max(run.ended for run in touching)
        learnt = max((run.learnt for run in touching if run.learnt is not None), default=None)
        return _correction(found, since, until, words, learnt)

    dark = _dark(journal, gateway, began, ended)
    if dark is not None and explains(union([(dark.since, dark.until)])):
        return dark
    dead = [run for run in gateway if run.reason is not None]
    if explains(failing(gateway)):
        steady = explains(without(failing(gateway), answered(gateway)))
        short = seconds(within) < 2 * PING_GAP_SECONDS
        return told(Found.LAN, dead, _LAN if steady or short else _LAN_UNSTEADY)
    if not explains(answered(gateway)):
        return None
    unreached = [run for run in hub if run.reason is not None]
    if explains(failing(hub)):
        if _others_answered(site, journal, struck):
            return told(Found.HUB_ONLY, unreached, _HUB_ONLY)
        if cause is Cause.AGENT_SILENT:
            return told(Found.HUB_UNREACHED, unreached, _HUB_UNREACHED)
        return told(Found.LINE, unreached, _LINE)
    seen = seconds(within) >= PING_GAP_SECONDS and not any(
        began <= boot.at <= ended for boot in journal.boots
    )
    if seen and explains(answered(hub)):
        return _correction(Found.FINE, began, ended, _then(_FINE, _FINE_BECAUSE.get(cause, _NOTHING)), None)
    return None


def _dark(journal: SiteJournal, gateway: Sequence[Run], began: float, ended: float) -> Correction | None:
    """The machine booted meanwhile or soon after, and was not running since the router last answered, about when it began."""
    for boot in journal.boots:
        if not began < boot.at <= ended + _BOOTED_LATE_SECONDS:
            continue
        last = max((run.ended for run in journal.runs if run.ended < boot.at), default=None)
        answer = max((until for _, until in answered(gateway) if until < boot.at), default=None)
        if last is None or answer is None or boot.at - last < _DARK_SECONDS:
            continue
        if began - _BEFORE_SECONDS <= answer <= began + _AFTER_SECONDS:
            return _correction(Found.POWER, answer, boot.at, _POWER, boot.learnt)
    return None


def _others_answered(site: str, journal: SiteJournal, struck: Span) -> bool:
    """Whether a system outside was looked at meanwhile, and answered each time."""
    began, ended = struck
    if ended - began < SERVICE_GAP_SECONDS:
        return False
    meanwhile: dict[str, set[bool]] = {}
    for run in journal.runs:
        if not run.target.startswith(f"{site}/") and run.began <= ended and run.ended >= began:
            meanwhile.setdefault(run.target, set()).add(run.reason is None)
    return {True} in meanwhile.values()


def _correction(found: Found, since: float, until: float, words: Text, learnt: float | None) -> Correction:
    said = words.format(since=clock_time(since, until), until=clock_time(until, until))
    if learnt is not None:
        said = _then(said, _LEARNT.format(at=clock_time(learnt, until)))
    return Correction(found=found, since=since, until=until, sentence=said, learnt=learnt)


def _then(some: Text, more: Text) -> Text:
    return Text(some.vi + more.vi, some.en + more.en)


_NAMES = {
    Found.POWER: Text("mất điện hoặc máy tắt", "power or machine off"),
    Found.LAN: Text("lỗi mạng trong trụ sở", "fault inside the office"),
    Found.LINE: Text("mất đường truyền", "line cut"),
    Found.HUB_UNREACHED: Text("không tới được máy giám sát", "monitor not reached"),
    Found.HUB_ONLY: Text("chỉ không tới được máy giám sát", "only the monitor not reached"),
    Found.FINE: Text("không gián đoạn", "no interruption"),
}
_LEARNT = Text(
    " (bổ sung từ máy đo tại xã, nhận lúc {at})", " (added from the probe in the commune, received at {at})"
)
_POWER = Text(
    "Mất điện hoặc máy tắt từ khoảng {since} đến {until}: trong quãng này máy đo tại xã không chạy",
    "Power or the machine was off from about {since} to {until}: the probe in the commune did not run meanwhile",
)
_LAN = Text(
    "Lỗi trong trụ sở: từ {since} đến {until} bộ định tuyến (modem) không trả lời máy đo tại xã",
    "A fault inside the office: from {since} to {until} the router did not answer the probe in the commune",
)
_LAN_UNSTEADY = Text(
    "Lỗi trong trụ sở: từ {since} đến {until} bộ định tuyến (modem) lúc trả lời, lúc không trả lời máy đo tại xã",
    "A fault inside the office: from {since} to {until} the router answered the probe in the commune only now and then",
)
_LINE = Text(
    "Đúng là mất đường truyền: từ {since} đến {until} bộ định tuyến (modem) vẫn trả lời máy đo tại xã, máy giám sát của tỉnh thì không",
    "The line was cut indeed: from {since} to {until} the router answered the probe in the commune, and the province's monitor did not",
)
_HUB_UNREACHED = Text(
    "Máy đo tại xã vẫn chạy, bộ định tuyến (modem) vẫn trả lời; từ {since} đến {until} không tới được máy giám sát của tỉnh",
    "The probe in the commune ran and its router answered; from {since} to {until} it could not reach the province's monitor",
)
_HUB_ONLY = Text(
    "Từ trong xã vẫn ra ngoài được: hệ thống khác vẫn trả lời máy đo, chỉ máy giám sát của tỉnh không trả lời, từ {since} đến {until}",
    "The commune was not cut off: another system answered its probe; only the province's monitor did not, from {since} to {until}",
)
_FINE = Text(
    "Nhìn từ trong xã không thấy gián đoạn: từ {since} đến {until} máy đo vẫn tới được máy giám sát của tỉnh",
    "No interruption was seen from inside: from {since} to {until} the probe reached the province's monitor",
)
_NOTHING = Text("", "")
_MAYBE_THE_ADDRESS = Text(
    "; có thể chỉ địa chỉ mà tỉnh đo là không trả lời",
    "; it may be that only the watched address did not answer",
)
_MAYBE_ANOTHER_LINE = Text("; có thể qua đường truyền khác", "; maybe over another line")
_FINE_BECAUSE = {
    Cause.LINE_DOWN: _MAYBE_THE_ADDRESS,
    Cause.LINE_FLAPPING: _MAYBE_THE_ADDRESS,
    Cause.SATELLITE_DOWN: _MAYBE_THE_ADDRESS,
    Cause.BACKUP_AVAILABLE: _MAYBE_ANOTHER_LINE,
    Cause.LINE_PARTLY_DOWN: _MAYBE_ANOTHER_LINE,
}
