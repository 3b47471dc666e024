"""The table of open incidents, which several dashboards show."""

from grafana import label_words, series
from grafana.links import to_commune, to_status_page
from grafana.panel import Panel
from grafana.panels import Column, table
from grafana.query import Query
from probes.language import Text

_WHERE = (
    ("province", Text("Mã tỉnh", "Province"), 90),
    ("isp", Text("Nhà mạng", "ISP"), 110),
    ("upstream", Text("Điểm mạng", "Network point"), 120),
    ("service", Text("Dịch vụ", "Service"), 150),
    ("authority", Text("Tổ chức chứng thực", "Authority"), 160),
)


def open_table(causes: str | None = None, **labels: str) -> Panel:
    """What is open now, the newest first. An incident of no province (a shared system, the monitor) is in every province's.

    causes: only these, `a|b`.
    """
    told = {label: f"{value}|" for label, value in labels.items()}
    if causes is not None:
        told["cause"] = causes
    return table(
        Text("Sự cố đang mở", "Open incidents"),
        Text(
            "Một nguyên nhân một dòng, dù làm bao nhiêu xã bị ảnh hưởng. Ai đã tiếp nhận, bằng chứng và việc phải làm: trang sự cố và trang trực.",
            "One line a cause, however many communes it hits. Who has taken it on, what proves it and what to do: the incident page and the on-call page.",
        ),
        Query(series.incident_starts(**told), table=True),
        Query(series.incident_spread(**told), table=True),
        columns=(
            Column(
                source="severity",
                title=Text("Mức", "Severity"),
                mappings=label_words.severities(),
                filled=True,
                width=120,
            ),
            Column(
                source="cause",
                title=Text("Nguyên nhân", "Cause"),
                mappings=label_words.causes(),
                links=(to_status_page(Text("Trang sự cố", "Incident page"), "/su-co"),),
            ),
            Column(source="Value #A", title=Text("Từ lúc", "Since"), unit="dateTimeAsIso", width=170),
            Column(source="Value #B", title=Text("Số xã", "Communes"), width=90),
            Column(source="name", title=Text("Xã, phường", "Commune"), links=(to_commune(),)),
            Column(source="commune", title=Text("Mã xã", "Commune code"), width=90),
            *(Column(source=source, title=title, width=width) for source, title, width in _WHERE),
        ),
        sort=Text("Từ lúc", "Since"),
        empty=Text("Không có sự cố nào đang mở", "No open incident"),
    )
