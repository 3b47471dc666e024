"""Any program that takes a message as JSON: a chat of one's own, a ticket system, an archive."""

from typing import Any

from alerts.relay.channels.asking import ask
from alerts.relay.message import Message
from alerts.relay.settings import WebhookChannel


class Webhook:
    """One address."""

    def __init__(self, settings: WebhookChannel) -> None:
        self._settings = settings

    def send(self, message: Message, before: str | None) -> str | None:
        """Post it. Any 2xx means that it was taken."""
        token = self._settings.token
        headers = {} if token is None else {"Authorization": f"Bearer {token.read()}"}
        headers["Idempotency-Key"] = message.id
        said = said_of(message) | {"replaces": before}
        answer = ask(self._settings.url, body=said, headers=headers, timeout=self._settings.timeout)
        if not 200 <= answer.status < 300:
            raise answer.failed("the webhook refuses")
        return message.id


def said_of(message: Message) -> dict[str, Any]:
    """A message as JSON. Posts, never addresses."""
    return {
        "id": message.id,
        "kind": message.kind.value,
        "team": message.team,
        "on_duty": message.recipient.post,
        "open": message.open,
        "title": message.title,
        "facts": [{"label": label, "text": text} for label, text in message.facts],
        "link": message.link,
        "text": message.text,
        "fields": dict(message.fields),
    }
