"""relay.yml: sound as a whole, or every fault at once with its line."""

import re
from pathlib import Path

import pytest

from alerts.relay.load import load_relay
from alerts.relay.settings import EmailChannel
from probes.inventory.faults import InventoryError
from probes.language import Language
from tests.servers.relaying import mail_channel, relay_yml

ROOT = Path(__file__).parents[3]


def faults(path: Path, language: Language = Language.EN) -> list[str]:
    with pytest.raises(InventoryError) as refused:
        load_relay(path)
    return [
        f"{Path(fault.file).name}:{fault.line} {fault.text.in_(language)}" for fault in refused.value.faults
    ]


def written(folder: Path, old: str, new: str) -> Path:
    path = relay_yml(folder, [mail_channel(25)])
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_places_start_from_the_folder_of_relay_yml(tmp_path: Path) -> None:
    config = load_relay(relay_yml(tmp_path, [mail_channel(25)]))

    assert config.settings.data_dir == str(tmp_path / "data")
    assert config.settings.teams[0].token.read() == "token-of-the-team"
    assert [team.id for team in config.inventory.teams] == ["ha_tang_wan"]


def test_the_guide_s_example_is_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    relay_yml(tmp_path, [mail_channel(25)])
    (tmp_path / "relay").mkdir()
    for name in ("ha_tang_wan", "ack"):
        (tmp_path / "relay" / f"{name}.token").write_text("token")
    monkeypatch.setenv("MAIL_PASSWORD", "secret")
    guide = (ROOT / "docs" / "relay.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    text = re.sub("^   ", "", example, flags=re.MULTILINE)
    path = tmp_path / "relay.yml"
    path.write_text(text.replace("/etc/thongsuot/inventory", "inventory.yml"), encoding="utf-8")

    assert isinstance(load_relay(path).settings.channels[0], EmailChannel)


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    relay_yml(tmp_path, [mail_channel(25)])
    path = tmp_path / "relay.yml"
    path.write_text(
        "inventory: inventory.yml\n"
        "data_dir: data\n"
        "listening: 127.0.0.1:9742\n"
        "channels:\n"
        "  - {id: mail, kind: email, host: 127.0.0.1, sender: a@mail.test, tls: maybe}\n"
        "teams:\n"
        "  - {team: ha_tang_wan, token: hunter2, channels: [mail]}\n"
        "fold: {messages: 0}\n",
        encoding="utf-8",
    )

    found = faults(path)

    assert [line.split(" ")[0] for line in found] == [f"relay.yml:{line}" for line in (3, 5, 7, 8)]
    assert "listening" in found[0]
    assert "file:NAME or env:NAME" in found[2]
    assert "hunter2" not in "".join(found)


def test_names_that_nothing_bears_are_told_with_what_may_be_meant(tmp_path: Path) -> None:
    path = written(tmp_path, '"channels": ["mail"]', '"channels": ["mails", "mail"]')

    assert "did you mean mail?" in faults(path)[0]
    assert "có phải là mail?" in faults(path, Language.VI)[0]


def test_a_team_that_the_inventory_does_not_define_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, '"team": "ha_tang_wan"', '"team": "ha-tang-wan"')

    assert "a team that the inventory defines" in faults(path)[0]


def test_the_same_channel_twice_is_told(tmp_path: Path) -> None:
    assert "stands already in line 1" in faults(relay_yml(tmp_path, [mail_channel(25), mail_channel(26)]))[0]


@pytest.mark.parametrize("place", ["file:none.token", "env:THONGSUOT_TEST_NONE"])
def test_a_secret_that_is_not_there_is_told_at_the_start(place: str, tmp_path: Path) -> None:
    found = faults(written(tmp_path, "file:team.token", place))

    assert len(found) == 1
    assert place.partition(":")[2] in found[0]
