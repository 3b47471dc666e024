"""What the agent's own file may say: where it stands, whom it reports to, and how far what it is told may lead it."""

import ssl
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from probes.inventory.faults import Fault, InventoryError
from probes.inventory.part import Part
from probes.inventory.places import Source
from probes.inventory.values import Address, HostPort, IPAddress, Network, Place, Url, refuse, whole
from probes.inventory.wording import allowed, faults_of, said
from probes.inventory.yaml_source import read_yaml
from probes.language import Text

DEFAULT_STATE_DIR = "/var/lib/thongsuot-agent"
NUT_PORT = 3493


def _site(value: object) -> str:
    if isinstance(value, str):
        commune, slash, site = value.partition("/")
        if len(commune) == 5 and commune.isascii() and commune.isdigit() and slash and _is_id(site):
            return value
    raise refuse(
        'phải là mã xã và id của điểm, ví dụ "19789/centre", đúng như máy giám sát đã cấp',
        "must be the commune's code and the site's id, such as \"19789/centre\", as the hub has it",
    )


def _is_id(site: str) -> bool:
    return 0 < len(site) <= 64 and all(letter.isalnum() or letter in "._-" for letter in site)


def _ups(value: object) -> str:
    if isinstance(value, str):
        name, at, host = value.partition("@")
        if name.isascii() and name.replace("-", "").replace("_", "").isalnum() and at and host.isprintable():
            return value
    raise refuse(
        "phải là tên UPS trong NUT, ví dụ ups@127.0.0.1",
        "must be a UPS as NUT names it, such as ups@127.0.0.1",
    )


def _plain_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise refuse(
            "chỉ ghi giao thức, tên máy và cổng, ví dụ https://giamsat.hue.example:9740",
            "must have no path, such as https://hub.hue.example:9740",
        )
    return url.rstrip("/")


class Hub(Part):
    """A hub to report to. ca: the PEM file of the one authority that is believed; needed for https."""

    url: Annotated[Url, AfterValidator(_plain_url)]
    ca: Place | None = None

    @property
    def host(self) -> str:
        """The name or address in its URL."""
        return urlsplit(self.url).hostname or ""

    @property
    def address(self) -> IPAddress | None:
        """The address in its URL; None where there is a name, which leads wherever its owner likes."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None


class Ups(Part):
    """name: `<ups>@<host>` or `<ups>@<host>:<port>` of a NUT server."""

    name: Annotated[str, BeforeValidator(_ups)]


class AgentConfig(Part):
    """The whole of it.

    site: `<commune>/<site>`. gateway: None: by the routing table. networks: where looks that are told may lead beside the
    public Internet. kinds: of looks that may be told.
    """

    site: Annotated[str, BeforeValidator(_site)]
    hubs: Annotated[tuple[Hub, ...], Field(min_length=1, max_length=4)]
    state_dir: Place = DEFAULT_STATE_DIR
    listen: HostPort = "0.0.0.0:9743"
    outbox_megabytes: Annotated[int, whole(1, 100_000)] = 64
    gateway: Address | None = None
    networks: tuple[Network, ...] = ()
    kinds: tuple[Literal["ping", "http", "dns", "tcp"], ...] = ("ping", "http", "dns", "tcp")
    ups: Ups | None = None


def load_agent(path: Path) -> AgentConfig:
    """What the file says, checked whole. Raises InventoryError with every fault."""
    source = read_yaml(path)
    if source.faults:
        raise InventoryError(source.faults)
    try:
        config = AgentConfig.model_validate(source.value, context={"folder": source.folder})
    except ValidationError as error:
        raise InventoryError(sorted(faults_of(error, source, AgentConfig))) from error
    if faults := sorted(_faults(source, config)):
        raise InventoryError(faults)
    return config


def _faults(source: Source, config: AgentConfig) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for number, hub in enumerate(config.hubs):
        where = ("hubs", number, "url")
        if hub.url in first:
            line = source.written(("hubs", first[hub.url], "url")).line
            yield said(source, where, _TWICE.format(line=line))
        first.setdefault(hub.url, number)
        if hub.url.startswith("http:") and not _is_loopback(hub.host):
            yield allowed(source, where, _NOT_PLAIN)
        if hub.url.startswith("https:") and hub.ca is None:
            yield said(source, ("hubs", number), _NO_CA)
        if hub.ca is not None and (why := _unusable(hub.ca)) is not None:
            yield allowed(source, ("hubs", number, "ca"), why)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unusable(ca: str) -> Text | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=ca)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        return _BAD_CA.format(why=getattr(error, "strerror", None) or type(error).__name__)
    return None


_TWICE = Text("máy giám sát này đã khai báo ở dòng {line}", "this hub stands already in line {line}")
_NOT_PLAIN = Text(
    "phải là https://; http:// chỉ dùng cho máy giám sát chạy ngay trên máy này",
    "must be https://; http:// is for a hub on this very machine",
)
_NO_CA = Text(
    "còn thiếu ca: tệp PEM của nơi cấp chứng chỉ TLS cho máy giám sát, nhận cùng mã ghi danh",
    "ca is missing: the PEM file of whoever issued the hub's TLS certificate, handed out with the code",
)
_BAD_CA = Text("phải là tệp PEM có chứng chỉ ({why})", "must be a PEM file with a certificate ({why})")
