"""The story as an agent meets it, and where it may reach."""

from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path

import pytest

from exporter.agent.config import Hub
from exporter.delivery.courier import PostFailed
from exporter.demo.certificates import write_certificates
from exporter.demo.faults import CALM, Effects
from exporter.demo.folder import write_folder
from exporter.demo.inside import InsideLine, inside_places, inside_story
from exporter.demo.province import PORTAL, SERVICE_ADDRESSES, agent_communes, agent_gateway
from exporter.demo.servers import PREFERRED_PORTS
from exporter.demo.signing import authority_url
from probes.clock import SystemClock
from probes.inventory.load import load
from probes.inventory.model import Inventory

SITE = f"{agent_communes(1)[0]}/centre"
LINE = f"{SITE}/primary"
GATEWAY, HUB = agent_gateway(0), "127.0.0.1"
OTHER = "vneid"


@dataclass
class Told:
    """A Script of one moment."""

    now: Effects

    def effects(self, monotonic: float) -> Effects:
        del monotonic
        return self.now


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    folder = tmp_path_factory.mktemp("demo")
    write_certificates(folder / "certificates", authority_url(1), tls_services=())
    write_folder(folder, PREFERRED_PORTS, public="127.0.0.1:0", operations="127.0.0.1:0", speed=1, agents=3)
    return load(Path(folder))


def reached(inventory: Inventory, now: Effects) -> dict[str, bool]:
    effects = inside_story(Told(now), inventory, SITE).effects(0.0)
    places = inside_places(inventory, GATEWAY, HUB)
    addresses = {
        "gateway": GATEWAY,
        "hub": HUB,
        "portal": SERVICE_ADDRESSES[PORTAL],
        "other": SERVICE_ADDRESSES[OTHER],
    }
    return {name: not effects.cuts(places[ip_address(address)]) for name, address in addresses.items()}


def _isp(inventory: Inventory) -> str:
    return next(
        link.isp
        for commune in inventory.communes
        for site in commune.sites
        for link in site.links
        if f"{commune.code}/{site.id}/{link.id}" == LINE
    )


ALL = {"gateway": True, "hub": True, "portal": True, "other": True}


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        (CALM, ()),
        (Effects(cut=frozenset({LINE})), ("hub", "portal", "other")),
        (Effects(gateways_dead=frozenset({SITE})), ("gateway", "hub", "portal", "other")),
        (Effects(portal_unreachable=frozenset({SITE})), ("portal",)),
        (Effects(blind=True), ("hub",)),
        (Effects(cut=frozenset({"20056/centre/primary"}), gateways_dead=frozenset({"20056/centre"})), ()),
    ],
)
def test_what_an_agent_still_reaches(inventory: Inventory, now: Effects, lost: tuple[str, ...]) -> None:
    assert reached(inventory, now) == ALL | dict.fromkeys(lost, False)


def test_its_isps_outage_is_its_lines(inventory: Inventory) -> None:
    now = Effects(cut=frozenset({_isp(inventory)}))

    assert reached(inventory, now) == ALL | dict.fromkeys(("hub", "portal", "other"), False)


def test_a_system_that_refuses_everybody_refuses_it_too(inventory: Inventory) -> None:
    effects = inside_story(Told(Effects(refused=frozenset({PORTAL}))), inventory, SITE).effects(0.0)
    places = inside_places(inventory, GATEWAY, HUB)

    assert effects.refuses(places[ip_address(SERVICE_ADDRESSES[PORTAL])])


def test_a_slow_line_is_slow_for_whatever_is_beyond_it(inventory: Inventory) -> None:
    now = Effects(added_seconds={LINE: 0.18}, lost={LINE: 0.1})
    effects = inside_story(Told(now), inventory, SITE).effects(0.0)
    places = inside_places(inventory, GATEWAY, HUB)

    assert effects.delay_seconds(places[ip_address(HUB)]) == 0.18
    assert effects.loss(places[ip_address(HUB)]) == 0.1
    assert effects.delay_seconds(places[ip_address(GATEWAY)]) == 0


def test_nothing_is_delivered_over_a_cut_line(inventory: Inventory) -> None:
    told = Told(CALM)
    line = InsideLine(Hub(url="http://127.0.0.1:1"), inside_story(told, inventory, SITE), SystemClock())
    told.now = replace(CALM, cut=frozenset({LINE}))

    with pytest.raises(PostFailed, match="simulated"):
        line.post("/api/v1/observations", b"", {})
