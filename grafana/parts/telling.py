"""How alerts get to people: the relay, Alertmanager, and Prometheus itself."""

from exporter.metrics import catalogue
from grafana import label_words, scale
from grafana.colours import BAD, GOOD, UNSTABLE
from grafana.panel import Panel
from grafana.panels import Column, stat, table, timeseries
from grafana.query import Query, of
from grafana.words import NO_DATA
from probes.language import Text

_RELAY, _ANY = "$job-relay", ".+"


def relay() -> tuple[Panel, ...]:
    """What waits, what went out, what failed; and who is told."""
    oldest = of("thongsuot_relay_oldest_failing_message_timestamp_seconds", job=_RELAY)
    return (
        timeseries(
            Text("Tin đang chờ gửi", "Messages that wait"),
            Text(
                "Theo kênh. Chúng nằm trên đĩa và không mất.",
                "By channel. They lie on the disk and are not lost.",
            ),
            Query(f"max by (channel) ({of('thongsuot_relay_messages_waiting', job=_RELAY)})", "{{channel}}"),
            unit="none",
            width=7,
        ),
        timeseries(
            Text("Tin đã gửi và đã bỏ", "Messages sent, and given up"),
            Text(
                "Mỗi giây, theo kênh. Tin bị bỏ sau một ngày thử không được.",
                "Each second, by channel. A message is given up after a day.",
            ),
            *(
                Query(
                    f"sum by (channel) (rate ({of('thongsuot_relay_messages_total', job=_RELAY, result=result)}[$__rate_interval]))",
                    Text(f"{{{{channel}}}} {word.vi}", f"{{{{channel}}}} {word.en}"),
                )
                for result, word in (
                    ("sent", Text("đã gửi", "sent")),
                    ("failed", Text("đã bỏ", "given up")),
                )
            ),
            unit="ops",
            width=7,
        ),
        stat(
            Text("Tin lỗi cũ nhất", "Oldest failing message"),
            Text(
                "Đã thử gửi bao lâu mà chưa được. Quá 15 phút thì cảnh báo.",
                "How long it has been tried. Over 15 minutes there is an alert.",
            ),
            Query(f"time() - min ({oldest})"),
            unit="dtdhms",
            thresholds=scale.steps(GOOD, (300, UNSTABLE), (900, BAD)),
            empty=Text("Không có tin nào lỗi", "None fails"),
            width=4,
            height=8,
        ),
        table(
            Text("Các tổ", "Teams"),
            Text("Tên các tổ nhận tin.", "The teams that are told."),
            Query(f"max by (team, name) ({of(catalogue.TEAM_INFO)})", table=True),
            columns=(
                Column(source="team", title=Text("Mã", "Id"), width=110),
                Column(source="name", title=Text("Tên", "Name")),
            ),
            empty=NO_DATA,
            width=6,
            height=8,
        ),
        timeseries(
            Text("Alertmanager gửi đi", "Alertmanager's notifications"),
            Text(
                "Mỗi giây: đã gửi, và gửi lỗi. Lỗi là bộ chuyển tin không nhận.",
                "Each second: sent, and failed. They fail when the relay does not take them.",
            ),
            Query(
                f"sum by (integration) (rate ({of('alertmanager_notifications_total', job=_ANY)}[$__rate_interval])) > 0",
                Text("{{integration}} đã gửi", "{{integration}} sent"),
            ),
            Query(
                f"sum by (integration) (rate ({of('alertmanager_notifications_failed_total', job=_ANY)}[$__rate_interval])) > 0",
                Text("{{integration}} lỗi", "{{integration}} failed"),
            ),
            unit="ops",
            empty=Text("Không có tin nào", "None"),
            width=8,
        ),
        timeseries(
            Text("Cảnh báo trong Alertmanager", "Alerts in Alertmanager"),
            Text(
                "Đang báo, và bị gộp vào một nguyên nhân rộng hơn hoặc tắt tiếng.",
                "Active, and suppressed by a wider cause or a silence.",
            ),
            Query(f"max by (state) ({of('alertmanager_alerts', job=_ANY)})", "{{state}}"),
            unit="none",
            overrides=label_words.named_as(
                (
                    ("active", Text("đang báo", "active")),
                    ("suppressed", Text("được gộp hoặc tắt tiếng", "suppressed")),
                    ("unprocessed", Text("chưa xét", "unprocessed")),
                )
            ),
            width=8,
        ),
        table(
            Text("Cảnh báo đang báo", "Alerts that fire"),
            Text("Nhìn từ Prometheus.", "As Prometheus sees them."),
            Query(
                f"count by (alertname, severity) ({of('ALERTS', job='.*', alertstate='firing')})", table=True
            ),
            columns=(
                Column(source="alertname", title=Text("Cảnh báo", "Alert")),
                Column(
                    source="severity",
                    title=Text("Mức", "Severity"),
                    mappings=label_words.severities(),
                    width=120,
                ),
                Column(source="Value", title=Text("Số", "Count"), width=70),
            ),
            sort=Text("Số", "Count"),
            width=8,
            height=8,
        ),
    )


def prometheus() -> tuple[Panel, ...]:
    """Whether what all of this rests on works."""
    return (
        table(
            Text("Nguồn số liệu", "Scrapes"),
            Text(
                "Mọi nơi Prometheus lấy số liệu, và lần gần nhất mất bao lâu.",
                "All that Prometheus scrapes, and how long the last one took.",
            ),
            Query(f"min by (job) ({of('up', job=_ANY)})", table=True),
            Query(f"max by (job) ({of('scrape_duration_seconds', job=_ANY)})", table=True),
            Query(f"sum by (job) ({of('scrape_samples_scraped', job=_ANY)})", table=True),
            columns=(
                Column(source="job", title=Text("Nguồn", "Job")),
                Column(
                    source="Value #A",
                    title=Text("Lấy được", "Up"),
                    mappings=scale.success(Text("Được", "Yes"), Text("Không", "No")),
                    filled=True,
                    width=90,
                ),
                Column(source="Value #B", title=Text("Mất", "Took"), unit="s", width=100),
                Column(source="Value #C", title=Text("Số mẫu", "Samples"), unit="short", width=100),
            ),
            width=8,
            height=8,
        ),
        timeseries(
            Text("Quy tắc và cảnh báo bị lỗi", "Rules and alerts that fail"),
            Text("Mỗi giây; phải luôn bằng 0.", "Each second; always 0 when all is well."),
            Query(
                f"sum (rate ({of('prometheus_rule_evaluation_failures_total', job=_ANY)}[$__rate_interval]))",
                Text("quy tắc không tính được", "rules that fail"),
            ),
            Query(
                f"sum (rate ({of('prometheus_notifications_errors_total', job=_ANY)}[$__rate_interval]))",
                Text("không tới được Alertmanager", "Alertmanager not reached"),
            ),
            Query(
                f"sum (rate ({of('prometheus_notifications_dropped_total', job=_ANY)}[$__rate_interval]))",
                Text("cảnh báo bị bỏ", "alerts dropped"),
            ),
            unit="ops",
            width=8,
        ),
        timeseries(
            Text("Số chuỗi trong Prometheus", "Series in Prometheus"),
            Text(
                "Tăng vọt là có nhãn sinh ra không ngừng.", "If it shoots up, some label never stops growing."
            ),
            Query(f"max ({of('prometheus_tsdb_head_series', job=_ANY)})", Text("chuỗi", "series")),
            width=8,
        ),
        stat(
            Text("Alertmanager mà Prometheus biết", "Alertmanagers known"),
            Text("Bằng 0 thì không cảnh báo nào được gửi đi.", "At 0 no alert is sent."),
            Query(f"min ({of('prometheus_notifications_alertmanagers_discovered', job=_ANY)})"),
            thresholds=scale.steps(BAD, (1, GOOD)),
            empty=NO_DATA,
            width=6,
        ),
        stat(
            Text("Cấu hình Prometheus", "Prometheus's configuration"),
            Text("Lần nạp gần nhất.", "When it was last loaded."),
            Query(f"min ({of('prometheus_config_last_reload_successful', job=_ANY)})"),
            mappings=scale.success(Text("Đã nhận", "Taken"), Text("Bị từ chối", "Refused")),
            empty=NO_DATA,
            width=6,
        ),
        stat(
            Text("Cấu hình Alertmanager", "Alertmanager's configuration"),
            Text("Lần nạp gần nhất.", "When it was last loaded."),
            Query(f"min ({of('alertmanager_config_last_reload_successful', job=_ANY)})"),
            mappings=scale.success(Text("Đã nhận", "Taken"), Text("Bị từ chối", "Refused")),
            empty=NO_DATA,
            width=6,
        ),
        stat(
            Text("Nhóm quy tắc chậm nhất", "Slowest group of rules"),
            Text("Lần tính gần nhất mất bao lâu.", "How long its last evaluation took."),
            Query(f"max ({of('prometheus_rule_group_last_duration_seconds', job=_ANY)})"),
            unit="s",
            thresholds=scale.steps(GOOD, (10, UNSTABLE), (30, BAD)),
            empty=NO_DATA,
            width=6,
        ),
    )
