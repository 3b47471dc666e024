"""Telegram: a bot that writes to one chat, edits its digests and answers its own messages.

https://core.telegram.org/bots/api#sendmessage: 4096 characters after entities are parsed; HTML needs & < > escaped.
"""

import html

from alerts.relay.channels.asking import Answer, ask
from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.message import Kind, Message, shortened
from alerts.relay.settings import TelegramChannel

_LONGEST = 4000  # below 4096: Telegram counts some letters twice
_LONGEST_TITLE = 300


class Telegram:
    """One bot and one chat."""

    def __init__(self, settings: TelegramChannel) -> None:
        self._settings = settings

    def send(self, message: Message, before: str | None) -> str | None:
        """Send, or edit the digest that was sent before; the message's number in the chat."""
        said: dict[str, object] = {
            "chat_id": self._settings.chat,
            "text": page_of(message),
            "parse_mode": "HTML",
        }
        if before is not None and message.kind is Kind.DIGEST:
            answer = self._ask("editMessageText", said | {"message_id": int(before)})
            why = str(answer.said.get("description", ""))
            if answer.said.get("ok") is True or "message is not modified" in why:
                return before
            if not ("message to edit not found" in why or "message can't be edited" in why):
                raise _failure(answer)
            before = None  # somebody deleted it: say it anew
        if before is not None:
            said |= {"reply_parameters": {"message_id": int(before), "allow_sending_without_reply": True}}
        answer = self._ask("sendMessage", said)
        number = answer.said.get("result", {}).get("message_id") if answer.said.get("ok") is True else None
        if number is None:
            raise _failure(answer)
        return str(number)

    def _ask(self, method: str, said: dict[str, object]) -> Answer:
        url = f"{self._settings.url.rstrip('/')}/bot{self._settings.token.read()}/{method}"
        return ask(url, body=said, timeout=self._settings.timeout)


def page_of(message: Message) -> str:
    """The message in Telegram's HTML: cut first, then escaped."""
    title = shortened(message.title, _LONGEST_TITLE)
    body = shortened(message.body, _LONGEST - len(title) - 1)
    return f"<b>{html.escape(title, quote=False)}</b>\n{html.escape(body, quote=False)}"


def _failure(answer: Answer) -> ChannelFailed:
    wait = answer.said.get("parameters", {}).get("retry_after")
    failure = answer.failed(str(answer.said.get("description", "Telegram refuses"))[:200])
    if isinstance(wait, int | float):
        failure.wait = float(wait)
    return failure
