"""What docs/relay-channels.md shows can be copied as it stands."""

import re
from pathlib import Path

import pytest
import yaml

from alerts.relay.load import load_relay
from tests.servers.relaying import relay_yml

_GUIDE = Path(__file__).parents[4] / "docs" / "relay-channels.md"


def test_every_channel_of_the_guide_is_a_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAIL_PASSWORD", "CHAT_TOKEN"):
        monkeypatch.setenv(name, "anything")
    (tmp_path / "relay").mkdir()
    for name in ("telegram.token", "zalo.secret", "zalo.refresh", "sms.key"):
        (tmp_path / "relay" / name).write_text("anything")
    shown = [
        each
        for block in re.findall(r"```yaml\n(.*?)```", _GUIDE.read_text(), re.DOTALL)
        for each in yaml.safe_load(block)
    ]
    config = load_relay(relay_yml(tmp_path, shown))
    assert [channel.kind for channel in config.settings.channels] == [
        "email",
        "telegram",
        "zns",
        "sms",
        "webhook",
    ]
