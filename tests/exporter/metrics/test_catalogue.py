from prometheus_client.parser import text_string_to_metric_families

from exporter.metrics import catalogue
from exporter.metrics.catalogue import TARGET_LABELS, Family, Type
from exporter.metrics.measures import ALL_FAMILIES
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from tests.fakes.everything import everything

_ALL = {value.name: value for value in vars(catalogue).values() if isinstance(value, Family)}


def _exposition() -> str:
    source = everything()
    own = SelfMetrics(["ping"])
    own.reloaded(successful=True, wall=source.clock.wall)
    own.round_finished("ping", duration_seconds=1.0, late_seconds=0.0)
    return b"".join(Renderer(source, View(source), own).chunks(openmetrics=False)).decode()


def test_what_is_in_the_catalogue_is_in_the_metrics_and_nothing_else() -> None:
    written = {line.split()[2] for line in _exposition().splitlines() if line.startswith("# TYPE")}

    assert written == _ALL.keys() - {catalogue.LAST_PROBE.name}


def test_types_and_help_are_those_of_the_catalogue() -> None:
    text = _exposition()

    for family in _ALL.values():
        if family is not catalogue.LAST_PROBE:
            assert f"# HELP {family.name} {family.help}\n# TYPE {family.name} {family.type}\n" in text


def test_no_series_has_a_label_that_the_catalogue_does_not_name() -> None:
    for family in text_string_to_metric_families(_exposition()):
        name = f"{family.name}_total" if family.type == Type.COUNTER else family.name
        known = _ALL[name]
        allowed = {*known.labels, *known.optional, *(TARGET_LABELS if known in ALL_FAMILIES else ())}
        for sample in family.samples:
            assert set(sample.labels) <= allowed, sample
            assert set(known.labels) <= set(sample.labels), sample
