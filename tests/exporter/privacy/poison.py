"""An inventory with a script in every text that takes one, each naming its own field; and what may be told of which field to whom."""

import json
import re
from collections.abc import Iterator
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Any

import bcrypt
from cryptography import x509
from cryptography.x509.oid import NameOID
from pydantic import BaseModel, ValidationError

from probes.inventory.load import load
from probes.inventory.model import Inventory
from tests.authority import Authority
from tests.personal import SOMEBODY

PUBLIC = {
    "Commune.name",
    "Province.name",
    "Site.name",
    "Service.name",
    "Isp.name",  # of an outage of that ISP; of a line never: see LINE_ISP
    "Authority.name",
    "Team.name",
    "Team.phone",
    "Operator.name",
    "Operator.status_page",
    "Maintenance.reason",
    # ids as labels of shared incidents and of a commune's own site
    "Site.id",
    "Service.id",
    "Isp.id",
    "Authority.id",
}
"""What anybody may be told."""

ON_CALL = PUBLIC | {
    "Upstream.name",
    "Upstream.id",
    "Link.id",
    "Link.circuit",
    "Isp.hotline",
    "Duty.person",
    "Duty.phone",
    "Signer.id",
    "Signer.role",
    "Maintenance.force_majeure",
    "Team.id",
    "Alerting.dashboards",
    "Alerting.docs",
    "Witness.id",
    "Alerting.job",
    "OnCall.users",
}
"""What those on call may be told beside that."""

MEASURED = PUBLIC - {"Team.phone", "Operator.status_page", "Maintenance.reason"} | {
    "Upstream.name",
    "Upstream.id",
    "Link.id",
    "Signer.id",
    "Signer.role",
    "Team.id",
    "Witness.id",
    "TcpCheck.id",
    "HttpCheck.id",
    "DnsCheck.id",
}
"""What may stand in measures and in what Prometheus discovers: ids, and names of things."""

LINE_ISP = "isp-line"
"""The ISP of a line that no shared incident names: whose line it is is nobody else's business."""

HIT, WELL, POINT = "19753", "19774", "diem"
_ATTACK = "\"'><img src=x onerror=poison()><script>poison()</script>{{y.z}}%(x)s{{{{7*7}}}}{token}"
"""Markup, a script, the holes of a template of ours and of a format of Python's, which would fail if they were filled in."""
_TOKEN = re.compile(r"zq([a-z]+)\d*zq")
_LISTS = ("anchors", "intermediates", "timestamp_anchors", "timestamp_intermediates")
_PEMS = (*_LISTS, "canary", "ocsp_good", "ocsp_revoked")
WORD = "mật khẩu"
"""Of the one who is on call."""
TAX_CODE = "0309876543"
_SOMEBODY = x509.Name([*SOMEBODY, x509.NameAttribute(NameOID.USER_ID, f"MST:{TAX_CODE}")])


def text(name: str) -> str:
    """A script, naming its field: `Commune.name`."""
    return _ATTACK.format(token=token(name))


def token(name: str) -> str:
    """The name of a field as letters that any id, host or path may hold."""
    return f"zq{name.replace('.', '').replace('_', '').lower()}zq"


def found_in(body: str) -> set[str]:
    """The fields whose tokens stand in an answer, as `token` writes them."""
    return set(_TOKEN.findall(body.lower()))


def write_inventory(folder: Path, data: Path) -> Inventory:
    """The poisoned inventory, checked and loaded like any other."""
    folder.mkdir(parents=True, exist_ok=True)
    root = Authority.root(token("certificate"))
    for name, content in (
        ("RemoteWrite.password_file", b"x"),
        ("RemoteWrite.ca", root.pem),
        ("Listen.operations_web_config", _users()),
        ("HttpCheck.trust", root.pem),
        *((f"Authority.{one}", root.pem) for one in _PEMS),
    ):
        (folder / token(name)).write_bytes(content)
    (folder / token("Authority.crl_files")).mkdir()
    (folder / token("Signer.file")).write_bytes(root.signer(subject=_SOMEBODY).pem)
    (folder / "inventory.yml").write_text(_YAML(folder, data), encoding="utf-8")
    return load(folder)


def _YAML(folder: Path, data: Path) -> str:  # noqa: N802  # it is one
    def quoted(name: str) -> str:
        return "'" + text(name).replace("'", "''") + "'"

    def link(id_: str, isp: str, number: int) -> str:
        return (
            f"{{id: {token('Link.id')}-{id_}, isp: {isp}, address: 10.9.8.{number}, upstream: {token('Upstream.id')}, "
            f"circuit: {quoted('Link.circuit')}}}"
        )

    def file(name: str) -> str:
        return f"{folder}/{token(name)}"

    isp = token("Isp.id")
    pems = ", ".join(
        f"{one}: [{file(f'Authority.{one}')}]" if one in _LISTS else f"{one}: {file(f'Authority.{one}')}"
        for one in _PEMS
    )
    return f"""
settings:
  operator: {{name: {quoted("Operator.name")}, contact: {quoted("Operator.contact")}, status_page: {quoted("Operator.status_page")}}}
  data_dir: {data}/{token("Settings.data_dir")}
  listen: {{operations_web_config: {file("Listen.operations_web_config")}}}
  alerting:
    job: {token("Alerting.job")}
    docs: "https://{token("Alerting.docs")}.example/"
    dashboards: "https://{token("Alerting.dashboards")}.example/"
    relay: "https://{token("Alerting.relay")}.example/"
    relay_tokens: /etc/{token("Alerting.relay_tokens")}
    watchdog: "https://{token("Alerting.watchdog")}.example/"
    default_team: {token("Team.id")}
  duty: {{users: [{quoted("OnCall.users")}]}}
  remote_write:
    - {{id: {token("RemoteWrite.id")}, url: "https://{token("RemoteWrite.url")}.example/", username: {quoted("RemoteWrite.username")}, password_file: {file("RemoteWrite.password_file")}, ca: {file("RemoteWrite.ca")}}}
provinces: [{{code: "46", name: {quoted("Province.name")}}}]
isps:
  - {{id: {isp}, name: {quoted("Isp.name")}, hotline: {quoted("Isp.hotline")}}}
  - {{id: {LINE_ISP}, name: Mạng của riêng một đường}}
upstreams: [{{id: {token("Upstream.id")}, name: {quoted("Upstream.name")}, isp: {isp}}}]
teams: [{{id: {token("Team.id")}, name: {quoted("Team.name")}, phone: {quoted("Team.phone")}, email: {quoted("Team.email")}}}]
roster:
  - {{team: {token("Team.id")}, start: 2026-11-24 07:00, end: 2026-11-24 19:00, person: {quoted("Duty.person")}, phone: {quoted("Duty.phone")}}}
services:
  - id: {token("Service.id")}
    name: {quoted("Service.name")}
    team: {token("Team.id")}
    checks:
      - id: {token("HttpCheck.id")}
        kind: http
        url: "https://{token("HttpCheck.url")}.example/{token("HttpCheck.url")}"
        trust: {file("HttpCheck.trust")}
        expect: {{body: {quoted("HttpExpect.body")}, body_absent: {quoted("HttpExpect.body_absent")}, headers: {{{token("HttpExpect.headers")}: {quoted("HttpExpect.headers")}}}}}
      - {{id: {token("TcpCheck.id")}, kind: tcp, host: {token("TcpCheck.host")}.example, port: 443}}
      - {{id: {token("DnsCheck.id")}, kind: dns, name: {token("DnsCheck.name")}.example, server: 10.9.9.9, expect: [{quoted("DnsCheck.expect")}]}}
authorities:
  - id: {token("Authority.id")}
    name: {quoted("Authority.name")}
    ocsp: "http://{token("Authority.ocsp")}.example/"
    timestamp: "http://{token("Authority.timestamp")}.example/"
    PEMS
    crl: ["http://{token("Authority.crl")}.example/"]
    networks: [10.9.7.0/24]
    crl_files: [{file("Authority.crl_files")}]
    rewrite: {{"http://{token("Authority.rewrite")}.example/": "http://{token("Authority.rewrite")}2.example/"}}
signers:
  - {{id: {token("Signer.id")}, commune: "{HIT}", role: {token("Signer.role")}, signer_kind: person, authority: {token("Authority.id")}, file: {file("Signer.file")}}}
days: [{{day: 2026-12-25, working: no, name: {quoted("SpecialDay.name")}}}]
maintenance:
  - {{service: {token("Service.id")}, start: 2026-11-24 12:00, end: 2026-11-24 14:00, reason: {quoted("Maintenance.reason")}, force_majeure: {quoted("Maintenance.force_majeure")}}}
communes:
  - code: "{HIT}"
    name: {quoted("Commune.name")}
    province: "46"
    email: {token("Commune.email")}@example.vn
    sites:
      - {{id: {token("Site.id")}, name: {quoted("Site.name")}, agent: yes, links: [{link("a", isp, 1)}]}}
      - {{id: {POINT}, kind: satellite, name: {quoted("Site.name")}, links: [{link("b", isp, 2)}]}}
  - code: "{WELL}"
    name: {quoted("Commune.name")}
    province: "46"
    sites: [{{id: tt, links: [{link("c", LINE_ISP, 3)}]}}]
witnesses:
  - {{id: {token("Witness.id")}1, address: 10.9.6.1}}
  - {{id: {token("Witness.id")}2, address: 10.9.6.2}}
  - {{id: {token("Witness.id")}3, address: 10.9.6.3}}
""".replace("PEMS", pems.replace(", ", "\n    "))


def _users() -> bytes:
    password = bcrypt.hashpw(WORD.encode(), bcrypt.gensalt(4)).decode()
    return json.dumps({"basic_auth_users": {text("OnCall.users"): password}}).encode()


def texts_of(part: BaseModel) -> Iterator[tuple[BaseModel, str, str]]:
    """Every text in an inventory that somebody typed: the part that it stands in, the name of the field, and the text."""
    for name in type(part).model_fields:
        for value in _flat(getattr(part, name)):
            if isinstance(value, BaseModel):
                yield from texts_of(value)
            elif isinstance(value, str) and not isinstance(value, Enum):
                yield part, name, value


def field_of(part: BaseModel, name: str) -> str:
    """As the lists here name it: `Commune.name`."""
    return f"{type(part).__name__}.{name}"


def takes_a_script(part: BaseModel, name: str) -> bool:
    """Whether a field that holds something harmless would also hold a script."""
    field = getattr(part, name)
    attack: Any = text(field_of(part, name))
    if isinstance(field, dict):
        attack = {attack: attack}
    elif isinstance(field, tuple):
        attack = (attack,)
    try:
        type(part).model_validate(part.model_dump() | {name: attack})
    except ValidationError as refused:
        return not any(error["loc"][0] == name for error in refused.errors())
    return True


def typed_fields(part: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> set[str]:
    """Every field of the inventory's models that takes free text, an id, a host, a URL or a file."""
    seen = set() if seen is None else seen
    seen.add(part)
    found: set[str] = set()
    for name, field in part.model_fields.items():
        kinds = set(_kinds(field.annotation))
        if str in kinds:
            found.add(f"{part.__name__}.{name}")
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
                found |= typed_fields(kind, seen)
    return found


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from _flat(each)
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _flat(each)
    elif not isinstance(value, (IPv4Address, IPv6Address, IPv4Network, IPv6Network)):
        yield value


def _kinds(annotation: Any) -> Iterator[Any]:
    inner = getattr(annotation, "__args__", None)
    if inner is None:
        yield annotation
        return
    if getattr(annotation, "__metadata__", None) is not None:
        yield from _kinds(annotation.__origin__)
    for each in inner:
        if isinstance(each, type) or getattr(each, "__args__", None) is not None:
            yield from _kinds(each)


TEXT_FIELDS = typed_fields(Inventory)
URL_FIELDS = {
    "Alerting.dashboards",
    "Alerting.docs",
    "Alerting.relay",
    "Alerting.watchdog",
    "Authority.crl",
    "Authority.ocsp",
    "Authority.rewrite",
    "Authority.timestamp",
    "HttpCheck.url",
    "RemoteWrite.url",
}
"""Where an address is taken; pages make links of some."""
NOT_POISONED = {
    "Commune.code": "five digits",
    "Province.code": "two digits",
    "Listen.public": "an address of this machine",
    "Listen.operations": "an address of this machine",
    "Listen.public_web_config": "as operations_web_config",
    "RemoteWrite.bearer_file": "stands in place of password_file",
    **dict.fromkeys(
        (
            "Commune.province",
            "ExtraHours.commune",
            "ExtraHours.province",
            "Hours.commune",
            "Hours.province",
            "Maintenance.authority",
            "Maintenance.commune",
            "Maintenance.isp",
            "Maintenance.link",
            "Maintenance.province",
            "Maintenance.site",
            "Maintenance.upstream",
            "Service.provinces",
            "Signer.commune",
            "SpecialDay.province",
        ),
        "names something that is poisoned where it is declared",
    ),
}
"""Why a field holds no script."""
FILES = {
    "Alerting.relay_tokens",
    "HttpCheck.trust",
    "Listen.operations_web_config",
    "RemoteWrite.ca",
    "RemoteWrite.password_file",
    "Settings.data_dir",
    "Signer.file",
    "Authority.crl_files",
    *(f"Authority.{one}" for one in _PEMS),
}
"""Names of files, which are there: no name of a file holds the end tag of a script."""
