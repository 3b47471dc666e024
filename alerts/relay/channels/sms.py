"""SMS through a gateway that takes JSON or a form over HTTPS: which fields it wants stands in relay.yml."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from alerts.relay.channels.asking import ask
from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.channels.phones import written
from alerts.relay.message import Message, shortened
from alerts.relay.settings import SmsChannel
from alerts.relay.template import filled


class Sms:
    """One gateway."""

    def __init__(self, settings: SmsChannel) -> None:
        self._settings = settings

    def send(self, message: Message, before: str | None) -> str | None:  # noqa: ARG002  # an SMS answers nothing
        """Send to who is on duty."""
        settings = self._settings
        if message.recipient.phone is None:
            raise ChannelFailed("nobody on duty has a phone number", permanent=True)
        values = {
            **{
                name: text if settings.accents else without_accents(text)
                for name, text in message.fields.items()
            },
            "text": text_of(message, settings),
            "phone": written(message.recipient.phone, settings.phone),
            "secret": "" if settings.secret is None else settings.secret.read(),
        }
        fields = {name: filled(text, values) for name, text in settings.fields.items()}
        headers = {name: filled(text, values) for name, text in settings.headers.items()}
        answer = ask(
            settings.url,
            body=fields if settings.format == "json" else None,
            form=fields if settings.format == "form" else None,
            headers=headers,
            timeout=settings.timeout,
        )
        if not 200 <= answer.status < 300:
            raise answer.failed("the gateway refuses")
        for name, wanted in settings.accepted.items():
            if _text(answer.said, name) != wanted:
                raise answer.failed(f"the gateway says {name}={_text(answer.said, name)[:50]}")
        return None


def text_of(message: Message, settings: SmsChannel) -> str:
    """The text of an SMS: one line, cut to what the gateway takes."""
    text = message.fields["text"]
    if settings.accents:
        return shortened(text, settings.longest)
    text = without_accents(text)
    return text if len(text) <= settings.longest else text[: settings.longest - 3].rstrip() + "..."


def without_accents(text: str) -> str:
    """ASCII, as Vietnamese people write an SMS: "đ" is "d", "ế" is "e"."""
    apart = unicodedata.normalize(
        "NFKD", text.replace("đ", "d").replace("Đ", "D").replace("–", "-").replace("·", "-")
    )
    return (
        "".join(letter for letter in apart if not unicodedata.combining(letter))
        .encode("ascii", "replace")
        .decode()
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    return str(said.get(name, ""))
