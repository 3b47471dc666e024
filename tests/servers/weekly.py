"""A hub on loopback that tells of three communes' certificates, and the relay.yml that mails their offices."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers.loopback import serving
from tests.servers.plain import answer, maps
from tests.servers.relaying import COMMUNE, INVENTORY, mail_channel, relay_yml

FIRST, SECOND, WITHOUT = "19753", "19774", "19777"
ENDS_SOON = {"usable": {"leader": 2, "seal": 1}, "first_end_days": {"leader": 100, "seal": 30}, "states": {}}
ALL_WELL = {"usable": {"leader": 2}, "first_end_days": {"leader": 300}, "states": {"valid": 2}}


def address_of(code: str) -> str:
    """The address of a commune's office."""
    return f"ubnd.{code}@mail.test"


@contextmanager
def hub(told: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The URL of a hub that tells this of each commune by code, and knows no other."""
    pages = {
        f"/api/v1/communes/{code}": answer(body=json.dumps({"signing": signing}).encode())
        for code, signing in told.items()
    }
    with serving(maps(pages)) as port:
        yield f"http://127.0.0.1:{port}"


def weekly_yml(folder: Path, hub_url: str | None, mail_port: int = 25) -> Path:
    """A relay.yml for three communes with signers: two have an address, the third has none."""
    config = relay_yml(folder, [mail_channel(mail_port)], hub=hub_url)
    names = {FIRST: "Phường Phú Xuân", SECOND: "Phường Kim Long", WITHOUT: "Phường Vỹ Dạ"}
    communes = [
        {**COMMUNE, "code": code, "name": name, "sites": [{"id": f"tt-{code}"}]}
        | ({} if code == WITHOUT else {"email": address_of(code)})
        for code, name in names.items()
    ]
    signers = [
        {
            "id": f"s-{code}",
            "commune": code,
            "role": "chu-tich",
            "signer_kind": "person",
            "not_after": "2027-01-31",
        }
        for code in names
    ]
    inventory = {**INVENTORY, "communes": communes, "signers": signers}
    (folder / "inventory.yml").write_text(json.dumps(inventory), encoding="utf-8")
    return config
