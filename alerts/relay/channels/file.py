"""The dry run: what would be sent is written at the end of a file, and nothing is sent."""

import json
import os
from pathlib import Path

from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.channels.webhook import said_of
from alerts.relay.message import Message
from alerts.relay.settings import FileChannel


class File:
    """One file, a line of JSON per message."""

    def __init__(self, settings: FileChannel) -> None:
        self._path = Path(settings.path)

    def send(self, message: Message, before: str | None) -> str | None:
        """Write it through to the disk."""
        line = json.dumps(said_of(message) | {"before": before}, ensure_ascii=False) + "\n"
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise ChannelFailed(f"{self._path}: {error.strerror}") from error
        return message.id
