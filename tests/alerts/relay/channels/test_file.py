"""The dry run."""

import json
from pathlib import Path

import pytest

from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.channels.file import File
from alerts.relay.settings import FileChannel
from tests.alerts.relay.messages import message


def test_each_message_is_a_line_with_the_text_to_paste_and_no_address(tmp_path: Path) -> None:
    path = tmp_path / "told.jsonl"
    channel = File(FileChannel(id="dry", kind="file", path=str(path)))

    channel.send(message(), None)
    channel.send(message(), "earlier")

    first, second = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert first["text"] == message().text
    assert (first["on_duty"], first["before"], second["before"]) == ("Tổ trực 1", None, "earlier")
    assert "truc@mail.test" not in path.read_text()
    assert "0901" not in path.read_text()


def test_a_file_that_cannot_be_written_is_a_failure_that_may_pass(tmp_path: Path) -> None:
    with pytest.raises(ChannelFailed) as failed:
        File(FileChannel(id="dry", kind="file", path=str(tmp_path))).send(message(), None)

    assert (failed.value.permanent, failed.value.uncertain) == (False, False)
