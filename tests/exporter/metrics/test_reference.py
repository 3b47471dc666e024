from pathlib import Path

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family, Type
from exporter.metrics.reference import reference

_PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"
_FAMILIES = [value for value in vars(catalogue).values() if isinstance(value, Family)]


def test_the_page_is_what_the_catalogue_says() -> None:
    assert _PAGE.read_text(encoding="utf-8") == reference(), (
        "run: python -m exporter.metrics.reference > docs/metrics.md"
    )


def test_every_family_stands_on_the_page_once() -> None:
    page = reference()

    for family in _FAMILIES:
        named = page.count(f"| `{family.name}`") + page.count(f"| `{family.name}{{")
        assert named == 1, family.name


def test_only_counters_end_in_total_and_every_counter_does() -> None:
    for family in _FAMILIES:
        assert family.name.endswith("_total") == (family.type is Type.COUNTER), family.name


def test_help_is_one_line_that_needs_no_escaping() -> None:
    for family in _FAMILIES:
        assert family.help.endswith(".")
        assert "\n" not in family.help
        assert "\\" not in family.help
