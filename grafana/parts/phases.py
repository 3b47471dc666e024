"""Where the time of a look at a service goes, why looks fail, and how a service is reached."""

from exporter.metrics import catalogue
from grafana import label_words, scale
from grafana.colours import GOOD, UNSTABLE
from grafana.limits import Limits
from grafana.panel import Panel
from grafana.panels import Column, table, timeseries
from grafana.query import Query, least, most, of
from probes.language import Text

_HUB = {"service": "$service", "vantage": "hub"}


def phases(limits: Limits) -> tuple[Panel, ...]:
    """The row of panels."""
    return (
        timeseries(
            Text("Các chặng của HTTP", "Phases of HTTP"),
            Text(
                "Tìm địa chỉ, kết nối, bắt tay TLS, chờ máy chủ, nhận trang. Trung bình của các dịch vụ đang chọn.",
                "Finding the address, connecting, TLS, waiting for the server, receiving. The mean over the services chosen.",
            ),
            Query(
                f"avg by (phase) ({most(of(catalogue.PROBE_HTTP_DURATION, **_HUB), 'instance', 'phase')})",
                "{{phase}}",
            ),
            unit="s",
            stacked=True,
            overrides=label_words.phase_names(),
            width=8,
        ),
        timeseries(
            Text("Cả phép đo", "The whole look"),
            Text(
                f"Từng phép đo. Từ {limits.slow:g} giây thì tính là chậm.",
                f"Each check. From {limits.slow:g} s on it counts as slow.",
            ),
            Query(most(of(catalogue.PROBE_DURATION, **_HUB), "instance"), "{{instance}}"),
            unit="s",
            limits=scale.steps(GOOD, (limits.slow, UNSTABLE)),
            width=8,
        ),
        timeseries(
            Text("Tìm tên miền", "Names"),
            Text(
                "Các chặng của phép đo DNS, và tìm địa chỉ trước mỗi phép đo khác.",
                "Phases of DNS looks, and finding the address before any other look.",
            ),
            Query(
                f"avg by (instance, phase) ({of(catalogue.PROBE_DNS_DURATION, **_HUB)})",
                "{{instance}} {{phase}}",
            ),
            Query(
                f"max ({of(catalogue.PROBE_DNS_LOOKUP, **_HUB)})",
                Text("tìm địa chỉ, lâu nhất", "address, longest"),
            ),
            unit="s",
            width=8,
        ),
        timeseries(
            Text("Lỗi theo nguyên nhân", "Failures by reason"),
            Text("Số phép đo đang lỗi, theo nguyên nhân.", "Checks that fail, by reason."),
            Query(
                f"count by (reason) ({most(of(catalogue.PROBE_FAILURE_INFO, **_HUB), 'instance', 'reason')})",
                "{{reason}}",
            ),
            unit="none",
            stacked=True,
            overrides=label_words.reason_names(),
            empty=Text("Không có lỗi nào", "No failure"),
            width=7,
        ),
        timeseries(
            Text("Cỡ trang và số bản ghi DNS", "Size of pages, and DNS records"),
            Text(
                "Trang bỗng nhỏ lại thường là trang báo lỗi.",
                "A page that suddenly shrinks is usually an error page.",
            ),
            Query(most(of(catalogue.PROBE_HTTP_BODY, **_HUB), "instance"), "{{instance}}"),
            Query(
                most(of(catalogue.PROBE_DNS_ANSWERS, **_HUB), "instance"),
                Text("{{instance}} bản ghi", "{{instance}} records"),
            ),
            unit="bytes",
            width=7,
        ),
        table(
            Text("Cách tới nơi", "How they are reached"),
            Text(
                "Lần đo gần nhất: phiên bản IP, số lần chuyển hướng, phiên bản HTTP, có mã hóa không, phiên bản TLS.",
                "The last look: IP version, redirects, HTTP version, whether encrypted, TLS version.",
            ),
            Query(most(of(catalogue.PROBE_IP_PROTOCOL, **_HUB), "instance"), table=True),
            Query(most(of(catalogue.PROBE_HTTP_REDIRECTS, **_HUB), "instance"), table=True),
            Query(most(of(catalogue.PROBE_HTTP_VERSION, **_HUB), "instance"), table=True),
            Query(least(of(catalogue.PROBE_HTTP_SSL, **_HUB), "instance"), table=True),
            Query(most(of(catalogue.PROBE_HTTP_CONTENT_LENGTH, **_HUB), "instance"), table=True),
            Query(most(of(catalogue.PROBE_TLS_VERSION, **_HUB), "instance", "version"), table=True),
            columns=(
                Column(source="instance", title=Text("Phép đo", "Check")),
                Column(source="Value #A", title=Text("IP", "IP"), width=60),
                Column(source="Value #B", title=Text("Chuyển hướng", "Redirects"), width=110),
                Column(source="Value #C", title=Text("HTTP", "HTTP"), decimals=1, width=60),
                Column(
                    source="Value #D",
                    title=Text("Mã hóa", "Encrypted"),
                    mappings=scale.values(
                        {"1": (Text("Có", "Yes"), GOOD), "0": (Text("Không", "No"), UNSTABLE)}
                    ),
                    width=90,
                ),
                Column(source="version", title=Text("TLS", "TLS"), width=80),
                Column(source="Value #E", title=Text("Cỡ khai", "Length"), unit="bytes", width=80),
            ),
            width=10,
            height=8,
        ),
    )
