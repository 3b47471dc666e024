"""The inventory as values: what a province has, and how it wants it watched. Frozen; no file, no line, no I/O."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from probes.inventory.calendar import ExtraHours, Hours, Maintenance, SpecialDay
from probes.inventory.part import Part
from probes.inventory.settings import Settings
from probes.inventory.thresholds import Thresholds
from probes.inventory.values import (
    Address,
    CommuneCode,
    Day,
    FileName,
    Flag,
    Header,
    Host,
    Id,
    MailAddress,
    Moment,
    Name,
    Network,
    Port,
    ProvinceCode,
    Seconds,
    TimeOfDay,
    Url,
    Words,
    whole,
)

ONCE_PER_CERTIFICATE_SECONDS = 3600.0
"""No authority is asked about a certificate in use more often (see `probes.polite`); canaries are there to be asked about."""

AUTHORITY_FILES = (
    "anchors",
    "intermediates",
    "canary",
    "crl_files",
    "ocsp_good",
    "ocsp_revoked",
    "timestamp_anchors",
    "timestamp_intermediates",
)
"""The fields of an authority that name files."""


class Medium(StrEnum):
    """What a line runs over."""

    FIBER = "fiber"
    LTE = "lte"
    VSAT = "vsat"


class Role(StrEnum):
    """What a line is for."""

    PRIMARY = "primary"
    BACKUP = "backup"


class SiteKind(StrEnum):
    """The public-service centre itself, or a satellite reception point (điểm tiếp nhận) that belongs to it."""

    CENTRE = "centre"
    SATELLITE = "satellite"


class SignerKind(StrEnum):
    """Whom a signing certificate is issued to."""

    ORGANISATION = "organisation"
    PERSON = "person"
    DEVICE = "device"


class RoleGroup(StrEnum):
    """What a signature is needed for: a document goes out with a leader's signature and the organisation's seal."""

    LEADER = "leader"
    SEAL = "seal"
    STAFF = "staff"
    DEVICE = "device"


class Vantage(StrEnum):
    """Where a service is to be looked at from."""

    HUB = "hub"
    AGENT = "agent"


class Link(Part):
    """A line of a site. Without an address it is listed but cannot be watched yet ("chưa theo dõi được")."""

    id: Id
    role: Role = Role.PRIMARY
    isp: Id
    medium: Medium = Medium.FIBER
    address: Address | None = None
    upstream: Id | None = None
    circuit: Name | None = None
    thresholds: Thresholds | None = None


class Site(Part):
    """A place that serves people: the centre, or a satellite reception point.

    agent: a machine of ours looks from there. courier_times: when paper leaves a reception point for the centre, on days with
    reception.
    """

    id: Id
    kind: SiteKind = SiteKind.CENTRE
    name: Name | None = None
    agent: Flag = False
    courier_times: tuple[TimeOfDay, ...] = ()
    links: tuple[Link, ...] = ()
    thresholds: Thresholds | None = None


class Commune(Part):
    """A commune, ward or special zone, keyed on its official five-digit code. `email`: its office's, for the weekly mail."""

    code: CommuneCode
    name: Name
    province: ProvinceCode
    dossiers_per_day: Annotated[int, whole(0, 100_000)] | None = None
    email: MailAddress | None = None
    sites: Annotated[tuple[Site, ...], Field(min_length=1)]


class Province(Part):
    """A province or centrally run city."""

    code: ProvinceCode
    name: Name
    thresholds: Thresholds | None = None


class Isp(Part):
    """Who runs a line, and the number to call about it."""

    id: Id
    name: Name
    hotline: Name | None = None


class Upstream(Part):
    """A point that many lines pass: a POP, an aggregation node, a district cable."""

    id: Id
    name: Name
    isp: Id | None = None


class HttpExpect(Part):
    """What a good HTTP answer looks like. Without `status`: any 2xx or 3xx, and 401, 403, 405 (it answers)."""

    status: tuple[Annotated[int, whole(100, 599)], ...] = ()
    body: Words | None = None
    body_absent: Words | None = None
    headers: dict[Header, str] = Field(default={})


class _Check(Part):
    id: Id | None = None
    vantages: Annotated[tuple[Vantage, ...], Field(min_length=1)] = (Vantage.HUB,)
    interval: Seconds | None = None
    timeout: Seconds | None = None


class HttpCheck(_Check):
    """Does the service's page answer as expected?"""

    kind: Literal["http"]
    url: Url
    method: Literal["GET", "HEAD"] = "GET"
    expect: HttpExpect = HttpExpect()
    redirects: Annotated[int, whole(0, 20)] = 10
    trust: FileName | None = None
    family: Literal["any", "ipv4", "ipv6"] = "any"


class TcpCheck(_Check):
    """Does the service's port accept a connection?"""

    kind: Literal["tcp"]
    host: Host
    port: Port


class DnsCheck(_Check):
    """Does the service's name resolve?"""

    kind: Literal["dns"]
    name: Host
    type: Literal["A", "AAAA", "CNAME", "MX", "NS", "SOA", "TXT"] = "A"
    server: Address | None = None
    port: Port = 53
    expect: tuple[Words, ...] = ()


Check = Annotated[HttpCheck | TcpCheck | DnsCheck, Field(discriminator="kind")]


class Service(Part):
    """A shared system the communes depend on. Without `provinces` it serves all of them."""

    id: Id
    name: Name
    team: Id | None = None
    provinces: tuple[ProvinceCode, ...] = ()
    checks: tuple[Check, ...] = ()
    thresholds: Thresholds | None = None


class Authority(Part):
    """A certification authority. `anchors`: files of the pinned certificates that its chains must end in.

    crl, ocsp: where its services are; without them, where its certificates say (`from_certificates`).
    crl_files: files or folders of revocation lists that somebody else brings.
    ocsp_good, ocsp_revoked, canary: certificates whose answer is known beforehand.
    networks: where addresses named by certificates may lead, beside the public Internet. rewrite: names that only
    work inside the authority, and what to ask instead.
    """

    id: Id
    name: Name
    anchors: tuple[FileName, ...] = ()
    intermediates: tuple[FileName, ...] = ()
    canary: FileName | None = None
    crl: tuple[Url, ...] = ()
    crl_files: tuple[FileName, ...] = ()
    ocsp: Url | None = None
    ocsp_good: FileName | None = None
    ocsp_revoked: FileName | None = None
    timestamp: Url | None = None
    timestamp_anchors: tuple[FileName, ...] = ()
    timestamp_intermediates: tuple[FileName, ...] = ()
    from_certificates: Flag = True
    networks: tuple[Network, ...] = ()
    rewrite: dict[Url, Url] = Field(default={})
    renewal_closes_days: Annotated[int, whole(0, 3650)] | None = None


class Signer(Part):
    """A signing certificate of a commune: from a file, or only its declared date. Never a person's name."""

    id: Id
    commune: CommuneCode
    role: Id
    signer_kind: SignerKind
    authority: Id | None = None
    group: RoleGroup | None = None
    file: FileName | None = None
    not_after: Day | None = None


class Team(Part):
    """Who is told what."""

    id: Id
    name: Name
    phone: Name | None = None
    email: Name | None = None


class Duty(Part):
    """One turn of the duty roster. `person` is a post such as "Tổ trực 1", not a name."""

    team: Id
    start: Moment
    end: Moment
    person: Name
    phone: Name | None = None


class Witness(Part):
    """An address whose only use is to prove that the hub itself can see."""

    id: Id
    address: Address


class Inventory(Part):
    """One hub's whole inventory, already checked by `probes.inventory.load`."""

    settings: Settings = Settings()
    provinces: tuple[Province, ...] = ()
    isps: tuple[Isp, ...] = ()
    upstreams: tuple[Upstream, ...] = ()
    communes: tuple[Commune, ...] = ()
    services: tuple[Service, ...] = ()
    authorities: tuple[Authority, ...] = ()
    signers: tuple[Signer, ...] = ()
    teams: tuple[Team, ...] = ()
    roster: tuple[Duty, ...] = ()
    hours: tuple[Hours, ...] = ()
    extra_hours: tuple[ExtraHours, ...] = ()
    days: tuple[SpecialDay, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    witnesses: tuple[Witness, ...] = ()


def check_id(check: HttpCheck | TcpCheck | DnsCheck) -> str:
    """The check's name within its service: its id, or its kind where none is given."""
    return check.kind if check.id is None else check.id
