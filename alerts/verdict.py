"""What the states of a commune mean together: one status, one sentence, and since when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from probes.inventory.model import Commune, Inventory, Role, SiteKind
from probes.inventory.summary import link_id
from probes.language import Text
from probes.observation import HUB
from probes.states.state import Snapshot, State, Status


class CommuneStatus(StrEnum):
    """Whether a commune's centre can serve people, as far as the hub sees."""

    OUTAGE = "outage"
    DEGRADED = "degraded"
    UNKNOWN = "unknown"
    NORMAL = "normal"


class Cause(StrEnum):
    """Why a commune has its status. The value is part of the API: never renamed."""

    MONITOR_BLIND = "monitor_blind"
    LINE_DOWN = "line_down"
    SERVICE_DOWN = "service_down"
    BACKUP_AVAILABLE = "backup_available"
    LINE_PARTLY_DOWN = "line_partly_down"
    LINE_FLAPPING = "line_flapping"
    LINE_LOSSY = "line_lossy"
    LINE_SLOW = "line_slow"
    SERVICE_SLOW = "service_slow"
    UNKNOWN = "unknown"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A commune's status, its cause, one sentence for people. `since`: unix seconds, None when it is not known."""

    status: CommuneStatus
    cause: Cause
    headline: Text
    since: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A watched line of the centre as it is seen now. `state` is None before its first observation."""

    role: Role
    status: Status
    state: State | None


@dataclass(frozen=True, slots=True)
class SharedService:
    """A shared system as the hub sees it now: the worst of its checks, and since when."""

    name: str
    status: Status
    since: float | None


def verdicts(inventory: Inventory, snapshot: Snapshot, monotonic: float) -> Mapping[str, Verdict]:
    """The verdict of every commune of the inventory, by its code."""
    services = _services_by_province(inventory, snapshot, monotonic)
    return {
        commune.code: judge(
            lines_of(commune, snapshot, monotonic), services[commune.province], blind=snapshot.blind
        )
        for commune in inventory.communes
    }


def judge(lines: Sequence[Line], services: Sequence[SharedService], *, blind: bool) -> Verdict:
    """What the centre's lines and its province's services mean together; the first cause that fits.

    A line that never answered yet is not counted: the first day of a line is not its outage.
    """
    if blind:
        return Verdict(CommuneStatus.UNKNOWN, Cause.MONITOR_BLIND, _BLIND, None)
    known = [line for line in lines if line.status is not Status.UNVERIFIED]
    down = [line for line in known if line.status is Status.DOWN]
    up = [line for line in known if line.status in (Status.UP, Status.DEGRADED)]
    if down and len(down) == len(known):
        sentence = _LINE_DOWN if len(lines) == 1 else _LINES_DOWN
        return Verdict(CommuneStatus.OUTAGE, Cause.LINE_DOWN, sentence, _latest(down))
    return (
        _service_fault(services, Status.DOWN, Cause.SERVICE_DOWN, _SERVICE_DOWN)
        or _line_fault(down, up)
        or _service_fault(services, Status.DEGRADED, Cause.SERVICE_SLOW, _SERVICE_SLOW)
        or _no_fault(lines, up, services)
    )


def lines_of(commune: Commune, snapshot: Snapshot, monotonic: float) -> Sequence[Line]:
    """The watched lines of the commune's centre. A satellite's lines never count here."""
    lines = []
    for site in commune.sites:
        if site.kind is not SiteKind.CENTRE:
            continue
        for link in site.links:
            target = link_id(commune, site, link)
            if target in snapshot.targets:
                status = snapshot.status(target, HUB, monotonic)
                lines.append(Line(link.role, status, snapshot.states.get((target, HUB))))
    return lines


def _services_by_province(
    inventory: Inventory, snapshot: Snapshot, monotonic: float
) -> Mapping[str, Sequence[SharedService]]:
    checks: dict[str, list[str]] = {}
    for target in snapshot.targets.values():
        if "service" in target.labels:
            checks.setdefault(target.labels["service"], []).append(target.id)
    seen = [
        (service.provinces, shared_service(service.name, checks.get(service.id, ()), snapshot, monotonic))
        for service in inventory.services
    ]
    return {
        province.code: [service for provinces, service in seen if not provinces or province.code in provinces]
        for province in inventory.provinces
    }


def shared_service(name: str, checks: Iterable[str], snapshot: Snapshot, monotonic: float) -> SharedService:
    """The worst that the hub's checks of a service say. A certificate that ends soon does not make it slow."""
    known: dict[Status, list[State]] = {}
    for check in checks:
        state = snapshot.states.get((check, HUB))
        status = snapshot.status(check, HUB, monotonic)
        if state is None or status is Status.UNVERIFIED:
            continue
        if status is Status.DEGRADED and state.causes == {"expiry"}:
            status = Status.UP
        known.setdefault(status, []).append(state)
    for status in (Status.DOWN, Status.DEGRADED, Status.UNKNOWN):
        if status in known:
            return SharedService(name, status, min(state.since for state in known[status]))
    if Status.UP in known:
        return SharedService(name, Status.UP, max(state.since for state in known[Status.UP]))
    return SharedService(name, Status.UNVERIFIED, None)


def _service_fault(
    services: Sequence[SharedService], status: Status, cause: Cause, sentences: tuple[Text, Text]
) -> Verdict | None:
    faulty = [service for service in services if service.status is status]
    if not faulty:
        return None
    one, several = sentences
    headline = (one if len(faulty) == 1 else several).format(service=faulty[0].name, others=len(faulty) - 1)
    since = min((service.since for service in faulty if service.since is not None), default=None)
    return Verdict(CommuneStatus.DEGRADED, cause, headline, since)


def _line_fault(down: Sequence[Line], up: Sequence[Line]) -> Verdict | None:
    if down and up and any(line.role is Role.PRIMARY for line in down):
        return Verdict(CommuneStatus.DEGRADED, Cause.BACKUP_AVAILABLE, _BACKUP_AVAILABLE, _latest(down))
    if down:
        sentence = _BACKUP_DOWN if up else _REST_UNKNOWN
        return Verdict(CommuneStatus.DEGRADED, Cause.LINE_PARTLY_DOWN, sentence, _latest(down))
    flapping = [line for line in up if line.state is not None and line.state.flapping]
    if flapping:
        began = [line.state.flapping_since for line in flapping if line.state is not None]
        since = min((moment for moment in began if moment is not None), default=None)
        return Verdict(CommuneStatus.DEGRADED, Cause.LINE_FLAPPING, _FLAPPING, since)
    worse = [line for line in up if line.status is Status.DEGRADED and line.state is not None]
    if not worse:
        return None
    lossy = [line for line in worse if line.state is not None and "loss" in line.state.causes]
    if lossy:
        return Verdict(CommuneStatus.DEGRADED, Cause.LINE_LOSSY, _LOSSY, _latest(lossy))
    return Verdict(CommuneStatus.DEGRADED, Cause.LINE_SLOW, _SLOW, _latest(worse))


def _no_fault(lines: Sequence[Line], up: Sequence[Line], services: Sequence[SharedService]) -> Verdict:
    if not up:
        sentence = _NOTHING_FRESH if lines else _NOT_WATCHED
        return Verdict(CommuneStatus.UNKNOWN, Cause.UNKNOWN, sentence, None)
    answering = [service for service in services if service.status is Status.UP]
    since = max(
        [line.state.since for line in up if line.state is not None]
        + [service.since for service in answering if service.since is not None]
    )
    if len(up) < len(lines):
        headline = _SOME_ANSWER.format(up=len(up), lines=len(lines))
    elif answering and len(answering) == len(services):
        headline = _LINES_AND_SERVICES_ANSWER
    else:
        headline = _LINES_ANSWER
    return Verdict(CommuneStatus.NORMAL, Cause.NORMAL, headline, since)


def _latest(lines: Sequence[Line]) -> float:
    return max(line.state.since for line in lines if line.state is not None)


_BLIND = Text(
    "Máy giám sát của tỉnh đang mất kết nối nên chưa biết tình trạng hiện tại",
    "The province's monitor is itself cut off, so the present state is not known",
)
_LINE_DOWN = Text(
    "Nhìn từ tỉnh: đường truyền của trung tâm đang mất kết nối",
    "Seen from the province: the centre's line is down",
)
_LINES_DOWN = Text(
    "Nhìn từ tỉnh: mọi đường truyền của trung tâm đều đang mất kết nối",
    "Seen from the province: every line of the centre is down",
)
_SERVICE_DOWN = (
    Text("Nhìn từ tỉnh: {service} đang có sự cố", "Seen from the province: {service} is failing"),
    Text(
        "Nhìn từ tỉnh: {service} và {others} hệ thống dùng chung khác đang có sự cố",
        "Seen from the province: {service} and {others} more shared systems are failing",
    ),
)
_SERVICE_SLOW = (
    Text(
        "Nhìn từ tỉnh: {service} hoạt động không ổn định",
        "Seen from the province: {service} does not run as it should",
    ),
    Text(
        "Nhìn từ tỉnh: {service} và {others} hệ thống dùng chung khác hoạt động không ổn định",
        "Seen from the province: {service} and {others} more shared systems do not run as they should",
    ),
)
_BACKUP_AVAILABLE = Text(
    "Nhìn từ tỉnh: đường truyền chính đang mất kết nối, đường dự phòng có trả lời; có thể phải chuyển tay",
    "Seen from the province: the primary line is down, the backup answers; it may have to be switched by hand",
)
_BACKUP_DOWN = Text(
    "Nhìn từ tỉnh: đường truyền chính có trả lời, đường dự phòng đang mất kết nối",
    "Seen from the province: the primary line answers, the backup is down",
)
_REST_UNKNOWN = Text(
    "Nhìn từ tỉnh: một phần đường truyền đang mất kết nối, phần còn lại chưa rõ",
    "Seen from the province: some lines are down, and the others are not known",
)
_FLAPPING = Text(
    "Nhìn từ tỉnh: đường truyền chập chờn, mất kết nối lặp lại",
    "Seen from the province: a line keeps dropping and coming back",
)
_LOSSY = Text("Nhìn từ tỉnh: đường truyền bị mất gói tin", "Seen from the province: a line loses packets")
_SLOW = Text(
    "Nhìn từ tỉnh: đường truyền chậm hơn bình thường", "Seen from the province: a line is slower than usual"
)
_NOTHING_FRESH = Text(
    "Chưa có số liệu mới về đường truyền của trung tâm", "Nothing fresh is known about the centre's lines"
)
_NOT_WATCHED = Text(
    "Chưa theo dõi được đường truyền nào của trung tâm", "None of the centre's lines can be watched yet"
)
_SOME_ANSWER = Text(
    "Nhìn từ tỉnh: {up}/{lines} đường truyền có trả lời, chưa rõ phần còn lại",
    "Seen from the province: {up} of {lines} lines answer, the rest is not known",
)
_LINES_ANSWER = Text("Nhìn từ tỉnh: đường truyền có trả lời", "Seen from the province: the line answers")
_LINES_AND_SERVICES_ANSWER = Text(
    "Nhìn từ tỉnh: đường truyền và các hệ thống dùng chung có trả lời",
    "Seen from the province: the line and the shared systems answer",
)
