"""What the demo says on the terminal: that it is a simulation, where to look, what will happen, what happens now."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from exporter.demo.story import LOOP_SECONDS, Cast, Story, Turn, sentence
from probes.language import Text
from probes.reasons import ProbeFailed, Reason

SIMULATION = Text(
    "MÔ PHỎNG. Tên 40 xã, phường của Huế là thật; đường truyền, dịch vụ, chứng thư và sự cố đều do chương trình dựng ra "
    "trong máy này. Không có gì được gửi ra ngoài.",
    "SIMULATION. The names of Huế's 40 communes are real; lines, services, certificates and faults are made up inside "
    "this machine. Nothing leaves it.",
)
_ADDRESSES = Text(
    "  Trang trạng thái   http://{public}/\n  Số liệu Prometheus http://{operations}/metrics",
    "  Status page   http://{public}/\n  Prometheus    http://{operations}/metrics",
)
_AGENT_PAGE = Text("  {called}: {page}", "  {called}: {page}")
_TCP_INSTEAD = Text(
    "Máy này không ping được: {why}. Bản mô phỏng đo bằng thời gian mở kết nối TCP thay cho ping.",
    "This machine cannot ping: {why}. The simulation times TCP connections instead.",
)
_REMEDIES = Text(
    "Muốn ping thật, chọn một trong hai cách:\n"
    '  sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"\n'
    "  cấp quyền CAP_NET_RAW cho tiến trình (systemd: AmbientCapabilities=CAP_NET_RAW), hoặc chạy bằng root",
    "For real pings, do one of these:\n"
    '  sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"\n'
    "  give the process CAP_NET_RAW (systemd: AmbientCapabilities=CAP_NET_RAW), or run it as root",
)
_SCHEDULE = Text(
    "Kịch bản (--seed {seed}), lặp lại sau mỗi {loop}:", "The story (--seed {seed}), told anew every {loop}:"
)
_BEGINS = Text("[{at}] BẮT ĐẦU  {what}", "[{at}] BEGINS  {what}")
_ENDS = Text("[{at}] KẾT THÚC {what}", "[{at}] ENDS    {what}")
_STOP = Text("Nhấn Ctrl-C để dừng.", "Press Ctrl-C to stop.")
ENDED = Text(
    "Đã dừng mô phỏng; tệp tạm đã được xóa.", "The simulation has ended; its temporary files are gone."
)
OTHER_PORTS = Text("chọn cổng khác bằng --port và --ops-port", "choose others with --port and --ops-port")
NO_ROOM = Text(
    "Máy này không dựng được tỉnh mô phỏng: {why}", "This machine has no room for the simulation: {why}"
)
NEW_FOLDER_ONLY = Text(
    "{folder} đã có: hãy chọn một thư mục chưa có, để không ghi đè lên gì cả",
    "{folder} exists: choose a folder that does not, so that nothing is overwritten",
)
WRITTEN = Text(
    "Đã ghi bản khai báo mô phỏng. Xem và sửa thử, rồi: thongsuot check --config {folder}",
    "The simulated inventory is written. Read it, change it, then: thongsuot check --config {folder}",
)


def opening(
    public: str,
    operations: str,
    no_ping: ProbeFailed | None,
    agents: Mapping[str, Text] = MappingProxyType({}),
) -> Iterator[Text]:
    """Where to look, and whether the pings are real. agents: what each is called, by the address of its page."""
    yield _ADDRESSES.format(public=public, operations=operations)
    for page, called in agents.items():
        yield _AGENT_PAGE.format(called=called, page=page)
    if no_ping is not None:
        why = no_ping.reason.sentence
        yield Text(_TCP_INSTEAD.vi.format(why=why.vi), _TCP_INSTEAD.en.format(why=why.en))
        if no_ping.reason is Reason.NO_PERMISSION:
            yield _REMEDIES


def schedule(story: Story, cast: Cast, seed: int) -> Iterator[Text]:
    """The faults of one loop, at the time that the story's speed makes of them."""
    yield _SCHEDULE.format(seed=seed, loop=_time(LOOP_SECONDS / story.speed))
    for fault in story.faults:
        said = sentence(fault, cast.called)
        when = f"  {_time(fault.at_seconds / story.speed)} - {_time(fault.until_seconds / story.speed)}  "
        yield Text(when + said.vi, when + said.en)
    yield _STOP


def turn_of(turn: Turn, story: Story, cast: Cast) -> Text:
    """One fault as it begins or ends."""
    said = sentence(turn.fault, cast.called)
    shape = _BEGINS if turn.begins else _ENDS
    at = _time(turn.after_seconds / story.speed)
    return Text(shape.vi.format(at=at, what=said.vi), shape.en.format(at=at, what=said.en))


def _time(seconds: float) -> str:
    """`mm:ss` since the beginning; hours only when there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
