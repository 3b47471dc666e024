"""How things stand with one hub, for people: since when it answers, or why it does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.delivery.envelope import Answer
from probes.clock import Instant
from probes.language import Text


@dataclass(frozen=True, slots=True)
class Contact:
    """How things stand with one hub.

    answered: when it last did; answer: what it said then. failure: why the latest attempt failed, None when it did not.
    unknown: the hub does not know this agent's token. refused: by its word, how many observations it did
    not take; those that it could not even answer to are among the outbox's dropped.
    """

    answered: Instant | None = None
    answer: Answer | None = None
    failure: Text | None = None
    unknown: bool = False
    refused: Mapping[str, int] = field(default_factory=dict)


UNKNOWN = Text(
    "máy giám sát không nhận ra máy đo này (HTTP {status}): cần ghi danh lại bằng mã mới, đề nghị liên hệ tổ trực",
    "the hub does not know this agent (HTTP {status}): it must be enrolled again, with a new code",
)
BUSY = Text(
    "máy giám sát đang bận (HTTP {status}); máy đo sẽ tự thử lại",
    "the hub is busy (HTTP {status}); it is tried again",
)
NO_HUB = Text(
    "câu trả lời (HTTP {status}) không phải của máy giám sát: có thể mạng tại chỗ chặn hoặc chuyển hướng kết nối",
    "the answer (HTTP {status}) is no hub's: the local network may block or redirect the connection",
)
NO_JSON = Text("không đọc được JSON", "no JSON")
