"""An excuse covers what it names, needs a reason, and goes when nothing needs it."""

from tests.grafana.linter.excused import EXCUSED, Excused, idle, lines, unexcused
from tests.grafana.linter.rules import RULES
from tests.grafana.sample import Board, panel, sample


def _unlabelled(board: Board) -> None:
    board["templating"]["list"][0]["label"] = "Nguồn dữ liệu"


def _without_unit(board: Board) -> None:
    panel(board, "gauge")["fieldConfig"]["defaults"].pop("unit")


TABLE = (
    Excused("template-datasource-rule", r"^vi/\w+: .*labelled 'Nguồn", "its readers read Vietnamese"),
    Excused("panel-units-rule", r": panel 1 ", "nothing is wrong with panel 1"),
)
FOUND = lines(
    {"vi/a": sample(_unlabelled), "en/a": sample(_unlabelled), "en/b": sample(_without_unit)}, RULES
)


def test_it_covers_the_findings_of_its_rule_that_its_pattern_is_in_and_no_others() -> None:
    assert [(line.rule, line.dashboard) for line in FOUND] == [
        ("template-datasource-rule", "vi/a"),
        ("template-datasource-rule", "en/a"),
        ("panel-units-rule", "en/b"),
    ]
    assert unexcused(FOUND, TABLE) == FOUND[1:]


def test_one_that_covers_nothing_is_named() -> None:
    assert idle(FOUND, TABLE) == [TABLE[1]]


def test_every_excuse_is_for_a_rule_and_has_a_reason() -> None:
    assert {one.rule for one in EXCUSED} <= set(RULES)
    assert all(len(one.reason.split()) > 2 for one in EXCUSED)
