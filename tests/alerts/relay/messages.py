"""A message to try channels with."""

from typing import Any

from alerts.relay.message import Kind, Message, Recipient
from probes.language import Language


def message(**changed: Any) -> Message:
    """One message about a line that is down; `changed` replaces what a test is about."""
    said: dict[str, Any] = {
        "id": "thongsuot-ha_tang_wan-1795500000-1",
        "kind": Kind.FIRING,
        "language": Language.VI,
        "team": "ha_tang_wan",
        "recipient": Recipient("Tổ trực 1", "truc@mail.test", "0901 234 567"),
        "title": "[Nghiêm trọng] Xã A Lưới 5: mất kết nối từ 08:41 (12 phút)",
        "facts": (
            ("Ảnh hưởng", "Không tiếp nhận được hồ sơ <b>điện tử</b> & giấy"),
            ("Mã sự cố", "46-K7QM-3"),
        ),
        "fields": {"code": "46-K7QM-3"},
        "link": "https://trangthai.test/xa/19753",
    }
    return Message(**{**said, **changed})
