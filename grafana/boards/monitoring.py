"""The monitoring itself: whether it sees, looks in time, hears its agents, and gets its messages out."""

from exporter.metrics import catalogue
from grafana import label_words, scale, series, variables
from grafana.board import Board, Marks, Row
from grafana.colours import BAD, GOOD, TEXT, UNKNOWN, UNSTABLE
from grafana.limits import Limits
from grafana.panel import Panel, by_name, fixed
from grafana.panels import Column, stat, table, timeline, timeseries
from grafana.parts.telling import prometheus, relay
from grafana.query import Query, least, most, named, of
from grafana.words import NO_DATA
from probes.language import Text

_SITE = ("province", "commune", "site")
_P = {"province": "$province"}


def board(limits: Limits) -> Board:
    """The dashboard."""
    return Board(
        name="monitoring",
        title=Text("Thông Suốt: Hệ thống giám sát", "Thông Suốt: Monitoring"),
        means=Text(
            "Máy giám sát có nhìn thấy mạng, đo kịp, nghe được máy đo tại xã và gửi được tin không.",
            "Whether the monitor sees the network, looks in time, hears its agents, and gets its messages out.",
        ),
        variables=(variables.province(),),
        rows=(
            Row(Text("Có nhìn thấy không", "Does it see"), _sight()),
            Row(Text("Đo có kịp không", "Does it look in time"), _rounds(limits)),
            Row(Text("Máy đo tại xã", "Agents"), _agents(limits)),
            Row(Text("Gửi tin báo", "Telling people"), relay()),
            Row(Text("Prometheus và Alertmanager", "Prometheus and Alertmanager"), prometheus()),
        ),
        status_page=limits.status_page,
        marks=(
            Marks(
                Text("Máy giám sát không nhìn thấy gì", "The monitor was blind"),
                f"max by (cause) ({of(catalogue.INCIDENT_OPEN, cause='monitor_blind')}) == 1",
                Text("Không nhìn thấy gì", "Blind"),
                UNKNOWN,
            ),
        ),
    )


def _sight() -> tuple[Panel, ...]:
    sight = series.sight_of_the_worst()
    blind, seen = Text("Không thấy", "Blind"), Text("Có số liệu", "Seen for")
    return (
        timeline(
            Text("Điểm làm chứng", "Witnesses"),
            Text(
                "Địa chỉ chỉ dùng để biết chính máy giám sát có mạng hay không. Từ một nửa trở lên không trả lời: mọi nơi là chưa rõ, không phải hỏng.",
                "Addresses whose only use is to prove that the monitor itself has a network. With half of them gone every place is unknown, not broken.",
            ),
            Query(least(of(catalogue.WITNESS_UP), "witness"), "{{witness}}"),
            mappings=scale.success(Text("Có trả lời", "Answers"), Text("Không trả lời", "Does not answer")),
            width=8,
            height=6,
        ),
        stat(
            Text("Máy giám sát", "Hub"),
            Text("Prometheus có lấy được số liệu của nó không.", "Whether Prometheus can scrape it."),
            Query(
                f"min by (job) ({of('up')} and on (job) last_over_time ({of(catalogue.BUILD_INFO)}[30d]))",
                "{{job}}",
            ),
            mappings=scale.success(Text("Đang chạy", "Up"), Text("Không trả lời", "Down")),
            empty=NO_DATA,
            width=3,
            height=6,
        ),
        stat(
            Text("Không nhìn thấy gì", "Blind"),
            Text(
                "Phần thời gian có số liệu mà máy giám sát không nhìn thấy gì; và có số liệu trong bao nhiêu phần của khoảng đang xem.",
                "How much of the time there is data of it was blind; and of how much of the time range there is data.",
            ),
            Query(f"1 - avg_over_time (({sight} > bool 0.5)[$__range:15s])", blind, now=True),
            Query(f"15 * count_over_time (({sight})[$__range:15s]) / $__range_s", seen, now=True),
            overrides=[by_name(seen, color=fixed(UNKNOWN))],
            names=True,
            unit="percentunit",
            decimals=2,
            thresholds=scale.steps(GOOD, (0.001, UNSTABLE)),
            empty=NO_DATA,
            width=4,
            height=6,
        ),
        table(
            Text("Chương trình và tệp khai báo", "Program and inventory"),
            Text(
                "Phiên bản, và lần gần nhất mà tệp khai báo được nhận.",
                "Version, and when the inventory was last taken.",
            ),
            Query(most(of(catalogue.BUILD_INFO), "job", "version", "python"), table=True),
            Query(least(f"1000 * {of(catalogue.RELOAD_TIMESTAMP)}", "job"), table=True),
            Query(least(of(catalogue.RELOAD_SUCCESSFUL), "job"), table=True),
            columns=(
                Column(source="job", title=Text("Máy giám sát", "Hub")),
                Column(source="version", title=Text("Bản", "Version"), width=70),
                Column(
                    source="Value #B", title=Text("Nhận lúc", "Taken at"), unit="dateTimeAsIso", width=160
                ),
                Column(
                    source="Value #C",
                    title=Text("Lần gần nhất", "Last reading"),
                    mappings=scale.success(Text("Đã nhận", "Taken"), Text("Bị từ chối", "Refused")),
                    width=110,
                ),
            ),
            width=9,
            height=6,
        ),
    )


def _rounds(limits: Limits) -> tuple[Panel, ...]:
    return (
        timeseries(
            Text("Vòng đo bắt đầu muộn bao lâu", "How late rounds begin"),
            Text(
                f"Từ {limits.rounds_late:g} giây thì cảnh báo: máy quá tải, hoặc có gì đó chặn nó.",
                f"From {limits.rounds_late:g} s on there is an alert: the machine is overloaded, or something blocks it.",
            ),
            Query(most(of(catalogue.ROUND_LATE), "kind"), "{{kind}}"),
            unit="s",
            limits=scale.steps(GOOD, (limits.rounds_late, BAD)),
            width=8,
        ),
        timeseries(
            Text("Vòng đo kéo dài bao lâu", "How long rounds take"),
            Text("Từ lần đo đầu đến câu trả lời cuối.", "From the first look to the last answer."),
            Query(most(of(catalogue.ROUND_DURATION), "kind"), "{{kind}}"),
            unit="s",
            width=8,
        ),
        timeseries(
            Text("Số vòng đo xong", "Rounds finished"),
            Text("Mỗi giây. Về 0 là đã ngừng đo.", "Each second. At 0 it has stopped looking."),
            Query(f"sum by (kind) (rate ({of(catalogue.ROUNDS)}[$__rate_interval]))", "{{kind}}"),
            unit="ops",
            width=8,
        ),
        timeseries(
            Text("Phép đo không thành, theo nguyên nhân", "Looks that failed, by reason"),
            Text(
                "Mỗi giây. Nguyên nhân là lỗi của chính máy giám sát thì không nói gì về nơi cần đo.",
                "Each second. A fault of the monitor's own says nothing of the target.",
            ),
            Query(f"sum by (reason) (rate ({of(catalogue.ERRORS)}[$__rate_interval])) > 0", "{{reason}}"),
            unit="ops",
            calcs=("max",),
            overrides=label_words.reason_names(),
            empty=Text("Không có", "None"),
            width=16,
        ),
        timeseries(
            Text("Hàng chờ của bộ xét", "Queue of the engine"),
            Text(
                "Tin chờ được xét. Tăng mãi là không kịp.",
                "Messages that wait to be judged. If it only grows, it cannot keep up.",
            ),
            Query(f"max ({of(catalogue.QUEUE_LENGTH)})", Text("đang chờ", "waiting")),
            unit="none",
            width=8,
        ),
    )


def _agents(limits: Limits) -> tuple[Panel, ...]:
    contact = most(of(catalogue.AGENT_LAST_CONTACT, **_P), *_SITE)

    def of_site(family: catalogue.Family, *labels: str) -> str:
        return most(of(family, **_P), *_SITE, *labels)

    return (
        table(
            Text("Từng máy đo, im lặng lâu nhất trước", "Agent by agent, the longest silent first"),
            Text(
                "Đồng hồ lệch không làm sai kết quả: thời điểm đo tính theo đồng hồ của máy giám sát.",
                "A clock that is wrong spoils nothing: moments are reckoned by the hub's clock.",
            ),
            Query(named(f"time() - {contact}"), table=True),
            Query(of_site(catalogue.AGENT_BACKLOG), table=True),
            Query(of_site(catalogue.AGENT_CLOCK_SKEW), table=True),
            Query(f"time() - {of_site(catalogue.AGENT_BOOT)}", table=True),
            Query(of_site(catalogue.AGENT_ON_BATTERY), table=True),
            Query(of_site(catalogue.AGENT_CONFLICT), table=True),
            Query(of_site(catalogue.AGENT_INFO, "version"), table=True),
            columns=(
                Column(source="name", title=Text("Xã, phường", "Commune")),
                Column(source="site", title=Text("Điểm", "Site"), width=110),
                Column(
                    source="Value #A",
                    title=Text("Gửi tin cách đây", "Last heard"),
                    unit="dtdhms",
                    thresholds=scale.steps(TEXT, (limits.agent_quiet, UNSTABLE)),
                    width=130,
                ),
                Column(source="Value #B", title=Text("Đang chờ gửi", "Backlog"), width=120),
                Column(
                    source="Value #C",
                    title=Text("Đồng hồ lệch", "Clock ahead"),
                    unit="s",
                    decimals=1,
                    width=120,
                ),
                Column(source="Value #D", title=Text("Đã chạy", "Up for"), unit="dtdhms", width=130),
                Column(
                    source="Value #E",
                    title=Text("Nguồn điện", "Power"),
                    mappings=scale.values(
                        {
                            "0": (Text("Điện lưới", "Mains"), TEXT),
                            "1": (Text("Bộ lưu điện", "Battery"), UNSTABLE),
                        }
                    ),
                    width=120,
                ),
                Column(
                    source="Value #F",
                    title=Text("Trùng máy", "Twin"),
                    mappings=scale.values(
                        {
                            "0": (Text("Không", "No"), TEXT),
                            "1": (Text("Hai máy một mã", "Two, one token"), BAD),
                        }
                    ),
                    width=130,
                ),
                Column(source="version", title=Text("Bản", "Version"), width=80),
            ),
            sort=Text("Gửi tin cách đây", "Last heard"),
            empty=Text("Chưa có máy đo nào gửi tin", "No agent was ever heard"),
        ),
        timeseries(
            Text("Kết quả nhận từ máy đo", "Observations from agents"),
            Text(
                "Mỗi giây. Gửi bù: đo lúc mất mạng. Gửi lại: đã nhận rồi, không tính lần nữa. Máy đo chỉ phải bỏ khi đĩa hết chỗ.",
                "Each second. Sent later: looked at while cut off. Sent again: known already, and not counted twice. An agent gives up only what its disk has no room for.",
            ),
            Query(
                f"sum by (outcome) (rate ({of(catalogue.AGENT_OBSERVATIONS, **_P)}[$__rate_interval]))",
                "{{outcome}}",
            ),
            unit="ops",
            overrides=label_words.outcome_names(),
        ),
        timeseries(
            Text("Gửi bù vào Prometheus", "Replay into Prometheus"),
            Text(
                "Mẫu đã ghi, xếp sang bên hoặc bỏ, mỗi giây; và số kết quả đang chờ nơi nhận.",
                "Samples written, parked or dropped, each second; and observations that wait for the destination.",
            ),
            *(
                Query(
                    f"sum by (destination) (rate ({of(catalogue.REPLAY_SAMPLES, outcome=outcome)}[$__rate_interval]))",
                    Text(f"{{{{destination}}}} {word.vi}", f"{{{{destination}}}} {word.en}"),
                )
                for outcome, word in (
                    ("written", Text("đã ghi", "written")),
                    ("parked", Text("xếp sang bên", "parked")),
                    ("dropped", Text("đã bỏ", "dropped")),
                )
            ),
            Query(
                f"max by (destination) ({of(catalogue.REPLAY_WAITING)})",
                Text("{{destination}} đang chờ", "{{destination}} waiting"),
            ),
            unit="short",
            empty=Text("Chưa khai nơi nhận", "No destination is set"),
        ),
    )
