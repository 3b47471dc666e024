"""The rules of Grafana's dashboard linter, all seventeen, by its own names for them, and after them our own."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.grafana.linter import of_logs, of_panels, of_queries, of_variables, ours
from tests.grafana.linter.board import Rule

LINTER: Mapping[str, Rule] = MappingProxyType(
    {
        "template-datasource-rule": of_variables.data_source,
        "template-job-rule": of_variables.chosen("job"),
        "template-instance-rule": of_variables.chosen("instance"),
        "template-label-promql-rule": of_variables.asks_properly,
        "template-on-time-change-reload-rule": of_variables.follows_the_time,
        "panel-datasource-rule": of_panels.templated_source,
        "panel-title-description-rule": of_panels.title_and_description,
        "panel-units-rule": of_panels.units,
        "panel-no-targets-rule": of_panels.something_asked,
        "target-logql-rule": of_logs.readable_logs,
        "target-logql-auto-rule": of_logs.logs_over_auto,
        "target-promql-rule": of_queries.readable,
        "target-rate-interval-rule": of_queries.rates_over_rate_interval,
        "target-job-rule": of_queries.of_chosen("job"),
        "target-instance-rule": of_queries.of_chosen("instance"),
        "target-counter-agg-rule": of_queries.counters_as_rates,
        "uneditable-dashboard": of_variables.not_edited_by_hand,
    }
)
OURS: Mapping[str, Rule] = MappingProxyType(
    {
        "every-panel-described": ours.described,
        "no-overlap": ours.no_overlap,
        "unique-ids": ours.unique_ids,
        "nothing-filled-in": ours.nothing_filled_in,
        "annotations-ask": ours.annotations_ask,
        "equal-to-one": ours.equal_to_one,
        "variables-exist": ours.variables_exist,
    }
)
RULES: Mapping[str, Rule] = MappingProxyType({**LINTER, **OURS})
