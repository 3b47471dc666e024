"""What a hub tells an agent: names and things to look at. Data only: never a path, a module, a command or an address to ping.

An agent reads it as it reads anything from elsewhere: bounded, and whole or not at all. Keys that a newer hub adds are left
out; nothing is renamed or given another meaning.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from probes.fetch.expectation import compiled
from probes.inventory.model import Medium, Role
from probes.inventory.places import PlacePath, Written, dotted
from probes.inventory.values import Address, Flag, Header, Host, Name, Port, Url, Words, refuse, whole
from probes.inventory.wording import faults_of
from probes.language import Text

LARGEST_PLAN_BYTES = 1 << 20
MOST_TARGETS = 500
_LARGEST_PEM = 256 << 10
_SEVERAL = 200

TargetId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_./-]{0,199}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Interval = Annotated[float, Field(ge=0.1, le=86400.0)]
Patience = Annotated[float, Field(ge=0.01, le=300.0)]


class PlanRefused(Exception):
    """No plan of this protocol; `text` says where, what stands there and what is allowed."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def _pattern(value: str) -> str:
    try:
        compiled(value)
    except Exception as error:  # whatever the library raises for what is no pattern
        raise refuse("phải là một biểu thức chính quy", "must be a regular expression") from error
    return value


def _agent_name(value: object) -> str:
    if isinstance(value, str) and len(value) <= 500 and all(" " <= letter <= "~" for letter in value):
        return value
    raise refuse("phải là chữ không dấu", "must be ASCII")


Pattern = Annotated[Words, AfterValidator(_pattern)]
UserAgent = Annotated[str, BeforeValidator(_agent_name)]


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class PingSpec(_Told):
    """How the gateway and the hub are pinged; where they are, the agent alone knows."""

    kind: Literal["ping"] = "ping"
    count: Annotated[int, whole(1, 50)] = 5
    gap_seconds: Annotated[float, Field(ge=0.01, le=10.0)] = 0.2
    timeout_seconds: Annotated[float, Field(ge=0.01, le=30.0)] = 2.0


class HttpSpec(_Told):
    """A page, as `probes.kinds.http.HttpTarget`. trust: of `AgentPlan.trust`; None: the system's store."""

    kind: Literal["http"] = "http"
    url: Url
    method: Literal["GET", "HEAD"] = "GET"
    family: Literal["any", "ipv4", "ipv6"] = "any"
    redirects: Annotated[int, whole(0, 20)] = 10
    statuses: Annotated[tuple[Annotated[int, whole(100, 599)], ...], Field(max_length=_SEVERAL)] = ()
    body: Pattern | None = None
    body_absent: Pattern | None = None
    headers: Annotated[tuple[tuple[Header, Pattern], ...], Field(max_length=_SEVERAL)] = ()
    trust: Digest | None = None
    user_agent: UserAgent = "thongsuot"


class TcpSpec(_Told):
    """A port, as `probes.kinds.tcp.TcpTarget`."""

    kind: Literal["tcp"] = "tcp"
    host: Host
    port: Port
    family: Literal["any", "ipv4", "ipv6"] = "any"


class DnsSpec(_Told):
    """A name, as `probes.kinds.dns.DnsTarget`. server: None: the machine's own."""

    kind: Literal["dns"] = "dns"
    name: Host
    type: Literal["A", "AAAA", "CNAME", "MX", "NS", "SOA", "TXT"] = "A"
    server: Address | None = None
    port: Port = 53
    expect: Annotated[tuple[Words, ...], Field(max_length=_SEVERAL)] = ()


Spec = PingSpec | HttpSpec | TcpSpec | DnsSpec


class PlanTarget(_Told):
    """One thing to look at. service, authority: the id of the one it belongs to; neither: the gateway, the hub."""

    id: TargetId
    interval_seconds: Interval
    timeout_seconds: Patience
    service: TargetId | None = None
    authority: TargetId | None = None
    spec: Annotated[Spec, Field(discriminator="kind")]


class PlanLine(_Told):
    """A line of the site, as whoever calls its ISP must be able to name it."""

    isp: Name
    hotline: Name | None = None
    circuit: Name | None = None
    role: Role = Role.PRIMARY
    medium: Medium = Medium.FIBER


class PlanTeam(_Told):
    """Who is called about the network: an office, never a person."""

    name: Name
    phone: Name | None = None


class AgentPlan(_Told):
    """All that a hub tells the agent of one site.

    site: `<commune>/<site>`. services, authorities: their names by id. trust: PEM by its SHA-256.
    """

    site: Annotated[str, Field(pattern=r"^[0-9]{5}/[a-z0-9_.-]{1,64}$")]
    commune_name: Name
    province_name: Name
    site_name: Name | None = None
    satellite: Flag = False
    team: PlanTeam | None = None
    lines: Annotated[tuple[PlanLine, ...], Field(max_length=_SEVERAL)] = ()
    services: Annotated[dict[TargetId, Name], Field(max_length=MOST_TARGETS)] = {}
    authorities: Annotated[dict[TargetId, Name], Field(max_length=MOST_TARGETS)] = {}
    targets: Annotated[tuple[PlanTarget, ...], Field(max_length=MOST_TARGETS)] = ()
    trust: Annotated[
        dict[Digest, Annotated[str, Field(max_length=_LARGEST_PEM)]], Field(max_length=_SEVERAL)
    ] = {}

    @property
    def version(self) -> str:
        """Changes with anything in it."""
        return hashlib.sha256(json.dumps(self._plain(), sort_keys=True).encode()).hexdigest()[:32]

    def _plain(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True)


def plan_to_json(plan: AgentPlan) -> dict[str, Any]:
    """As plain JSON types, with its version."""
    return {"version": plan.version, **plan.model_dump(mode="json", exclude_none=True)}


def plan_from_json(value: Any) -> tuple[str, AgentPlan]:
    """The version and the plan that `plan_to_json` wrote. Raises PlanRefused.

    The version is the hub's word for it, and not reckoned again: the hub may know keys that are not known here.
    """
    version = value.get("version") if isinstance(value, dict) else None
    if not (isinstance(version, str) and 0 < len(version) <= 64 and version.isalnum() and version.isascii()):
        raise PlanRefused(_NO_VERSION)
    try:
        plan = AgentPlan.model_validate(value)
    except ValidationError as error:
        first = next(iter(faults_of(error, _Said(value), AgentPlan)))
        raise PlanRefused(first.text) from error
    try:
        plan.model_dump_json()
    except ValueError as error:  # half of a letter, which JSON can say and nothing can write down
        raise PlanRefused(_NO_TEXT) from error
    _agrees(plan)
    return version, plan


def plan_from_bytes(data: bytes) -> tuple[str, AgentPlan]:
    """The same of a JSON text. Raises PlanRefused."""
    if len(data) > LARGEST_PLAN_BYTES:
        raise PlanRefused(_TOO_LARGE)
    try:
        return plan_from_json(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise PlanRefused(_NO_JSON) from error


def _agrees(plan: AgentPlan) -> None:
    """What no single key shows: two targets of one name, a ping of something else, a trust that is not there or not itself."""
    pings = {f"{plan.site}/gateway", f"{plan.site}/hub"}
    seen: set[str] = set()
    for number, target in enumerate(plan.targets):
        where = f"targets[{number}]"
        if target.id in seen:
            raise PlanRefused(_TWICE.format(where=where, id=target.id))
        seen.add(target.id)
        if (target.spec.kind == "ping") != (target.id in pings):
            raise PlanRefused(_PING.format(where=where, id=target.id))
        if isinstance(target.spec, HttpSpec) and target.spec.trust not in (None, *plan.trust):
            raise PlanRefused(_NO_TRUST.format(where=where))
    for digest, pem in plan.trust.items():
        if hashlib.sha256(pem.encode()).hexdigest() != digest:
            raise PlanRefused(_OTHER_TRUST.format(digest=digest))


@dataclass(frozen=True, slots=True)
class _Said:
    """A plan as a `probes.inventory.places.Source`: it was not written by hand, so it has no lines."""

    value: Any
    file: str = "plan"
    folder: Any = None

    def written(self, path: PlacePath) -> Written:
        value = self.value
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                break
        return Written(1, value)

    def called(self, path: PlacePath) -> Text:
        return Text(dotted(path), dotted(path))


_NO_VERSION = Text("version: phải là 1-64 chữ và số", "version: must be 1-64 letters and digits")
_NO_TEXT = Text("kế hoạch đo có ký tự hỏng", "the plan has broken letters")
_NO_JSON = Text("kế hoạch đo không phải là JSON", "the plan is no JSON")
_TOO_LARGE = Text(
    f"kế hoạch đo dài hơn {LARGEST_PLAN_BYTES} byte", f"the plan has more than {LARGEST_PLAN_BYTES} bytes"
)
_TWICE = Text("{where}.id: {id} có hai lần", "{where}.id: {id} stands there twice")
_PING = Text(
    "{where}: {id}; chỉ gateway và hub của chính điểm này được đo bằng ping, và chỉ bằng ping",
    "{where}: {id}; the gateway and the hub of this site are pinged, and nothing else is",
)
_NO_TRUST = Text("{where}.spec.trust: không có trong mục trust", "{where}.spec.trust: is not in trust")
_OTHER_TRUST = Text("trust.{digest}: nội dung không khớp", "trust.{digest}: is not what it holds")
