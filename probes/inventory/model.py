"""The inventory as values: what a province has, and how it wants it watched. Frozen; no file, no line, no I/O."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from probes.inventory.values import (
    Address,
    CommuneCode,
    Day,
    FileName,
    Flag,
    Header,
    Host,
    HostPort,
    Id,
    MailAddress,
    Moment,
    Name,
    Network,
    Port,
    ProvinceCode,
    Ratio,
    Season,
    Seconds,
    Span,
    TimeOfDay,
    Url,
    Words,
    whole,
)

ONCE_PER_CERTIFICATE_SECONDS = 3600.0
"""No authority is asked about a certificate in use more often (see `probes.polite`); canaries are there to be asked about."""

LEAD_DAYS = (120, 90, 70, 60, 30, 14, 7, 3, 1)
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


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


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


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WORKING_WEEK = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)


class Thresholds(_Model):
    """When a target counts as down, degraded or flapping. Every field may be left out: the wider level's value holds.

    Order, widest first: settings, province, site or service, link. The defaults stand in `probes.policy`.
    """

    down_after: Annotated[int, whole(1, 20)] | None = None
    up_after: Annotated[int, whole(1, 20)] | None = None
    confirm_every: Seconds | None = None
    window: Seconds | None = None
    loss_degraded: Ratio | None = None
    rtt_degraded: Seconds | None = None
    jitter_degraded: Seconds | None = None
    slow: Seconds | None = None
    flap_changes: Annotated[int, whole(2, 100)] | None = None
    flap_window: Seconds | None = None
    flap_clear: Seconds | None = None
    expiry_degraded: Seconds | None = None


class Link(_Model):
    """A line of a site. Without an address it is listed but cannot be watched yet ("chưa theo dõi được")."""

    id: Id
    role: Role = Role.PRIMARY
    isp: Id
    medium: Medium = Medium.FIBER
    address: Address | None = None
    upstream: Id | None = None
    circuit: Name | None = None
    thresholds: Thresholds | None = None


class Site(_Model):
    """A place that serves people: the centre, or a satellite reception point."""

    id: Id
    kind: SiteKind = SiteKind.CENTRE
    name: Name | None = None
    links: tuple[Link, ...] = ()
    thresholds: Thresholds | None = None


class Commune(_Model):
    """A commune, ward or special zone, keyed on its official five-digit code. `email`: its office's, for the weekly mail."""

    code: CommuneCode
    name: Name
    province: ProvinceCode
    dossiers_per_day: Annotated[int, whole(0, 100_000)] | None = None
    email: MailAddress | None = None
    sites: Annotated[tuple[Site, ...], Field(min_length=1)]


class Province(_Model):
    """A province or centrally run city."""

    code: ProvinceCode
    name: Name
    thresholds: Thresholds | None = None


class Isp(_Model):
    """Who runs a line, and the number to call about it."""

    id: Id
    name: Name
    hotline: Name | None = None


class Upstream(_Model):
    """A point that many lines pass: a POP, an aggregation node, a district cable."""

    id: Id
    name: Name
    isp: Id | None = None


class HttpExpect(_Model):
    """What a good HTTP answer looks like. Without `status`: any 2xx or 3xx, and 401, 403, 405 (it answers)."""

    status: tuple[Annotated[int, whole(100, 599)], ...] = ()
    body: Words | None = None
    body_absent: Words | None = None
    headers: dict[Header, str] = {}


class _Check(_Model):
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


class Service(_Model):
    """A shared system the communes depend on. Without `provinces` it serves all of them."""

    id: Id
    name: Name
    team: Id | None = None
    provinces: tuple[ProvinceCode, ...] = ()
    checks: tuple[Check, ...] = ()
    thresholds: Thresholds | None = None


class Authority(_Model):
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
    rewrite: dict[Url, Url] = {}
    renewal_closes_days: Annotated[int, whole(0, 3650)] | None = None


class Signer(_Model):
    """A signing certificate of a commune: from a file, or only its declared date. Never a person's name."""

    id: Id
    commune: CommuneCode
    role: Id
    signer_kind: SignerKind
    authority: Id | None = None
    group: RoleGroup | None = None
    file: FileName | None = None
    not_after: Day | None = None


class Team(_Model):
    """Who is told what."""

    id: Id
    name: Name
    phone: Name | None = None
    email: Name | None = None


class Duty(_Model):
    """One turn of the duty roster. `person` is a post such as "Tổ trực 1", not a name."""

    team: Id
    start: Moment
    end: Moment
    person: Name
    phone: Name | None = None


class Hours(_Model):
    """When people are received, week by week: everywhere, in a province, or in a commune. What is said of a day of the week
    for a commune stands in place of what its province says of that day, and that in place of what is said for all.
    season: without it, all year."""

    province: ProvinceCode | None = None
    commune: CommuneCode | None = None
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WORKING_WEEK
    times: Annotated[tuple[Span, ...], Field(min_length=1)]
    season: Season | None = None


class ExtraHours(_Model):
    """Hours for a while beyond the usual ones ("giờ tăng cường"), on any day, holidays too. They only ever add."""

    province: ProvinceCode | None = None
    commune: CommuneCode | None = None
    start: Day
    end: Day
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = tuple(Weekday)
    times: Annotated[tuple[Span, ...], Field(min_length=1)]


class SpecialDay(_Model):
    """A day that is off, or worked, against the calendar: an extra day off, a Saturday that makes up for one."""

    province: ProvinceCode | None = None
    day: Day
    working: Flag
    name: Name | None = None


class Maintenance(_Model):
    """Planned work: nothing is told of what it covers while it lasts. It covers what fits all that it names.

    Either once, from start to end, or again and again: on `days` of the week or on a `day_of_month`, at `times`, between
    `start` and, where it is given, `end`.
    announced: the day it was announced, which must be seven working days ahead (Decree 224/2026 art. 13), unless
    `force_majeure` says why not.
    """

    province: ProvinceCode | None = None
    commune: CommuneCode | None = None
    site: Id | None = None
    link: Id | None = None
    isp: Id | None = None
    upstream: Id | None = None
    service: Id | None = None
    authority: Id | None = None
    start: Moment | None = None
    end: Moment | None = None
    days: tuple[Weekday, ...] = ()
    day_of_month: Annotated[int, whole(1, 31)] | None = None
    times: tuple[Span, ...] = ()
    reason: Name
    announced: Day | None = None
    force_majeure: Name | None = None


class Witness(_Model):
    """An address whose only use is to prove that the hub itself can see."""

    id: Id
    address: Address


class Operator(_Model):
    """Who runs this hub: told to the services it looks at, in the User-Agent."""

    name: Name
    contact: Name
    status_page: Name | None = None


class Listen(_Model):
    """Where the two listeners are, `host:port`, and their web-config files (TLS, users) in the exporter-toolkit format."""

    public: HostPort = "127.0.0.1:9740"
    operations: HostPort = "127.0.0.1:9741"
    public_web_config: FileName | None = None
    operations_web_config: FileName | None = None


class Rhythm(_Model):
    """How often each kind looks, and for how long."""

    link_interval: Seconds = 15.0
    link_packets: Annotated[int, whole(1, 20)] = 5
    link_gap: Seconds = 0.2
    link_timeout: Seconds = 2.0
    service_interval: Seconds = 60.0
    service_timeout: Seconds = 10.0
    certificate_interval: Seconds = 300.0
    crl_interval: Seconds = 300.0
    ocsp_interval: Seconds = 300.0
    ocsp_status_interval: Seconds = 86400.0
    timestamp_interval: Seconds = 600.0
    timestamp_timeout: Seconds = 180.0
    witness_interval: Seconds = 15.0


class Signing(_Model):
    """When a certificate's end is told: lead_days, the days left at which urgency rises; renewal_closes_days: below
    that many days it can no longer be renewed, only issued anew (Decree 130/2018 art. 63)."""

    lead_days: Annotated[tuple[Annotated[int, whole(1, 3650)], ...], Field(min_length=1)] = LEAD_DAYS
    renewal_closes_days: Annotated[int, whole(0, 3650)] = 60


class Alerting(_Model):
    """What this hub's Prometheus rules and its Alertmanager configuration are made with.

    job: the hub's name in Prometheus. docs, dashboards: where the links of alerts lead; without `docs` they name the
    page as it lies in this program's folder. hold: how long an alert outlives a hub that is gone.
    communes_objective: share of communes that ought to be served over 30 days; services_objective: share of looks at a
    service that ought to succeed. relay_tokens: on Alertmanager's machine, the folder with one `<receiver>.token` each.
    watchdog: who gets the heartbeat and misses it when it stops. default_team: who is told what is nobody's.
    """

    job: Id = "thongsuot"
    docs: Url | None = None
    dashboards: Url = "http://127.0.0.1:3000"
    hold: Seconds = 7200.0
    communes_objective: Ratio = 0.99
    services_objective: Ratio = 0.995
    tls_warning: Seconds = 21 * 86400.0
    tls_critical: Seconds = 3 * 86400.0
    rounds_late: Seconds = 30.0
    relay: Url = "http://127.0.0.1:9742"
    relay_tokens: FileName = "/etc/thongsuot/relay"
    watchdog: Url | None = None
    default_team: Id | None = None


class Report(_Model):
    """The day's report, written by itself into `reports` below the data folder. at: when, every day; keep: of how many days
    it is kept, 0: none is written."""

    at: TimeOfDay = 17 * 60 + 30
    keep: Annotated[int, whole(0, 3660)] = 400


class Settings(_Model):
    """How this hub runs."""

    operator: Operator | None = None
    data_dir: FileName = "data"
    listen: Listen = Listen()
    rhythm: Rhythm = Rhythm()
    thresholds: Thresholds = Thresholds()
    signing: Signing = Signing()
    alerting: Alerting = Alerting()
    report: Report = Report()


class Inventory(_Model):
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
