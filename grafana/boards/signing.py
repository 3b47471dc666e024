"""Signing: what ends when, who can sign, and whether the authorities answer."""

from exporter.metrics import catalogue
from grafana import label_words, scale, series, variables
from grafana.board import Board, Marks, Row
from grafana.colours import BAD, GOOD, PLAIN, UNKNOWN, UNSTABLE
from grafana.limits import Limits
from grafana.links import to_commune
from grafana.panel import Panel
from grafana.panels import Column, stat, table
from grafana.panels.columns import columns
from grafana.parts.authorities import authorities, lists, trust
from grafana.parts.certificates import DAYS_LEFT, days_left, signers_by_state
from grafana.query import DAY, Query, least, most, named, of
from grafana.words import NO_DATA
from probes.language import Text
from probes.signing.state import SigningState

_P = {"province": "$province"}
_SIGNER = ("instance", "province", "commune", "signer", "signer_kind", "authority")
_USABLE = "|".join(state.value for state in SigningState if state.usable)
_ENDS = least(of(catalogue.SIGN_EFFECTIVE_NOT_AFTER, authority="$authority", **_P), *_SIGNER)


def board(limits: Limits) -> Board:
    """The dashboard."""
    return Board(
        name="signing",
        title=Text("Thông Suốt: Chữ ký số", "Thông Suốt: Signing"),
        means=Text(
            "Chứng thư nào hết hạn lúc nào, xã nào không ký được, tổ chức chứng thực có trả lời không.",
            "Which certificates end when, which communes cannot sign, whether the authorities answer.",
        ),
        variables=(
            variables.province(),
            variables.of_label(
                "authority", Text("Tổ chức chứng thực", "Authority"), of(catalogue.TRUST_ANCHORS_LOADED)
            ),
        ),
        rows=(
            Row(Text("Ngay lúc này", "Right now"), _now(limits)),
            Row(Text("Lịch hết hạn", "Expiry calendar"), _calendar(limits)),
            Row(Text("Tình trạng chứng thư", "States"), _states()),
            Row(Text("Tổ chức chứng thực", "Authorities"), authorities(limits)),
            Row(Text("Độ mới của câu trả lời", "Freshness"), lists()),
            Row(Text("Tin cậy và USB Token", "Trust and tokens"), trust()),
        ),
        status_page=limits.status_page,
        marks=(
            Marks(
                Text("Sự cố của tổ chức chứng thực", "Outages of authorities"),
                f"max by (authority) ({of(catalogue.INCIDENT_OPEN, scope='authority')}) == 1",
                "{{authority}}",
                UNSTABLE,
            ),
        ),
    )


def _now(limits: Limits) -> tuple[Panel, ...]:
    states, usable_now = (
        most(of(catalogue.COMMUNE_SIGNERS, state=state, **_P), "province", "commune", "state")
        for state in (".+", _USABLE)
    )
    usable = least(of(catalogue.COMMUNE_USABLE_SIGNERS, group="leader|seal", **_P), *series.PLACE)

    def ending(days: int, colour: str) -> Panel:
        return stat(
            Text(f"Còn dưới {days} ngày", f"Under {days} days"),
            Text("Số chứng thư, kể cả đã hết hạn.", "Certificates, those past their end too."),
            Query(series.counted(f"{_ENDS} - time() < {days * DAY}", _ENDS)),
            thresholds=scale.steps(GOOD, (1, colour)),
            empty=NO_DATA,
        )

    return (
        stat(
            Text("Xã chưa ký được", "Cannot issue"),
            Text(
                "Thiếu chữ ký lãnh đạo hoặc dấu của cơ quan thì không phát hành được văn bản.",
                "Without a leader's signature or the organisation's seal no document is issued.",
            ),
            Query(series.counted(f"{usable} == 0", usable)),
            thresholds=scale.steps(GOOD, (1, BAD)),
            empty=NO_DATA,
        ),
        stat(
            Text("Người ký được ngay", "Signers that can sign"),
            Text(
                "Phần người ký mà chứng thư dùng được lúc này, trong số đã biết.",
                "The share whose certificate can sign now.",
            ),
            Query(f"sum ({usable_now}) / sum ({states})"),
            unit="percentunit",
            decimals=1,
            thresholds=scale.steps(BAD, (0.9, UNSTABLE), (0.98, GOOD)),
            empty=NO_DATA,
        ),
        ending(int(limits.renewal_closes / DAY), UNSTABLE),
        ending(int(limits.urgent / DAY), BAD),
        stat(
            Text("Chưa rõ thu hồi", "Revocation not known"),
            Text(
                "Không phải là hỏng: tổ chức chứng thực chưa trả lời được. Chứng thư vẫn ký bình thường.",
                "Not a fault of the certificate: its authority could not say. It signs as ever.",
            ),
            Query(
                series.counted(
                    most(of(catalogue.SIGN_REASON, state="revocation_unknown", **_P), "instance"),
                    of(catalogue.SIGN_STATE, **_P),
                )
            ),
            thresholds=scale.steps(GOOD, (1, UNKNOWN)),
            empty=NO_DATA,
        ),
        stat(
            Text("Hai cách xét không khớp", "Verdicts that differ"),
            Text(
                "Số người ký mà cách xét của chương trình và thư viện xét chuỗi cho kết quả khác nhau: hãy báo nhóm phát triển.",
                "Signers of whom our own walk and the path library do not say the same: please report it.",
            ),
            Query(f"sum ({most(of(catalogue.SIGN_DISAGREEMENTS, **_P), 'province')})"),
            thresholds=scale.steps(GOOD, (1, UNSTABLE)),
            empty=NO_DATA,
        ),
    )


def _calendar(limits: Limits) -> tuple[Panel, ...]:
    horizon = limits.horizon
    left = f"{_ENDS} - time()"
    weeks = f"floor (({left} >= 0 < {horizon:.0f}) / {7 * DAY})"
    return (
        columns(
            Text("Hết hạn trong mấy tuần nữa", "Ending in how many weeks"),
            Text(
                "Số chứng thư hết hạn trong từng tuần tới, tuần này là 00. Tuần nào nhiều thì lo trước từ bây giờ.",
                "How many end in each of the coming weeks, 00 is this one. A full week is best prepared now.",
            ),
            Query(_padded("week", f'count_values ("week", {weeks})', 2), table=True),
            label="week",
            value=Text("Chứng thư", "Certificates"),
            unit="none",
            thresholds=scale.steps(PLAIN),
            empty=Text("Không có chứng thư nào", "None"),
        ),
        columns(
            Text("Theo mốc nhắc", "By lead time"),
            Text(
                "Số chứng thư đã qua từng mốc nhắc (ngày) và chưa qua mốc sau: mốc càng ngắn càng gấp.",
                "How many have reached each lead time (days) and not the next: the shorter, the more urgent.",
            ),
            Query(
                _padded(
                    "days",
                    f'count_values ("days", {most(of(catalogue.SIGN_LEAD_TIME, **_P), "instance")} / {DAY})',
                    3,
                ),
                table=True,
            ),
            label="days",
            value=Text("Chứng thư", "Certificates"),
            unit="none",
            thresholds=scale.steps(UNSTABLE),
            empty=Text("Không có chứng thư nào", "None"),
        ),
        table(
            Text(
                f"Chứng thư hết hạn trong {horizon / DAY:.0f} ngày tới",
                f"Certificates that end within {horizon / DAY:.0f} days",
            ),
            Text(
                f"Sớm nhất trước. Còn dưới {limits.renewal_closes / DAY:.0f} ngày thì không gia hạn được nữa, phải xin cấp mới.",
                f"The first to end first. With less than {limits.renewal_closes / DAY:.0f} days it cannot be renewed any more, only issued anew.",
            ),
            Query(named(f"({left} < {horizon:.0f}) / {DAY}"), table=True),
            Query(f"1000 * {_ENDS} and on (instance) ({left} < {horizon:.0f})", table=True),
            Query(
                f"{most(of(catalogue.SIGN_STATE, **_P), *_SIGNER, 'state')} and on (instance) ({left} < {horizon:.0f})",
                table=True,
            ),
            columns=(
                Column(source="name", title=Text("Xã, phường", "Commune"), links=(to_commune(),)),
                Column(source="signer", title=Text("Người ký (mã vai trò)", "Signer (role)")),
                Column(
                    source="state", title=Text("Tình trạng", "State"), mappings=label_words.signing_states()
                ),
                Column(source="Value #B", title=Text("Hết hạn", "Ends"), unit="dateTimeAsIso", width=180),
                days_left("Value #A", limits),
                Column(source="authority", title=Text("Tổ chức chứng thực", "Authority"), width=180),
                Column(source="province", title=Text("Mã tỉnh", "Province"), width=90),
                Column(source="commune", title=Text("Mã xã", "Commune code"), width=90),
            ),
            sort=DAYS_LEFT,
            descending=False,
            empty=Text("Không có chứng thư nào", "None"),
        ),
    )


def _padded(label: str, expr: str, digits: int) -> str:
    """Numbers in a label with zeros in front, so that they sort as text."""
    for length in range(1, digits):
        expr = f'label_replace ({expr}, "{label}", "0$1", "{label}", "^(.{{{length}}})$")'
    return expr


def _states() -> tuple[Panel, ...]:
    fields = ("state", "signer", "signer_kind", "authority", "province", "commune")
    wrong = most(of(catalogue.SIGN_STATE, state="!valid", authority="$authority", **_P), *fields)
    return (
        signers_by_state(**_P),
        table(
            Text("Chứng thư có việc phải làm", "Certificates with something to do"),
            Text("Mọi chứng thư không ở tình trạng bình thường.", "All that are not simply valid."),
            Query(named(wrong), table=True),
            columns=(
                Column(source="name", title=Text("Xã, phường", "Commune")),
                Column(source="signer", title=Text("Người ký", "Signer"), width=150),
                Column(
                    source="state", title=Text("Tình trạng", "State"), mappings=label_words.signing_states()
                ),
            ),
            sort=Text("Tình trạng", "State"),
            empty=Text("Không có", "None"),
            width=24,
            height=9,
        ),
    )
