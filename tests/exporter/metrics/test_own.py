from prometheus_client.parser import text_string_to_metric_families

from exporter.metrics.own import SelfMetrics
from probes.reasons import Reason


def _values(own: SelfMetrics) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(own.exposition(openmetrics=False).decode())
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in families
        for sample in family.samples
    }


def test_counters_stand_at_zero_from_the_start() -> None:
    values = _values(SelfMetrics(["ping", "http"]))

    assert values["thongsuot_probe_rounds_total", "ping"] == 0
    for reason in Reason:
        assert values["thongsuot_probe_errors_total", "http", reason.value] == 0


def test_a_round_that_never_was_has_no_duration() -> None:
    own = SelfMetrics(["ping", "http"])

    own.round_finished("ping", duration_seconds=2.5, late_seconds=0.25)

    values = _values(own)
    assert values["thongsuot_probe_rounds_total", "ping"] == 1
    assert values["thongsuot_probe_round_duration_seconds", "ping"] == 2.5
    assert values["thongsuot_probe_round_late_seconds", "ping"] == 0.25
    assert ("thongsuot_probe_round_duration_seconds", "http") not in values


def test_a_failed_look_is_counted_under_its_reason() -> None:
    own = SelfMetrics(["ping"])

    own.look_failed("ping", Reason.BUG)

    values = _values(own)
    assert values["thongsuot_probe_errors_total", "ping", "bug"] == 1
    assert values["thongsuot_probe_errors_total", "ping", "no_reply"] == 0


def test_a_bad_inventory_leaves_the_time_of_the_last_good_one() -> None:
    own = SelfMetrics([])

    own.reloaded(successful=True, wall=1000.0)
    own.reloaded(successful=False, wall=2000.0)

    values = _values(own)
    assert values["thongsuot_config_last_reload_successful",] == 0
    assert values["thongsuot_config_last_reload_success_timestamp_seconds",] == 1000


def test_the_version_is_told_in_labels() -> None:
    (name,) = (key for key in _values(SelfMetrics([])) if key[0] == "thongsuot_build_info")

    assert len(name) == 3
