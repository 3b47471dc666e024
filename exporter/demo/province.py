"""The demo's inventory as plain documents: Huế's 40 real communes, with lines, services and people that are invented.

Every address is a loopback address made from the commune's code, so that each line is a place of its own.
"""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from exporter.demo.signing import SIGNERS, authority
from probes.inventory.settings import Rhythm

PROVINCE = "46"
PORTAL = "national-portal"
TLS_SERVICES = (PORTAL, "vneid", "procedures", "documents")
NAME_SERVICE = "names"
MEETING_SERVICE = "video-meeting"
DEMO_NAME = (
    "cong.demo.invalid"  # RFC 6761 section 6.4: never a real name; only the demo's own name server is asked
)

SERVICE_ADDRESSES = {
    name: f"127.46.255.{number}"
    for number, name in enumerate((*TLS_SERVICES, NAME_SERVICE, MEETING_SERVICE), start=1)
}
WITNESSES = {f"witness-{number}": f"127.46.254.{number}" for number in range(1, 5)}

_SHORTEST_INTERVAL_SECONDS = 0.75


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """One commune of the official list."""

    code: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the demo's services listen, each on its own address."""

    https: int
    names: int
    meeting: int
    authority: int


def communes() -> tuple[CommuneRow, ...]:
    """The communes of Huế, in the order of their codes."""
    with (files("probes") / "data" / "communes.csv").open(encoding="utf-8") as stream:
        return tuple(
            CommuneRow(row["code"], row["name"], float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(stream)
            if row["province_code"] == PROVINCE
        )


def agent_communes(count: int) -> tuple[str, ...]:
    """The codes of so many communes that may have an agent: one line and no satellite, so that they are simple to follow."""
    return tuple(row.code for row in communes() if row.code not in (*_BACKUPS, *_SATELLITES))[:count]


def agent_gateway(number: int) -> str:
    """The address of the way out of the network that agent `number`, from 0, stands in."""
    return f"127.46.252.{number + 1}"


def documents(
    ports: Ports,
    *,
    public: str,
    operations: str,
    speed: float,
    agents: int = 0,
    remote_write: str | None = None,
) -> dict[str, dict[str, Any]]:
    """The inventory by file name: `settings.yml`, `province.yml`, `communes.yml`, `services.yml`, `signers.yml`.

    public, operations: the two listeners, `host:port`. speed: how many times as fast the story is played. agents: in how
    many communes one looks. remote_write: where Prometheus takes what agents deliver late.
    """
    with_agent = agent_communes(agents)
    return {
        "settings.yml": {
            "settings": _settings(public, operations, speed) | _late(remote_write),
            "witnesses": _witnesses(),
        },
        "province.yml": {
            "provinces": [{"code": PROVINCE, "name": "Thành phố Huế (mô phỏng)"}],
            "isps": _ISPS,
            "upstreams": _UPSTREAMS,
            "teams": _TEAMS,
        },
        "communes.yml": {"communes": [_commune(row, agent=row.code in with_agent) for row in communes()]},
        "services.yml": {"services": _services(ports, agents=agents > 0)},
        "signers.yml": {"authorities": [authority(ports.authority)], "signers": SIGNERS},
    }


def _settings(public: str, operations: str, speed: float) -> dict[str, Any]:
    """The default rhythm, each interval divided by `speed`, but never so short that a look cannot end in it."""
    usual = Rhythm()

    def sooner(seconds: float, least: float) -> str:
        return f"{max(seconds / speed, least):g}s"

    interval = sooner(usual.link_interval, _SHORTEST_INTERVAL_SECONDS)
    return {
        "operator": {"name": "Thông Suốt: tỉnh mô phỏng", "contact": "demo@example.invalid"},
        "data_dir": "data",
        "listen": {"public": public, "operations": operations},
        "rhythm": {
            "link_interval": interval,
            "link_packets": usual.link_packets,
            "link_gap": sooner(usual.link_gap, 0.02),
            "link_timeout": sooner(usual.link_timeout, 0.4),
            "witness_interval": interval,
            "service_interval": sooner(usual.service_interval, 2.0),
            "service_timeout": sooner(usual.service_timeout, 1.5),
            # oftener than usual from here on, so that a loop of the story shows the authority's troubles
            "agent_interval": sooner(30.0, 2.0),
            "agent_report_interval": sooner(min(10.0, 30.0 * speed), 1.0),
            "certificate_interval": sooner(60.0, 3.0),
            "crl_interval": sooner(60.0, 3.0),
            "ocsp_interval": sooner(60.0, 3.0),
            # however fast the story: no inventory may ask for stamps oftener
            "timestamp_interval": sooner(60.0, 60.0),
            "timestamp_timeout": "20s",
        },
        "thresholds": {
            "confirm_every": sooner(5.0, 0.5),
            # shorter than usual from here on: a loop of the story has to show them come and go
            "window": sooner(150.0, 0.5),
            "flap_window": sooner(900.0, 0.5),
            "flap_clear": sooner(300.0, 0.5),
        },
    }


def _late(remote_write: str | None) -> dict[str, Any]:
    return {} if remote_write is None else {"remote_write": [{"id": "prometheus", "url": remote_write}]}


def _witnesses() -> list[dict[str, Any]]:
    return [{"id": name, "address": address} for name, address in WITNESSES.items()]


_ISPS = [
    {"id": "vnpt", "name": "VNPT (mô phỏng)", "hotline": "tổng đài VNPT (mô phỏng)"},
    {"id": "viettel", "name": "Viettel (mô phỏng)", "hotline": "tổng đài Viettel (mô phỏng)"},
    {"id": "fpt", "name": "FPT Telecom (mô phỏng)", "hotline": "tổng đài FPT Telecom (mô phỏng)"},
]
_UPSTREAMS = [
    {"id": "vnpt-hue", "name": "POP VNPT Huế (mô phỏng)", "isp": "vnpt"},
    {"id": "vnpt-a-luoi", "name": "POP VNPT A Lưới (mô phỏng)", "isp": "vnpt"},
    {"id": "viettel-hue", "name": "POP Viettel Huế (mô phỏng)", "isp": "viettel"},
    {"id": "viettel-phu-loc", "name": "POP Viettel Phú Lộc (mô phỏng)", "isp": "viettel"},
    {"id": "fpt-hue", "name": "POP FPT Telecom Huế (mô phỏng)", "isp": "fpt"},
]
_TEAMS = [
    {"id": "ha_tang_wan", "name": "Tổ hạ tầng, mạng WAN (mô phỏng)"},
    {"id": "chu_ky_so", "name": "Tổ chữ ký số (mô phỏng)"},
    {"id": "tthc", "name": "Tổ hệ thống giải quyết thủ tục hành chính (mô phỏng)"},
    {"id": "van_ban_hop", "name": "Tổ văn bản và họp trực tuyến (mô phỏng)"},
]

# Which communes have a second line. An address of None is a line that is known and cannot be watched yet.
_BACKUPS: dict[str, tuple[str, str, bool]] = {
    "19789": ("viettel", "lte", True),
    "19819": ("viettel", "lte", True),
    "19960": ("fpt", "lte", True),
    "20044": ("viettel", "lte", True),
    "20050": ("viettel", "lte", True),
    "20101": ("viettel", "lte", True),
    "20137": ("vnpt", "lte", True),
    "20182": ("vnpt", "vsat", True),
    "20179": ("vnpt", "lte", False),
}
_SATELLITES: dict[str, tuple[tuple[str, str], ...]] = {
    "19819": (("phong-my", "Phong Mỹ"), ("phong-xuan", "Phong Xuân")),
    "20122": (("vinh-hien", "Vinh Hiền"),),
    "20137": (("lang-co", "Lăng Cô"),),
}


def _commune(row: CommuneRow, *, agent: bool) -> dict[str, Any]:
    isp, upstream = _carrier(row)
    lines = [_line(row, "primary", isp, upstream, "fiber", 46)]
    if (backup := _BACKUPS.get(row.code)) is not None:
        backup_isp, medium, known = backup
        lines.append(_line(row, "backup", backup_isp, None, medium, 47 if known else None))
    centre: dict[str, Any] = {"id": "centre"} | ({"agent": True} if agent else {}) | {"links": lines}
    sites: list[dict[str, Any]] = [centre]
    for number, (place, name) in enumerate(_SATELLITES.get(row.code, ())):
        line = _line(row, "primary", isp, upstream, "fiber", 48 + number)
        title = f"Điểm tiếp nhận tại trụ sở cũ {name} (mô phỏng)"
        sites.append({"id": place, "kind": "satellite", "name": title, "links": [line]})
    return {
        "code": row.code,
        "name": row.name,
        "province": PROVINCE,
        "dossiers_per_day": 15 + int(row.code) % 60,
        "sites": sites,
    }


def _carrier(row: CommuneRow) -> tuple[str, str]:
    """Who carries the primary line: the mountains by VNPT, the south by Viettel, the rest shared among three."""
    if row.longitude < 107.42 and row.latitude < 16.4:
        return "vnpt", "vnpt-a-luoi"
    if row.longitude > 107.7 and row.latitude < 16.4:
        return "viettel", "viettel-phu-loc"
    isp = ("vnpt", "viettel", "fpt")[int(row.code) // 3 % 3]
    return isp, f"{isp}-hue"


def _line(
    row: CommuneRow, role: str, isp: str, upstream: str | None, medium: str, network: int | None
) -> dict[str, Any]:
    number = int(row.code)  # below 65,536, so that two octets hold it
    line: dict[str, Any] = {"id": role, "role": role, "isp": isp, "medium": medium}
    if network is not None:
        line["address"] = f"127.{network}.{number // 256}.{number % 256}"
    if upstream is not None:
        line["upstream"] = upstream
    line["circuit"] = f"MP-{row.code}-{(network or 47) - 45}"
    return line


def _services(ports: Ports, *, agents: bool) -> list[dict[str, Any]]:
    titles = {
        PORTAL: ("Cổng Dịch vụ công quốc gia (mô phỏng)", "tthc"),
        "vneid": ("Đăng nhập VNeID (mô phỏng)", "tthc"),
        "procedures": ("Hệ thống thông tin giải quyết thủ tục hành chính (mô phỏng)", "tthc"),
        "documents": ("Hệ thống quản lý văn bản và điều hành (mô phỏng)", "van_ban_hop"),
    }
    services: list[dict[str, Any]] = []
    for id_, (name, team) in titles.items():
        url = f"https://{SERVICE_ADDRESSES[id_]}:{ports.https}/"
        page = {"id": "page", "kind": "http", "url": url, "trust": "certificates/root.pem"}
        services.append({"id": id_, "name": name, "team": team, "checks": [page]})
    answer = {
        "id": "answer",
        "kind": "dns",
        "name": DEMO_NAME,
        "server": SERVICE_ADDRESSES[NAME_SERVICE],
        "port": ports.names,
        "expect": [SERVICE_ADDRESSES[PORTAL]],
    }
    port = {"id": "port", "kind": "tcp", "host": SERVICE_ADDRESSES[MEETING_SERVICE], "port": ports.meeting}
    services += [
        {
            "id": NAME_SERVICE,
            "name": "Máy chủ tên miền của tỉnh (mô phỏng)",
            "team": "ha_tang_wan",
            "checks": [answer],
        },
        {
            "id": MEETING_SERVICE,
            "name": "Họp trực tuyến (mô phỏng)",
            "team": "van_ban_hop",
            "checks": [port],
        },
    ]
    if agents:
        for service in services:
            for check in service["checks"]:
                check["vantages"] = ["hub", "agent"]
    return services
