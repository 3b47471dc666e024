import re
from collections import Counter
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509

from exporter.demo.authority.desk import SLOW_STAMP_SECONDS
from exporter.demo.cast import cast_of, pinged_addresses, places_of
from exporter.demo.certificates import write_certificates
from exporter.demo.folder import write_folder
from exporter.demo.province import PORTAL, TLS_SERVICES, Ports, communes
from exporter.demo.signing import authority_url
from probes.inventory.load import load
from probes.inventory.model import Inventory, Medium, Role, SignerKind, SiteKind
from probes.inventory.settings import Rhythm
from probes.language import Text

_DOCS = Path(__file__).parents[3] / "docs" / "demo.md"
_ENDING = re.compile(r"^\| (`[^|]+) \| còn ([\d, và]+) ngày", re.MULTILINE)

LOOPBACK = ip_network("127.0.0.0/8")


def write(folder: Path, speed: float = 1.0) -> Inventory:
    ports = Ports(https=9743, names=9753, meeting=9763, authority=9773)
    write_certificates(folder / "certificates", authority_url(ports.authority))
    write_folder(folder, ports, public="127.0.0.1:1", operations="127.0.0.1:2", speed=speed)
    return load(folder)


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return write(tmp_path_factory.mktemp("demo"))


def test_the_inventory_is_sound_and_has_the_forty_communes_of_hue(inventory: Inventory) -> None:
    assert len(inventory.communes) == 40
    assert {commune.province for commune in inventory.communes} == {"46"}
    assert "Phường Phong Điền" in {commune.name for commune in inventory.communes}
    assert [row.code for row in communes()] == [commune.code for commune in inventory.communes]


def test_every_line_service_and_witness_is_on_loopback_at_an_address_of_its_own(inventory: Inventory) -> None:
    pinged = pinged_addresses(inventory)

    assert max(Counter(pinged).values()) == 1
    assert all(address in LOOPBACK for address in places_of(inventory))
    assert len(places_of(inventory)) == len(pinged) + len(inventory.services) + len(inventory.authorities)


def test_every_centre_has_one_primary_line_and_some_have_a_backup(inventory: Inventory) -> None:
    for commune in inventory.communes:
        (centre,) = [site for site in commune.sites if site.kind is SiteKind.CENTRE]
        assert [link.role for link in centre.links].count(Role.PRIMARY) == 1
    media = Counter(
        link.medium for commune in inventory.communes for site in commune.sites for link in site.links
    )
    assert media[Medium.LTE] >= 5
    assert media[Medium.VSAT] == 1


def test_one_line_is_known_but_cannot_be_watched_yet(inventory: Inventory) -> None:
    links = [link for commune in inventory.communes for site in commune.sites for link in site.links]

    assert [link.address for link in links].count(None) == 1


def test_each_isp_carries_a_good_part_of_the_province(inventory: Inventory) -> None:
    primary = Counter(commune.sites[0].links[0].isp for commune in inventory.communes)

    assert len(primary) == 3
    assert min(primary.values()) >= 6


def test_whoever_is_not_a_commune_is_said_to_be_simulated(inventory: Inventory) -> None:
    names = [
        *(isp.name for isp in inventory.isps),
        *(upstream.name for upstream in inventory.upstreams),
        *(service.name for service in inventory.services),
        *(team.name for team in inventory.teams),
        *(authority.name for authority in inventory.authorities),
    ]

    assert all("mô phỏng" in name for name in names)


def test_the_usual_rhythm_holds_at_the_usual_speed_but_for_what_a_loop_could_not_show(
    inventory: Inventory,
) -> None:
    rhythm = inventory.settings.rhythm
    sooner = {
        "certificate_interval": 60.0,
        "crl_interval": 60.0,
        "ocsp_interval": 60.0,
        "agent_interval": 30.0,
        "agent_report_interval": 10.0,
        "timestamp_interval": 60.0,
        "timestamp_timeout": 20.0,
    }

    assert rhythm == Rhythm().model_copy(update=sooner)


@pytest.mark.parametrize("speed", [0.1, 0.5, 2, 10, 20])
def test_a_look_always_ends_before_the_next_one_begins(tmp_path: Path, speed: float) -> None:
    rhythm = write(tmp_path, speed).settings.rhythm

    assert (rhythm.link_packets - 1) * rhythm.link_gap + rhythm.link_timeout <= rhythm.link_interval
    assert rhythm.service_timeout <= rhythm.service_interval
    assert SLOW_STAMP_SECONDS < rhythm.timestamp_timeout < rhythm.timestamp_interval


def test_everybody_in_the_story_has_a_name_and_an_address_or_an_isp(inventory: Inventory) -> None:
    cast = cast_of(inventory)
    struck = {name for names in places_of(inventory).values() for name in names}
    everybody = (
        *cast.sole_lines,
        *cast.backed_lines,
        *cast.satellite_lines,
        *cast.isps,
        cast.portal,
        *cast.tls_services,
        *cast.name_services,
        cast.authority,
    )

    assert set(everybody) <= struck
    assert set(everybody) <= cast.called.keys()
    assert len(everybody) == len(set(everybody) - {PORTAL}) + 2  # the portal is one of the TLS services
    assert set(cast.tls_services) == set(TLS_SERVICES)
    assert set(cast.signers) <= {signer.id for signer in inventory.signers} & cast.called.keys()


def test_lines_are_called_by_their_commune(inventory: Inventory) -> None:
    called = cast_of(inventory).called

    assert called["20056/centre/primary"] == Text(
        "Đường truyền chính của Xã A Lưới 1", "The primary line of Xã A Lưới 1"
    )
    assert "Lăng Cô" in called["20137/lang-co/primary"].vi


def test_signers_are_called_by_their_commune_and_never_by_a_person(inventory: Inventory) -> None:
    cast = cast_of(inventory)
    kinds = {signer.id: signer.signer_kind for signer in inventory.signers}

    assert cast.called["ubnd-19753"].vi == "Chứng thư số của UBND Phường Phú Xuân"
    assert {kinds[signer] for signer in cast.signers} == {SignerKind.ORGANISATION}


def test_the_signers_that_end_soon_have_the_days_left_that_the_docs_say(tmp_path: Path) -> None:
    write_certificates(tmp_path, "http://127.46.253.1:9773")
    named, days = _ENDING.search(_DOCS.read_text(encoding="utf-8")), []
    assert named is not None
    for signer in re.findall("`(.+?)`", named[1]):
        role, commune = signer.rsplit("-", 1)
        (certificate,) = x509.load_pem_x509_certificates((tmp_path / f"{role}-{commune}.pem").read_bytes())
        days.append(str((certificate.not_valid_after_utc - datetime.now(UTC)).days))

    assert days == re.findall(r"\d+", named[2])
