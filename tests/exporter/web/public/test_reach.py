"""What a commune's page says of what its agent sees, beside what the province sees."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from alerts.layout import agent_vantage
from exporter.view import View
from exporter.web.public.app import public_app
from exporter.web.server import Running
from probes.expand import targets_of
from probes.inventory.model import HttpCheck, Service, Vantage
from probes.observation import Result
from probes.reasons import Reason
from probes.states.state import State, Status
from tests.exporter.web.reading import Reading
from tests.fakes.everything import with_agent
from tests.fakes.source import GOOD_HTTP, FakeSource, line_state, province, state_of

Start = Callable[..., Running]
FAILED = Result(Reason.TIMEOUT, 10.0)


def _service(id_: str, name: str, *vantages: Vantage) -> Service:
    return Service(
        id=id_,
        name=name,
        checks=(HttpCheck(kind="http", url=f"https://{id_}.invalid/", vantages=vantages),),
    )


@pytest.fixture
def source() -> FakeSource:
    """Phú Xuân with an agent and Kim Long without; of three systems the province, both and only agents see one each."""
    source = province([("19753", "Phường Phú Xuân"), ("19774", "Phường Kim Long")])
    inventory = with_agent(source.known_inventory).model_copy(
        update={
            "services": (
                _service("mail", "Thư", Vantage.HUB),
                _service("portal", "Cổng", Vantage.HUB, Vantage.AGENT),
                _service("inside", "Nội bộ", Vantage.AGENT),
            )
        }
    )
    source.known_inventory = inventory
    targets = {target.id: target for target in targets_of(inventory)}
    source.known = replace(source.known, targets=dict(source.known.targets) | targets)
    source.see(state_of("mail/http", GOOD_HTTP), state_of("portal/http", GOOD_HTTP))
    return source


@pytest.fixture
def client(start: Start, source: FakeSource) -> Iterator[httpx.Client]:
    running = start(public_app(source, View(source)))
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False) as client:
        yield client


def inside(state: State) -> State:
    return replace(state, vantage=agent_vantage("19753", "centre"))


def words(client: httpx.Client, commune: str = "19753", language: str = "en") -> str:
    return Reading(client.get(f"/xa/{commune}?lang={language}").text).words


def told(client: httpx.Client, commune: str = "19753") -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/v1/communes/{commune}").json()
    return answer


def reach(client: httpx.Client) -> dict[str, str | None]:
    return {service["name"]["en"]: service["inside"] for service in told(client)["services"]}


def test_what_the_agent_reaches_stands_beside_what_the_province_sees(
    client: httpx.Client, source: FakeSource
) -> None:
    source.see(
        inside(state_of("portal/http", FAILED, Status.DOWN)), inside(state_of("inside/http", GOOD_HTTP))
    )

    read = words(client)

    assert "Seen from the province Seen from the commune" in read
    assert "Thư Answers Not looked at" in read
    assert "Cổng Answers Not reached" in read
    assert "Nội bộ Only from communes Reached" in read
    assert reach(client) == {"Thư": None, "Cổng": "not_reached", "Nội bộ": "reached"}


def test_the_same_in_vietnamese(client: httpx.Client, source: FakeSource) -> None:
    source.see(inside(state_of("portal/http", FAILED, Status.DOWN)))

    read = words(client, language="vi")

    assert "Nhìn từ tỉnh Nhìn từ xã" in read
    assert "Cổng Có trả lời Không tới được" in read
    assert "Máy đo đặt tại xã Đang gửi số liệu" in read


def test_what_was_never_reached_from_inside_is_not_called_cut_off(
    client: httpx.Client, source: FakeSource
) -> None:
    source.see(inside(state_of("portal/http", FAILED, Status.UNVERIFIED)))

    assert reach(client) == {"Thư": None, "Cổng": "never", "Nội bộ": "unknown"}


def test_an_agent_that_falls_silent_is_said_to_be_and_what_it_saw_is_no_longer_known(
    client: httpx.Client, source: FakeSource
) -> None:
    source.see(
        inside(line_state("19753/centre/gateway")),
        inside(state_of("portal/http", GOOD_HTTP)),
    )
    assert "The commune's own probe Delivers" in words(client)

    source.clock.advance(901)

    assert "The commune's own probe Silent" in words(client)
    assert "it goes on looking" in words(client)
    assert reach(client)["Cổng"] == "unknown"
    assert told(client)["agent"] == {"heard": False, "last_heard": "2026-11-24T06:00:00Z"}


def test_an_agent_that_was_never_heard_is_said_to_be(client: httpx.Client) -> None:
    assert "The commune's own probe Never heard yet" in words(client)
    assert told(client)["agent"] == {"heard": False, "last_heard": None}


def test_a_commune_without_an_agent_is_only_seen_from_the_province(client: httpx.Client) -> None:
    read = words(client, "19774")

    assert "Seen from the commune" not in read
    assert "own probe" not in read
    assert "Nội bộ Only from communes" in read
    assert told(client, "19774")["agent"] is None


def test_a_check_of_agents_alone_is_never_said_not_to_have_answered(
    client: httpx.Client, source: FakeSource
) -> None:
    source.see(inside(state_of("inside/http", FAILED, Status.DOWN)))

    for commune in ("19753", "19774"):
        assert "Has never worked yet" not in words(client, commune)
