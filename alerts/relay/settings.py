"""What relay.yml may say: who is told, over which channels, and how often. Frozen; no I/O."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from alerts.relay.secret import Secret
from probes.inventory.values import Flag, Host, HostPort, Id, Name, Place, Port, Seconds, Url, Words, whole
from probes.language import Language


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Channel(_Model):
    """`per_day`: how many messages a day may cost money; what goes beyond is told by the next channel of the chain."""

    id: Id
    per_day: Annotated[int, whole(1, 100_000)] | None = None
    timeout: Seconds = 10.0


class EmailChannel(_Channel):
    """Mail over SMTP. Without `to`, each team's address in the inventory. `trust`: a CA file beside the system's."""

    kind: Literal["email"]
    host: Host
    port: Port = 587
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    trust: Place | None = None
    user: Name | None = None
    password: Secret | None = None
    sender: Name
    to: Name | None = None


class TelegramChannel(_Channel):
    """A bot that writes to one chat. `url`: a Bot API server of one's own."""

    kind: Literal["telegram"]
    token: Secret
    chat: Name
    url: Url = "https://api.telegram.org"


class ZnsChannel(_Channel):
    """Zalo ZNS: a template that Zalo has approved. `params`: its parameters, each a text with {fields}; `longest`: the
    most characters of each. `refresh_token` is the first one only: Zalo gives a new one each time, kept in data_dir."""

    kind: Literal["zns"]
    template: Name
    resolved_template: Name | None = None
    params: dict[Name, Words]
    longest: dict[Name, Annotated[int, whole(1, 1000)]] = {}
    app_id: Name
    secret_key: Secret
    refresh_token: Secret
    url: Url = "https://business.openapi.zalo.me"
    login_url: Url = "https://oauth.zaloapp.com"


class SmsChannel(_Channel):
    """An SMS gateway that takes JSON or a form. `fields`: what it is sent, with {phone}, {text}, {id} and {secret}.

    accepted: what its answer must say, field by field, beside a status of 2xx. accents: yes sends Vietnamese letters,
    which makes an SMS hold 70 characters instead of 160. phone: how the gateway writes 0901234567.
    """

    kind: Literal["sms"]
    url: Url
    format: Literal["json", "form"] = "json"
    fields: dict[Name, Words]
    headers: dict[Name, Words] = {}
    secret: Secret | None = None
    accepted: dict[Name, Words] = {}
    accents: Flag = False
    longest: Annotated[int, whole(20, 1000)] = 306
    phone: Literal["national", "84", "+84"] = "84"


class WebhookChannel(_Channel):
    """Any program that takes a message as JSON."""

    kind: Literal["webhook"]
    url: Url
    token: Secret | None = None


class FileChannel(_Channel):
    """Writes what would be sent at the end of a file, and sends nothing."""

    kind: Literal["file"]
    path: Place


ChannelSettings = Annotated[
    EmailChannel | TelegramChannel | ZnsChannel | SmsChannel | WebhookChannel | FileChannel,
    Field(discriminator="kind"),
]


class TeamRoute(_Model):
    """How a team of the inventory is told. Alertmanager posts to /v1/alertmanager/<team> with `token`.

    channels: the chain; the next one takes over where one fails.
    """

    team: Id
    token: Secret
    channels: Annotated[tuple[Id, ...], Field(min_length=1)]
    language: Language = Language.VI


class Fold(_Model):
    """More than `messages` for a team within `window` become one digest. `wait`: how long a message waits for company."""

    messages: Annotated[int, whole(1, 100)] = 5
    window: Seconds = 600.0
    wait: Seconds = 2.0


class Escalation(_Model):
    """Without an acknowledgement within `after`, the next `people` of the roster are called; then every `repeat`."""

    after: Seconds = 600.0
    people: Annotated[int, whole(1, 10)] = 3
    repeat: Seconds = 14400.0


class Retry(_Model):
    """first, longest: the pauses between attempts, doubling. fallback_after: how long a channel may fail before the next
    one of the chain takes over. give_up_after: then a message is lost, and the log says so; never the first one about what is
    critical and still open."""

    first: Seconds = 5.0
    longest: Seconds = 300.0
    fallback_after: Seconds = 120.0
    give_up_after: Seconds = 86400.0


class HubOperations(_Model):
    """The hub's operations listener, which is told that a message has left. `user` and `password`: as in the hub's web-config
    file, if that has any. `trust`: a CA file in place of the system's."""

    url: Url
    user: Name | None = None
    password: Secret | None = None
    trust: Place | None = None


class RelaySettings(_Model):
    """The whole of relay.yml.

    inventory: the hub's. alertmanagers: asked which alerts there still are, so that none stays open for ever.
    hub: asked for incident codes and acknowledgements. hub_operations: told when the first message about an incident has
    left, so that its communes read when the alert was sent. status_page: what links in messages begin with.
    ack_token: who may acknowledge.
    """

    inventory: Place
    listen: HostPort = "127.0.0.1:9742"
    web_config: Place | None = None
    data_dir: Place
    alertmanagers: tuple[Url, ...] = ()
    orphan_after: Seconds = 300.0
    hub: Url | None = None
    hub_operations: HubOperations | None = None
    status_page: Url | None = None
    ack_token: Secret | None = None
    channels: Annotated[tuple[ChannelSettings, ...], Field(min_length=1)]
    teams: Annotated[tuple[TeamRoute, ...], Field(min_length=1)]
    fold: Fold = Fold()
    escalation: Escalation = Escalation()
    retry: Retry = Retry()
