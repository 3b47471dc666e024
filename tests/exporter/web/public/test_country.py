import re

import pytest

from alerts.cause import CommuneStatus
from exporter.view import View
from exporter.web.public.chart import WIDTH, chart_of
from exporter.web.public.country import MOST_HITS, Asked, Country, country_of, folded
from exporter.web.public.facts import CommuneFacts
from exporter.web.public.pages import Pages
from probes.inventory.official import official_communes
from probes.language import Language
from probes.states.state import Status
from tests.exporter.web.reading import Reading
from tests.fakes.source import FakeSource, line_state, province
from tests.fakes.troubled import troubled

HUE = [
    ("19753", "Phường Phú Xuân"),
    ("20044", "Xã A Lưới 2"),
    ("20101", "Xã A Lưới 4"),
    ("19777", "Phường Vỹ Dạ"),
]


@pytest.fixture
def source() -> FakeSource:
    return province(HUE, [("portal", "Cổng Dịch vụ công")])


def _country(source: FakeSource) -> Country:
    return country_of(View(source).now())


def _found(source: FakeSource, asked: Asked) -> list[str]:
    return [commune.code for commune in _country(source).view("46", asked).hits]


@pytest.mark.parametrize("typed", ["a luoi", "A LƯỚI", "Xa  A luoi", "à lưới"])
def test_a_name_is_found_with_accents_or_without(source: FakeSource, typed: str) -> None:
    assert _found(source, Asked(typed)) == ["20044", "20101"]


def test_a_code_or_part_of_one_finds_too_and_so_does_a_d_with_a_bar(source: FakeSource) -> None:
    assert _found(source, Asked("197")) == ["19753", "19777"]
    assert folded("Xã  Đông ĐỨC") == "xa dong duc"


def test_a_status_narrows_the_list(source: FakeSource) -> None:
    source.see(*(line_state(f"19777/centre/{line}", Status.DOWN) for line in ("main", "spare")))

    assert _found(source, Asked(status=CommuneStatus.OUTAGE)) == ["19777"]
    assert _found(source, Asked("a luoi", CommuneStatus.OUTAGE)) == []


def test_what_nobody_is_called_is_said_to_be_nobody(source: FakeSource) -> None:
    page = Pages().first(View(source).now(), Asked("<i>hà nội"), Language.VI)

    assert "Không có đơn vị nào như vậy" in Reading(page).words
    assert "i" not in Reading(page).tags
    assert 'value="&lt;i&gt;hà nội"' in page


def test_a_search_over_the_whole_country_shows_some_and_says_how_many_more() -> None:
    codes = [(code, commune.name) for code, commune in official_communes().items()][:200]
    whole = province(codes, [("portal", "Cổng")])

    view = _country(whole).view(None, Asked(status=CommuneStatus.NORMAL))

    assert (len(view.hits), view.more) == (MOST_HITS, 200 - MOST_HITS)


def test_an_open_incident_stands_in_the_list_once(source: FakeSource) -> None:
    del source
    page = Reading(Pages().first(View(troubled()).now(), Asked(), Language.VI)).words

    assert page.count("chưa có người tiếp nhận") == 1
    assert "Phường Phú Xuân: Mất kết nối, từ 12:00 (1 giờ)" in page


def test_every_commune_has_its_place_in_the_drawing_and_the_worst_lies_on_top(source: FakeSource) -> None:
    source.see(*(line_state(f"19777/centre/{line}", Status.DOWN) for line in ("main", "spare")))

    chart = _country(source).view("46", Asked()).chart

    assert chart is not None
    assert list(chart.points) == [CommuneStatus.NORMAL, CommuneStatus.OUTAGE]
    assert [point.commune.code for point in chart.points[CommuneStatus.OUTAGE]] == ["19777"]
    every = {point.commune.code: point for points in chart.points.values() for point in points}
    assert every.keys() == {code for code, _ in HUE}
    assert every["20044"].x < every["19753"].x  # A Lưới lies in the west
    assert all(0 <= point.x <= WIDTH and 0 <= point.y <= chart.height for point in every.values())


def test_places_that_are_not_known_are_not_drawn(source: FakeSource) -> None:
    facts = _country(source).provinces[0].communes
    unknown = [CommuneFacts("99999", one.name, one.verdict, None) for one in facts]

    assert chart_of(unknown) is None
    assert chart_of([*unknown, facts[0]]) is None


def test_the_drawing_carries_no_style_of_its_own(source: FakeSource) -> None:
    page = Pages().first(View(source).now(), Asked(), Language.VI)

    assert Reading(page).inline == []
    assert re.search(r'<svg class="chart"[^>]* role="img" aria-label="[^"]+"', page)
