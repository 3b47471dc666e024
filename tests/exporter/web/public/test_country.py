import re
from dataclasses import replace

import pytest

from alerts.cause import Cause, CommuneStatus
from exporter.view import View
from exporter.web.public.chart import WIDTH, chart_of
from exporter.web.public.country import MOST_HITS, Asked, Country, country_of, folded
from exporter.web.public.facts import CommuneFacts
from exporter.web.public.pages import Pages
from probes.inventory.official import official_communes
from probes.language import Language
from probes.states.state import Status
from tests.exporter.web.reading import Reading
from tests.fakes.country import country
from tests.fakes.source import FakeSource, line_state, province
from tests.fakes.troubled import rejudge, troubled

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


def test_the_country_is_drawn_in_cells_of_which_the_worst_is_shown_and_weighs_little() -> None:
    moment = View(country(2)).now()
    chart = country_of(moment).view(None, Asked()).chart

    assert chart is not None
    assert chart.crowded
    assert len(chart.points[CommuneStatus.OUTAGE]) < 1000
    cells = [(point.x // 12, point.y // 12) for points in chart.points.values() for point in points]
    assert len(cells) == len(set(cells))
    page = Pages().first(moment, Asked(), Language.VI)
    assert page.count("<path") < 30  # one line for each status, besides the shapes of badges
    assert len(page.encode()) < 60_000  # half of the country is cut off


def test_the_marks_of_the_country_differ_in_shape_and_not_only_in_colour() -> None:
    chart = country_of(View(country(50)).now()).view(None, Asked()).chart

    assert chart is not None
    assert {len(chart.points[status]) > 0 for status in chart.points} == {True}
    assert "l8 8m0-8" in chart.path(CommuneStatus.OUTAGE)
    assert "l8 8m0-8" not in chart.path(CommuneStatus.NORMAL)


def test_the_country_is_counted_above_its_provinces() -> None:
    view = country_of(View(country(50)).now()).view(None, Asked())

    assert view.counts[CommuneStatus.OUTAGE] == 67
    assert sum(view.counts.values()) == 3321


def test_open_incidents_beyond_the_first_eight_are_not_kept_quiet() -> None:
    source = country(50)
    source.incidents.take(source.known_inventory)
    rejudge(source)

    page = Reading(Pages().first(View(source).now(), Asked(), Language.VI))

    assert "Xem thêm 59 sự cố đang mở" in page.words


def test_while_the_monitor_is_blind_nothing_is_green_on_the_lists(source: FakeSource) -> None:
    source.known = replace(source.known, witnesses_up={"w1": False, "w2": False, "w3": False}, blind=True)

    moment = View(source).now()
    page = Pages().first(moment, Asked(), Language.VI)

    assert {verdict.status for verdict in moment.verdicts.values()} == {CommuneStatus.UNKNOWN}
    assert 'class="normal"' not in page
    assert 'class="badge normal"' not in page
    assert "Không cần gọi" not in page


def test_what_hits_most_stands_first_among_open_incidents() -> None:
    source = province(HUE, [("portal", "Cổng Dịch vụ công")])
    source.see(line_state("19753/centre/main", Status.DOWN))
    source.see(*(line_state(f"20101/centre/{line}", Status.DOWN) for line in ("main", "spare")))
    source.incidents.take(source.known_inventory)
    rejudge(source)

    assert [one.incident.cause for one in _country(source).view("46", Asked()).incidents] == [
        Cause.LINE_DOWN,
        Cause.BACKUP_AVAILABLE,
    ]
