"""agent.yml: sound, or every fault at once with its line."""

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from exporter.agent.config import load_agent
from probes.inventory.faults import InventoryError
from probes.language import Language
from tests.authority import Authority

SMALLEST = "site: 19789/centre\nhubs: [{url: http://127.0.0.1:9740}]\n"


def written(folder: Path, text: str) -> Path:
    (folder / "hub-ca.pem").write_bytes(Authority.root("hub").pem)
    file = folder / "agent.yml"
    file.write_text(text, encoding="utf-8")
    return file


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(InventoryError) as refused:
        load_agent(written(folder, text))
    for fault in refused.value.faults:
        assert fault.in_(Language.VI) != fault.in_(Language.EN)
    return [fault.in_(Language.EN).removeprefix(f"{folder}/") for fault in refused.value.faults]


def test_two_lines_are_enough(tmp_path: Path) -> None:
    config = load_agent(written(tmp_path, SMALLEST))

    assert (config.site, config.hubs[0].host) == ("19789/centre", "127.0.0.1")
    assert (config.listen, config.state_dir) == ("0.0.0.0:9743", "/var/lib/thongsuot-agent")
    assert config.kinds == ("ping", "http", "dns", "tcp")


def test_it_says_where_what_is_told_may_lead(tmp_path: Path) -> None:
    text = (
        SMALLEST
        + "gateway: 192.168.1.1\nnetworks: [10.0.0.0/8]\nkinds: [ping, tcp]\nups: {name: ups@127.0.0.1}\n"
    )
    config = load_agent(written(tmp_path, text))

    assert config.gateway == ip_address("192.168.1.1")
    assert config.networks == (ip_network("10.0.0.0/8"),)
    assert config.kinds == ("ping", "tcp")
    assert config.ups is not None


def test_file_names_start_from_its_folder(tmp_path: Path) -> None:
    text = (
        "site: 19789/centre\nhubs: [{url: 'https://hub.example:9740/', ca: hub-ca.pem}]\nstate_dir: state\n"
    )
    config = load_agent(written(tmp_path, text))

    assert (config.hubs[0].url, config.hubs[0].ca) == (
        "https://hub.example:9740",
        str(tmp_path / "hub-ca.pem"),
    )
    assert config.state_dir == str(tmp_path / "state")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = """\
site: 1978/Centre
hubs:
  - url: ftp://hub.example
kinds: [ping, crl]
gateway: 0.0.0.0
ups: {name: ups}
outbox_megabyte: 3
"""
    told = faults(tmp_path, text)

    assert [fault.split(": ")[0] for fault in told] == [f"agent.yml:{line}" for line in (1, 3, 4, 5, 6, 7)]
    assert "did you mean outbox_megabytes?" in told[-1]


def test_a_hub_is_spoken_to_over_tls_that_somebody_vouches_for(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    text = """\
site: 19789/centre
hubs:
  - url: http://hub.example
  - url: https://hub.example
  - url: https://other.example
    ca: empty.pem
  - url: https://hub.example
    ca: hub-ca.pem
"""
    told = faults(tmp_path, text)

    assert "must be https://" in told[0]
    assert "agent.yml:4: hubs[1]: ca is missing" in told[1]
    assert "must be a PEM file with a certificate" in told[2]
    assert "stands already in line 4" in told[3]


@pytest.mark.parametrize("site", ["19789", "19789/", "19789/a b", "/centre", "1978x/centre", "[]"])
def test_a_site_is_a_commune_and_a_place_in_it(tmp_path: Path, site: str) -> None:
    (fault,) = faults(tmp_path, SMALLEST.replace("19789/centre", site))

    assert 'such as "19789/centre"' in fault
