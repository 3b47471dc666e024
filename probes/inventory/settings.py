"""How a hub runs: the section `settings` of an inventory."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from probes.inventory.part import Part
from probes.inventory.thresholds import Thresholds
from probes.inventory.values import FileName, HostPort, Id, Name, Ratio, Seconds, TimeOfDay, Url, whole

AGENT_INTERVAL_SECONDS = 300.0
"""How often an agent looks at a shared system, at most: so many agents ask that each asks seldom."""

REMOTE_WRITE_FILES = ("password_file", "bearer_file", "ca")
"""The fields of a destination of remote write that name files."""

LEAD_DAYS = (120, 90, 70, 60, 30, 14, 7, 3, 1)


class Operator(Part):
    """Who runs this hub: told to the services it looks at, in the User-Agent."""

    name: Name
    contact: Name
    status_page: Name | None = None


class Listen(Part):
    """Where the two listeners are, `host:port`, and their web-config files (TLS, users) in the exporter-toolkit format."""

    public: HostPort = "127.0.0.1:9740"
    operations: HostPort = "127.0.0.1:9741"
    public_web_config: FileName | None = None
    operations_web_config: FileName | None = None


class Rhythm(Part):
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
    agent_interval: Seconds = AGENT_INTERVAL_SECONDS
    agent_report_interval: Seconds = 30.0


class Signing(Part):
    """When a certificate's end is told: lead_days, the days left at which urgency rises; renewal_closes_days: below
    that many days it can no longer be renewed, only issued anew (Decree 130/2018 art. 63)."""

    lead_days: Annotated[tuple[Annotated[int, whole(1, 3650)], ...], Field(min_length=1)] = LEAD_DAYS
    renewal_closes_days: Annotated[int, whole(0, 3650)] = 60


class Alerting(Part):
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


class Report(Part):
    """The day's report, written by itself into `reports` below the data folder. at: when, every day; keep: of how many days
    it is kept, 0: none is written."""

    at: TimeOfDay = 17 * 60 + 30
    keep: Annotated[int, whole(0, 3660)] = 400


class OnCall(Part):
    """The page of those on call. users: of the operations listener's web-config file, who may sign in there; empty: all."""

    users: tuple[Name, ...] = ()


class RemoteWriteKind(StrEnum):
    """What takes remote write there."""

    PROMETHEUS = "prometheus"
    VICTORIAMETRICS = "victoriametrics"


class RemoteWrite(Part):
    """Where samples go that agents deliver late, by remote write 1.0 (docs/replay.md).

    window: how old a sample may be there: Prometheus's `out_of_order_time_window`, VictoriaMetrics's retention.
    password_file goes with username; bearer_file holds a token instead. ca: the only one to trust for https.
    """

    id: Id
    url: Url
    kind: RemoteWriteKind = RemoteWriteKind.PROMETHEUS
    window: Seconds = 14 * 86400.0
    username: Name | None = None
    password_file: FileName | None = None
    bearer_file: FileName | None = None
    ca: FileName | None = None


class Settings(Part):
    """How this hub runs."""

    operator: Operator | None = None
    data_dir: FileName = "data"
    listen: Listen = Listen()
    rhythm: Rhythm = Rhythm()
    thresholds: Thresholds = Thresholds()
    signing: Signing = Signing()
    alerting: Alerting = Alerting()
    report: Report = Report()
    duty: OnCall = OnCall()
    remote_write: tuple[RemoteWrite, ...] = ()
