"""One commune: its line, its services from inside and from the province, its signing, and what its agent saw while cut off."""

from exporter.metrics import catalogue
from grafana import label_words, scale, series, variables
from grafana.board import Board, Marks, Row
from grafana.colours import BAD, GOOD, UNSTABLE
from grafana.limits import Limits
from grafana.links import page, to_board
from grafana.panel import Panel, by_name
from grafana.panels import Column, stat, table, timeline, timeseries
from grafana.parts.agent import of_the_agent
from grafana.parts.certificates import DAYS_LEFT, days_left, signers_by_state
from grafana.parts.incidents import open_table
from grafana.query import DAY, Query, least, most, of
from grafana.words import NO_DATA
from probes.language import Text

_C = {"province": "$province", "commune": "$commune"}
_LINE = "{{site}}, {{link}} ({{isp}})"


def board(limits: Limits) -> Board:
    """The dashboard."""
    return Board(
        name="commune",
        title=Text("Thông Suốt: Xã, phường", "Thông Suốt: Commune"),
        means=Text(
            "Một xã: đường truyền, dịch vụ nhìn từ tỉnh và từ chính xã, chữ ký số, và những gì máy đo thấy khi mất mạng.",
            "One commune: its line, its services seen from the province and from inside, its signing, and what its agent saw while cut off.",
        ),
        variables=(variables.province(), variables.commune()),
        rows=(
            Row(Text("Ngay lúc này", "Right now"), _now(limits)),
            Row(Text("Đường truyền", "Line"), _line(limits)),
            Row(Text("Máy đo tại xã", "Agent in the commune"), of_the_agent(limits)),
            Row(Text("Dịch vụ", "Services"), _services()),
            Row(Text("Chữ ký số", "Signing"), _signing(limits)),
            Row(Text("Sự cố đang mở", "Open incidents"), (open_table(**_C).sized(24, 7),)),
        ),
        status_page=limits.status_page,
        links=(
            page(Text("Trang của xã", "Status page"), "${status_page}/xa/${commune}"),
            page(Text("Sự cố", "Incidents"), "${status_page}/su-co"),
        ),
        marks=(
            Marks(
                Text("Sự cố của xã", "The commune's incidents"),
                f"max by (cause) ({of(catalogue.INCIDENT_OPEN, **_C)}) == 1",
                Text("Sự cố của xã", "An incident of the commune"),
                BAD,
            ),
            Marks(
                Text("Sự cố của dịch vụ chung", "Incidents of shared systems"),
                f"max by (cause, service) ({of(catalogue.INCIDENT_OPEN, commune='', service='.+')}) == 1",
                "{{service}}",
                UNSTABLE,
            ),
        ),
    )


def _now(limits: Limits) -> tuple[Panel, ...]:
    contact = most(of(catalogue.AGENT_LAST_CONTACT, **_C), "site")
    usable = of(catalogue.COMMUNE_USABLE_SIGNERS, **_C)
    return (
        stat(
            Text("Trạng thái", "Status"),
            Text("Như trên trang trạng thái của xã.", "As on the commune's status page."),
            Query(series.commune_state(**_C)),
            mappings=scale.commune_status(),
            empty=NO_DATA,
        ),
        stat(
            Text("Sự cố đang mở", "Open incidents"),
            Text("Của riêng xã này.", "Of this commune itself."),
            Query(series.open_count("$province", "$commune")),
            thresholds=scale.steps(GOOD, (1, BAD)),
            empty=NO_DATA,
        ),
        stat(
            Text("Thời gian mất kết nối", "Time cut off"),
            Text(
                "Phần thời gian mất kết nối, trong những lúc nhìn thấy được của khoảng đang xem.",
                "How much of the time that it could be seen, in the time range, it was cut off.",
            ),
            Query(series.share_in("outage", "$__range", **_C), now=True),
            unit="percentunit",
            decimals=2,
            thresholds=scale.steps(GOOD, (1 - limits.communes_objective, UNSTABLE), (0.1, BAD)),
            empty=NO_DATA,
        ),
        stat(
            Text("Ký được lúc này", "Can sign now"),
            Text(
                "Số người còn ký được, theo việc: lãnh đạo, con dấu của cơ quan, cán bộ, thiết bị.",
                "Signers that can sign, by what for: leader, the organisation's seal, staff, device.",
            ),
            Query(least(usable, "group"), "{{group}}"),
            overrides=[
                by_name("leader", displayName=Text("Lãnh đạo", "Leader")),
                by_name("seal", displayName=Text("Con dấu", "Seal")),
                by_name("staff", displayName=Text("Cán bộ", "Staff")),
                by_name("device", displayName=Text("Thiết bị", "Device")),
            ],
            thresholds=scale.steps(BAD, (1, GOOD)),
            empty=Text("Xã chưa khai chứng thư nào", "No certificate is known"),
            names=True,
            width=8,
        ),
        stat(
            Text("Máy đo gửi tin lần cuối", "Agent last heard"),
            Text(
                f"Quá {limits.agent_quiet / 60:g} phút là im lặng: đường truyền đứt, hoặc chính máy đo hỏng.",
                f"Over {limits.agent_quiet / 60:g} minutes is silence: the line is cut, or the agent itself is at fault.",
            ),
            Query(f"time() - min ({contact})"),
            unit="dtdhms",
            thresholds=scale.steps(GOOD, (limits.agent_quiet, UNSTABLE)),
            empty=Text("Xã chưa có máy đo", "No agent"),
        ),
    )


def _line(limits: Limits) -> tuple[Panel, ...]:
    state = most(of(catalogue.TARGET_STATE, vantage="hub", link=".+", **_C), "site", "link", "isp")
    to_line = to_board(
        Text("Xem kỹ đường này", "This line"),
        "lines",
        "province",
        line="${commune}/${__field.labels.site}/${__field.labels.link}",
    )
    return (
        timeline(
            Text("Đường truyền, nhìn từ tỉnh", "Lines, seen from the province"),
            Text(
                "Mỗi đường một dải. Khoảng trống: lúc ấy máy giám sát không nhìn thấy, chưa rõ đường tốt hay hỏng.",
                "One bar a line. A gap: the monitor could not see, and nobody knows how the line was.",
            ),
            Query(state, _LINE),
            mappings=scale.target_state(),
            links=(to_line,),
            height=5,
        ),
        timeseries(
            Text("Thời gian đi về", "Round trip"),
            Text("Trung vị và 95 %, trên cửa sổ 5 phút.", "Median and 95 %, over 5 minutes."),
            *(
                Query(
                    most(of(catalogue.LINK_RTT, quantile=quantile, **_C), "site", "link"),
                    f"{{{{site}}}}, {{{{link}}}}: {word}",
                )
                for quantile, word in (("0.5", "50 %"), ("0.95", "95 %"))
            ),
            unit="s",
            limits=scale.steps(GOOD, (limits.rtt, UNSTABLE)),
            width=8,
        ),
        timeseries(
            Text("Mất gói", "Loss"),
            Text(
                "Phần gói tin không được trả lời, trên cửa sổ 5 phút.",
                "The share of packets that were not answered, over 5 minutes.",
            ),
            Query(most(of(catalogue.LINK_LOSS, **_C), "site", "link"), "{{site}}, {{link}}"),
            unit="percentunit",
            limits=scale.steps(GOOD, (limits.loss, UNSTABLE)),
            greatest=1,
            width=8,
        ),
        timeseries(
            Text("Dao động", "Jitter"),
            Text(
                "Gọi hình và họp trực tuyến khó chịu trước hết vì điều này.",
                "What calls and video meetings suffer from first.",
            ),
            Query(most(of(catalogue.LINK_JITTER, **_C), "site", "link"), "{{site}}, {{link}}"),
            unit="s",
            limits=scale.steps(GOOD, (limits.jitter, UNSTABLE)),
            width=8,
        ),
    )


def _services() -> tuple[Panel, ...]:
    def states(vantage: str, **labels: str) -> str:
        return f"max by (service) ({of(catalogue.TARGET_STATE, vantage=vantage, service='.+', **labels)})"

    to_service = (
        to_board(
            Text("Xem dịch vụ này", "This service"),
            "services",
            "province",
            service="${__field.labels.service}",
        ),
    )
    return (
        timeline(
            Text("Dịch vụ, nhìn từ xã", "Services, seen from the commune"),
            Text("Máy đo tại xã vào thử như người dùng.", "The agent tries them as users do."),
            Query(states("agent", **_C), "{{service}}"),
            mappings=scale.target_state(),
            links=to_service,
            empty=Text("Xã chưa có máy đo", "No agent"),
            width=12,
            height=8,
        ),
        timeline(
            Text("Dịch vụ, nhìn từ tỉnh", "Services, seen from the province"),
            Text(
                "Xã không vào được mà tỉnh vào được: lỗi ở phía xã. Cả hai không vào được: lỗi ở dịch vụ.",
                "Not from the commune but from the province: the fault is on the commune's side. From neither: it is the service's.",
            ),
            Query(states("hub"), "{{service}}"),
            mappings=scale.target_state(),
            links=to_service,
            width=12,
            height=8,
        ),
    )


def _signing(limits: Limits) -> tuple[Panel, ...]:
    labels = ("instance", "signer", "signer_kind", "authority")
    ends = least(of(catalogue.SIGN_EFFECTIVE_NOT_AFTER, **_C), *labels)
    return (
        table(
            Text("Chứng thư của xã", "The commune's certificates"),
            Text(
                "Mỗi chứng thư một dòng, theo vai trò; không có tên người. Ngày hết hạn tính cả chứng thư của tổ chức cấp trên.",
                "One line a certificate, by role, without people's names. The end counts the authorities above it too.",
            ),
            Query(most(of(catalogue.SIGN_STATE, **_C), *labels, "state"), table=True),
            Query(f"1000 * {ends}", table=True),
            Query(f"({ends} - time()) / {DAY}", table=True),
            columns=(
                Column(source="signer", title=Text("Người ký (mã vai trò)", "Signer (role)")),
                Column(
                    source="signer_kind",
                    title=Text("Loại", "Kind"),
                    mappings=label_words.signer_kinds(),
                    width=120,
                ),
                Column(
                    source="state", title=Text("Tình trạng", "State"), mappings=label_words.signing_states()
                ),
                Column(source="Value #B", title=Text("Hết hạn", "Ends"), unit="dateTimeAsIso", width=170),
                days_left("Value #C", limits),
                Column(source="authority", title=Text("Tổ chức chứng thực", "Authority"), width=180),
            ),
            sort=DAYS_LEFT,
            descending=False,
            empty=Text("Xã chưa khai chứng thư nào", "No certificate is known"),
            width=16,
            height=7,
        ),
        signers_by_state(**_C).sized(8, 7),
    )
