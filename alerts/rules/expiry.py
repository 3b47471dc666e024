"""Web pages whose TLS certificate is about to end: then nobody gets in, and everybody calls."""

from alerts.rules.rule import Alert, Group
from probes.inventory.settings import Settings
from probes.inventory.values import text_of_seconds
from probes.language import Text

_AFTER = "10m"


def group(settings: Settings) -> Group:
    """Two alerts, each certificate in at most one of them."""
    hold = text_of_seconds(settings.alerting.hold)
    # What cannot be looked at for a while has not got a new certificate meanwhile.
    ends = f'min by (job, service) (last_over_time(probe_ssl_earliest_cert_expiry{{service!=""}}[{hold}]))'
    soon = f"({ends} - time() < {settings.alerting.tls_warning:.0f})"
    now = f"({ends} - time() < {settings.alerting.tls_critical:.0f})"
    rules = (
        _alert(
            "ServiceCertificateEnding",
            now,
            "critical",
            Text(
                "{{ $labels.service }}: chứng thư của trang web hết hạn đến nơi",
                "{{ $labels.service }}: its web certificate is all but over",
            ),
        ),
        _alert(
            "ServiceCertificateEndsSoon",
            f"{soon}\nunless\n{now}\n",
            "warning",
            Text(
                "{{ $labels.service }}: chứng thư của trang web sắp hết hạn",
                "{{ $labels.service }}: its web certificate ends soon",
            ),
        ),
    )
    return Group("thongsuot-expiry", "1m", rules)


def _alert(name: str, expr: str, severity: str, summary: Text) -> Alert:
    return Alert(
        name=name,
        expr=expr,
        after=_AFTER,
        severity=severity,
        scope="service",
        summary=summary,
        description=Text(
            "{{ if lt $value 0.0 }}Đã hết hạn.{{ else }}Còn {{ $value | humanizeDuration }}.{{ end }} Báo đơn vị vận hành "
            "thay chứng thư, kể cả chứng thư trung gian; hết hạn thì trình duyệt chặn trang này.",
            "{{ if lt $value 0.0 }}It has ended.{{ else }}{{ $value | humanizeDuration }} are left.{{ end }} Ask those who run "
            "it for a new one, the intermediates too; once it has ended, browsers block the page.",
        ),
        page=f"alerting.md#{name.lower()}",
    )
