"""Communes: how many there are in each status, which are worst, and how that was over time."""

from grafana import scale, series
from grafana.colours import BAD, GOOD, NONE, UNKNOWN, UNSTABLE
from grafana.links import to_commune
from grafana.panel import Panel, by_name, fixed
from grafana.panels import Column, stat, table, timeseries
from grafana.query import Query, named
from grafana.words import CUT_OFF, DEGRADED, NO_DATA, NORMAL, NOT_KNOWN
from probes.language import Text


def commune_counts(**labels: str) -> tuple[Panel, ...]:
    """How many communes there are in each status."""
    return (
        _count("outage", CUT_OFF, BAD, **labels),
        _count("degraded", DEGRADED, UNSTABLE, **labels),
        _count("unknown", NOT_KNOWN, UNKNOWN, **labels),
        stat(
            NORMAL,
            Text(
                "Số xã mà mọi thứ nhìn thấy được đều trả lời.", "Communes where all that can be seen answers."
            ),
            Query(series.communes("normal", **labels)),
            thresholds=scale.steps(UNKNOWN, (1, GOOD)),
            empty=NO_DATA,
            width=3,
        ),
    )


def _count(status: str, title: Text, colour: str, **labels: str) -> Panel:
    means = {
        "outage": Text(
            "Số xã mà trung tâm không còn đường truyền nào trả lời, hoặc nằm trong một sự cố diện rộng.",
            "Communes whose centre has no line that answers, or that a wide outage hits.",
        ),
        "degraded": Text(
            "Số xã còn phục vụ được nhưng có việc phải lo: đường truyền, dịch vụ hoặc chữ ký số.",
            "Communes that can still serve, with something to see to: a line, a service or a certificate.",
        ),
        "unknown": Text(
            "Số xã mà máy giám sát không nhìn thấy: chưa rõ không phải là hỏng, cũng không phải là tốt.",
            "Communes that the monitor cannot see: unknown is neither broken nor well.",
        ),
    }
    return stat(
        title,
        means[status],
        Query(series.communes(status, **labels)),
        thresholds=scale.steps(NONE, (1, colour)),
        empty=NO_DATA,
        width=3,
    )


def worst_communes(*, of_one_province: bool = False, **labels: str) -> Panel:
    """The communes that are not normal now, worst first, and how the time range treated them."""
    now = f"topk (50, {series.commune_state(**labels)} != 0)"

    def lately(status: str) -> str:
        return f"{series.share_in(status, '$__range', **labels)} and on (province, commune) ({now})"

    columns = (
        Column(
            source="Value #A",
            title=Text("Trạng thái", "Status"),
            mappings=scale.commune_status(),
            filled=True,
            width=140,
        ),
        Column(source="name", title=Text("Xã, phường", "Commune"), links=(to_commune(),)),
        Column(source="province_name", title=Text("Tỉnh, thành phố", "Province")),
        Column(source="commune", title=Text("Mã", "Code"), width=75),
        Column(source="province", title=Text("Mã tỉnh", "Province code"), width=85),
        Column(source="Value #B", title=CUT_OFF, unit="percentunit", decimals=1, width=110),
        Column(source="Value #C", title=DEGRADED, unit="percentunit", decimals=1, width=120),
    )
    return table(
        Text("Xã không bình thường, nặng nhất trước", "Communes that are not normal, worst first"),
        Text(
            "Tối đa 50 xã. Hai cột sau: phần thời gian của khoảng đang xem mà xã mất kết nối, và không ổn định.",
            "50 at most. The last two columns: how much of the time range it was cut off, and unstable.",
        ),
        Query(named(now, province=True), table=True),
        Query(lately("outage"), table=True),
        Query(lately("degraded"), table=True),
        columns=[column for column in columns if column.source != "province_name" or not of_one_province],
        sort=Text("Trạng thái", "Status"),
        empty=Text("Không có xã nào", "None"),
        height=10,
    )


def course(**labels: str) -> Panel:
    """How many communes were in each status, over time."""
    words = {
        "outage": (CUT_OFF, BAD),
        "degraded": (DEGRADED, UNSTABLE),
        "unknown": (NOT_KNOWN, UNKNOWN),
        "normal": (NORMAL, GOOD),
    }
    return timeseries(
        Text("Số xã theo trạng thái", "Communes by status"),
        Text(
            "Cộng lại bằng số xã được theo dõi, khi mỗi tỉnh có một máy giám sát.",
            "They add up to the communes that are watched, as long as each province has one hub.",
        ),
        *(Query(series.communes(status, **labels), word) for status, (word, _) in words.items()),
        stacked=True,
        overrides=[by_name(word, color=fixed(colour)) for word, colour in words.values()],
    )
