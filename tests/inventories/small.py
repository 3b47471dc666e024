"""A small inventory with one of everything: two communes, a satellite, lines with and without address, services,
signers with and without file. Addresses are of the documentation ranges; nothing is ever sent to them."""

from typing import Any

from probes.inventory.model import Inventory


def small_values() -> dict[str, Any]:
    """The values as YAML would give them."""
    return {
        "settings": {
            "operator": {
                "name": "Sở Khoa học và Công nghệ",
                "contact": "Tổ trực (đường dây nóng) 0213 000 000",
                "status_page": "https://trangthai.test",
            },
            "thresholds": {"down_after": 4, "rtt_degraded": "80ms"},
        },
        "provinces": [
            {"code": "12", "name": "Tỉnh Lai Châu", "thresholds": {"rtt_degraded": "90ms", "up_after": 3}}
        ],
        "isps": [{"id": "vnpt", "name": "VNPT"}, {"id": "viettel", "name": "Viettel"}],
        "upstreams": [{"id": "pop-1", "name": "POP Lai Châu", "isp": "vnpt"}],
        "communes": [
            {
                "code": "03405",
                "name": "Xã Tả Lèng",
                "province": "12",
                "sites": [
                    {
                        "id": "centre",
                        "thresholds": {"up_after": 5, "jitter_degraded": "40ms"},
                        "links": [
                            {"id": "main", "isp": "vnpt", "address": "192.0.2.11", "upstream": "pop-1"},
                            {"id": "lte", "isp": "viettel", "role": "backup", "medium": "lte"},
                        ],
                    },
                    {
                        "id": "ban-giang",
                        "kind": "satellite",
                        "links": [
                            {
                                "id": "main",
                                "isp": "viettel",
                                "medium": "vsat",
                                "address": "2001:db8::12",
                                "thresholds": {"jitter_degraded": "200ms"},
                            }
                        ],
                    },
                ],
            },
            {
                "code": "99999",
                "name": "Xã Mới",
                "province": "12",
                "sites": [
                    {"id": "centre", "links": [{"id": "main", "isp": "vnpt", "address": "192.0.2.13"}]}
                ],
            },
        ],
        "services": [
            {
                "id": "portal",
                "name": "Cổng Dịch vụ công",
                "thresholds": {"slow": "4s"},
                "checks": [
                    {
                        "kind": "http",
                        "url": "https://portal.test/",
                        "expect": {
                            "status": [200],
                            "body": "Dịch vụ công",
                            "headers": {"Content-Type": "text/html"},
                        },
                    },
                    {"kind": "dns", "name": "portal.test", "server": "192.0.2.53", "expect": ["192.0.2.80"]},
                    {"id": "lan", "kind": "tcp", "host": "portal.test", "port": 443, "vantages": ["agent"]},
                ],
            },
            {
                "id": "documents",
                "name": "Quản lý văn bản",
                "checks": [
                    {"kind": "tcp", "host": "docs.test", "port": 8443, "interval": "5m", "timeout": "3s"}
                ],
            },
        ],
        "authorities": [
            {"id": "ca", "name": "CA", "anchors": ["/ca/root.pem"], "intermediates": ["/ca/sub.pem"]}
        ],
        "signers": [
            {
                "id": "con-dau",
                "commune": "03405",
                "role": "van-thu",
                "signer_kind": "organisation",
                "authority": "ca",
                "file": "/ca/con-dau.pem",
            },
            {
                "id": "chu-tich",
                "commune": "03405",
                "role": "lanh-dao",
                "signer_kind": "person",
                "not_after": "2027-01-31",
            },
        ],
        "witnesses": [{"id": f"w{number}", "address": f"192.0.2.{number}"} for number in (1, 2, 3)],
    }


def small() -> Inventory:
    """The inventory itself."""
    return Inventory.model_validate(small_values())
