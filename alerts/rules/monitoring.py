"""Who watches the watcher: the heartbeat, the hub, Prometheus, Alertmanager and the relay.

Alerts of the chain itself (Prometheus cannot reach Alertmanager, notifications fail) may be unable to leave by it: whoever misses
the heartbeat learns of those.
"""

from alerts.rules.rule import Alert, Group
from probes.inventory.settings import Settings
from probes.inventory.values import text_of_seconds
from probes.language import Text
from probes.reasons import Reason

_LONG_QUEUE = 1000
_ROUNDS_MISSED = 4
_LEAST_STILL_SECONDS = 300.0
_NOT_THE_PROGRAM = (Reason.NETWORK_DOWN_HERE, Reason.CANCELLED)
"""Our own failures that another alert tells (MonitorBlind), or that are none (a stop, a reload)."""


def group(settings: Settings) -> Group:
    """The heartbeat and all meta-monitoring."""
    rules = (_heartbeat(), *_hub(settings), *_prometheus(), *_alertmanager(settings.alerting.job))
    return Group("thongsuot-monitoring", "15s", rules)


def _alert(
    name: str, expr: str, after: str, summary: Text, description: Text, *, severity: str = "warning"
) -> Alert:
    return Alert(
        name=name,
        expr=expr,
        after=after,
        severity=severity,
        scope="monitor",
        summary=summary,
        description=description,
        page=f"alerting.md#{name.lower()}",
    )


def _heartbeat() -> Alert:
    return _alert(
        "Watchdog",
        "vector(1)",
        "0s",
        Text("Nhịp báo: chuỗi cảnh báo còn sống", "Heartbeat: the chain of alerts is alive"),
        Text(
            "Luôn bật. Nơi nhận phải báo động khi nhịp này NGỪNG đến.",
            "Always on. Whoever gets it must raise the alarm when it STOPS coming.",
        ),
        severity="none",
    )


def _hub(settings: Settings) -> tuple[Alert, ...]:
    job = settings.alerting.job
    rhythm = settings.rhythm
    still = text_of_seconds(
        max(_LEAST_STILL_SECONDS, _ROUNDS_MISSED * min(rhythm.link_interval, rhythm.witness_interval))
    )
    late = f"{settings.alerting.rounds_late:g}"
    ours = "|".join(reason.value for reason in Reason if reason.ours and reason not in _NOT_THE_PROGRAM)
    witnesses_up = "sum without (instance, replica, witness) (thongsuot_witness_up)"
    witnesses = "count without (instance, replica, witness) (thongsuot_witness_up)"
    return (
        _alert(
            "HubDown",
            f'(min without (instance, replica) (up{{job="{job}"}}) == 0)\nor\nabsent(up{{job="{job}"}})\n',
            "2m",
            Text("Máy giám sát {{ $labels.job }} không trả lời", "The hub {{ $labels.job }} does not answer"),
            Text(
                "Prometheus không lấy được số liệu: chương trình đã dừng, chưa nạp lại xong (mã 503) hoặc đường tới nó bị "
                "đứt. Các cảnh báo đang có được giữ nguyên; sự cố mới sẽ không được báo.",
                "Prometheus cannot scrape it: it has stopped, is not yet restored (503), or the way to it is cut. Alerts that "
                "are on are held; new incidents will not be told.",
            ),
            severity="critical",
        ),
        _alert(
            "HubShowsNothing",
            f'(min without (instance, replica) (up{{job="{job}"}}) == 1)\nunless on (job)\nthongsuot_communes\n',
            "5m",
            Text(
                "Máy giám sát {{ $labels.job }} trả lời nhưng không có xã nào",
                "The hub {{ $labels.job }} answers, and shows no commune",
            ),
            Text(
                "Địa chỉ trong Prometheus có thể trỏ sang chương trình khác, hoặc bản khai báo đang trống.",
                "Prometheus may be scraping another program, or the inventory is empty.",
            ),
            severity="critical",
        ),
        _alert(
            "HubRoundsStopped",
            f'(max without (instance, replica) (increase(thongsuot_probe_rounds_total{{kind="ping"}}[{still}])) == 0)\n'
            "and on (job)\n(sum by (job) (thongsuot_communes) > 0)\n",
            "1m",
            Text("Máy giám sát đã ngừng đo", "The hub has stopped looking"),
            Text(
                f"Không lượt đo đường truyền nào xong trong {still}. Xem nhật ký, rồi khởi động lại chương trình.",
                f"No round over the lines was finished in {still}. Look at its log, then restart it.",
            ),
            severity="critical",
        ),
        _alert(
            "HubRoundsLate",
            f"max without (instance, replica) (thongsuot_probe_round_late_seconds) > {late}",
            "5m",
            Text("Các lượt đo {{ $labels.kind }} bị trễ", "Rounds of {{ $labels.kind }} begin late"),
            Text(
                "Trễ {{ $value | humanizeDuration }}: máy quá tải, hoặc đồng hồ vừa bị chỉnh.",
                "{{ $value | humanizeDuration }} late: the machine is overloaded, or its clock was set.",
            ),
        ),
        _alert(
            "HubProbesBroken",
            "sum without (instance, replica, reason) (\n"
            f'  increase(thongsuot_probe_errors_total{{reason=~"{ours}"}}[10m])\n) > 0\n',
            "15m",
            Text(
                "Phép đo {{ $labels.kind }} hỏng do chính máy giám sát",
                "Looks of {{ $labels.kind }} fail through the hub's own fault",
            ),
            Text(
                "Thiếu quyền, thiếu phần cài đặt, hết tài nguyên hoặc lỗi chương trình: xem nhật ký. Đối tượng được đo vì thế "
                "là chưa rõ, không phải hỏng.",
                "A right, a part or resources are missing, or it is a bug: see the log. What is looked at is not known, which "
                "is not the same as down.",
            ),
        ),
        _alert(
            "HubReloadFailed",
            "min without (instance, replica) (thongsuot_config_last_reload_successful) == 0",
            "5m",
            Text("Bản khai báo mới bị từ chối", "The new inventory was refused"),
            Text(
                "Bản cũ vẫn đang dùng. Chạy thongsuot check để thấy mọi lỗi.",
                "The old one stays in force. `thongsuot check` tells every fault.",
            ),
        ),
        _alert(
            "HubQueueLong",
            f"max without (instance, replica) (min_over_time(thongsuot_engine_queue_length[5m])) > {_LONG_QUEUE}",
            "1m",
            Text("Máy giám sát xử lý không kịp", "The hub cannot keep up"),
            Text(
                "{{ $value }} kết quả đang chờ: tình trạng và sự cố bị báo muộn. Kiểm tra ổ đĩa và bộ xử lý.",
                "{{ $value }} results wait: states and incidents come late. Look at disk and processor.",
            ),
        ),
        _alert(
            "WitnessesFew",
            f"(({witnesses_up}) - 1 <= ({witnesses}) / 2)\nand\n(({witnesses_up}) > ({witnesses}) / 2)\n",
            "10m",
            Text("Chỉ còn vừa đủ điểm làm chứng trả lời", "Only just enough witnesses answer"),
            Text(
                "Mất thêm một điểm nữa thì máy giám sát coi là mình không nhìn thấy gì. Kiểm tra hoặc thay điểm đang im lặng.",
                "With one more silent the hub counts itself blind. Look at the silent ones, or name others.",
            ),
        ),
    )


def _prometheus() -> tuple[Alert, ...]:
    return (
        _alert(
            "PrometheusRulesFail",
            "max without (instance, replica, rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0",
            "5m",
            Text("Prometheus không tính được quy tắc cảnh báo", "Prometheus fails to evaluate rules"),
            Text(
                "Cảnh báo có thể thiếu. Xem trang Rules của Prometheus.",
                "Alerts may be missing. See its page Rules.",
            ),
            severity="critical",
        ),
        _alert(
            "PrometheusReloadFailed",
            "min without (instance, replica) (prometheus_config_last_reload_successful) == 0",
            "5m",
            Text("Prometheus không nhận cấu hình mới", "Prometheus refused its configuration"),
            Text("Chạy promtool check config.", "Run `promtool check config`."),
        ),
        _alert(
            "PrometheusWithoutAlertmanager",
            "max without (instance, replica) (prometheus_notifications_alertmanagers_discovered) < 1",
            "5m",
            Text("Prometheus không biết Alertmanager ở đâu", "Prometheus knows no Alertmanager"),
            Text(
                "Không cảnh báo nào được gửi đi. Kiểm tra mục alerting trong prometheus.yml.",
                "No alert is sent. Look at `alerting` in prometheus.yml.",
            ),
            severity="critical",
        ),
        _alert(
            "PrometheusCannotReachAlertmanager",
            "max without (instance, replica, alertmanager) (rate(prometheus_notifications_errors_total[5m])) > 0",
            "5m",
            Text("Prometheus gửi cảnh báo tới Alertmanager bị lỗi", "Prometheus cannot reach Alertmanager"),
            Text(
                "Cảnh báo có thể đến muộn hoặc mất. Kiểm tra Alertmanager và đường mạng giữa hai máy.",
                "Alerts may come late or not at all. Look at Alertmanager and the network between.",
            ),
            severity="critical",
        ),
    )


def _alertmanager(job: str) -> tuple[Alert, ...]:
    return (
        _alert(
            "AlertmanagerReloadFailed",
            "min without (instance, replica) (alertmanager_config_last_reload_successful) == 0",
            "5m",
            Text("Alertmanager không nhận cấu hình mới", "Alertmanager refused its configuration"),
            Text("Chạy amtool check-config.", "Run `amtool check-config`."),
        ),
        _alert(
            "NotificationsFail",
            "max without (instance, replica) (rate(alertmanager_notifications_failed_total[5m])) > 0",
            "5m",
            Text("Alertmanager không gửi được thông báo", "Alertmanager cannot send notifications"),
            Text(
                "Kênh {{ $labels.integration }}: nơi chuyển tin không nhận. Kiểm tra thongsuot relay.",
                "By {{ $labels.integration }}: the relay does not take them. Look at `thongsuot relay`.",
            ),
            severity="critical",
        ),
        _alert(
            "RelayDown",
            f'min without (instance, replica) (up{{job="{job}-relay"}}) == 0',
            "2m",
            Text("Bộ chuyển tin không trả lời", "The relay does not answer"),
            Text(
                "Cảnh báo không tới được người trực qua e-mail, tin nhắn. Xem nhật ký của thongsuot relay.",
                "Alerts reach nobody by mail or message. See the log of `thongsuot relay`.",
            ),
            severity="critical",
        ),
        _alert(
            "RelayCannotSend",
            "time() - min without (instance, replica) (thongsuot_relay_oldest_failing_message_timestamp_seconds) > 900",
            "1m",
            Text("Bộ chuyển tin không gửi được tin", "The relay cannot send"),
            Text(
                "Có tin đã thử gửi hơn 15 phút chưa được, nay đang ở kênh {{ $labels.channel }}. Xem nhật ký của thongsuot relay.",
                "A message has failed for over 15 minutes, now on {{ $labels.channel }}. See the log of `thongsuot relay`.",
            ),
            severity="critical",
        ),
    )
