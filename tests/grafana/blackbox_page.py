"""docs/grafana-blackbox.md, from the tables that the tests run: `python -m tests.grafana.blackbox_page > docs/grafana-blackbox.md`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_lowercase

from probes.language import Text
from tests.grafana.blackbox_community import COMMUNITY
from tests.grafana.blackbox_mixin import MIXIN, RULE_SETS, About, Act, Rule
from tests.grafana.blackbox_queries import Dashboard, Query, Variable, Way

_NO_PHASE = Text(
    "khi đo thì địa chỉ đã có và socket đã mở, không có chặng ấy",
    "the address is known and the socket open before the look: there is no such phase",
)
_UDP_ONLY = Text(
    "hỏi qua UDP tới máy chủ đã khai: chỉ có một chặng, từ lúc hỏi đến lúc trả lời",
    "the server that the inventory names is asked over UDP: there is one phase, from question to answer",
)
_ANSWERS_ONLY = Text(
    "chỉ đếm phần trả lời, `probe_dns_answer_rrs`", "only answers count, `probe_dns_answer_rrs`"
)
_NOT_KEPT = Text("không ghi lại", "not kept")
LACKING: Mapping[str, Text] = {
    "probe_dns_additional_rrs": _ANSWERS_ONLY,
    "probe_dns_authority_rrs": _ANSWERS_ONLY,
    'probe_dns_duration_seconds{phase="connect"}': _UDP_ONLY,
    'probe_dns_duration_seconds{phase="resolve"}': _UDP_ONLY,
    "probe_dns_query_succeeded": Text(
        "`probe_success`, và lý do ở `probe_failure_info`",
        "`probe_success`, and why not: `probe_failure_info`",
    ),
    "probe_failed_due_to_regex": Text(
        '`probe_failure_info{reason="body_mismatch"}` hoặc `header_mismatch`',
        '`probe_failure_info{reason="body_mismatch"}` or `header_mismatch`',
    ),
    "probe_http_last_modified_timestamp_seconds": _NOT_KEPT,
    'probe_icmp_duration_seconds{phase="resolve"}': _NO_PHASE,
    'probe_icmp_duration_seconds{phase="setup"}': _NO_PHASE,
    "probe_icmp_reply_hop_limit": _NOT_KEPT,
    "probe_ip_addr_hash": _NOT_KEPT,
    "probe_ssl_last_chain_expiry_timestamp_seconds": Text(
        "`probe_ssl_earliest_cert_expiry` là hạn sớm nhất trong chuỗi máy chủ đưa ra",
        "`probe_ssl_earliest_cert_expiry` is the first end in the chain that the server shows",
    ),
    "probe_ssl_last_chain_info": _NOT_KEPT,
}
"""What the blackbox_exporter of Debian tells of the same four targets, and we do not."""

_MARKS = {About.PAGE: "T", About.PLAIN: "P", About.NEVER: "L"}
_HEAD = """# Bảng và quy tắc viết cho blackbox_exporter

*[In English](#dashboards-and-rules-made-for-blackbox_exporter)*

Ai đang dùng blackbox_exporter thì giữ được bảng Grafana và quy tắc cảnh báo đang có: chuỗi `probe_*` của Thông Suốt mang đúng tên và đơn vị của
blackbox_exporter. Có hai cách lấy số liệu:

* **`/metrics`**: lấy cả một lần như trong [metrics.md](metrics.md). Ở đầu bảng chọn `job` là `thongsuot`; `instance` là mã phép đo, ví dụ `portal/page`.
* **`/probe`**: giữ nguyên lịch cũ của blackbox_exporter, chỉ đổi địa chỉ sang máy giám sát. `instance` vẫn là địa chỉ trang như trước.

Danh sách dưới đây do phép thử viết ra: mỗi lần kiểm thử, từng câu hỏi được điền biến rồi hỏi trên Prometheus thật theo cả hai cách, và phải tìm thấy
đúng chừng ấy chuỗi với giá trị hợp lý. Chỗ không tìm thấy gì có ghi chữ cái và [lý do](#why-nothing); nếu một ngày nó có, phép thử cũng báo.

**Chưa mở trong Grafana thật**: chỉ thử câu hỏi và biến. Câu hỏi đọc từ bản sao trong các kho mã công khai; bản mới hơn trên grafana.com có thể khác.
Bảng 18538 chưa thử, vì không có bản sao nào để đọc.

# Dashboards and rules made for blackbox_exporter

Who comes from blackbox_exporter keeps the Grafana dashboards and alert rules that are there: our `probe_*` series have its names and units.
Prometheus can take them in two ways:

* **`/metrics`**: all at once, as in [metrics.md](metrics.md). At the top of the dashboard choose `thongsuot` as `job`; `instance` is a check's id, such as `portal/page`.
* **`/probe`**: blackbox_exporter's own scrape job, with the hub's address in place of the exporter's. `instance` stays the address of the page.

The lists below are written from the tables that the tests run: each query, its variables filled in, is asked of a real Prometheus in both ways, and
has to find so many series, with values that can be. Where nothing is found stands a letter, [and why](#why-nothing); once something is, the test fails too.

**Never opened in a Grafana:** queries and variables alone were tried. They were read from copies in public repositories; a newer revision on
grafana.com may differ. Dashboard 18538 was not tried: no copy could be read.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    boards = (*COMMUNITY, MIXIN)
    letters = _letters(boards)
    yield _HEAD
    for board in boards:
        yield f"## {board.name}"
        yield ""
        yield from _board(board, letters)
    yield '<a id="why-nothing"></a>'
    yield ""
    yield "## Vì sao không có gì · Why nothing is found"
    yield ""
    for why, letter in letters.items():
        yield f"* **{letter}** {why.vi} · {why.en}"
    yield ""
    yield "## Quy tắc · Rules"
    yield ""
    yield "Ba lúc, lần lượt · Three times, one after the other:"
    yield ""
    for number, act in enumerate(Act, 1):
        yield f"{number}. {act.value.vi} · {act.value.en}"
    yield ""
    yield "Báo về cái gì, theo cả hai cách · What they fire about, in both ways:"
    yield ""
    for about in About:
        yield f"* **{_MARKS[about]}** {about.value.vi} · {about.value.en}"
    yield ""
    for name, rules in RULE_SETS.items():
        yield f"### {name}"
        yield ""
        yield from _rules(rules)
    yield "## blackbox_exporter có, ta không có · What blackbox_exporter has and we have not"
    yield ""
    yield "Không thấy thì không có chuỗi, thay vì 0 hay -1. · What was not seen has no series, where it says 0 or -1."
    yield ""
    yield "| chuỗi · series | vì sao, thay bằng gì · why, and what instead |"
    yield "|---|---|"
    for series, why in LACKING.items():
        yield f"| `{series}` | {why.vi} · {why.en} |"
    yield ""


def _letters(boards: Sequence[Dashboard]) -> Mapping[Text, str]:
    """A letter for each reason, in the order in which they come."""
    nothing = (
        each.nothing.values()
        for board in boards
        for asked in (board.variables, board.queries)
        for each in asked
    )
    whys = dict.fromkeys(why for several in nothing for why in several)
    return dict(zip(whys, ascii_lowercase, strict=False))


def _board(board: Dashboard, letters: Mapping[Text, str]) -> Iterator[str]:
    yield "| ô · panel | câu hỏi · query | `/metrics` | `/probe` |"
    yield "|---|---|---|---|"
    for variable in board.variables:
        yield _row(f"biến · variable `{variable.name}`", variable, "✓", letters)
    for query in board.queries:
        yield _row(query.panel, query, query.found.said, letters)
    yield ""


def _row(head: str, asked: Query | Variable, found: str, letters: Mapping[Text, str]) -> str:
    cells = (f"– {letters[asked.nothing[way]]}" if way in asked.nothing else found for way in Way)
    return f"| {head} | `{asked.expression}` | {' | '.join(cells)} |"


def _rules(rules: Sequence[Rule]) -> Iterator[str]:
    yield "| quy tắc · rule | điều kiện · condition | 1 | 2 | 3 |"
    yield "|---|---|---|---|---|"
    for rule in rules:
        fires = [
            " ".join(_MARKS[about] for about in About if about in rule.fires.get(act, ())) for act in Act
        ]
        yield f"| `{rule.alert}` | `{rule.expression}` | {' | '.join(each or '–' for each in fires)} |"
    yield ""
    silent = [(rule.alert, rule.why) for rule in rules if rule.why is not None]
    for alert, why in silent:
        yield f"* `{alert}`: {why.vi} · {why.en}"
    if silent:
        yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
