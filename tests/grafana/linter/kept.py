"""For each rule, changes that look as if they broke it, and do not."""

from tests.grafana.linter.changes import Change, asks, fields, has, logs, marks, shows, to
from tests.grafana.sample import panel

KEEPS: tuple[tuple[str, Change], ...] = (
    ("template-datasource-rule", has("datasource", name="prometheus_datasource")),
    ("template-datasource-rule", has("datasource", label="Prometheus data source")),
    ("template-job-rule", has("job", datasource={"uid": "$datasource"})),
    ("template-instance-rule", has("instance", query="label_values(instance)")),
    ("template-label-promql-rule", has("job", query="label_values(job)")),
    ("template-label-promql-rule", has("job", query='query_result(topk(3, up{job=~"$job"}))')),
    ("template-label-promql-rule", has("job", query="label_names()")),
    ("template-label-promql-rule", has("job", query="label_values(up{a='x',b=~'$province'}, job)")),
    ("template-on-time-change-reload-rule", has("window", refresh=1)),
    ("panel-datasource-rule", shows("stat", datasource={"uid": "$datasource"})),
    ("panel-title-description-rule", shows("state-timeline", description="")),
    ("panel-units-rule", fields("stat", mappings=[{"type": "value", "options": {}}])),
    (
        "panel-units-rule",
        lambda board: [
            shows("stat", options={"reduceOptions": {"fields": "/.*/"}})(board),
            fields("stat")(board),
        ],
    ),
    ("panel-no-targets-rule", shows("text", targets=[])),
    ("target-logql-rule", logs('sum(rate({app=~"x}"} |= `(` [$__auto]))')),
    ("target-logql-rule", logs("nonsense", hide=True)),
    ("target-logql-auto-rule", logs('rate({app="x"} |= "[5m]" [$__auto])')),
    (
        "target-promql-rule",
        asks('max_over_time(up{a="$window"}[${window}]) > ${__range_s:raw} + $__interval_ms'),
    ),
    ("target-promql-rule", asks("", panelId=99)),
    ("target-rate-interval-rule", asks("rate(a[${__rate_interval}])")),
    ("target-rate-interval-rule", asks("increase(a[1h]) + max_over_time(a[5m])")),
    ("target-job-rule", asks('up{a="b",job=~"${job}"}')),
    ("target-job-rule", asks("time()")),
    ("target-instance-rule", asks("up{instance=~'$instance'}")),
    ("target-counter-agg-rule", asks("sum(increase(a_total[1h])) - irate(b_total[$__rate_interval])")),
    ("target-counter-agg-rule", asks("total_of_a")),
    ("uneditable-dashboard", lambda board: board.update(editable=False)),
    ("every-panel-described", lambda board: panel(board, "row").pop("description", None)),
    ("no-overlap", to("text", y=40)),
    ("unique-ids", shows("gauge", targets=[{"refId": "A", "expr": "1"}, {"refId": "B", "expr": "2"}])),
    ("nothing-filled-in", asks("vector(1) or sum(vector_of_a)")),
    ("annotations-ask", marks(expr="max_over_time(up[$__interval])")),
    ("equal-to-one", asks('up{a="$window",b!="",c=~"x|y",d="1.5"}')),
    ("variables-exist", asks('label_replace(up, "a", "$1", "b", "(.*)$") > ${__rate_interval_ms}')),
    (
        "variables-exist",
        fields("gauge", links=[{"title": "$job", "url": "${__data.fields.a}&${__url_time_range}"}]),
    ),
    ("variables-exist", shows("gauge", repeat="province")),
)
