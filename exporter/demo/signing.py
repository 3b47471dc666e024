"""The signing part of the demo's inventory as plain documents: one certification authority, and the signers it serves."""

from typing import Any

AUTHORITY = "demo-ca"
AUTHORITY_ADDRESS = "127.46.253.1"
LIST_PATH, ROOT_LIST_PATH = "/issuing.crl", "/root.crl"
OCSP_PATH, TIMESTAMP_PATH = "/ocsp", "/tsa"
CANARY_GOOD, CANARY_REVOKED = "canary-good", "canary-revoked"

# (commune, role, kind): the file of each is written by `exporter.demo.certificates`, under the signer's id.
SIGNER_ROLES: tuple[tuple[str, str, str], ...] = (
    ("19753", "ubnd", "organisation"),
    ("19753", "chu-tich", "person"),
    ("19789", "ubnd", "organisation"),
    ("19819", "ubnd", "organisation"),
    ("19819", "chu-tich", "person"),
    ("19960", "ubnd", "organisation"),
    ("20044", "ubnd", "organisation"),
    ("20050", "chu-tich", "person"),
    ("20071", "ubnd", "organisation"),
    ("20101", "ubnd", "organisation"),
    ("20107", "ubnd", "organisation"),
    ("20140", "ubnd", "organisation"),
    ("20179", "ubnd", "organisation"),
)
SOUND_SIGNERS = ("ubnd-19753", "ubnd-19789", "ubnd-19819", "ubnd-20044")
"""Organisations whose certificates have nothing wrong with them unless the story says so."""

SIGNERS: list[dict[str, Any]] = [
    {
        "id": f"{role}-{commune}",
        "commune": commune,
        "role": role,
        "signer_kind": kind,
        "authority": AUTHORITY,
        "file": f"certificates/{role}-{commune}.pem",
    }
    for commune, role, kind in SIGNER_ROLES
]


def authority_url(port: int) -> str:
    """Where the authority answers, without a path."""
    return f"http://{AUTHORITY_ADDRESS}:{port}"


def authority(port: int) -> dict[str, Any]:
    """The authority that answers at `port`.

    Its lists and its OCSP responder are found where its certificates say, as with a real one; `networks` allows that
    stranger's word to lead to loopback.
    """
    return {
        "id": AUTHORITY,
        "name": "Tổ chức chứng thực (mô phỏng)",
        "anchors": ["certificates/root.pem"],
        "intermediates": ["certificates/issuing.pem", "certificates/older.pem"],
        "canary": f"certificates/{CANARY_GOOD}.pem",
        "ocsp_good": f"certificates/{CANARY_GOOD}.pem",
        "ocsp_revoked": f"certificates/{CANARY_REVOKED}.pem",
        "timestamp": authority_url(port) + TIMESTAMP_PATH,
        "networks": ["127.0.0.0/8"],
    }
