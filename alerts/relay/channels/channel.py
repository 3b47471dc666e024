"""What a channel is: something that carries a message, and says plainly when it could not."""

from typing import Protocol

from alerts.relay.message import Message


class ChannelFailed(Exception):
    """The message was not sent, or nobody knows. `why` is for the log and holds no address and no secret.

    permanent: trying again with the same message would not help. uncertain: it may have arrived all the same.
    wait: seconds that the other side asked for.
    """

    def __init__(
        self, why: str, *, permanent: bool = False, uncertain: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(why)
        self.why = why
        self.permanent = permanent
        self.uncertain = uncertain
        self.wait = wait


class Channel(Protocol):
    """Carries messages. Used by one thread."""

    def send(self, message: Message, before: str | None) -> str | None:
        """Send, and give back what this channel calls the message, if anything. Raises ChannelFailed.

        before: the reference of an earlier message about the same, to be edited (a digest) or answered.
        """
        ...


class Keeper(Protocol):
    """Small values that outlive the program, for channels that must remember something between two runs."""

    def keep(self, name: str, value: str) -> None:
        """Keep `value` under `name`."""
        ...

    def kept(self, name: str) -> str | None:
        """What is kept under `name`."""
        ...
