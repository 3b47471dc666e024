"""What an incident's place is called: to those on call by its name, to everybody without the points where a network is weak."""

import pytest

from alerts.called import called, called_in_public, headline
from alerts.cause import Cause
from alerts.finding import labelled
from alerts.findings import shared_sentence
from alerts.incident import Incident
from alerts.layout import Layout
from probes.inventory.model import Inventory, Isp, Province, Upstream
from probes.language import Text

LAYOUT = Layout(
    Inventory(
        provinces=(Province(code="46", name="Thành phố Huế"),),
        isps=(Isp(id="vnpt", name="VNPT"),),
        upstreams=(Upstream(id="pop-a-luoi", name="POP A Lưới", isp="vnpt"),),
    ),
    {},
)


def _incident(cause: Cause, **labels: str) -> Incident:
    return Incident(
        code="46-K7QM-1", cause=cause, labels=labelled(**labels), opening=1, since=0.0, opened=0.0
    )


POINT = _incident(Cause.UPSTREAM_OUTAGE, province="46", isp="vnpt", upstream="pop-a-luoi")


def test_those_on_call_are_told_at_which_point_it_is() -> None:
    assert called(POINT, LAYOUT).vi == "POP A Lưới tại Thành phố Huế"


@pytest.mark.parametrize(
    ("incident", "public"),
    [
        (
            POINT,
            Text("Một điểm mạng của VNPT tại Thành phố Huế", "A network point of VNPT in Thành phố Huế"),
        ),
        (
            _incident(Cause.UPSTREAM_OUTAGE, upstream="pop-a-luoi"),
            Text("Một điểm mạng", "A network point"),
        ),
        (
            _incident(Cause.UPSTREAM_OUTAGE, province="46", isp="gone", upstream="gone-too"),
            Text("Một điểm mạng của gone tại Thành phố Huế", "A network point of gone in Thành phố Huế"),
        ),
    ],
)
def test_everybody_is_told_whose_point_it_is_and_not_which(incident: Incident, public: Text) -> None:
    assert called_in_public(incident, LAYOUT) == public


def test_what_is_no_point_of_a_network_everybody_is_told_alike() -> None:
    outage = _incident(Cause.ISP_OUTAGE, province="46", isp="vnpt")

    assert called_in_public(outage, LAYOUT) == called(outage, LAYOUT)
    assert headline(outage, called_in_public(outage, LAYOUT)).vi.startswith("VNPT tại Thành phố Huế: ")


def test_a_commune_that_it_hits_is_not_told_which_point_it_is_either() -> None:
    said = shared_sentence(POINT.cause, POINT.ids, LAYOUT)

    assert "POP A Lưới" not in said.vi + said.en
    assert "pop-a-luoi" not in said.vi + said.en
