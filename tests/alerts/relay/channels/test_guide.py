"""What docs/relay-channels.md shows can be copied as it stands."""

import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from alerts.relay.load import load_relay
from alerts.relay.settings import ChannelSettings
from tests.servers.relaying import relay_yml

_DOCS = Path(__file__).parents[4] / "docs"
_GUIDE = _DOCS / "relay-channels.md"


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


def test_the_relay_s_guide_names_every_channel_with_its_keys_and_leads_here() -> None:
    guide = (_DOCS / "relay.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", guide, re.MULTILINE))
    channels = get_args(get_args(ChannelSettings)[0])
    assert rows.keys() == {get_args(channel.model_fields["kind"].annotation)[0] for channel in channels}
    for channel in channels:
        own = channel.model_fields.keys() - {"id", "kind", "timeout", "per_day"}
        (kind,) = get_args(channel.model_fields["kind"].annotation)
        assert own - set(re.findall(r"`(\w+)`", rows[kind])) <= {"url", "login_url"}
    assert guide.count("(relay-channels.md#") >= 2
